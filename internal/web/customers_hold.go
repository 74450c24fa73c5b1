package web

import (
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// holdsData is the question whether several customers are to be put on hold.
type holdsData struct {
	*visit
	Customers []store.CustomerRow
	Until     date.Date // None: until somebody lifts it
	Waiting   int       // messages to them that have not left yet
	refusal
}

func askHolds(v *visit, tx *store.Tx) (answer, error) { return v.askHolds(tx, refusal{}) }

func (v *visit) askHolds(tx *store.Tx, wrong refusal) (answer, error) {
	d := holdsData{visit: v, refusal: wrong}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	if d.Until, err = v.day("until"); err != nil {
		return nil, err
	}
	if d.Customers, err = tx.ChosenCustomers(chosen, v.Today); err != nil {
		return nil, err
	}
	if len(d.Customers) == 0 {
		return nil, errNoPage
	}
	if d.Waiting, err = tx.CountQueuedTo(chosen); err != nil {
		return nil, err
	}
	return page{Title: d.title(), Place: customers, Status: formStatus(d.Problem), Body: holdsBody(d)}, nil
}

func (d holdsData) title() string {
	if d.Until == date.None {
		return d.Words.N("list.hold_title", len(d.Customers))
	}
	return d.Words.N("list.hold_title_until", len(d.Customers), "Day", d.Until)
}

// verb is what the button does, in numbers.
func (d holdsData) verb() string {
	if d.Until == date.None {
		return d.Words.N("list.hold_do", len(d.Customers))
	}
	return d.Words.N("list.hold_do_until", len(d.Customers), "Day", d.Until)
}

// effect says in numbers what the holds do.
func (d holdsData) effect() string {
	w := d.Words
	var sums sums
	held := 0
	for n := range d.Customers {
		c := &d.Customers[n]
		for i := range c.Balances {
			sums.add(amountOf(&c.Balances[i], c.Balances[i].Open))
		}
		if c.Held {
			held++
		}
	}
	var parts []string
	if open := sums.words(d.visit); open != "" {
		parts = append(parts, w.T("list.hold_owe", "Amount", open))
	}
	parts = append(parts, w.T("list.hold_effect"))
	if d.Waiting > 0 {
		parts = append(parts, w.N("list.hold_withdraws", d.Waiting))
	}
	if held > 0 {
		parts = append(parts, w.N("list.hold_already", held))
	}
	return strings.Join(parts, " ")
}

// sums adds amounts up by currency.
type sums []money.Amount

func (s *sums) add(a money.Amount) {
	for n := range *s {
		if (*s)[n].Currency == a.Currency {
			(*s)[n] = (*s)[n].Add(a)
			return
		}
	}
	*s = append(*s, a)
}

// words are the sums that are not nothing; "" when none is left.
func (s sums) words(v *visit) string {
	var all []string
	for _, a := range s {
		if !a.IsZero() {
			all = append(all, v.Words.Money(a))
		}
	}
	return v.Words.List(all...)
}

// hidden is what the form sends along: whom it is about, until when, and where to go
// then.
func (d holdsData) hidden() []ui.Param {
	all := []ui.Param{{Name: "back", Value: d.backTo(d.to("customers"))}}
	if !d.asksUntil() {
		all = append(all, ui.Param{Name: "until", Value: d.Until.String()})
	}
	for _, c := range d.Customers {
		all = append(all, param("id", c.ID))
	}
	return all
}

// asksUntil reports whether the last day is still to be given, or to be mended.
func (d holdsData) asksUntil() bool { return d.Until == date.None || d.Fields["until"] != "" }

func (d holdsData) table() ui.TableSpec {
	list := customersData{list: list{path: d.to("customers")}, Rows: store.Paged[store.CustomerRow]{Rows: d.Customers}}
	t := list.table(d.visit).Showing(nil)
	for n := range t.Columns {
		t.Columns[n].Sort, t.Columns[n].Order = "", ui.Unsorted
	}
	t.Pager = ui.Pager{}
	return t
}

// placeHolds puts several customers on hold, and offers to take it back.
func placeHolds(v *visit) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	h := hold.Hold{Cause: v.cause(), Reason: v.form("reason"), PlacedBy: v.actor()}
	if h.Until, err = v.day("until"); err != nil {
		return nil, err
	}
	all, err := v.Desk.PlaceHolds(v.Request.Context(), v.Company.ID, chosen, h, v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.askHolds(tx, v.refusalOf(err)) })
	}
	if err != nil {
		return nil, err
	}
	said := v.Words.N("list.held", len(all))
	if h.Until != date.None {
		said = v.Words.N("list.held_until", len(all), "Day", h.Until)
	}
	var placed []id.ID
	for _, h := range all {
		placed = append(placed, h.ID)
	}
	back := v.backTo(v.to("customers"))
	return moved{To: back, Toast: ui.Toast{Text: said, Undo: v.to("customers", "lift"),
		Hidden: append(params("hold", placed), ui.Param{Name: "back", Value: back})}}, nil
}

