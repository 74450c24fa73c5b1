package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/web/ui"
)

// mostExamples is how many values of a column, and places of a problem, are shown.
const mostExamples = 3

// state says how much of the table can be taken in.
func (d *tableData) state() string {
	kind := tableKindWord(d.Words, d.Mapping.Kind)
	if d.Preview == nil {
		return joined(kind, d.Words.T("table.not_clear"))
	}
	parts := []string{kind, d.Words.N("table.n_read", d.Preview.Read)}
	if d.Preview.Refused > 0 {
		parts = append(parts, d.Words.N("table.n_refused", d.Preview.Refused))
	}
	if d.Preview.More {
		parts = append(parts, d.Words.N("table.of_first", d.seen()))
	}
	return joined(parts...)
}

// seen is how many rows were looked at.
func (d *tableData) seen() int { return d.Preview.Read + d.Preview.Refused }

// problemsNote says of which rows the problems are.
func (d *tableData) problemsNote() string {
	if d.Preview != nil && d.Preview.More {
		return d.Words.N("table.problems_first", d.seen())
	}
	return d.Words.T("table.problems_note")
}

// was is the mapping as the page shows it, for the form to send back.
func (d *tableData) was() ui.Param { return ui.Param{Name: "was", Value: db.JSON(d.Mapping)} }

// doubts are the sentences of what a person must decide. The first of them is also why
// the table is not taken in; it is said once.
func (d *tableData) doubts() (all []string) {
	for _, p := range d.Problems {
		if p.Asks {
			all = append(all, d.Words.Sentence(p.Text))
		}
	}
	if d.Lacks == nil || slices.Contains(all, d.Words.Sentence(fault.Notes(d.Lacks)[0].Text)) {
		return all
	}
	return append([]string{d.Words.Fault(d.Lacks)}, all...)
}

// ready reports whether there is something to take in.
func (d *tableData) ready() bool { return d.Preview != nil && d.Preview.Read > 0 }

// ofOpen reports whether the table says what is open, on a day.
func (d *tableData) ofOpen() bool {
	return d.Mapping.Kind == table.Invoices || d.Mapping.Kind == table.Balances
}

// asOf is the day that the form shows.
func (d *tableData) asOf() string {
	if d.AsOf == "" {
		return d.Today.String()
	}
	return d.AsOf
}

// closes says what a snapshot would close.
func (d *tableData) closes() string {
	switch {
	case d.Preview == nil || !d.Options.Snapshot:
		return d.Words.T("table.snapshot_hint")
	case d.Preview.More:
		return d.Words.T("table.snapshot_later")
	case d.Preview.Refused > 0:
		return d.Words.T("table.snapshot_refused")
	case d.Closes == 0:
		return d.Words.T("table.snapshot_none")
	}
	return d.Words.N("table.snapshot_closes", d.Closes, "Open", d.Open)
}

func (d *tableData) kindOptions() (all []ui.Option) {
	for _, k := range table.Kinds() {
		all = append(all, ui.Option{Value: string(k), Label: tableKindWord(d.Words, k)})
	}
	return all
}

func (d *tableData) sheetOptions() (all []ui.Option) {
	for _, name := range d.Sheets {
		all = append(all, ui.Option{Value: name, Label: name})
	}
	return all
}

// signed reports whether the amounts of the table have a side.
func (d *tableData) signed() bool {
	return d.ofOpen() || d.Mapping.Kind == table.Entries
}

func (d *tableData) signOptions() (all []ui.Option) {
	for _, r := range []table.Rule{table.Signed, table.Inverse, table.Marked, table.Debited, table.Credited} {
		all = append(all, ui.Option{Value: string(r), Label: d.Words.T("table.sign_" + string(r))})
	}
	return all
}

// accountOptions are the accounts of the company, by their numbers.
func (d *tableData) accountOptions() (all []ui.Option) {
	for n := range d.Accounts {
		a := &d.Accounts[n]
		all = append(all, ui.Option{Value: accountName(a), Label: strings.TrimSpace(a.Owner + " " + a.Currency)})
	}
	return all
}

