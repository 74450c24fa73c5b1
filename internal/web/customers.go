package web

import (
	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) customersRoutes() {
	s.get("/customers", customersPage)
	s.export("/customers.csv", customersSheet)
	s.getHold("/customers/hold", askHolds)
	s.postHold("/customers/hold", placeHolds)
	s.getWork("/customers/lift", askLifts)
	s.postHold("/customers/lift", liftHolds)
	s.markRoutes()
	s.decideRoutes()
}

// customersData is the list of customers.
type customersData struct {
	list    list
	filter  store.CustomerFilter
	Rows    store.Paged[store.CustomerRow]
	All     int
	Overdue int
	Open    money.Amount // what all customers owe, in the company's currency
	Columns []string     // that the person chose
	Marks   marks
}

func customersPage(v *visit, tx *store.Tx) (answer, error) {
	d := v.customersAsked()
	var err error
	if d.Rows, err = tx.ListCustomers(d.filter, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	if d.All, d.Overdue, err = tx.CountOwing(v.Today, mostCounted); err != nil {
		return nil, err
	}
	if d.Open, err = tx.Outstanding(v.Company.Currency); err != nil {
		return nil, err
	}
	if d.Columns, err = v.columns(tx, customerColumns); err != nil {
		return nil, err
	}
	if d.Marks, err = v.marksInUse(tx, d.Rows.Rows); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("web.nav.customers"), Place: customers, Body: customersBody(v, d)}, nil
}

// customersAsked reads the filters and the order from the address.
func (v *visit) customersAsked() *customersData {
	d := &customersData{list: v.list("q", "overdue", "held", "account", "kind", "payer", "language", "label", "manager", "sort", "currency")}
	l := d.list
	d.filter = store.CustomerFilter{
		Words: l.get("q"), Overdue: l.get("overdue") != "", Held: l.get("held") != "", OnAccount: l.get("account") != "",
		Payer: profile.Kind(l.get("payer")), Kind: customer.Kind(l.get("kind")), Language: l.get("language"), Sort: store.ByName, Currency: v.Company.Currency, Today: v.Today, Marked: v.marked(l),
	}
	if s := store.CustomerSort(l.get("sort")); s == store.ByOutstanding || s == store.ByOldest {
		d.filter.Sort = s
	}
	if c, err := money.ParseCurrency(l.get("currency")); err == nil {
		d.filter.Currency = c
	}
	return d
}

// state is the list in one line, whatever filter is in force.
func (d *customersData) state(v *visit) string {
	w := v.Words
	parts := []any{"All", atMost(w, "word.n_customers", d.All), "Overdue", atMost(w, "web.n_with_overdue", d.Overdue)}
	if d.Open.IsZero() && d.Overdue == 0 {
		return w.T("web.customers.state_none", parts[:2]...)
	}
	return w.T("web.customers.state", append(parts, "Open", d.Open)...)
}

func (d *customersData) bar(v *visit) ui.FilterSpec {
	w, l := v.Words, d.list
	spec := ui.FilterSpec{Action: l.path, Search: w.T("web.customers.search"), Query: l.get("q"), Keep: l.keep("q"), ClearTo: l.path,
		Menus: []ui.FilterMenu{
			{Label: w.T("web.filter.state"), Options: []ui.Choice{l.choice("overdue", "1", w.Cap("word.overdue")),
				l.choice("held", "1", w.Cap("word.status.held")), l.choice("account", "1", w.T("web.filter.account"))}},
			{Label: w.T("web.filter.kind")},
			{Label: w.Cap("ui.language")},
			{Label: w.T("profile.payer"), Options: payerKinds(w, &l)},
		}}
	for _, k := range kinds {
		spec.Menus[1].Options = append(spec.Menus[1].Options, l.choice("kind", string(k), kindName(w, k)))
	}
	for _, language := range locale.Languages {
		spec.Menus[2].Options = append(spec.Menus[2].Options, l.choice("language", string(language), languageName(w, string(language))))
	}
	spec.Menus = append(spec.Menus, d.Marks.menus(w, l)...)
	spec.Chips = d.chips(w)
	return spec
}

