package web

import (
	"cmp"
	"net/url"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) whyRoutes() {
	s.get("/customers/{customer}/why", whyPage)
	s.get("/why", decisionsPage)
}

// whyData is what stood about a customer on a day, and what led to it.
type whyData struct {
	*visit
	Customer  customer.Customer
	On        date.Date
	Recalled  []collect.Recalled // by currency
	Decisions decisionList       // of the days before
}

// What the page of one day shows: so many days of decisions before it, and so many ladders of
// each currency.
const (
	whyDays      = 62
	mostDecided  = 60
	mostLadders  = 20
	mostPrepared = 200
)

func whyPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d := &whyData{visit: v}
	if d.On, err = v.pastDay("on"); err != nil {
		return nil, err
	}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if d.Recalled, err = v.Desk.Recall(tx, i, d.On, v.Today); err != nil {
		return nil, err
	}
	kept, err := tx.KeptDecisions(i, d.On.AddDays(-whyDays), d.On, mostDecided)
	if err != nil {
		return nil, err
	}
	if d.Decisions, err = v.listDecisions(tx, kept); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("why.title") + " · " + d.Customer.Name, Place: customers, Body: whyBody(d)}, nil
}

// toWhy is the address of what stood about a customer on a day; None for today.
func (v *visit) toWhy(customer id.ID, on date.Date) string {
	address := v.to("customers", customer.String(), "why")
	if on == date.None || on == v.Today {
		return address
	}
	return address + "?on=" + on.String()
}

func (d *whyData) state() string {
	if d.On == d.Today {
		return d.Words.T("why.state_today")
	}
	return d.Words.T("why.state", "Day", d.On)
}

// heading names what is shown of one currency.
func (d *whyData) heading(r *collect.Recalled) string {
	verdict := d.Words.T("reason.verdict." + string(r.Decision.Assessment.Verdict))
	if len(d.Recalled) > 1 {
		return verdict + " (" + r.Kept.Currency.String() + ")"
	}
	return verdict
}

// card is the decision with its reasons.
func (d *whyData) card(r *collect.Recalled) ui.StepSpec {
	a := &r.Decision.Assessment
	spec := ui.StepSpec{Name: locale.Capital(d.heading(r)), Icon: verdictIcons[a.Verdict], State: ui.StepNext, On: r.Kept.On, Today: d.Today}
	w := explain.Named(d.Words, r.Decision.Scenario)
	if a.Verdict == dunning.Act {
		spec.Name = joined(spec.Name, explain.StepName(w, &a.Step), explain.Channel(w, a.Channel))
	}
	for _, reason := range a.Reasons {
		spec.Reasons = append(spec.Reasons, ui.Reason{Weight: weight(a.Verdict, &reason), Text: explain.Sentence(w, reason)})
	}
	if a.Approval != nil {
		spec.Reasons = append(spec.Reasons, ui.Reason{Weight: ui.WeightNote, Text: explain.Sentence(w, *a.Approval)})
	}
	return spec
}

var verdictIcons = map[dunning.Verdict]ui.Icon{dunning.Act: ui.IconMessages, dunning.Wait: ui.IconDueSoon, dunning.Hold: ui.IconHold,
	dunning.Finished: ui.IconOverdue, dunning.Close: ui.IconPaid}

var verdictTones = map[dunning.Verdict]ui.Tone{dunning.Act: ui.ToneGood, dunning.Wait: ui.ToneInfo, dunning.Hold: ui.ToneWarn,
	dunning.Finished: ui.ToneLate3, dunning.Close: ui.ToneNeutral}

func verdictTag(w *locale.Words, v dunning.Verdict) templ.Component {
	return ui.Tag(verdictTones[v], verdictIcons[v], explain.Verdict(w, v))
}

// keptReason is what was decided then, in two or three words.
func keptReason(w *locale.Words, c dunning.Code) string {
	if key := "why.code." + string(c); w.Has(key) {
		return w.T(key)
	}
	return string(c)
}

