package web

import (
	"cmp"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) holdsRoutes() {
	s.get("/holds", holdsPage)
	s.getWork("/holds/new", newHoldPage)
	s.post("/holds/new", placeBroadHold)
}

// holdsOn are the standing holds on a customer and its invoices, with those that it shares
// with others.
func holdsOn(tx *store.Tx, c *customer.Customer) ([]hold.Hold, error) {
	all, err := tx.Holds(c.ID)
	if err != nil {
		return nil, err
	}
	broad, err := tx.BroadHolds()
	for _, h := range broad {
		if h.Label == "" || c.HasLabel(h.Label) {
			all = append(all, h)
		}
	}
	return all, err
}

// holdList is the list of all that is held today, or of what was held before.
type holdList struct {
	*visit
	list   list
	filter store.HoldFilter
	Rows   store.Paged[store.HoldRow]
	All    int
	Who    string // the customer that it is narrowed to; "" for all
}

func holdsPage(v *visit, tx *store.Tx) (answer, error) {
	d := &holdList{visit: v, list: v.list("q", "scope", "cause", "customer", "over")}
	l := d.list
	d.filter = store.HoldFilter{Words: v.words("q"), Scope: store.HoldScope(l.get("scope")), Caused: l.get("cause") != "", Cause: v.causeAsked(), Over: l.get("over") != "", Today: v.Today}
	if c := l.get("customer"); c != "" {
		i, err := id.Parse(c)
		if err != nil {
			return nil, errNoPage
		}
		who, err := theCustomer(tx, i)
		if err != nil {
			return nil, err
		}
		d.filter.Customer, d.Who = i, who.Name
	}
	var err error
	if d.Rows, err = tx.ListHolds(d.filter, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	d.All, err = tx.CountHolds(v.Today, mostCounted)
	return page{Title: v.Words.T("hold.title"), Place: customers, Body: holdsList(d)}, err
}

// causeAsked is the cause that a list is narrowed to.
func (v *visit) causeAsked() hold.Cause {
	if c := v.query("cause"); c != "person" {
		return hold.Cause(c)
	}
	return hold.ByPerson
}

func (d *holdList) state() string {
	if d.All == 0 {
		return d.Words.T("hold.state_none")
	}
	return atMost(d.Words, "hold.state", d.All)
}

// tabs lead from what is held to what was.
func (d *holdList) tabs() []ui.TabSpec {
	w, l := d.Words, d.list
	return []ui.TabSpec{
		{Label: w.T("settings.hold.standing"), Href: l.with("over", ""), Current: !d.filter.Over},
		{Label: w.T("settings.hold.over"), Href: l.with("over", "1"), Current: d.filter.Over},
	}
}

// cleared is the list without its filters.
func (d *holdList) cleared() string {
	if d.filter.Over {
		return asked(d.list.path, "over", "1")
	}
	return d.list.path
}

// narrowed reports whether a filter is in force.
func (d *holdList) narrowed() bool { return len(d.chips()) > 0 }

func (d *holdList) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	spec := ui.FilterSpec{Action: l.path, Search: w.T("hold.search"), Query: l.get("q"), Keep: l.keep("q"), ClearTo: d.cleared(),
		Menus: []ui.FilterMenu{{Label: w.T("hold.about")}, {Label: w.T("hold.cause")}}}
	for _, s := range store.HoldScopes {
		spec.Menus[0].Options = append(spec.Menus[0].Options, l.choice("scope", string(s), w.T("hold.scope."+string(s))))
	}
	for _, c := range hold.Causes() {
		spec.Menus[1].Options = append(spec.Menus[1].Options, l.choice("cause", causeValue(c), causeName(w, c)))
	}
	spec.Chips = d.chips()
	return spec
}

// chips are the filters in force.
func (d *holdList) chips() (all []ui.Chip) {
	w, l := d.Words, d.list
	if s := l.get("scope"); s != "" && w.Has("hold.scope."+s) {
		all = append(all, ui.Chip{Label: w.T("hold.scope." + s), Remove: l.with("scope", "")})
	}
	if c := l.get("cause"); c != "" && w.Has("hold.cause."+c) {
		all = append(all, ui.Chip{Label: w.T("hold.cause." + c), Remove: l.with("cause", "")})
	}
	if d.Who != "" {
		all = append(all, ui.Chip{Label: d.Who, Remove: l.with("customer", "")})
	}
	if q := l.get("q"); q != "" {
		all = append(all, ui.Chip{Label: w.T("web.filter.words", "Words", q), Remove: l.with("q", "")})
	}
	return all
}

