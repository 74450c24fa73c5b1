package web

import (
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/account"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) invoicesRoutes() {
	s.get("/invoices", invoicesPage)
	s.export("/invoices.csv", invoicesSheet)
}

// invoicesData is the list of invoices and credit notes.
type invoicesData struct {
	list     list
	filter   store.InvoiceFilter
	Rows     store.Paged[store.InvoiceRow]
	Totals   []store.Total
	Customer customer.Customer // of the filter, if any
	age      int               // of the filter; -1 for all
	Columns  []string          // that the person chose
	Marks    marks             // of the customers
}

func invoicesPage(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.invoicesAsked()
	if err != nil {
		return nil, err
	}
	if d.filter.Customer != 0 {
		if d.Customer, err = theCustomer(tx, d.filter.Customer); err != nil {
			return nil, err
		}
	}
	if d.Rows, err = tx.ListInvoices(d.filter, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	if d.Totals, err = tx.Totals(v.Today); err != nil {
		return nil, err
	}
	d.Totals = inOrder(&v.Company, d.Totals)
	if err = learnOf(v, tx, d.Rows.Rows, versionOfRow); err != nil {
		return nil, err
	}
	if d.Columns, err = v.columns(tx, invoiceColumns); err != nil {
		return nil, err
	}
	if d.Marks, err = v.marksInUse(tx, nil); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("web.nav.invoices"), Place: invoices, Body: invoicesBody(v, d)}, nil
}

// states are the states of documents, in the order in which a person chooses.
var states = [...]store.InvoiceState{store.OpenState, store.OverdueState, store.SettledState, store.CreditState, store.LapsingState, store.BeyondState, store.EveryState}

// invoicesAsked reads the filters from the address. What is written wrongly there
// is a bad link.
func (v *visit) invoicesAsked() (*invoicesData, error) {
	d := &invoicesData{list: v.list("q", "state", "age", "stands", "why", "customer", "from", "to", "currency", "label", "manager", "sort"), age: -1}
	d.filter = store.InvoiceFilter{State: store.OpenState, Number: d.list.get("q"), Today: v.Today, Reverse: d.list.get("sort") == "reverse",
		Marked: v.marked(d.list)}
	if state := store.InvoiceState(d.list.get("state")); slices.Contains(states[:], state) {
		d.filter.State = state
	}
	if age := slices.Index(ageNames[:], d.list.get("age")); age >= 0 {
		d.age, d.filter.State = age, store.OpenState
		d.filter.DueFrom, d.filter.DueTo = account.Age(age).DueBetween(v.Today)
	}
	err := d.standingAsked(v.Words)
	if err != nil {
		return nil, err
	}
	if c := d.list.get("customer"); c != "" {
		if d.filter.Customer, err = id.Parse(c); err != nil {
			return nil, err
		}
	}
	if c := d.list.get("currency"); c != "" {
		if _, err := money.ParseCurrency(c); err != nil {
			return nil, fault.Wrap(fault.NotFound, err, "the link is wrong")
		}
		d.filter.Currency = c
	}
	from, to, err := v.days("to")
	if from != date.None {
		d.filter.DueFrom = from
	}
	if to != date.None {
		d.filter.DueTo = to
	}
	return d, err
}

// state is what all the listed documents come to, where that is kept; else what
// the list is.
func (d *invoicesData) state(v *visit) string {
	w := v.Words
	whole := d.filter.Customer == 0 && d.filter.Number == "" && d.list.get("from") == "" && d.list.get("to") == "" && d.filter.Marked == store.Marked{} && !d.asksStanding()
	if !whole || len(d.Totals) == 0 {
		return stateName(w, d.filter.State)
	}
	var sums []string
	items, credits := 0, 0
	for n := range d.Totals {
		t := &d.Totals[n]
		if d.filter.Currency != "" && d.filter.Currency != t.Currency.String() {
			continue
		}
		sum := d.sum(t)
		items, credits = items+sum.Items, credits+t.Credits.Items
		sums = append(sums, w.Money(sum.Amount))
	}
	switch d.filter.State {
	case store.CreditState:
		return w.T("web.invoices.state_credits", "Items", w.N("web.n_unused_credits", credits), "Amount", w.List(sums...))
	case store.OpenState, store.OverdueState:
		return w.T("web.invoices.state", "Items", w.N("web.n_items", items), "Amount", w.List(sums...))
	}
	return stateName(w, d.filter.State)
}

// sum is what the listed documents come to in one currency.
func (d *invoicesData) sum(t *store.Total) store.Sum {
	switch {
	case d.filter.State == store.CreditState:
		return t.Credits
	case d.age >= 0:
		return t.Debts[d.age]
	case d.filter.State == store.OverdueState:
		return t.Overdue()
	}
	return t.Open()
}

func stateName(w *locale.Words, s store.InvoiceState) string { return w.T("web.state." + string(s)) }

func (d *invoicesData) bar(v *visit) ui.FilterSpec {
	w, l := v.Words, d.list
	spec := ui.FilterSpec{Action: l.path, Search: w.T("web.invoices.search"), Query: l.get("q"), Keep: l.keep("q"), ClearTo: l.path,
		Menus: []ui.FilterMenu{{Label: w.T("web.filter.state")}, {Label: w.T("web.filter.age")}}}
	for _, s := range states {
		spec.Menus[0].Options = append(spec.Menus[0].Options, ui.Choice{Label: stateName(w, s), Href: l.with("state", string(s), "age", "", "sort", ""), Current: d.filter.State == s && d.age < 0})
	}
	for age, name := range ageNames {
		spec.Menus[1].Options = append(spec.Menus[1].Options, ui.Choice{Label: ageLabel(w, account.Age(age)), Href: l.with("state", "", "age", name), Current: d.age == age})
	}
	if len(d.Totals) > 1 {
		currencies := ui.FilterMenu{Label: w.T("web.filter.currency")}
		for _, t := range d.Totals {
			currencies.Options = append(currencies.Options, l.choice("currency", t.Currency.String(), t.Currency.String()))
		}
		spec.Menus = append(spec.Menus, currencies)
	}
	spec.Menus = append(spec.Menus, d.standingMenus(w)...)
	spec.Menus = append(spec.Menus, d.Marks.menus(w, l)...)
	spec.Chips = d.chips(w)
	return spec
}