// facts are those that the decision was made from.
func (d *whyData) facts(r *collect.Recalled) []ui.Fact {
	w, s := d.Words, r.Kept.Facts
	facts := []ui.Fact{
		{Label: w.T("why.open"), Value: ui.Sum(w, r.Decision.Assessment.Total())},
		{Label: w.T("why.credits"), Value: ui.Money(w, money.Of(s.Credits.Minor, r.Kept.Currency))},
		{Label: w.T("why.bank"), Value: d.bankSeen(s)},
		{Label: w.T("why.last_sent"), Value: ui.Words(w.T("why.never"))},
	}
	if s.LastSent != date.None {
		facts[3].Value = ui.Day(w, s.LastSent)
	}
	for _, l := range s.Likely {
		facts = append(facts, ui.Fact{Label: w.T("why.likely"), Value: ui.Words(w.T("why.likely_one", "Amount", l.Amount, "Day", l.On))})
	}
	for n := range s.Holds {
		if h := &s.Holds[n]; h.HoldsOn(r.On) {
			facts = append(facts, ui.Fact{Label: w.T("why.holds"), Value: ui.Words(heldWords(w, h))})
		}
	}
	facts = append(facts, ui.Fact{Label: w.T("profile.payer"), Value: ui.Words(payerCode(w, s.Payer))},
		ui.Fact{Label: w.T("why.gap"), Value: ui.Words(w.N("word.n_days", max(s.GapDays, 1)))})
	if !s.MinimumDue.IsZero() {
		facts = append(facts, ui.Fact{Label: w.T("why.minimum"), Value: ui.Money(w, s.MinimumDue)})
	}
	facts = append(facts, ui.Fact{Label: w.T("why.reach"), Value: ui.Words(reachWords(w, s.Reach))})
	if by := r.Decision.Scenario; by != nil {
		facts = append(facts, ui.Fact{Label: w.Cap("word.scenario"), Value: ui.Link(cmp.Or(by.Name, w.Cap("word.scenario")), d.toPlan(by.Plan))})
	}
	return facts
}

func (d *whyData) bankSeen(s *dunning.Snapshot) templ.Component {
	switch {
	case !s.HasBank:
		return ui.Words(d.Words.T("why.bank_none"))
	case s.BankSeenTo == date.None:
		return ui.Words(d.Words.T("why.bank_unknown"))
	}
	return ui.Day(d.Words, s.BankSeenTo)
}

// heldWords say what holds and until when.
func heldWords(w *locale.Words, h *hold.Hold) string {
	what := joined(cmp.Or(causeWords(w, h), causeName(w, h.Cause)), h.Reason)
	if h.Until == date.None {
		return w.T("why.hold_open", "What", what)
	}
	return w.T("why.hold_until", "What", what, "Day", h.Until)
}

// payerCode names the kind of payer that a snapshot holds.
func payerCode(w *locale.Words, kind string) string {
	if key := "profile." + kind; kind != "" && w.Has(key) {
		return w.T(key)
	}
	return "–"
}

// reachWords are the ways to a customer.
func reachWords(w *locale.Words, r dunning.Reach) string {
	var ways []string
	for _, c := range []message.Channel{message.Mail, message.Letter, message.SMS, message.Call} {
		if r.By(c) {
			ways = append(ways, explain.Channel(w, c))
		}
	}
	said := w.T("why.no_reach")
	if len(ways) > 0 {
		said = w.List(ways...)
	}
	if r.BackOn != date.None {
		said = joined(said, w.T("registered.off_short", "Day", r.BackOn, "Why", backWords(w, string(r.Back))))
	}
	return said
}

// whyLadder is the ladder of one item.
type whyLadder struct {
	Title, Note string
	Table       ui.TableSpec
}

var rungTones = map[dunning.RungState]ui.Tone{dunning.RungTaken: ui.ToneGood, dunning.RungLeaves: ui.ToneGood, dunning.RungStopped: ui.ToneWarn,
	dunning.RungAhead: ui.ToneInfo, dunning.RungLapsed: ui.ToneNeutral, dunning.RungLeftOut: ui.ToneNeutral}

