package table

import (
	"strings"

	"acquit/internal/format/table/sheet"
)

// headerReach is how many rows may stand before the headings.
const headerReach = 60

// findHeader finds the row of headings: the one with most words that are known as
// headings; where none are known, a first row of words above columns of something
// else. Names of groups above the headings, and what a bank says of the account, are
// known less.
func (t *Table) findHeader() {
	t.header = -1
	best := 0
	for n := range t.sample[:min(len(t.sample), headerReach)] {
		known, others := t.headingsIn(&t.sample[n])
		if known >= 2 && known > best && others*4 <= len(t.sample[n].Cells) {
			t.header, best = n, known
		}
	}
	if t.header < 0 {
		t.header = t.wordsAboveOthers()
	}
	t.begin()
}

// headingsIn counts the cells of a row that are known as headings, and those that
// can be none, such as an amount; a year may stand among headings.
func (t *Table) headingsIn(row *sheet.Row) (known, others int) {
	seen := map[string]bool{}
	for _, c := range row.Cells {
		switch word := Fold(c.Text); {
		case c.Text == "":
		case !isLabel(c):
			others++
		case isHeading(c.Text) && !seen[word]:
			seen[word] = true
			known++
		}
	}
	return known, others
}

// isLabel reports whether a cell may be a heading: a few words, no value.
func isLabel(c sheet.Cell) bool {
	if c.Type != sheet.Written || len(c.Text) > 80 || strings.ContainsAny(c.Text, "@") {
		return false
	}
	var p profile
	p.add(c)
	return p.amounts == 0 && p.days == 0 && p.accounts == 0
}

// wordsAboveOthers is the first row of full width, when its cells are words and
// different, and either one is known or stands above values; else -1.
func (t *Table) wordsAboveOthers() int {
	at := t.firstOfWidth()
	if at >= len(t.sample) {
		return -1
	}
	row := &t.sample[at]
	known, others := t.headingsIn(row)
	if others > 0 || len(row.Cells) < 2 {
		return -1
	}
	different := map[string]bool{}
	for _, c := range row.Cells {
		if c.Text != "" && different[Fold(c.Text)] {
			return -1
		}
		different[Fold(c.Text)] = true
	}
	if known > 0 {
		return at
	}
	for n := range t.sample[at+1 : min(len(t.sample), at+6)] {
		for i, c := range t.sample[at+1+n].Cells {
			if c.Text != "" && row.At(i) != "" && !isLabel(c) {
				return at
			}
		}
	}
	return -1
}

// firstOfWidth is the first row that has as many cells as most of them.
func (t *Table) firstOfWidth() int {
	for n := range t.sample {
		if len(t.sample[n].Cells) >= t.width {
			return n
		}
	}
	return 0
}

// begin takes the headings from their row, and finds the first row behind them.
func (t *Table) begin() {
	if t.header < 0 {
		t.first = t.firstOfWidth()
		t.headings = make([]string, t.width)
		return
	}
	row := &t.sample[t.header]
	t.first = t.header + 1
	t.width = max(t.width, len(row.Cells))
	t.headings = make([]string, t.width)
	for n := range t.headings {
		t.headings[n] = row.At(n)
	}
}

// reaching is the heading of a column, or, where it has none, of the next one to its
// left that has.
func (t *Table) reaching(n int) string {
	for ; n >= 0 && n < len(t.headings); n-- {
		if t.headings[n] != "" {
			return t.headings[n]
		}
	}
	return ""
}
