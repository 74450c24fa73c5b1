package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) deliveryRoutes() {
	s.get("/delivery", deliveriesPage)
	s.get("/delivery/days", deliveryDaysPage)
	s.post("/invoices/{invoice}/delivery", decideDelivery)
	s.post("/invoices/{invoice}/copy", sendCopy)
	s.post("/customers/{customer}/delivery", chooseDelivery)
}

// shownStates are how far an invoice may have come that has not left, in the order of the menu.
var shownStates = [...]message.DeliveryState{message.DeliveryLacks, message.DeliveryUnreached, message.DeliveryByHand, message.DeliveryPrepared, message.DeliveryWaits}

// deliveriesData are the invoices that are to be sent from here and have not left.
type deliveriesData struct {
	*visit
	list   list
	State  message.DeliveryState
	Rows   []store.DeliveryRow
	Counts map[message.DeliveryState]int
	Pager  ui.Pager
}

func deliveriesPage(v *visit, tx *store.Tx) (answer, error) {
	d := deliveriesData{visit: v, list: v.list("state")}
	if s := message.DeliveryState(d.list.get("state")); slices.Contains(shownStates[:], s) {
		d.State = s
	}
	var err error
	if d.Rows, err = tx.ListDeliveries(d.State, v.cursor().ID, rowsOnPage+1); err != nil {
		return nil, err
	}
	if len(d.Rows) > rowsOnPage {
		d.Rows = d.Rows[:rowsOnPage]
		d.Pager.Next = d.list.with("after", store.Cursor{ID: d.Rows[rowsOnPage-1].Invoice}.String())
	}
	d.Counts, err = tx.CountDeliveries()
	return page{Title: v.Words.T("delivery.title"), Place: invoices, Body: deliveriesBody(d)}, err
}

// state is the page in one line.
func (d deliveriesData) state() string {
	var said []string
	for _, s := range shownStates {
		if n := d.Counts[s]; n > 0 {
			said = append(said, d.Words.N("delivery.n_"+string(s), n))
		}
	}
	if len(said) == 0 {
		return d.Words.T("delivery.none_waits")
	}
	return strings.Join(said, ", ")
}

func (v *visit) deliveryTabs(days bool) []ui.TabSpec {
	w := v.Words
	return []ui.TabSpec{{Label: w.T("delivery.tab_waiting"), Href: v.to("delivery"), Current: !days},
		{Label: w.T("delivery.tab_days"), Href: v.to("delivery", "days"), Current: days}}
}

func (d deliveriesData) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	spec := ui.FilterSpec{Action: l.path, ClearTo: l.path, Menus: []ui.FilterMenu{{Label: w.T("web.column.state")}}}
	for _, s := range shownStates {
		spec.Menus[0].Options = append(spec.Menus[0].Options, l.choice("state", string(s), w.T("delivery.state_"+string(s))))
	}
	if d.State != "" {
		spec.Chips = []ui.Chip{{Label: w.T("delivery.state_" + string(d.State)), Remove: l.with("state", "")}}
	}
	return spec
}

func (d deliveriesData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("delivery.title"), Pager: d.Pager, Empty: noDeliveries(d), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.T("web.column.issued"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.T("delivery.from"), Kind: ui.ColumnTight, From: ui.ScreenTablet}}}
	for n := range d.Rows {
		r := &d.Rows[n]
		href := d.toInvoice(r.Invoice)
		t.Rows = append(t.Rows, ui.Row{ID: "i-" + r.Invoice.String(), Href: href, Label: r.Number, Cells: []templ.Component{
			ui.Stacked(ui.Link(r.Number, href), ui.CustomerLink(r.CustomerName, d.toCustomer(r.Customer))), deliveryTag(w, r.State), ui.Day(w, r.IssuedOn), ui.Day(w, r.On)}})
	}
	return t
}

// deliveryTag is how far an invoice has come, by colour and word.
func deliveryTag(w *locale.Words, s message.DeliveryState) templ.Component {
	look := map[message.DeliveryState]eventLook{
		message.DeliveryWaits: {ui.IconWait, ui.ToneNeutral}, message.DeliveryPrepared: {ui.IconWait, ui.ToneInfo}, message.DeliveryLacks: {ui.IconAlert, ui.ToneWarn},
		message.DeliveryUnreached: {ui.IconPerson, ui.ToneWarn}, message.DeliveryByHand: {ui.IconPerson, ui.ToneInfo}, message.Delivered: {ui.IconCheck, ui.ToneGood},
		message.DeliveryLeftOut: {ui.IconClose, ui.ToneNeutral},
	}[s]
	return ui.Tag(look.tone, look.icon, w.T("delivery.state_"+string(s)))
}

// sinceWhen is how far back the days from delivery to invoice are looked at: twelve months.
func sinceWhen(today date.Date) date.Date { return today.AddMonths(-12).AddDays(1) }

// deliveryDays are the days from delivery to invoice, with the invoices that they are of.
type deliveryDays struct {
	*visit
	list         list
	Median, Mean decimal.Decimal
	Count        int
	Least        int // days, of those that are listed
	Invoices     []invoice.Invoice
	Owners       map[id.ID]customer.Customer
	Pager        ui.Pager
}

