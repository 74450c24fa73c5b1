package render

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// Sheet writes delimited text that spreadsheet programs of its readers open, cell by cell.
type Sheet struct {
	words *locale.Words
	csv   *csv.Writer
	cells []string
}

// NewSheet begins a sheet.
func NewSheet(out *bufio.Writer, words *locale.Words) *Sheet {
	out.WriteString("\ufeff") // into the buffer: it cannot fail
	r := &Sheet{words: words, csv: csv.NewWriter(out)}
	r.csv.Comma, r.csv.UseCRLF = words.SheetSeparator(), true // as RFC 4180 ends its lines
	return r
}

// Text adds cells of words.
func (r *Sheet) Text(all ...string) {
	for _, s := range all {
		r.cells = append(r.cells, Harmless(s))
	}
}

// Day adds a day; no day is an empty cell.
func (r *Sheet) Day(d date.Date) {
	if d == date.None {
		r.cells = append(r.cells, "")
		return
	}
	r.cells = append(r.cells, d.String())
}

// Count adds a whole number.
func (r *Sheet) Count(n int) { r.cells = append(r.cells, strconv.Itoa(n)) }

// Money adds amounts of one currency, and the currency.
func (r *Sheet) Money(c money.Currency, all ...money.Amount) {
	for _, a := range all {
		r.cells = append(r.cells, r.words.SheetAmount(money.Of(a.Minor, c)))
	}
	r.Text(c.String())
}

// End ends a row.
func (r *Sheet) End() error {
	err := r.csv.Write(r.cells)
	r.cells = r.cells[:0]
	return err
}

// Flush writes out what is still kept back.
func (r *Sheet) Flush() error {
	r.csv.Flush()
	return r.csv.Error()
}

// formulaSigns begin what a spreadsheet program reckons with; the wide ones do in
// programs of East Asia.
const formulaSigns = "=+-@＝＋－＠"

// Harmless is a text that no spreadsheet program takes for a formula: one that
// begins like a formula, whatever blanks stand before, gets an apostrophe. See
// OWASP, "CSV Injection".
func Harmless(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }))
	if strings.ContainsRune(formulaSigns, first) || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}