// columnTable are the columns of the file, one below the other: its heading, its first
// values, and what it means.
func (d *tableData) columnTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("table.columns"), Columns: []ui.Column{
		{Label: w.T("table.column"), Name: true}, {Label: w.T("table.values")}, {Label: w.T("table.meaning")},
	}}
	groups := d.fieldGroups()
	for n, heading := range d.Headings {
		c := d.columnAt(n)
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			columnHeading(table.ColumnName(n), heading), columnValues(d.values(n)), columnMeaning(d, n, c, groups),
		}})
	}
	return t
}

// columnAt is what is read from a column; nothing has no field.
func (d *tableData) columnAt(n int) table.Column {
	for _, c := range d.Mapping.Columns {
		if c.At == n {
			return c
		}
	}
	return table.Column{At: n}
}

// values are the first different values of a column.
func (d *tableData) values(n int) (all []string) {
	for _, row := range d.Rows {
		if n < len(row) && row[n] != "" && len(all) < mostExamples && !slices.Contains(all, row[n]) {
			all = append(all, row[n])
		}
	}
	return all
}

// columnTitle is a column as a sentence names it: "B Due date".
func (d *tableData) columnTitle(n int) string {
	return d.Words.T("table.column_title", "Column", strings.TrimSpace(table.ColumnName(n)+" "+d.Headings[n]))
}

// fieldGroups are the fields that a column may be, those about the same thing together.
func (d *tableData) fieldGroups() []ui.OptionGroup {
	groups := []ui.OptionGroup{{Options: []ui.Option{{Label: d.Words.T("table.nothing")}}}}
	kind := d.Mapping.Kind
	for _, g := range []string{"document", "amounts", "customer", "other", "own"} {
		var some []ui.Option
		for _, f := range table.Fields(kind) {
			if groupOf(f, kind) == g {
				some = append(some, ui.Option{Value: f.String(), Label: fieldWord(d, f)})
			}
		}
		if len(some) > 0 {
			groups = append(groups, ui.OptionGroup{Label: d.Words.T("table.group_" + g), Options: some})
		}
	}
	return groups
}

// groupOf is what a field is about.
func groupOf(f table.Field, k table.Kind) string {
	switch {
	case f.IsAmount() || f == table.Side || f == table.Currency || f == table.OriginalCurrency:
		return "amounts"
	case f <= table.Position || (f == table.IBAN || f == table.BIC) && k != table.Entries:
		return "customer"
	case f == table.IBAN || f == table.BIC || f >= table.Name && f <= table.PayeeBIC:
		return "other"
	case f == table.Account || f == table.Owner:
		return "own"
	}
	return "document"
}

// fieldWord is what a field is called. The account that a row names is the customer's,
// but in a bank's table, where it is the other side's.
func fieldWord(d *tableData, f table.Field) string {
	if f == table.IBAN && d.Mapping.Kind == table.Entries {
		return d.Words.T("table.field_iban_other")
	}
	return d.Words.T("table.field_" + f.String())
}

// writtenOptions are the ways in which a column may write its days or amounts; none
// where that is no question.
func (d *tableData) writtenOptions(c table.Column) (value string, all []ui.OptionGroup) {
	var options []ui.Option
	switch {
	case c.Field.IsAmount():
		value, options = c.Decimal, []ui.Option{{Value: ",", Label: d.Words.T("table.decimal_comma")}, {Value: ".", Label: d.Words.T("table.decimal_point")}}
	case c.Field == table.IssuedOn || c.Field == table.DueOn || c.Field == table.BookedOn || c.Field == table.ValueOn:
		value = string(c.Order)
		for _, o := range []table.Order{table.DayMonthYear, table.MonthDayYear, table.YearMonthDay, table.Serial} {
			options = append(options, ui.Option{Value: string(o), Label: d.Words.T("table.order_" + string(o))})
		}
	default:
		return "", nil
	}
	if value == "" {
		options = append([]ui.Option{{Label: d.Words.T("table.choose")}}, options...)
	}
	return value, []ui.OptionGroup{{Options: options}}
}

