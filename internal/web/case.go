package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/allocation"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/profile"
	"acquit/internal/registry"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) caseRoutes() {
	s.get("/customers/{customer}/case", casePage)
	s.post("/customers/{customer}/case/begin", beginCollection)
	s.post("/customers/{customer}/case/end", endCollection)
}

// caseData is what is known of the follow-up of a customer in one currency.
type caseData struct {
	*visit
	Customer   customer.Customer
	Currency   money.Currency
	Currencies []money.Currency // in which there is a case
	Stored     store.Decided
	Decided    *collect.Decision // nil where nothing was ever decided
	Collected  []phase.Collecting
	Troubles   []customer.Circumstance
	Profile    profile.Profile
	Owed       allocation.Claim // what may be claimed today of what is late
	Late       []report.Reckoned
	Needs      []report.Need
	Business   *registry.Business // what a register says of the customer; nil for nothing
	form       string             // what it means by its legal form
	situation  string             // and by its situation
	Unreckoned string             // why that cannot be said; "" where it can
	refusal
}

// The most that a case shows of its past.
const mostCollected, mostTroubles = 20, 20

func casePage(v *visit, tx *store.Tx) (answer, error) { return v.casePage(tx, refusal{}) }

func (v *visit) casePage(tx *store.Tx, wrong refusal) (answer, error) {
	d := &caseData{visit: v, refusal: wrong}
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if d.Customer.MergedInto != 0 {
		return moved{To: v.toCustomer(d.Customer.MergedInto)}, nil
	}
	for _, load := range []func() error{
		func() error { return d.stands(tx) },
		func() (err error) { d.Collected, err = tx.CollectingOf(i, mostCollected); return err },
		func() (err error) { d.Troubles, err = tx.CircumstancesOf(i, mostTroubles); return err },
		func() error { return d.paysHow(tx) },
		func() error { return d.reckon(tx) },
		func() error { return d.needed(tx) },
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	d.Collected = slices.DeleteFunc(d.Collected, func(c phase.Collecting) bool { return c.Currency != d.Currency })
	return page{Title: v.Words.T("case.of", "Customer", d.Customer.Name), Place: cases, Status: formStatus(d.Problem), Body: caseBody(d)}, nil
}

// stands loads where the case stands in the currency of the address, or else in the one in which it
// has come furthest.
func (d *caseData) stands(tx *store.Tx) error {
	stored, err := tx.StoredCases(d.Customer.ID)
	if err != nil {
		return err
	}
	for c := range stored {
		d.Currencies = append(d.Currencies, c)
	}
	slices.SortFunc(d.Currencies, func(a, b money.Currency) int {
		if stored[a].Phase != stored[b].Phase && stored[a].Phase.Severer(stored[b].Phase) {
			return -1
		}
		return cmp.Compare(a.String(), b.String())
	})
	d.Currency = d.Company.Currency
	if len(d.Currencies) > 0 {
		d.Currency = d.Currencies[0]
	}
	if named := d.query("currency"); named != "" {
		if d.Currency, err = money.ParseCurrency(named); err != nil {
			return err
		}
	}
	d.Stored = stored[d.Currency]
	decisions, err := d.Desk.Explain(tx, d.Customer.ID, d.Today)
	if n := slices.IndexFunc(decisions, func(one collect.Decision) bool { return one.Currency == d.Currency }); n >= 0 {
		d.Decided = &decisions[n]
	}
	return err
}

func (d *caseData) paysHow(tx *store.Tx) error {
	all, err := tx.Profiles([]id.ID{d.Customer.ID}, d.Today)
	d.Profile = all[d.Customer.ID]
	return err
}

// reckon adds up what may be claimed today.
func (d *caseData) reckon(tx *store.Tx) (err error) {
	d.Owed = allocation.Nothing(d.Currency)
	d.Late, err = report.ClaimsOf(tx, d.Calendar, d.Customer.ID, d.Currency, d.Today)
	if fault.KindOf(err) == fault.NotFound {
		d.Unreckoned, d.Late = d.Words.Fault(err), nil
		return nil
	}
	for n := range d.Late {
		d.Owed = d.Owed.Plus(d.Late[n].Standing.Due())
	}
	return err
}

// state is one line of where the case stands.
func (d *caseData) state() string {
	if d.Stored.Phase == phase.Quiet {
		return d.Words.T("case.quiet")
	}
	return d.Words.T("case.stands", "Phase", phaseName(d.Words, d.Stored.Phase), "Day", d.Stored.PhaseOn)
}

// collecting is the time of collection that lasts; nil for none.
func (d *caseData) collecting() *phase.Collecting {
	if n := slices.IndexFunc(d.Collected, func(c phase.Collecting) bool { return c.Lasts() }); n >= 0 {
		return &d.Collected[n]
	}
	return nil
}

// mayBegin reports whether anything is overdue that nobody collects.
func (d *caseData) mayBegin() bool {
	return d.mayWork() && d.collecting() == nil && d.Decided != nil &&
		slices.ContainsFunc(d.Decided.Assessment.Items, func(i dunning.Decision) bool { return i.Item.DueOn < d.Today })
}

// path is the phases in their order, with how far the case has come.
func (d *caseData) path() (stages []ui.Stage) {
	for _, p := range phase.Phases() {
		s := ui.Stage{Name: phaseName(d.Words, p), State: ui.StepAhead}
		switch {
		case p == d.Stored.Phase:
			s.State, s.Note = ui.StepNext, d.Words.ShortDate(d.Stored.PhaseOn)
		case d.Stored.Phase.Severer(p):
			s.State = ui.StepDone
		}
		stages = append(stages, s)
	}
	return stages
}

func (d *caseData) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{{Label: w.T("case.late"), Value: ui.Sum(w, d.Owed.Principal)}}
	if d.Unreckoned != "" {
		facts = []ui.Fact{{Label: w.T("case.late"), Value: ui.Muted(d.Unreckoned)}}
	} else {
		facts = append(facts, ui.Fact{Label: w.T("case.beside"), Value: ui.Money(w, d.Owed.Late())}, ui.Fact{Label: w.Cap("word.total"), Value: ui.Money(w, d.Owed.Total())})
	}
	if len(d.Late) > 0 {
		facts = append(facts, ui.Fact{Label: w.T("case.oldest"), Value: ui.Day(w, d.Late[0].Debt.DueOn)})
	}
	if l := d.lapses(); l != date.None {
		facts = append(facts, ui.Fact{Label: w.T("case.lapses"), Value: ui.Day(w, l)})
	}
	facts = append(facts, ui.Fact{Label: w.T("profile.payer"), Value: ui.Words(payerName(w, d.Profile.Kind))})
	if d.Decided != nil {
		facts = append(facts, ui.Fact{Label: w.T("case.next"), Value: ui.Words(d.next())})
	}
	return facts
}

