package table

import (
	"errors"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
)

// Record is one row as its mapping understands it. It is valid until the next row;
// its texts stay.
type Record struct {
	Line  int // the line or row on which it begins
	row   *sheet.Row
	use   *usage
	texts [fieldCount]string
	sums  [fieldCount]sum
	days  [fieldCount]date.Date
	many  []ranked // of fields that a row may have several of
	odd   []fault.Note
}

// ranked is one of several texts of a field.
type ranked struct {
	field Field
	rank  int
	text  string
}

// sum is an amount that stands in a row.
type sum struct {
	value    decimal.Decimal
	currency string
	side     string // a mark behind it: CR, S
	given    bool
}

// Text returns a field's text, "" where the row has none. Of a field in several
// columns, the texts stand one below the other.
func (r *Record) Text(f Field) string { return r.texts[f] }

// Amount returns a field's amount as it is written, whatever its sign means; false
// where the row has none.
func (r *Record) Amount(f Field) (decimal.Decimal, bool) { return r.sums[f].value, r.sums[f].given }

// Day returns a field's day, date.None where the row has none.
func (r *Record) Day(f Field) date.Date { return r.days[f] }

// Currency is the row's currency: what its column says, or what stands beside an
// amount, or what the mapping says of all rows.
func (r *Record) Currency() string {
	if c := currencyOf(r.texts[Currency]); c != "" {
		return c
	}
	for _, c := range r.use.amounts {
		if s := r.sums[c.Field]; s.currency != "" {
			return s.currency
		}
	}
	return r.use.mapping.Currency
}

// placeOf names a cell as spreadsheets do, with its heading: "line 7: B7 Due date".
func placeOf(line int, c *Column) fault.Place {
	return fault.Place{Line: line, Path: strings.TrimSpace(CellName(c.At, line) + " " + c.Heading)}
}

// CellName is the name of a cell in a spreadsheet: B7 for column 1 of row 7.
func CellName(column, row int) string {
	digits := ""
	for n := row; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return ColumnName(column) + digits
}

// ColumnName is the name of a column in a spreadsheet, from 0: AB for 27.
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// Odd are the things about the row that are odd, though it was read.
func (r *Record) Odd() []fault.Note { return r.odd }

// usage is a mapping made ready for the rows of a table.
type usage struct {
	mapping *Mapping
	texts   []Column
	amounts []Column
	days    []Column
	memo    []lastDay // of each of days
}

// lastDay is the last day of a column: rows that follow each other often have one.
type lastDay struct {
	text string
	day  date.Date
}

func newUsage(m *Mapping) *usage {
	u := &usage{mapping: m}
	for _, c := range m.Columns {
		switch fields[c.Field].sort {
		case amount:
			u.amounts = append(u.amounts, c)
		case day:
			u.days = append(u.days, c)
		default:
			u.texts = append(u.texts, c)
		}
	}
	u.memo = make([]lastDay, len(u.days))
	return u
}

// Apply reads one row. The failure names every cell that is not what its column
// holds.
func (u *usage) apply(row *sheet.Row, r *Record) error {
	*r = Record{Line: row.Number, row: row, use: u, many: r.many[:0], odd: r.odd[:0]}
	var wrong []error
	if row.Odd.Format != "" {
		r.odd = append(r.odd, fault.Note{Place: fault.Place{Line: row.Number}, Text: row.Odd})
	}
	for n := range u.texts {
		u.text(&u.texts[n], r)
	}
	for n := range u.days {
		if err := u.day(n, r); err != nil {
			wrong = append(wrong, err)
		}
	}
	for n := range u.amounts {
		if err := u.sum(&u.amounts[n], r); err != nil {
			wrong = append(wrong, err)
		}
	}
	return joined(wrong)
}

