package web

import (
	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) customersRoutes() { s.get("/customers", customersPage) }

// customersData is the list of customers.
type customersData struct {
	list    list
	Rows    store.Paged[store.CustomerRow]
	Sort    store.CustomerSort
	All     int
	Overdue int
	Totals  []store.Total
}

func customersPage(v *visit, tx *store.Tx) (answer, error) {
	d := customersData{list: v.list("q", "overdue", "held", "account", "kind", "language", "sort", "currency"), Sort: store.ByName}
	f := store.CustomerFilter{
		Words: d.list.get("q"), Overdue: d.list.get("overdue") != "", Held: d.list.get("held") != "", OnAccount: d.list.get("account") != "",
		Kind: customer.Kind(d.list.get("kind")), Language: d.list.get("language"), Currency: v.Company.Currency, Today: v.Today,
	}
	if s := store.CustomerSort(d.list.get("sort")); s == store.ByOutstanding || s == store.ByOldest {
		d.Sort = s
	}
	if c, err := money.ParseCurrency(d.list.get("currency")); err == nil {
		f.Currency = c
	}
	f.Sort = d.Sort
	var err error
	if d.Rows, err = tx.ListCustomers(f, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	if d.All, d.Overdue, err = tx.CountOwing(v.Today, mostCounted); err != nil {
		return nil, err
	}
	if d.Totals, err = tx.Totals(v.Today); err != nil {
		return nil, err
	}
	d.Totals = inOrder(&v.Company, d.Totals)
	return page{Title: v.Words.T("web.nav.customers"), Place: customers, Body: customersBody(v, &d)}, nil
}

// state is the list in one line, whatever filter is in force.
func (d *customersData) state(v *visit) string {
	w := v.Words
	parts := []any{"All", atMost(w, "word.n_customers", d.All), "Overdue", atMost(w, "web.n_with_overdue", d.Overdue)}
	if len(d.Totals) == 0 {
		return w.T("web.customers.state_none", parts[:2]...)
	}
	return w.T("web.customers.state", append(parts, "Open", d.Totals[0].Open().Amount)...)
}

func (d *customersData) filter(v *visit) ui.FilterSpec {
	w, l := v.Words, d.list
	spec := ui.FilterSpec{Action: l.path, Search: w.T("web.customers.search"), Query: l.get("q"), Keep: l.keep("q"), ClearTo: l.path,
		Menus: []ui.FilterMenu{
			{Label: w.T("web.filter.state"), Options: []ui.Choice{l.choice("overdue", "1", w.Cap("word.overdue")),
				l.choice("held", "1", w.Cap("word.status.held")), l.choice("account", "1", w.T("web.filter.account"))}},
			{Label: w.T("web.filter.kind")},
			{Label: w.Cap("ui.language")},
		}}
	for _, k := range kinds {
		spec.Menus[1].Options = append(spec.Menus[1].Options, l.choice("kind", string(k), kindName(w, k)))
	}
	for _, language := range locale.Languages {
		spec.Menus[2].Options = append(spec.Menus[2].Options, l.choice("language", string(language), languageName(w, string(language))))
	}
	spec.Chips = d.chips(w)
	return spec
}

// chips are the filters in force.
func (d *customersData) chips(w *locale.Words) (all []ui.Chip) {
	l := d.list
	for _, f := range []struct{ name, label string }{
		{"overdue", w.Cap("word.overdue")}, {"held", w.Cap("word.status.held")}, {"account", w.T("web.filter.account")},
		{"kind", kindName(w, customer.Kind(l.get("kind")))}, {"language", languageName(w, l.get("language"))},
	} {
		if l.get(f.name) != "" {
			all = append(all, ui.Chip{Label: f.label, Remove: l.with(f.name, "")})
		}
	}
	if q := l.get("q"); q != "" {
		all = append(all, ui.Chip{Label: w.T("web.filter.words", "Words", q), Remove: l.with("q", "")})
	}
	return all
}

func (d *customersData) table(v *visit) ui.TableSpec {
	w, l := v.Words, d.list
	spec := ui.TableSpec{Caption: w.T("web.nav.customers"), Empty: d.empty(v), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true, Sort: l.with("sort", "")},
		{Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.T("web.column.oldest"), Kind: ui.ColumnTight, From: ui.ScreenDesktop, Sort: l.with("sort", string(store.ByOldest))},
		{Label: w.Cap("word.open_items"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.Cap("word.outstanding"), Kind: ui.ColumnAmount, Sort: l.with("sort", string(store.ByOutstanding))},
	}}
	switch d.Sort {
	case store.ByOldest:
		spec.Columns[2].Order = ui.Ascending
	case store.ByOutstanding:
		spec.Columns[4].Order = ui.Descending
	default:
		spec.Columns[0].Order = ui.Ascending
	}
	for n := range d.Rows.Rows {
		spec.Rows = append(spec.Rows, v.customerRow(&d.Rows.Rows[n]))
	}
	spec.Pager = l.pager(d.Rows.Previous, d.Rows.Next, w.N("word.n_customers", len(d.Rows.Rows)))
	return spec
}