// lapses is the first day on which something of what is late is lost by lapse of time.
func (d *caseData) lapses() (first date.Date) {
	for n := range d.Late {
		if on := d.Late[n].Invoice.LapsesOn; on != date.None && (first == date.None || on < first) {
			first = on
		}
	}
	return first
}

// next says what comes next.
func (d *caseData) next() string {
	next := collect.NextOf(&d.Decided.Assessment, d.Today)
	switch {
	case next.Step != "" && next.On != date.None:
		return joined(explain.Step(explain.Named(d.Words, d.Decided.Scenario), next.Step), d.Words.ShortDate(max(next.On, d.Today)))
	case !d.Decided.Assessment.Ended().IsZero():
		return d.Words.T("case.decide")
	}
	return "–"
}

func (d *caseData) lateTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.debts"), Empty: ui.Muted(w.T("claim.nothing_late")), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight}, {Label: w.T("case.last_step"), From: ui.ScreenTablet},
		{Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("case.beside"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.Cap("word.total"), Kind: ui.ColumnAmount}}}
	for n := range d.Late {
		r := &d.Late[n]
		due, href := r.Standing.Due(), d.toClaim(r.Invoice.ID, date.None)
		t.Rows = append(t.Rows, ui.Row{ID: "l-" + r.Invoice.ID.String(), Href: href, Label: r.Invoice.Number, Cells: []templ.Component{
			ui.InvoiceLink(r.Invoice.Number, href), ui.Day(w, r.Debt.DueOn), ui.Words(d.lastStep(r)), ui.Money(w, due.Principal), ui.Money(w, due.Late()), ui.Money(w, due.Total())}})
	}
	return t
}

// lastStep is the last step that a debt took, with its day.
func (d *caseData) lastStep(r *report.Reckoned) string {
	if d.Decided == nil {
		return "–"
	}
	for n := range d.Decided.Assessment.Items {
		if i := &d.Decided.Assessment.Items[n].Item; i.Invoice == r.Invoice.ID && i.Taken.Step != "" {
			return joined(explain.Step(explain.Named(d.Words, d.Decided.Scenario), i.Taken.Step), d.Words.ShortDate(i.Taken.On))
		}
	}
	return "–"
}

func (d *caseData) collectedTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.history"), Columns: []ui.Column{{Label: w.T("case.began"), Kind: ui.ColumnTight, Name: true}, {Label: w.T("case.why")}, {Label: w.T("case.ended"), Kind: ui.ColumnTight}, {Label: w.T("case.ending")}}}
	for n := range d.Collected {
		c := &d.Collected[n]
		why, ending := cmp.Or(c.Words, w.T("case.by_step")), endingTag(w, c)
		if c.Lasts() {
			ending = ui.Tag(ui.ToneWarn, ui.IconCollection, w.T("case.lasts"))
		}
		t.Rows = append(t.Rows, ui.Row{ID: "c-" + c.ID.String(), Label: w.ShortDate(c.BeganOn), Cells: []templ.Component{
			ui.Day(w, c.BeganOn), ui.Stacked(ui.Words(why), ui.Muted(c.BeganBy)), ui.Day(w, c.EndedOn), ending}})
	}
	return t
}

func beginCollection(v *visit) (answer, error) {
	return v.changeCase(v.Desk.BeginCollection, "case.begun")
}

func endCollection(v *visit) (answer, error) {
	return v.changeCase(v.Desk.EndCollection, "case.stopped")
}

// changeCase begins or ends collection, and shows the case again where that is refused.
func (v *visit) changeCase(change func(ctx context.Context, c customer.Ref, in money.Currency, why, by string, today date.Date) error, done string) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	currency, err := money.ParseCurrency(v.form("currency"))
	if err != nil {
		return nil, err
	}
	err = change(v.Request.Context(), ref, currency, v.form("words"), v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.casePage(tx, wrong) })
	}
	return moved{To: v.toCase(ref.Customer, currency), Toast: ui.Toast{Text: v.Words.T(done)}}, err
}
