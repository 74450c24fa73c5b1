package mt940

import (
	"strings"
	"unicode/utf8"
)

// sliced is a text that a bank cut into slices: one that is full goes on in the next,
// a shorter one ends a word or more.
type sliced struct {
	text []byte
	cuts []cut
	full bool // the last slice was
}

// cut is where a slice begins, after the first one.
type cut struct {
	at   int
	soft bool // the slice before it was not full
}

// The lengths to which banks fill slices: those of Germany and Austria, and the longer
// one of some in Poland.
const (
	fullSlice = 27
	longSlice = 35
)

func (t *sliced) reset() { t.text, t.cuts, t.full = t.text[:0], t.cuts[:0], false }

// add appends a slice.
func (t *sliced) add(slice string) {
	if len(t.text) > 0 {
		if !t.full && t.text[len(t.text)-1] != ' ' && !strings.HasPrefix(slice, " ") {
			t.text = append(t.text, ' ')
		}
		t.cuts = append(t.cuts, cut{len(t.text), !t.full})
	}
	n := utf8.RuneCountInString(slice)
	t.full = n == fullSlice || n == longSlice
	t.text = append(t.text, slice...)
}

func (t *sliced) String() string { return string(t.text) }

// joinSlices joins two slices of one text.
func joinSlices(a, b string) string {
	if a == "" {
		return b
	}
	var t sliced
	t.add(a)
	t.add(b)
	return t.String()
}
