package web

import (
	"cmp"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) casesRoutes() {
	s.get("/collections", casesPage)
	s.export("/collections.csv", casesSheet)
	s.caseRoutes()
}

// casesOver is the view of what is collected no more.
const casesOver = "over"

// caseList is the cases as they were asked for.
type caseList struct {
	*visit
	list   list
	over   bool // what is collected no more, in place of what is in a phase
	filter store.CaseFilter
	Rows   store.Paged[store.CaseListed]
	Over   store.Paged[store.Collected]
	Counts map[phase.Phase]int
	Sums   []money.Amount // of what is listed
}

// casesAsked reads what is asked for. Without a phase it is the most severe one that a case is in.
func (v *visit) casesAsked() *caseList {
	d := &caseList{visit: v, list: v.list("view", "q", "currency", "manager"), Counts: map[phase.Phase]int{}}
	d.filter = store.CaseFilter{Words: v.words("q"), Manager: v.query("manager")}
	d.over = v.query("view") == casesOver
	if p := phase.Phase(v.query("view")); p.Known() {
		d.filter.Phase = p
	}
	if c, err := money.ParseCurrency(v.query("currency")); err == nil {
		d.filter.Currency = c.String()
	}
	return d
}

func casesPage(v *visit, tx *store.Tx) (answer, error) {
	d := v.casesAsked()
	if err := d.count(tx); err != nil {
		return nil, err
	}
	var err error
	if d.over {
		d.Over, err = tx.ListCollected(d.filter, v.cursor(), rowsOnPage)
	} else if d.Rows, err = tx.ListCases(d.filter, v.cursor(), rowsOnPage); err == nil {
		d.Sums, err = tx.SumCases(d.filter)
	}
	return page{Title: v.Words.T("case.title"), Place: cases, Body: casesBody(d)}, err
}

// count counts the cases of each phase, and chooses one where none was asked for.
func (d *caseList) count(tx *store.Tx) (err error) {
	severest := phase.Collection
	for _, p := range phase.Phases() {
		if d.Counts[p], err = tx.CountCases(store.CaseFilter{Phase: p}, mostCounted); err != nil {
			return err
		}
		if d.Counts[p] > 0 {
			severest = p
		}
	}
	d.filter.Phase = cmp.Or(d.filter.Phase, severest)
	return nil
}

// state is how much is in the phase that is listed.
func (d *caseList) state() string {
	if d.over || len(d.Rows.Rows) == 0 {
		return ""
	}
	sums := make([]string, len(d.Sums))
	for n, s := range d.Sums {
		sums[n] = d.Words.Money(s)
	}
	return d.Words.T("case.state", "Cases", atMost(d.Words, "case.n", d.Counts[d.filter.Phase]), "Sum", d.Words.List(sums...))
}

// phaseName is a phase as the page calls it.
func phaseName(w *locale.Words, p phase.Phase) string {
	if p == phase.Quiet {
		return w.T("case.phase_quiet")
	}
	return w.Cap("word.phase." + string(p))
}

func (d *caseList) view() string {
	if d.over {
		return casesOver
	}
	return string(d.filter.Phase)
}

func (d *caseList) tabs() (tabs []ui.TabSpec) {
	for _, p := range phase.Phases() {
		tab := ui.TabSpec{Label: phaseName(d.Words, p), Href: d.list.with("view", string(p)), Current: d.view() == string(p)}
		if n := d.Counts[p]; n > 0 {
			tab.Count = d.Words.Int(int64(n))
		}
		tabs = append(tabs, tab)
	}
	return append(tabs, ui.TabSpec{Label: d.Words.T("case.over"), Href: d.list.with("view", casesOver), Current: d.over})
}

func (d *caseList) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	f := ui.FilterSpec{Action: l.path, Search: w.T("case.search"), Query: d.filter.Words, Keep: l.keep("q"), ClearTo: l.with("q", "", "currency", "", "manager", "")}
	if d.filter.Words != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: w.T("web.filter.words", "Words", d.filter.Words), Remove: l.with("q", "")})
	}
	if d.filter.Currency != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: d.filter.Currency, Remove: l.with("currency", "")})
	}
	if d.filter.Manager != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: d.filter.Manager, Remove: l.with("manager", "")})
	}
	return f
}

func (d *caseList) narrowed() bool {
	return d.filter.Words != "" || d.filter.Currency != "" || d.filter.Manager != ""
}