var rungIcons = map[dunning.RungState]ui.Icon{dunning.RungTaken: ui.IconCheck, dunning.RungLeaves: ui.IconSend, dunning.RungStopped: ui.IconHold,
	dunning.RungAhead: ui.IconDueSoon, dunning.RungLapsed: ui.IconClose, dunning.RungLeftOut: ui.IconClose}

// ladders are those of the open items, by due day; more is how many are not shown.
func (d *whyData) ladders(r *collect.Recalled) (all []whyLadder, more int) {
	w, named := d.Words, explain.Named(d.Words, r.Decision.Scenario)
	for n, rungs := range r.Decision.Rungs(r.On) {
		item := &r.Decision.Assessment.Items[n].Item
		if n == mostLadders {
			return all, len(r.Decision.Assessment.Items) - n
		}
		l := whyLadder{Title: w.T("why.ladder_of", "Invoice", item.Number), Note: w.T("why.ladder_note", "Day", item.DueOn, "Amount", item.Open)}
		if item.Planned() {
			l.Title = w.T("why.ladder_of", "Invoice", partOfInvoice(w, item.Number, item.Part))
		} else if item.Part > 0 {
			l.Title = w.T("why.ladder_part", "Invoice", item.Number, "Part", item.Part)
		}
		l.Table = ui.TableSpec{Caption: l.Title, Columns: []ui.Column{{Label: w.Cap("word.step"), Name: true},
			{Label: w.T("why.stands"), Kind: ui.ColumnTight}, {Label: w.T("why.day"), Kind: ui.ColumnTight}, {Label: w.T("why.reason")}}}
		for _, rung := range rungs {
			l.Table.Rows = append(l.Table.Rows, ui.Row{Cells: rungCells(named, &rung)})
		}
		all = append(all, l)
	}
	return all, 0
}

// rungCells are a step of a ladder, in words that know its name.
func rungCells(w *locale.Words, r *dunning.Rung) []templ.Component {
	why := ""
	if r.Reason.Code != "" {
		why = explain.Sentence(w, r.Reason)
	}
	return []templ.Component{ui.Words(explain.Step(w, r.Step)), ui.Tag(rungTones[r.State], rungIcons[r.State], w.T("why.rung."+string(r.State))), ui.Day(w, r.On), ui.Muted(why)}
}

// decisionList are decisions, each decided again on its own day, and the messages that came of
// them.
type decisionList struct {
	All      []collect.Recalled
	Prepared map[id.ID]message.Message // by decision
}

func (v *visit) listDecisions(tx *store.Tx, kept []store.Kept) (l decisionList, err error) {
	if l.All, err = v.Desk.DecideAgain(tx, kept); err != nil || len(kept) == 0 {
		return l, err
	}
	var customers []id.ID
	from, through := kept[0].On, kept[0].On
	for _, k := range kept {
		customers, from, through = append(customers, k.Customer), min(from, k.On), max(through, k.On)
	}
	prepared, err := tx.PreparedOn(customers, from, through, mostPrepared)
	l.Prepared = map[id.ID]message.Message{}
	for _, k := range kept {
		for _, m := range prepared {
			if k.Verdict == dunning.Act && m.Customer == k.Customer && m.Currency == k.Currency && m.QueuedOn == k.On && m.Step == k.Step {
				l.Prepared[k.ID] = m
			}
		}
	}
	return l, err
}

// sentence says what was decided; what can be told no more is named by its code.
func (l *decisionList) sentence(w *locale.Words, r *collect.Recalled) string {
	if !r.Same || r.Decision.Scenario == nil {
		return keptReason(w, r.Kept.Code)
	}
	return explain.Sentence(explain.Named(w, r.Decision.Scenario), r.Decision.Assessment.Reasons[0])
}