func (d *deliveryDays) load(tx *store.Tx, today date.Date) error {
	lags, err := tx.DaysToInvoice(sinceWhen(today), today)
	d.Median, d.Mean, d.Count = invoice.Lags(lags)
	return err
}

// mostDays bounds what a list is narrowed to.
const mostDays = 3650

func deliveryDaysPage(v *visit, tx *store.Tx) (answer, error) {
	d := deliveryDays{visit: v, list: v.list("least")}
	if n, err := strconv.Atoi(d.list.get("least")); err == nil && n > 0 && n <= mostDays {
		d.Least = n
	}
	if err := d.load(tx, v.Today); err != nil {
		return nil, err
	}
	var err error
	if d.Invoices, err = tx.InvoicedAfter(sinceWhen(v.Today), v.Today, d.Least, v.cursor().ID, rowsOnPage+1); err != nil {
		return nil, err
	}
	if len(d.Invoices) > rowsOnPage {
		d.Invoices = d.Invoices[:rowsOnPage]
		d.Pager.Next = d.list.with("after", store.Cursor{ID: d.Invoices[rowsOnPage-1].ID}.String())
	}
	d.Owners, err = customersOf(tx, d.Invoices, func(i *invoice.Invoice) id.ID { return i.Customer })
	return page{Title: v.Words.T("delivery.tab_days"), Place: invoices, Body: deliveryDaysBody(d)}, err
}

func (d deliveryDays) state() string {
	if d.Count == 0 {
		return d.Words.T("delivery.days_none")
	}
	return d.Words.N("delivery.days_of", d.Count)
}

func (d deliveryDays) figures() []ui.Figure {
	w := d.Words
	return []ui.Figure{{Label: w.T("delivery.median"), Value: ui.Words(daysOf(w, d.Median)), Note: w.T("delivery.median_note")},
		{Label: w.T("delivery.mean"), Value: ui.Words(daysOf(w, d.Mean)), Note: w.T("delivery.mean_note")}}
}

// daysOf is a number of days that may have a decimal.
func daysOf(w *locale.Words, days decimal.Decimal) string {
	return w.T("delivery.days", "N", w.Number(days))
}

// leastOffered are the days that the list can be narrowed to.
var leastOffered = [...]int{7, 14, 30, 60}

func (d deliveryDays) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	spec := ui.FilterSpec{Action: l.path, ClearTo: l.path, Menus: []ui.FilterMenu{{Label: w.T("delivery.lag")}}}
	for _, n := range leastOffered {
		spec.Menus[0].Options = append(spec.Menus[0].Options, l.choice("least", strconv.Itoa(n), w.N("delivery.n_least", n)))
	}
	if d.Least > 0 {
		spec.Chips = []ui.Chip{{Label: w.N("delivery.n_least", d.Least), Remove: l.with("least", "")}}
	}
	return spec
}

func (d deliveryDays) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("delivery.tab_days"), Pager: d.Pager, Empty: noDeliveryDays(d), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.T("delivery.delivered_on"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("web.column.issued"), Kind: ui.ColumnTight}, {Label: w.T("delivery.lag"), Kind: ui.ColumnAmount}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}}}
	for n := range d.Invoices {
		i := &d.Invoices[n]
		href := d.toInvoice(i.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "i-" + i.ID.String(), Href: href, Label: i.Number, Cells: []templ.Component{
			ui.Stacked(ui.Link(i.Number, href), ui.CustomerLink(d.Owners[i.Customer].Name, d.toCustomer(i.Customer))), ui.Day(w, i.DeliveredOn), ui.Day(w, i.IssuedOn),
			ui.Words(w.N("word.n_days", max(int(i.IssuedOn-i.DeliveredOn), 0))), ui.Money(w, i.Owed)}})
	}
	return t
}

// deliveryFact is the figure for the overview, with the list that it is made of; no fact while
// nothing says when something was delivered.
func deliveryFact(v *visit, d *deliveryDays) []ui.Fact {
	if d.Count == 0 {
		return nil
	}
	w := v.Words
	return []ui.Fact{{Label: w.T("delivery.lag_fact"), Value: ui.Link(w.T("delivery.lag_said", "Median", daysOf(w, d.Median), "Mean", daysOf(w, d.Mean)), v.to("delivery", "days"))}}
}

// wayName is by what invoices go, in words.
func wayName(w *locale.Words, way message.Way) string {
	if way == message.WayUsual {
		return w.T("delivery.way_usual")
	}
	return w.T("delivery.way_" + string(way))
}

// broughtWords says by what, when and to whom an invoice was brought.
func broughtWords(w *locale.Words, b *store.Brought) string {
	if b.Channel != message.Mail {
		return w.T("delivery.brought_by", "Day", b.On, "Channel", explain.Channel(w, b.Channel))
	}
	return w.T("delivery.brought", "Day", b.On, "To", w.List(b.To...))
}

// serverSaid is what the server answered that took a mail.
func serverSaid(w *locale.Words, b *store.Brought) string {
	if b.Answer == "" {
		return ""
	}
	return w.Sentence(fault.ReadKept(b.Answer))
}