func (d *holdList) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("hold.title"), Empty: holdsNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: w.T("hold.about"), Name: true}, {Label: w.T("hold.cause")}, {Label: w.T("web.hold.until"), Kind: ui.ColumnTight},
		{Label: w.T("list.placed_by"), From: ui.ScreenDesktop}, {Label: w.T("hold.actions"), Kind: ui.ColumnAction}}}
	last := d.liftCell
	if d.filter.Over {
		t.Columns[len(t.Columns)-1], last = ui.Column{Label: w.T("settings.hold.ended")}, d.endCell
	}
	for n := range d.Rows.Rows {
		r := &d.Rows.Rows[n]
		t.Rows = append(t.Rows, ui.Row{ID: "h-" + r.ID.String(), Label: d.about(r), Cells: []templ.Component{
			d.aboutCell(r), d.causeCell(&r.Hold), d.untilCell(&r.Hold), ui.Stacked(ui.Words(placer(d.Words, r.PlacedBy)), ui.Muted(d.stamp(r.PlacedAt))), last(&r.Hold)}})
	}
	return t
}

// about names what a hold is about.
func (d *holdList) about(r *store.HoldRow) string { return cmp.Or(r.Name, wideWords(d.Words, &r.Hold)) }

func (d *holdList) aboutCell(r *store.HoldRow) templ.Component {
	wide := wideWords(d.Words, &r.Hold)
	switch {
	case r.Customer == 0:
		return ui.Words(wide)
	case r.Bill != "":
		return ui.Stacked(ui.CustomerLink(r.Name, d.toCustomer(r.Customer)), ui.Link(r.Bill, d.toInvoice(r.Invoice)))
	case wide != "":
		return ui.Stacked(ui.CustomerLink(r.Name, d.toCustomer(r.Customer)), ui.Muted(wide))
	}
	return ui.CustomerLink(r.Name, d.toCustomer(r.Customer))
}

func (d *holdList) causeCell(h *hold.Hold) templ.Component {
	said := cmp.Or(causeWords(d.Words, h), causeName(d.Words, h.Cause))
	if h.Reason == "" {
		return ui.Words(said)
	}
	return ui.Stacked(ui.Words(said), ui.Muted(h.Reason))
}

func (d *holdList) untilCell(h *hold.Hold) templ.Component {
	if h.Until == date.None {
		return ui.Muted(d.Words.T("hold.open_end"))
	}
	return ui.Day(d.Words, h.Until)
}

// liftCell lifts a hold and comes back.
func (d *holdList) liftCell(h *hold.Hold) templ.Component {
	if !d.mayLift(h) {
		return ui.Words("")
	}
	label := d.Words.T("hold.lift")
	if h.Cause == hold.ForReply {
		label = d.Words.T("hold.dealt_with")
	}
	return ui.PostButton(d.to("customers", "lift"), []ui.Param{param("hold", h.ID), {Name: "back", Value: d.Request.URL.RequestURI()}},
		ui.ButtonSpec{Label: label, Size: ui.SizeSmall})
}

// endCell says who ended a hold, and when.
func (d *holdList) endCell(h *hold.Hold) templ.Component {
	if h.LiftedAt.IsZero() {
		return ui.Muted(d.Words.T("settings.hold.ran_out"))
	}
	return ui.Stacked(ui.Words(placer(d.Words, h.LiftedBy)), ui.Muted(d.stamp(h.LiftedAt)))
}

// broadForm asks for a hold on a label, or on everybody. Values are as typed.
type broadForm struct {
	*visit
	Labels []string // in use
	Values map[string]string
	refusal
}

// mostLabels is how many labels are offered.
const mostLabels = 500

func newHoldPage(v *visit, tx *store.Tx) (answer, error) {
	return v.broadForm(tx, &broadForm{visit: v, Values: map[string]string{"label": v.query("label")}})
}

func (v *visit) broadForm(tx *store.Tx, f *broadForm) (a answer, err error) {
	f.Labels, err = tx.LabelsInUse(mostLabels)
	return page{Title: v.Words.T("hold.new_title"), Place: customers, Status: formStatus(f.Problem), Body: broadHoldPage(f)}, err
}

func (f *broadForm) labels() []ui.Option {
	all := []ui.Option{{Label: f.Words.T("hold.on_all")}}
	for _, l := range f.Labels {
		all = append(all, ui.Option{Value: l, Label: f.Words.T("hold.on_label", "Label", l)})
	}
	return all
}

func placeBroadHold(v *visit) (answer, error) {
	h, err := v.holdAsked()
	h.Label = v.form("label")
	if err == nil {
		h, err = v.Desk.PlaceBroadHold(v.Request.Context(), v.Company.ID, h, v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		f := &broadForm{visit: v, Values: map[string]string{}, refusal: v.refusalOf(err)}
		for _, name := range []string{"cause", "label", "until", "reason", "everything"} {
			f.Values[name] = v.form(name)
		}
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.broadForm(tx, f) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("holds"), Toast: ui.Toast{Text: v.Words.T("hold.placed", "What", wideWords(v.Words, &h)), Undo: v.to("customers", "lift"),
		Hidden: []ui.Param{param("hold", h.ID), {Name: "back", Value: v.to("holds")}}}}, nil
}

// holdsLink leads to the list of holds from where they are looked for.
func (v *visit) holdsLink() ui.LinkSpec {
	return ui.LinkSpec{Label: v.Words.T("hold.title"), Icon: ui.IconHold, Href: v.to("holds"), Kind: ui.ButtonQuiet}
}