// problemTable lists what is odd, or cannot be read, with where it stands.
func (d *tableData) problemTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("table.problems"), Columns: []ui.Column{
		{Label: w.T("table.problem"), Name: true}, {Label: w.T("table.places")}, {Label: w.T("table.times"), Kind: ui.ColumnAmount},
	}}
	for _, p := range d.problems() {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Words(w.Sentence(p.Text)), ui.Muted(d.places(&p)), ui.Words(w.Int(int64(p.Count))),
		}})
	}
	return t
}

// problems are all that is not as it should be: what the guess is not sure of, what is
// odd in the rows, and what was left out.
func (d *tableData) problems() (all []table.Problem) {
	for _, p := range d.Problems {
		if !p.Asks { // what asks stands above
			all = append(all, p)
		}
	}
	if d.Preview == nil {
		return all
	}
	return append(append(all, d.Preview.Problems...), d.Preview.LeftOut...)
}

// places are where a problem was met first: cells as a spreadsheet names them.
func (d *tableData) places(p *table.Problem) string {
	var all []string
	for n, e := range p.Examples {
		if n == mostExamples {
			break
		}
		cell, _, _ := strings.Cut(e.Place.Path, " ")
		if cell == "" {
			cell = d.Words.Say(fault.Place{Line: e.Place.Line}.Text())
		}
		all = append(all, cell)
	}
	places := strings.Join(all, ", ")
	if p.Count > len(all) && len(all) > 0 {
		places += " …"
	}
	return places
}

