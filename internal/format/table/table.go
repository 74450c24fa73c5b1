// Package table understands tables: which column of a file is which field, how its
// amounts and days are written, and what each row says. It reads invoices, what
// customers owe, customers, contacts and bank entries from delimited text and
// workbooks, and knows nothing of what becomes of them.
//
// Open reads the beginning of a file and finds its headings. Guess proposes a
// Mapping, with what it is not sure of as problems; a person may change it, and it
// is found again by its Signature when the next file of the kind comes. Records
// reads the file through a mapping, row by row.
package table

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
)

// Table is a file whose headings were found.
type Table struct {
	file     *sheet.File
	sample   []sheet.Row // the first rows, the empty ones left out
	width    int         // columns
	header   int         // index of the headings in sample, -1 where there are none
	first    int         // index of the first row behind them
	headings []string    // one for each column; "" where it has none
	profiles []profile
	most     int // records that are read of it; 0: all
}

// sampleRows is how many rows are held to understand a table.
const sampleRows = 1000

// Open looks at a file. What layout leaves open is found out.
func Open(r io.ReaderAt, size int64, layout sheet.Layout) (*Table, error) {
	file, err := sheet.Open(r, size, layout)
	if err != nil {
		return nil, err
	}
	t := &Table{file: file}
	for row, err := range file.Rows() {
		if err != nil {
			return nil, err
		}
		if row.Empty() {
			continue
		}
		kept := *row
		kept.Cells = slices.Clone(row.Cells)
		if t.sample = append(t.sample, kept); len(t.sample) == sampleRows {
			break
		}
	}
	t.width = usualWidth(t.sample)
	if t.width < 2 {
		return nil, fault.At(1, "", "this is no table: its lines have no columns")
	}
	t.findHeader()
	return t, t.survey()
}

// usualWidth is the number of columns that most rows have, of those with more than
// one; the widest of several that are as frequent.
func usualWidth(rows []sheet.Row) (width int) {
	times := map[int]int{}
	for _, row := range rows {
		times[len(row.Cells)]++
	}
	for n, count := range times {
		if n > 1 && (count > times[width] || count == times[width] && n > width) {
			width = n
		}
	}
	return width
}

// Layout is how the file is read.
func (t *Table) Layout() sheet.Layout { return t.file.Layout() }

// Sheets are the sheets of a workbook, nil for text.
func (t *Table) Sheets() []string { return t.file.Sheets() }

// Headings are the headings of the columns; empty ones where there are none.
func (t *Table) Headings() []string { return slices.Clone(t.headings) }

// Column finds a column by its heading, whatever its case and accents: -1 where the
// table has none.
func (t *Table) Column(heading string) int {
	words := Fold(heading)
	return slices.IndexFunc(t.headings, func(h string) bool { return Fold(h) == words })
}

// ColumnAs is a column as the field that a person or a bank's layout says it is,
// with the decimal sign or the order of days that its values show.
func (t *Table) ColumnAs(at int, f Field) Column {
	c := Column{At: at, Field: f}
	if at >= t.width {
		return c
	}
	c.Heading = t.headings[at]
	switch p := &t.profiles[at]; fields[f].sort {
	case day:
		c.Order, _ = p.order()
	case amount:
		c.Decimal, _ = p.sign()
	}
	return c
}

// Looks says what the values of a column are.
func (t *Table) Looks(column int) Looks {
	if column >= len(t.profiles) {
		return Looks{}
	}
	p := &t.profiles[column]
	return Looks{
		Filled: p.filled, Day: p.mostly(p.days), Amount: p.mostly(p.amounts), IBAN: p.mostly(p.ibans), Account: p.mostly(p.accounts),
		Currency: p.mostly(p.currencies), Text: p.mostly(p.lettered),
	}
}

// Looks is what most values of a column are: by it a bank's table is known that has
// no headings.
type Looks struct {
	Filled                                     int
	Day, Amount, IBAN, Account, Currency, Text bool
}

// Width is the number of columns.
func (t *Table) Width() int { return t.width }

// HeaderRow is the line or row of the headings, 0 where the table has none.
func (t *Table) HeaderRow() int {
	if t.header < 0 {
		return 0
	}
	return t.sample[t.header].Number
}

// FirstRow is the line or row of the first one behind the headings, 0 where the
// table ends with them.
func (t *Table) FirstRow() int {
	if t.first >= len(t.sample) {
		return 0
	}
	return t.sample[t.first].Number
}

// Preamble are the rows before the headings. Banks say there which account a file is
// of, and what stands on it.
func (t *Table) Preamble() []sheet.Row { return t.sample[:max(t.header, 0)] }

