// Package conform counts how much of what is known of collected real files a reader
// reads, and holds the counts against those that are committed: none may fall, and
// whatever disagrees is explained.
package conform

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
	"acquit/internal/testkit/golden"
)

// Table is where the counts of a package are committed.
const Table = "testdata/conformance.txt"

// Tally counts facts by corpus and kind. The zero value is ready.
type Tally struct{ counts map[string]*[2]int }

// Count counts one fact.
func (t *Tally) Count(corpus, kind string, agrees bool) {
	if t.counts == nil {
		t.counts = map[string]*[2]int{}
	}
	c := t.counts[corpus+" "+kind]
	if c == nil {
		c = new([2]int)
		t.counts[corpus+" "+kind] = c
	}
	c[1]++
	if agrees {
		c[0]++
	}
}

// Lines writes a line for each corpus and kind, in their order: format is given the two,
// how many facts agreed and how many there were ("%s: %d of %d").
func (t *Tally) Lines(format string) (lines []string) {
	for _, key := range slices.Sorted(maps.Keys(t.counts)) {
		lines = append(lines, fmt.Sprintf(format, key, t.counts[key][0], t.counts[key][1]))
	}
	return lines
}

// Score is a Tally whose disagreements are explained in the table, behind the count that
// they belong to: "mt940-cmxl account: 6 of 7 # why".
type Score struct {
	t testing.TB
	Tally
}

// New begins a score.
func New(t testing.TB) *Score { return &Score{t: t} }

// Of counts the facts of one file of a corpus.
func (s *Score) Of(corpus, file string) Check {
	return func(kind string, agrees bool, want, got any) {
		s.Count(corpus, kind, agrees)
		if !agrees { // shown with -v
			s.t.Logf("%s/%s %s: want %v, got %v", corpus, file, kind, want, got)
		}
	}
}

// Hold compares the counts with those of the table, or writes them.
func (s *Score) Hold() {
	s.t.Helper()
	explained := explanations(golden.Content(s.t, Table))
	lines := s.Lines("%s: %d of %d")
	for n, line := range lines {
		s.t.Log(line)
		key, count, _ := strings.Cut(line, ": ")
		if why := explained[key]; why != "" {
			lines[n] += " # " + why
		} else if agreed, total, _ := strings.Cut(count, " of "); agreed != total {
			s.t.Errorf("%s, and %s does not explain why", line, Table)
		}
	}
	slices.Sort(lines)
	golden.Match(s.t, Table, strings.Join(lines, "\n")+"\n")
}

// explanations are the remarks of a table, by corpus and kind.
func explanations(table []byte) map[string]string {
	explained := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if counts, why, ok := strings.Cut(strings.TrimSpace(line), " # "); ok {
			key, _, _ := strings.Cut(counts, ":")
			explained[key] = why
		}
	}
	return explained
}

// Check counts one fact of a file: what it is of, whether what is read agrees, what was
// known and what was read.
type Check func(kind string, agrees bool, want, got any)

// Equal is the fact that a text is another.
func (check Check) Equal(kind, want, got string) { check(kind, want == got, want, got) }

// Amount is the fact that an amount is the one that was written down.
func (check Check) Amount(kind, want string, got decimal.Decimal) {
	d, err := decimal.Parse(want)
	check(kind, err == nil && d.Equal(got), want, got)
}

// Contains is the fact that a text has words in it, whatever the blanks between them. No
// words are no fact.
func (check Check) Contains(kind, words, text string) {
	if words := Words(words); words != "" {
		check(kind, strings.Contains(Words(text), words), words, text)
	}
}

// Warns is the fact that one of the notes has words in it, or none has.
func (check Check) Warns(kind string, want bool, notes []fault.Note, words string) {
	got := slices.ContainsFunc(notes, func(n fault.Note) bool { return strings.Contains(n.String(), words) })
	check(kind, want == got, want, got)
}

// Words is a text with one blank between its words, to compare texts by.
func Words(s string) string { return strings.Join(strings.Fields(s), " ") }