// rawTable are the first rows as they stand in the file.
func (d *tableData) rawTable() ui.TableSpec {
	t := ui.TableSpec{Caption: d.Words.T("table.as_written"), Wide: true}
	for n, heading := range d.Headings {
		t.Columns = append(t.Columns, ui.Column{Label: strings.TrimSpace(table.ColumnName(n) + " " + heading)})
	}
	for _, row := range d.Rows {
		cells := make([]templ.Component, len(d.Headings))
		for n := range cells {
			text := ""
			if n < len(row) {
				text = row[n]
			}
			cells[n] = ui.Clipped(text)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// understoodTable are the first rows as they are understood.
func (d *tableData) understoodTable() ui.TableSpec {
	t := ui.TableSpec{Caption: d.Words.T("table.understood"), Columns: d.understoodColumns(), Wide: true}
	for n, record := range d.Preview.Records {
		row := ui.Row{Cells: d.understood(record)}
		if row.Cells == nil {
			row.Whole = refusedRow(d.Words.T("table.cannot_read"), joined(d.Preview.Rows[n]...))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (d *tableData) understoodColumns() []ui.Column {
	w := d.Words
	who := ui.Column{Label: w.Cap("word.customer"), Name: true}
	open := ui.Column{Label: w.T("table.field_open"), Kind: ui.ColumnAmount}
	switch d.Mapping.Kind {
	case table.Invoices:
		who.Name = false
		return []ui.Column{{Label: w.T("table.field_number"), Kind: ui.ColumnTight, Name: true}, who, {Label: w.T("table.field_issue_date"), Kind: ui.ColumnTight},
			{Label: w.T("table.field_due_date"), Kind: ui.ColumnTight}, {Label: w.T("table.field_total"), Kind: ui.ColumnAmount}, open}
	case table.Balances:
		return []ui.Column{who, open}
	case table.Customers:
		return []ui.Column{who, {Label: w.T("web.field.address")}, {Label: w.T("web.field.vat_id")}, {Label: w.Cap("word.contacts")}}
	case table.Contacts:
		return []ui.Column{{Label: w.Cap("word.contacts"), Name: true}, {Label: w.Cap("word.customer")}}
	}
	return []ui.Column{{Label: w.T("table.field_name"), Name: true}, {Label: w.T("table.field_booking_date"), Kind: ui.ColumnTight},
		{Label: w.T("table.field_text")}, {Label: w.T("table.field_amount"), Kind: ui.ColumnAmount}}
}

// understood are the cells of one row; none where it could not be read.
func (d *tableData) understood(record any) []templ.Component {
	w := d.Words
	switch r := record.(type) {
	case table.Invoice:
		number := ui.Words(r.Number)
		if r.Credit {
			number = ui.Stacked(number, ui.Words(w.T("word.credit_note")))
		}
		return []templ.Component{number, party(&r.Customer, r.Contact, strings.Join(r.Emails, ", "), formatReference(r.Reference), r.OrderReference, d.terms(r.TermsDays), r.Text),
			ui.Day(w, r.IssuedOn), ui.Day(w, r.DueOn), d.sum(r.Total, r.Currency), d.sum(r.Open, r.Currency)}
	case table.Owing:
		return []templ.Component{party(&r.Customer, strings.Join(r.Emails, ", ")), d.sum(r.Open, r.Currency)}
	case table.Customer:
		p := &r.Party
		return []templ.Component{party(p, d.kindOf(r.Kind), p.Language, d.terms(r.TermsDays), formatAccount(p.IBAN), customer.LabelText(r.Labels), r.Manager),
			ui.Words(joined(p.Street, strings.TrimSpace(p.Postcode+" "+p.City), p.Country)), ui.Words(joined(p.VATID, p.EnterpriseNumber)), columnValues(d.people(r.Contacts))}
	case table.Persons:
		return []templ.Component{columnValues(d.people(r.All)), party(&r.Customer)}
	case table.Entry:
		return []templ.Component{ui.Stacked(ui.Words(r.Counterparty.Name), ui.Words(joined(formatAccount(r.Counterparty.IBAN), formatReference(r.Reference)))),
			ui.Day(w, r.BookedOn), ui.Words(r.Text), d.sum(r.Amount, r.Currency)}
	}
	return nil
}

// party is a customer as a row names it, with what else the row says below.
func party(p *table.Party, more ...string) templ.Component {
	name, number := p.Name, p.Number
	if name == "" {
		name, number = number, ""
	}
	if name == "" {
		name = joined(p.VATID, p.EnterpriseNumber)
	}
	below := joined(append([]string{number}, more...)...)
	if below == "" {
		return ui.Words(name)
	}
	return ui.Stacked(ui.Words(name), ui.Words(below))
}

// sum is an amount in its currency, the company's where the row names none. What is no
// amount of that currency is shown as it is read.
func (d *tableData) sum(of decimal.Decimal, currency string) templ.Component {
	c := d.Company.Currency
	if currency != "" {
		var err error
		if c, err = money.ParseCurrency(currency); err != nil {
			return ui.Words(d.Words.Number(of) + " " + currency)
		}
	}
	a, exact, err := money.Round(of, c)
	if err != nil || !exact {
		return ui.Words(d.Words.Number(of) + " " + c.String())
	}
	return ui.Money(d.Words, a)
}

// terms is a number of days to pay in, "" where the row says none.
func (d *tableData) terms(days *int) string {
	if days == nil {
		return ""
	}
	return d.Words.N("word.n_days", *days)
}

// kindOf is a kind of customer, "" where the row says none.
func (d *tableData) kindOf(k customer.Kind) string {
	if k == "" {
		return ""
	}
	return kindName(d.Words, k)
}

// people are the contacts of a row, one on each line.
func (d *tableData) people(all []table.Person) (lines []string) {
	for _, p := range all {
		position := ""
		if p.Position != "" && p.Position != customer.Other {
			position = positionName(d.Words, p.Position)
		}
		lines = append(lines, joined(p.Name, position, p.Email, p.Phone))
	}
	return lines
}

// tableKindWord names what the rows of a table are.
func tableKindWord(w *locale.Words, k table.Kind) string {
	if k == table.Entries {
		return kindWord(w, intake.Statements)
	}
	return kindWord(w, intake.Kind(k))
}

// takeVerb says what the button takes in, as far as that is known.
func (d *tableData) takeVerb() string {
	if !d.ready() || d.Preview.More {
		return d.Words.T("table.take")
	}
	return d.Words.N("table.take_"+string(d.Mapping.Kind), d.Preview.Read)
}