// liftsData is the question whether the holds of several customers are to be lifted.
type liftsData struct {
	*visit
	Holds   []hold.Hold
	Names   map[id.ID]string // of customers
	Numbers map[id.ID]string // of invoices
}

func askLifts(v *visit, tx *store.Tx) (answer, error) {
	d := liftsData{visit: v}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	live, err := tx.Holds(chosen...)
	if err != nil {
		return nil, err
	}
	var about []id.ID
	for _, h := range live {
		if h.HoldsOn(v.Today) {
			d.Holds, about = append(d.Holds, h), append(about, h.Invoice)
		}
	}
	if d.Names, err = tx.CustomerNames(chosen); err != nil {
		return nil, err
	}
	d.Numbers, err = tx.InvoiceNumbers(about)
	return page{Title: d.title(), Place: customers, Body: liftsBody(d)}, err
}

func (d liftsData) title() string { return d.Words.N("list.lift_title", len(d.Holds)) }

func (d liftsData) effect() string {
	whose := map[id.ID]bool{}
	for _, h := range d.Holds {
		whose[h.Customer] = true
	}
	return d.Words.N("list.lift_of", len(whose))
}

func (d liftsData) hidden() []ui.Param {
	all := []ui.Param{{Name: "back", Value: d.backTo(d.to("customers"))}}
	for _, h := range d.Holds {
		all = append(all, param("hold", h.ID))
	}
	return all
}

func (d liftsData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.Cap("word.holds"), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("word.invoice"), Kind: ui.ColumnTight},
		{Label: w.T("web.hold.reason")}, {Label: w.T("web.hold.until"), Kind: ui.ColumnTight}, {Label: w.T("list.placed_by"), From: ui.ScreenTablet},
	}}
	for _, h := range d.Holds {
		href := d.toCustomer(h.Customer)
		t.Rows = append(t.Rows, ui.Row{Href: href, Label: d.Names[h.Customer], Cells: []templ.Component{
			ui.CustomerLink(d.Names[h.Customer], href), ui.Words(d.Numbers[h.Invoice]), ui.Words(h.Reason), ui.Day(w, h.Until),
			ui.Words(placer(d.Words, h.PlacedBy) + ", " + d.stamp(h.PlacedAt)),
		}})
	}
	return t
}

// liftHolds ends the holds that a person saw, or placed just now.
func liftHolds(v *visit) (answer, error) {
	holds, err := v.ids("hold")
	if err != nil {
		return nil, err
	}
	lift := v.Desk.LiftHolds
	if v.Role == user.Sales {
		lift = v.Desk.LiftSalesHolds
	}
	lifted, err := lift(v.Request.Context(), v.Company.ID, holds, v.actor(), v.Today)
	return moved{To: v.backTo(v.to("customers")), Toast: ui.Toast{Text: v.Words.N("list.lifted", len(lifted))}}, err
}