func (d *caseList) table() ui.TableSpec {
	if d.over {
		return d.overTable()
	}
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.title"), Empty: casesNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("case.since"), Kind: ui.ColumnTight}, {Label: w.T("case.oldest"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("case.next"), From: ui.ScreenTablet}, {Label: w.T("web.nav.invoices"), Kind: ui.ColumnAmount, From: ui.ScreenDesktop}, {Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount}}}
	for n := range d.Rows.Rows {
		r := &d.Rows.Rows[n]
		href := d.toCase(r.Customer, r.Currency)
		t.Rows = append(t.Rows, ui.Row{ID: "k-" + r.Customer.String() + "-" + r.Currency.String(), Href: href, Label: r.Name, Cells: []templ.Component{
			ui.Stacked(ui.Link(r.Name, href), d.marks(r)), ui.Day(w, r.Since), ui.DayFrom(w, r.Oldest, d.Today), d.next(r), ui.Words(w.Int(int64(r.Items))), ui.Money(w, r.Open)}})
	}
	return t
}

// marks are what one must know of the customer before doing anything.
func (d *caseList) marks(r *store.CaseListed) templ.Component {
	switch {
	case r.Insolvent:
		return ui.Tag(ui.ToneDark, ui.IconAlert, d.Words.T("case.trouble_insolvency"))
	case r.Hardship:
		return ui.Tag(ui.TonePromised, ui.IconPerson, d.Words.T("case.trouble_hardship"))
	}
	return ui.Words(r.Number)
}

// next is what comes next, and when.
func (d *caseList) next(r *store.CaseListed) templ.Component {
	switch {
	case r.Finished:
		return ui.Tag(ui.ToneBad, ui.IconOverdue, d.Words.T("case.decide"))
	case r.NextOn != date.None && r.NextOn > d.Today:
		return ui.Day(d.Words, r.NextOn)
	case r.Step != "":
		return ui.Words(explain.Step(d.Words, r.Step))
	}
	return ui.Words("–")
}

func (d *caseList) overTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.over"), Empty: casesNone(d), Pager: d.list.pager(d.Over.Previous, d.Over.Next, ""), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("case.began"), Kind: ui.ColumnTight}, {Label: w.T("case.ended"), Kind: ui.ColumnTight},
		{Label: w.T("case.ending")}}}
	for n := range d.Over.Rows {
		r := &d.Over.Rows[n]
		href := d.toCase(r.Customer, r.Currency)
		t.Rows = append(t.Rows, ui.Row{ID: "o-" + r.ID.String(), Href: href, Label: r.Name, Cells: []templ.Component{
			ui.Stacked(ui.Link(r.Name, href), ui.Words(r.Currency.String())), ui.Day(w, r.BeganOn), ui.Day(w, r.EndedOn), endingTag(w, &r.Collecting)}})
	}
	return t
}

// endingTag says how a time of collection ended.
func endingTag(w *locale.Words, c *phase.Collecting) templ.Component {
	switch c.As {
	case phase.Paid:
		return ui.Tag(ui.ToneGood, ui.IconPaid, w.T("case.ending_paid"))
	case "":
		return ui.Stacked(ui.Tag(ui.ToneNeutral, ui.IconUndo, w.T("case.ended_by_person")), ui.Clipped(c.Grounds))
	}
	return ui.Tag(ui.ToneDark, ui.IconClose, w.T("case.ending_"+string(c.As)))
}

// casesSheet is the list of cases as a file.
func casesSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, w := v.casesAsked(), v.Words
	if err := d.count(tx); err != nil {
		return nil, err
	}
	heads := []string{w.Cap("word.customer"), w.T("web.field.number"), w.Cap("word.phase"), w.T("case.since"), w.T("case.oldest"), w.T("web.nav.invoices"), w.T("web.field.manager"),
		w.Cap("word.open_amount"), w.T("web.filter.currency")}
	return &sheet{Name: w.T("case.title"), Heads: heads, Rows: func(r *render.Sheet) error {
		return everyBatch(func(at store.Cursor) (store.Paged[store.CaseListed], error) {
			return tx.ListCases(d.filter, at, sheetBatch)
		}, func(rows []store.CaseListed) error {
			for n := range rows {
				c := &rows[n]
				r.Text(c.Name, c.Number, phaseName(w, c.Phase))
				r.Day(c.Since)
				r.Day(c.Oldest)
				r.Count(c.Items)
				r.Text(c.Manager)
				r.Money(c.Currency, c.Open)
				if err := r.End(); err != nil {
					return err
				}
			}
			return nil
		})
	}}, nil
}

// toCase is the page of the case of a customer in a currency.
func (v *visit) toCase(customer id.ID, c money.Currency) string {
	return asked(v.to("customers", customer.String(), "case"), "currency", c.String())
}