// table lists decisions; whose says whose they are.
func (l *decisionList) table(v *visit, whose bool) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("why.decided"), Columns: []ui.Column{{Label: w.T("why.decided_on"), Kind: ui.ColumnTight, Name: !whose}}}
	if whose {
		t.Columns = append(t.Columns, ui.Column{Label: w.Cap("word.customer"), Name: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: w.T("why.decision"), Kind: ui.ColumnTight}, ui.Column{Label: w.T("why.reason")},
		ui.Column{Label: w.Cap("word.message"), Kind: ui.ColumnTight, From: ui.ScreenTablet})
	for n := range l.All {
		r := &l.All[n]
		href := v.toWhy(r.Kept.Customer, r.Kept.On)
		cells := []templ.Component{ui.Link(w.ShortDate(r.Kept.On), href)}
		if whose {
			cells = append(cells, ui.CustomerLink(r.Decision.Name, v.toCustomer(r.Kept.Customer)))
		}
		cells = append(cells, verdictTag(w, r.Kept.Verdict), ui.Words(l.sentence(w, r)), l.messageCell(v, r.Kept.ID))
		t.Rows = append(t.Rows, ui.Row{ID: "d-" + r.Kept.ID.String(), Href: href, Label: r.Decision.Name + " " + w.ShortDate(r.Kept.On), Cells: cells})
	}
	return t
}

func (l *decisionList) messageCell(v *visit, decision id.ID) templ.Component {
	m, found := l.Prepared[decision]
	if !found {
		return ui.Words("")
	}
	return ui.Link(messageWord(v.Words, m.State), v.toMessage(m.ID))
}

// decisionSearch is what was decided about whomever.
type decisionSearch struct {
	*visit
	list          list
	From, Through date.Date
	Code          dunning.Code
	Who           string // the customer that it is narrowed to; "" for all
	Rows          store.Paged[store.Kept]
	Found         decisionList
}

func decisionsPage(v *visit, tx *store.Tx) (answer, error) {
	d := &decisionSearch{visit: v, list: v.list("q", "from", "through", "code", "customer"), Code: dunning.Code(v.query("code"))}
	var err error
	if d.From, d.Through, err = v.days("through"); err != nil {
		return nil, err
	}
	f := store.DecisionFilter{From: d.From, Through: d.Through, Code: d.Code, Named: customer.NameKey(v.words("q"))}
	if c := d.list.get("customer"); c != "" {
		if f.Customer, err = id.Parse(c); err != nil {
			return nil, errNoPage
		}
		who, err := theCustomer(tx, f.Customer)
		if err != nil {
			return nil, err
		}
		d.Who = who.Name
	}
	if d.Rows, err = tx.Decisions(f, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	if d.Found, err = v.listDecisions(tx, d.Rows.Rows); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("why.search_title"), Place: customers, Body: decisionsBody(d)}, nil
}

func (d *decisionSearch) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	spec := ui.FilterSpec{Action: l.path, Search: w.T("why.search"), Query: l.get("q"), Keep: l.keep("q"), ClearTo: l.path, Menus: []ui.FilterMenu{{Label: w.T("why.reason")}}}
	for _, c := range append(dunning.ItemCodes(), dunning.NothingOpen) {
		spec.Menus[0].Options = append(spec.Menus[0].Options, l.choice("code", string(c), keptReason(w, c)))
	}
	chip := func(name, label string) {
		if l.get(name) != "" {
			spec.Chips = append(spec.Chips, ui.Chip{Label: label, Remove: l.with(name, "")})
		}
	}
	chip("code", keptReason(w, d.Code))
	chip("customer", d.Who)
	if d.From != date.None {
		chip("from", w.T("why.from_day", "Day", d.From))
	}
	if d.Through != date.None {
		chip("through", w.T("why.until_day", "Day", d.Through))
	}
	chip("q", w.T("web.filter.words", "Words", l.get("q")))
	return spec
}

func (d *decisionSearch) table() ui.TableSpec {
	t := d.Found.table(d.visit, true)
	t.Empty = decisionsNone(d)
	t.Pager = d.list.pager(d.Rows.Previous, d.Rows.Next, "")
	return t
}

// toDecisions is the address of what was decided about a customer.
func (v *visit) toDecisions(customer id.ID) string {
	return v.to("why") + "?" + url.Values{"customer": {customer.String()}}.Encode()
}

// dayValue is a day as a field of days holds it; "" for none.
func dayValue(d date.Date) string {
	if d == date.None {
		return ""
	}
	return d.String()
}
