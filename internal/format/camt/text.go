package camt

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fullSlice is the length to which banks fill an Ustrd, in characters, before
// they start the next: Max140Text of the schemas.
const fullSlice = 140

// lines is the text of an entry as it grows.
type lines []string

// add appends a line, unless it is empty or stands there already: banks repeat
// the payer's words among their own.
func (l *lines) add(s string) {
	if s = strings.TrimSpace(s); s != "" && !slices.Contains(*l, s) {
		*l = append(*l, s)
	}
}

// label appends a fact that has no field of its own, headed by its tag.
func (l *lines) label(tag, s string) {
	if s != "" {
		l.add(tag + " " + s)
	}
}

// join puts the slices of one remittance text together. A slice that is full goes
// on in the next without a blank between, so that a number cut in two is one
// again; a shorter one is a line by itself.
func join(ustrd []string) lines {
	var out lines
	open := ""
	for _, slice := range ustrd {
		open += slice
		if utf8.RuneCountInString(slice) != fullSlice {
			out.add(open)
			open = ""
		}
	}
	out.add(open)
	return out
}

func (l lines) String() string { return strings.Join(l, "\n") }
