package matching

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestOccurrence(t *testing.T) {
	for _, c := range []struct {
		text, number string
		most         int
		want         string // the letters, "" for none
		cost         int
	}{
		{"REF020260012KLANT", "20260012", 0, "20260012", 0},
		{"REF02026012KLANT", "20260012", 1, "2026012", 1},
		{"REF020260912KLANT", "20260012", 1, "20260912", 1},
		{"REF0202600012KLANT", "20260012", 1, "202600012", 1},
		{"REF0202600KLANT", "20260012", 1, "", 0},
		{"", "20260012", 2, "", 0},
		{"20260012", "", 2, "", 0},
		{strings.Repeat("9", 200), strings.Repeat("9", 65), 2, "", 0},
	} {
		start, end, cost, found := occurrence(c.text, c.number, c.most)
		if found != (c.want != "") || found && (c.text[start:end] != c.want || cost != c.cost) {
			t.Errorf("%s in %s: %t %s %d", c.number, c.text, found, c.text[start:end], cost)
		}
	}
}

// What the bits say is what a table of all distances says.
func TestOccurrenceAgreesWithATable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-3]{0,20}`).Draw(t, "text")
		number := rapid.StringMatching(`[0-3]{1,10}`).Draw(t, "number")
		want := len(number)
		for from := range len(text) + 1 {
			for to := from; to <= len(text); to++ {
				want = min(want, distance(text[from:to], number))
			}
		}
		start, end, cost, found := occurrence(text, number, len(number)-1)
		switch {
		case found != (want < len(number)):
			t.Fatalf("%q in %q: %t, but the table says %d", number, text, found, want)
		case found && (cost != want || distance(text[start:end], number) != want):
			t.Fatalf("%q in %q: %q at a cost of %d, but the table says %d", number, text, text[start:end], cost, want)
		}
	})
}

// distance is how many letters are wrong, missing or additional.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for n := range row {
		row[n] = n
	}
	for n := range len(a) {
		before := row[0]
		row[0] = n + 1
		for k := range len(b) {
			change := before
			if a[n] != b[k] {
				change++
			}
			before, row[k+1] = row[k+1], min(change, row[k+1]+1, row[k]+1)
		}
	}
	return row[len(b)]
}