// chips are the filters in force.
func (d *invoicesData) chips(w *locale.Words) (all []ui.Chip) {
	l := d.list
	chip := func(name, label string) {
		if l.get(name) != "" {
			all = append(all, ui.Chip{Label: label, Remove: l.with(name, "")})
		}
	}
	if d.age >= 0 {
		chip("age", ageLabel(w, account.Age(d.age)))
	} else {
		chip("state", stateName(w, d.filter.State))
	}
	chip("stands", locale.Capital(explain.Verdict(w, d.filter.Verdict)))
	chip("why", keptReason(w, d.filter.Code))
	chip("customer", d.Customer.Name)
	chip("currency", d.filter.Currency)
	chip("from", w.T("web.filter.from", "Day", w.ShortDate(d.filter.DueFrom)))
	chip("to", w.T("web.filter.to", "Day", w.ShortDate(d.filter.DueTo)))
	chip("q", w.T("web.filter.words", "Words", l.get("q")))
	return append(all, d.Marks.chips(w, l)...)
}

func (d *invoicesData) table(v *visit) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.T("web.nav.invoices"), Empty: d.empty(v), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Key: "customer", Label: w.Cap("word.customer"), From: ui.ScreenTablet},
		{Key: "issued", Label: w.T("web.column.issued"), Kind: ui.ColumnTight, From: ui.ScreenDesktop},
		{Key: "due", Label: w.Cap("word.due_date"), Kind: ui.ColumnTight},
		{Key: "state", Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Key: "next", Label: w.T("web.column.next_step"), From: ui.ScreenDesktop},
		{Key: "reference", Label: w.Cap("word.reference"), Kind: ui.ColumnTight, Spare: true},
		{Key: "order", Label: w.T("web.invoice.order"), Spare: true},
		{Key: "amount", Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenDesktop},
		{Key: "open", Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount},
	}}
	sorted, order, other := &spec.Columns[2], ui.Descending, "reverse"
	if d.filter.ByDue() {
		sorted, order = &spec.Columns[3], ui.Ascending
	}
	if d.filter.Reverse {
		other = ""
		order = map[ui.Order]ui.Order{ui.Ascending: ui.Descending, ui.Descending: ui.Ascending}[order]
	}
	sorted.Order, sorted.Sort = order, d.list.with("sort", other)
	for n := range d.Rows.Rows {
		spec.Rows = append(spec.Rows, v.invoiceRow(&d.Rows.Rows[n], d.Columns != nil))
	}
	spec.Total = d.pageTotal(w)
	spec.Pager = d.list.pager(d.Rows.Previous, d.Rows.Next, w.N("word.n_invoices", len(d.Rows.Rows)))
	return spec
}

// invoiceRow is a document in a list. Where a person chose the columns, the customer
// stands in one of them or nowhere.
func (v *visit) invoiceRow(i *store.InvoiceRow, chosen bool) ui.Row {
	w, href := v.Words, v.toInvoice(i.ID)
	number := numberAndName(i.Number, href, i.Name)
	if chosen {
		number = ui.InvoiceLink(i.Number, href)
	}
	return ui.Row{ID: "i-" + i.ID.String(), Href: href, Label: i.Number, Cells: []templ.Component{
		number, ui.CustomerLink(i.Name, v.toCustomer(i.Customer)), ui.Day(w, i.IssuedOn), ui.Day(w, i.DueOn),
		v.invoiceStatus(&i.Invoice), v.standing(i), ui.Words(formatReference(i.Reference)), ui.Words(i.OrderReference), ui.Money(w, i.Owed), ui.Money(w, i.Open)}}
}

// pageTotal adds up the rows that are shown, when they are of one currency.
func (d *invoicesData) pageTotal(w *locale.Words) []templ.Component {
	var owed, open money.Amount
	for n := range d.Rows.Rows {
		i := &d.Rows.Rows[n]
		if n > 0 && i.Open.Currency != open.Currency {
			return nil
		}
		owed, open = owed.Add(i.Owed), open.Add(i.Open)
	}
	if len(d.Rows.Rows) < 2 {
		return nil
	}
	none := ui.Words("")
	return []templ.Component{ui.Words(w.T("web.page_total")), none, none, none, none, none, none, none, ui.Sum(w, owed), ui.Sum(w, open)}
}

func (d *invoicesData) empty(v *visit) templ.Component {
	w := v.Words
	if len(d.Totals) > 0 || len(d.list.query) > 0 {
		return with(ui.EmptyState(ui.EmptySpec{Icon: ui.IconFilter, Title: w.T("web.invoices.none_title"), Text: w.T("web.invoices.none_text")}),
			ui.ButtonLink(ui.LinkSpec{Label: w.T("ui.clear_filters"), Href: d.list.path}))
	}
	return with(ui.EmptyState(ui.EmptySpec{Icon: ui.IconInvoices, Title: w.T("web.invoices.empty_title"), Text: w.T("web.invoices.empty_text")}),
		ui.ButtonLink(ui.LinkSpec{Label: w.T("web.import_files"), Href: v.to("import"), Kind: ui.ButtonPrimary, Icon: ui.IconUpload}))
}