// chips are the filters in force.
func (d *customersData) chips(w *locale.Words) (all []ui.Chip) {
	l := d.list
	for _, f := range []struct{ name, label string }{
		{"overdue", w.Cap("word.overdue")}, {"held", w.Cap("word.status.held")}, {"account", w.T("web.filter.account")},
		{"kind", kindName(w, customer.Kind(l.get("kind")))}, {"language", languageName(w, l.get("language"))},
		{"payer", payerName(w, profile.Kind(l.get("payer")))},
	} {
		if l.get(f.name) != "" {
			all = append(all, ui.Chip{Label: f.label, Remove: l.with(f.name, "")})
		}
	}
	all = append(all, d.Marks.chips(w, l)...)
	if q := l.get("q"); q != "" {
		all = append(all, ui.Chip{Label: w.T("web.filter.words", "Words", q), Remove: l.with("q", "")})
	}
	return all
}

func (d *customersData) table(v *visit) ui.TableSpec {
	w, l := v.Words, d.list
	spec := ui.TableSpec{Caption: w.T("web.nav.customers"), Empty: d.empty(v), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true, Sort: l.with("sort", ""), Order: d.order(store.ByName)},
		{Key: "state", Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Key: "oldest", Label: w.T("web.column.oldest"), Kind: ui.ColumnTight, From: ui.ScreenDesktop,
			Sort: l.with("sort", string(store.ByOldest)), Order: d.order(store.ByOldest)},
		{Key: "kind", Label: w.T("web.field.kind"), Spare: true},
		{Key: "payer", Label: w.T("profile.payer"), From: ui.ScreenDesktop},
		{Key: "language", Label: w.T("web.field.language"), Spare: true},
		{Key: "labels", Label: w.Cap("word.labels"), From: ui.ScreenDesktop, Spare: !anyLabelled(d.Rows.Rows)},
		{Key: "manager", Label: w.Cap("word.account_manager"), Spare: true},
		{Key: "vat", Label: w.T("web.field.vat_id"), Kind: ui.ColumnTight, Spare: true},
		{Key: "items", Label: w.Cap("word.open_items"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Key: "account", Label: w.T("web.on_account"), Kind: ui.ColumnAmount, Spare: true},
		{Key: "open", Label: w.Cap("word.outstanding"), Kind: ui.ColumnAmount,
			Sort: l.with("sort", string(store.ByOutstanding)), Order: d.order(store.ByOutstanding)},
	}}
	for n := range d.Rows.Rows {
		spec.Rows = append(spec.Rows, v.customerRow(&d.Rows.Rows[n], &d.Marks))
	}
	spec.Pager = l.pager(d.Rows.Previous, d.Rows.Next, w.N("word.n_customers", len(d.Rows.Rows)))
	return spec
}

// order is how the list is sorted by one of its orders.
func (d *customersData) order(by store.CustomerSort) ui.Order {
	switch {
	case d.filter.Sort != by:
		return ui.Unsorted
	case by == store.ByOutstanding:
		return ui.Descending
	}
	return ui.Ascending
}

// customerRow is a customer in a list.
func (v *visit) customerRow(c *store.CustomerRow, m *marks) ui.Row {
	w, href := v.Words, v.toCustomer(c.ID)
	items, oldest := 0, date.None
	var sums, account []templ.Component
	for n := range c.Balances {
		b := &c.Balances[n]
		items += b.Items
		if b.OldestOn != date.None && (oldest == date.None || b.OldestOn < oldest) {
			oldest = b.OldestOn
		}
		if b.Items > 0 {
			sums = append(sums, ui.Money(w, amountOf(b, b.Open)))
		}
		if b.OnAccount != 0 {
			account = append(account, ui.Money(w, amountOf(b, b.OnAccount)))
		}
	}
	return ui.Row{ID: "c-" + c.ID.String(), Href: href, Label: c.Name, Cells: []templ.Component{
		ui.Stacked(ui.CustomerLink(c.Name, href), ui.Words(customerNote(c))),
		v.owingStatus(oldest, items, c.Held), ui.DayFrom(w, oldest, v.Today), ui.Words(kindName(w, c.Kind)), ui.Words(payerName(w, c.Profile.Kind)),
		ui.Words(languageName(w, c.Language)), v.labelLinks(c.Labels), ui.Clipped(m.name(c.Manager)),
		ui.Words(registry.PrintVAT(c.VATID, c.Country)), ui.Words(w.Int(int64(items))), lines(account), lines(sums),
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
	spec := d.table(v).Showing(nil)
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
