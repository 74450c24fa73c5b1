package table

import (
	"iter"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
)

// Reader reads a table through a mapping.
type Reader struct {
	// Aside, when set, sees the rows that are left out: banks put balances there.
	Aside func(row *sheet.Row)

	table   *Table
	mapping *Mapping
	use     *usage
	left    Problems
	more    bool
}

// Read makes the table ready to be read through a mapping.
func (t *Table) Read(m Mapping) (*Reader, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return &Reader{table: t, mapping: &m, use: newUsage(&m)}, nil
}

// Records reads the file from its beginning. A row that cannot be understood comes
// with the failure that says which of its cells are wrong; the rows behind it follow.
// With a nil record, the file itself cannot be read on.
//
// Rows that are no data are left out: empty ones, headings that come again on a new
// page, totals, notes. LeftOut tells which.
func (r *Reader) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		r.left, r.more = Problems{}, false
		record, read := &Record{}, 0
		for row, err := range r.table.file.Rows() {
			if err != nil {
				yield(nil, err)
				return
			}
			if r.before(row) || row.Empty() {
				continue
			}
			if why := r.noData(row); why.Format != "" {
				r.left.Add(fault.Note{Place: fault.Place{Line: row.Number}, Text: why})
				if r.Aside != nil {
					r.Aside(row)
				}
				continue
			}
			if r.more = read > 0 && read == r.table.most; r.more {
				return
			}
			read++
			err := r.use.apply(row, record)
			if err == nil {
				err = r.surplus(row)
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

// LeftOut are the rows that the last reading left out, counted by why.
func (r *Reader) LeftOut() []Problem { return r.left.List() }

// More reports whether the last reading ended before the file does: see First.
func (r *Reader) More() bool { return r.more }

// before reports whether a row stands before the first data.
func (r *Reader) before(row *sheet.Row) bool {
	return row.Number <= r.mapping.HeaderRow || row.Number < r.mapping.FirstRow
}

// noData says why a row is none of the kind that the table holds, nothing for one
// that is.
func (r *Reader) noData(row *sheet.Row) fault.Text {
	filled, total := 0, false
	for _, c := range row.Cells {
		if c.Text != "" || c.Type == sheet.Formula {
			filled++
		}
	}
	switch {
	case r.repeats(row):
		return fault.Say("the headings come again: left out")
	case r.mapping.Kind == Customers || r.mapping.Kind == Contacts:
		return fault.Text{} // a name alone is a customer, and Total may be one's name
	case filled == 1 && r.table.width > 2 && len(r.mapping.Columns) > 2:
		return fault.Say("a row of one cell, %q, was left out", trimTo(firstText(row), 60))
	case r.keyed(row):
		return fault.Text{}
	}
	for _, c := range row.Cells {
		total = total || isTotal(c.Text)
	}
	if total {
		return fault.Say("a row of totals, %q, was left out", trimTo(firstText(row), 60))
	}
	return fault.Text{}
}

// repeats reports whether a row is the row of headings once more.
func (r *Reader) repeats(row *sheet.Row) bool {
	return r.mapping.HeaderRow > 0 && len(row.Cells) > 1 && slices.EqualFunc(row.Cells, r.table.headings[:min(len(row.Cells), len(r.table.headings))],
		func(c sheet.Cell, heading string) bool { return c.Text == heading })
}

// keyed reports whether a row has what each row of its kind has and a total has not.
func (r *Reader) keyed(row *sheet.Row) bool {
	for _, c := range r.mapping.Columns {
		switch c.Field {
		case Number, BookedOn, ValueOn, CustomerNumber:
			if text := row.At(c.At); text != "" && !isTotal(text) {
				return true
			}
		}
	}
	return false
}

// totals are the words that rows of sums and balances begin with.
var totals = []string{"total", "totaux", "totaal", "totalen", "eindtotaal", "subtotaal", "subtotal", "sub total", "sous total", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "endsumme", "zwischensumme",
	"balance", "opening balance", "closing balance", "solde", "ancien solde", "nouveau solde", "saldo", "beginsaldo", "eindsaldo", "anfangssaldo", "endsaldo", "kontostand", "report", "a reporter", "a nouveau", "ubertrag", "overdracht"}

// isTotal reports whether a cell begins with the word of a sum.
func isTotal(text string) bool {
	if text == "" || digit(text[0]) {
		return false
	}
	words := Fold(trimTo(text, 80))
	return slices.ContainsFunc(totals, func(total string) bool {
		rest, found := strings.CutPrefix(words, total)
		return found && (rest == "" || rest[0] == ' ')
	})
}

func firstText(row *sheet.Row) string {
	for _, c := range row.Cells {
		if c.Text != "" {
			return c.Text
		}
	}
	return ""
}

// trimTo cuts a text after n bytes, between characters.
func trimTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// surplus refuses a row that has more cells than the table has columns: a text with
// a delimiter in it has moved what stands behind.
func (r *Reader) surplus(row *sheet.Row) error {
	if len(row.Cells) <= r.table.width || slices.ContainsFunc(r.mapping.Columns, func(c Column) bool { return c.Rest }) {
		return nil
	}
	return fault.At(row.Number, "", "the row has %d cells, but the table has %d columns: what stands in it may have moved", len(row.Cells), r.table.width)
}