// customerRow is a customer in a list.
func (v *visit) customerRow(c *store.CustomerRow) ui.Row {
	w, href := v.Words, v.toCustomer(c.ID)
	items, oldest := 0, date.None
	var sums []templ.Component
	for n := range c.Balances {
		b := &c.Balances[n]
		items += b.Items
		if b.OldestOn != date.None && (oldest == date.None || b.OldestOn < oldest) {
			oldest = b.OldestOn
		}
		if b.Items > 0 {
			sums = append(sums, ui.Money(w, amountOf(b, b.Open)))
		}
	}
	return ui.Row{ID: "c-" + c.ID.String(), Href: href, Label: c.Name, Cells: []templ.Component{
		ui.Stacked(ui.CustomerLink(c.Name, href), ui.Words(customerNote(c))),
		v.owingStatus(oldest, items, c.Held), ui.DayFrom(w, oldest, v.Today), ui.Words(w.Int(int64(items))), lines(sums),
	}}
}

// customerNote is what tells a customer from another of the same name.
func customerNote(c *store.CustomerRow) string {
	if c.City == "" {
		return c.Number
	}
	return c.Number + " · " + c.City
}

// owingStatus is the chip of a customer: held before anything else.
func (v *visit) owingStatus(oldest date.Date, items int, held bool) templ.Component {
	switch {
	case held:
		return ui.StatusChip(v.Words, ui.Status{State: ui.StateHeld})
	case oldest == date.None && items == 0:
		return ui.Muted(v.Words.T("web.customer.nothing_open"))
	case oldest == date.None:
		return ui.Tag(ui.ToneNeutral, ui.IconNote, v.Words.Cap("word.credit_note"))
	}
	return ui.StatusChip(v.Words, debtStatus(money.Of(1, v.Company.Currency), oldest, v.Today))
}

// largestTable is the short list of the largest debtors.
func (v *visit) largestTable(rows []store.CustomerRow, c money.Currency) ui.TableSpec {
	d := customersData{list: list{path: v.to("customers")}, Rows: store.Paged[store.CustomerRow]{Rows: rows}}
	spec := d.table(v)
	for n := range spec.Columns {
		spec.Columns[n].Sort, spec.Columns[n].Order = "", ui.Unsorted
	}
	return spec
}

// empty says why the list is empty, and what to do.
func (d *customersData) empty(v *visit) templ.Component {
	if d.All > 0 {
		return with(ui.EmptyState(ui.EmptySpec{Icon: ui.IconFilter, Title: v.Words.T("web.customers.none_title"), Text: v.Words.T("web.customers.none_text")}),
			ui.ButtonLink(ui.LinkSpec{Label: v.Words.T("ui.clear_filters"), Href: d.list.path}))
	}
	return with(ui.EmptyState(ui.EmptySpec{Icon: ui.IconCustomers, Title: v.Words.T("web.customers.empty_title"), Text: v.Words.T("web.customers.empty_text")}),
		ui.ButtonLink(ui.LinkSpec{Label: v.Words.T("web.import_files"), Href: v.to("import"), Kind: ui.ButtonPrimary, Icon: ui.IconUpload}))
}

// kinds are the kinds of customer, in the order in which a person chooses.
var kinds = [...]customer.Kind{customer.Business, customer.Consumer, customer.Public}

func kindName(w *locale.Words, k customer.Kind) string {
	switch k {
	case customer.Business:
		return w.Cap("word.business")
	case customer.Consumer:
		return w.Cap("word.consumer")
	case customer.Public:
		return w.Cap("word.public")
	}
	return string(k)
}

// languageName is a language in the words of the reader.
func languageName(w *locale.Words, code string) string {
	if key := "web.language." + code; code != "" && w.Has(key) {
		return w.T(key)
	}
	return code
}