func joined(all []error) error {
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

func (u *usage) text(c *Column, r *Record) {
	text := r.row.At(c.At)
	if c.Rest {
		for n := c.At + 1; n < len(r.row.Cells); n++ {
			text = below(text, r.row.At(n))
		}
	}
	if fields[c.Field].sort == several {
		if text != "" {
			r.many = append(r.many, ranked{c.Field, c.Rank, text})
		}
		text = below(r.texts[c.Field], text)
	}
	r.texts[c.Field] = text
}

// below puts a text under another one.
func below(above, text string) string {
	switch {
	case above == "":
		return text
	case text == "":
		return above
	}
	return above + "\n" + text
}

func (u *usage) day(n int, r *Record) error {
	c := &u.days[n]
	if c.At >= len(r.row.Cells) {
		return nil
	}
	cell := r.row.Cells[c.At]
	if cell.Text == "" || cell.Text == u.memo[n].text {
		if cell.Text != "" {
			r.days[c.Field] = u.memo[n].day
		}
		return missing(cell, c, r)
	}
	d, err := date.Parse(cell.Text)
	ok := err == nil && cell.Type == sheet.Day
	if !ok {
		d, ok = ParseDay(cell.Text, c.Order)
	}
	if !ok {
		return u.noDay(cell.Text, c, r)
	}
	u.memo[n] = lastDay{cell.Text, d}
	r.days[c.Field] = d
	return nil
}

// missing refuses a formula without its result.
func missing(cell sheet.Cell, c *Column, r *Record) error {
	if cell.Type != sheet.Formula {
		return nil
	}
	return r.wrong(c, "this formula has no result: open the workbook in a spreadsheet program and save it")
}

// noDay refuses a text that is no day. Zeros stand for none.
func (u *usage) noDay(text string, c *Column, r *Record) error {
	if strings.Trim(text, "0-/. ") == "" {
		return nil
	}
	if w, ok := writtenOf(text); ok && c.Order == "" && w.possible() != 0 {
		return r.wrong(c, "%q can be read day first or month first", text)
	}
	return r.wrong(c, "%q is no day", text)
}

// wrong is a failure of a cell, or of the whole row where there is no column.
func (r *Record) wrong(c *Column, format string, args ...any) error {
	path := ""
	if c != nil {
		path = placeOf(r.Line, c).Path
	}
	return fault.At(r.Line, path, format, args...)
}

func (u *usage) sum(c *Column, r *Record) error {
	if c.At >= len(r.row.Cells) {
		return nil
	}
	cell := r.row.Cells[c.At]
	if cell.Text == "" {
		return missing(cell, c, r)
	}
	sign := c.Decimal
	if cell.Type == sheet.Number {
		sign = point
	}
	f, ok := figureOf(cell.Text)
	if !ok {
		if isNothing(cell.Text) {
			return nil
		}
		return r.wrong(c, "%q is no amount", cell.Text)
	}
	value, odd, ok := f.amount(sign)
	if !ok {
		return u.noAmount(cell.Text, f, c, r)
	}
	if odd {
		r.note(c, "%q is written with another decimal sign than its column; it is read as %s", cell.Text, value)
	}
	r.sums[c.Field] = sum{value, f.currency, f.direction, true}
	return nil
}

// noAmount says why a text is no amount.
func (u *usage) noAmount(text string, f figure, c *Column, r *Record) error {
	withComma, withPoint := readings(f.digits)
	if withComma.ok && withPoint.ok {
		return r.wrong(c, "%q can be read as %s or as %s", text, withComma.value, withPoint.value)
	}
	return r.wrong(c, "%q is no amount", text)
}

// note notes what is odd about a cell.
func (r *Record) note(c *Column, format string, args ...any) {
	place := fault.Place{Line: r.Line}
	if c != nil {
		place = placeOf(r.Line, c)
	}
	r.odd = append(r.odd, fault.Note{Place: place, Text: fault.Say(format, args...)})
}

// isNothing reports whether a cell says that there is no amount: a dash, n/a.
func isNothing(text string) bool {
	switch strings.ToLower(text) {
	case "-", "--", "–", "—", "n/a", "na", "nvt", "n.v.t.", "null", "none", "/", "€", "eur", "- €", "€ -", "-   €":
		return true
	}
	return false
}