// Signature is the same for all tables with the same headings, in whatever encoding
// and however delimited. Tables without headings are told apart by what their
// columns hold.
func (t *Table) Signature() string {
	if t.header < 0 {
		words := []string{"without headings", strconv.Itoa(t.width)}
		for n := range t.profiles {
			words = append(words, t.profiles[n].class())
		}
		return hashOf(words)
	}
	return signatureOf(&t.sample[t.header])
}

// Signatures are those that the table would have if another of its first rows were
// the headings, the likeliest one first. A mapping that a person made for a table
// whose headings nobody knows is found by one of them.
func (t *Table) Signatures() []string {
	all := []string{t.Signature()}
	for n := range t.sample[:min(len(t.sample), headerReach)] {
		if n != t.header {
			all = append(all, signatureOf(&t.sample[n]))
		}
	}
	return all
}

func signatureOf(row *sheet.Row) string {
	var words []string
	for _, c := range row.Cells {
		words = append(words, Fold(c.Text))
	}
	return hashOf(words)
}

func hashOf(words []string) string {
	h := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return hex.EncodeToString(h[:16])
}

// WithHeader returns the table with its headings in another line or row, 0 for none.
func (t *Table) WithHeader(row int) (*Table, error) {
	other := &Table{file: t.file, sample: t.sample, width: usualWidth(t.sample), header: -1, most: t.most}
	if row > 0 {
		other.header = slices.IndexFunc(t.sample[:min(len(t.sample), headerReach)], func(r sheet.Row) bool { return r.Number == row })
		if other.header < 0 {
			return nil, fault.At(row, "", "no headings can stand here")
		}
	}
	other.begin()
	return other, other.survey()
}

// First returns the table as if it ended after so many records, for whoever wants to
// know soon how it reads.
func (t *Table) First(records int) *Table {
	first := *t
	first.most = records
	return &first
}

// Fit returns the table and the mapping that was made for another one with the same
// headings, so that they fit each other: how the two files are written, and where
// the headings stand in them, may differ.
func (t *Table) Fit(m Mapping) (*Table, Mapping, error) {
	at := slices.Index(t.Signatures(), m.Signature)
	switch {
	case at < 0:
		return t, m, fault.New(fault.Conflict, "the headings of the table are not those that its columns were explained for")
	case at > 0:
		at-- // the likeliest one stands before the others, and not among them
		if t.header >= 0 && at >= t.header {
			at++
		}
		var err error
		if t, err = t.WithHeader(t.sample[at].Number); err != nil {
			return t, m, err
		}
	}
	m.Layout, m.HeaderRow, m.FirstRow = t.Layout(), t.HeaderRow(), t.FirstRow()
	return t, m, nil
}

// class is what the values of a column are, as far as every file of its kind shows
// it: columns that are often empty tell nothing.
func (p *profile) class() string {
	switch {
	case p.filled == 0:
		return ""
	case p.mostly(p.days) && p.runs < p.days:
		return "day"
	case p.mostly(p.ibans):
		return "iban"
	case p.mostly(p.currencies):
		return "currency"
	case p.mostly(p.amounts) && p.cents > 0:
		return "amount"
	}
	return ""
}

// rows are the rows of the sample behind the headings.
func (t *Table) rows() []sheet.Row { return t.sample[t.first:] }

// survey counts what the values of each column are. It looks at the sample, and
// reads on through the file only while a column may be understood in two ways.
func (t *Table) survey() error {
	t.profiles = make([]profile, t.width)
	for n := range t.rows() {
		t.count(&t.rows()[n])
	}
	if len(t.sample) < sampleRows || !t.undecided() {
		return nil
	}
	last := t.sample[len(t.sample)-1].Number
	seen := 0
	for row, err := range t.file.Rows() {
		if err != nil {
			return err
		}
		if row.Number <= last {
			continue
		}
		t.count(row)
		if seen++; seen%sampleRows == 0 && !t.undecided() {
			return nil
		}
	}
	return nil
}

func (t *Table) count(row *sheet.Row) {
	if len(row.Cells) < 2 && t.width > 2 {
		return // a note, a page's end
	}
	for n, c := range row.Cells[:min(len(row.Cells), t.width)] {
		t.profiles[n].add(c)
	}
}

// undecided reports whether another row might tell the order of days, or the
// decimal sign, of a column.
func (t *Table) undecided() bool {
	for n := range t.profiles {
		p := &t.profiles[n]
		if _, ambiguous := p.order(); ambiguous && p.mostly(p.days) {
			return true
		}
		if _, ambiguous := p.sign(); ambiguous && p.mostly(p.amounts) {
			return true
		}
	}
	return false
}
