package camt

import (
	"fmt"
	"strings"
)

// maxNotes bounds the warnings of one statement, so that a file that is odd in a
// million places does not fill the memory.
const maxNotes = 1000

// notes gathers the warnings of one statement.
type notes struct {
	list   []note
	merged map[string]int // text to its index in list
	beyond int            // how many found no place
}

type note struct {
	place, text string
	again       int // how often the same was noted later
}

// add notes something about one place.
func (n *notes) add(place, format string, args ...any) {
	if len(n.list) == maxNotes {
		n.beyond++
		return
	}
	n.list = append(n.list, note{place: place, text: fmt.Sprintf(format, args...)})
}

// tally notes what a bank does in every entry alike: once, and how often.
func (n *notes) tally(place, text string) {
	if i, ok := n.merged[text]; ok {
		n.list[i].again++
		return
	}
	if n.merged == nil {
		n.merged = map[string]int{}
	}
	if len(n.list) < maxNotes {
		n.merged[text] = len(n.list)
	}
	n.add(place, "%s", text)
}

// warnings gives the notes as sentences, in the order of the file.
func (n *notes) warnings() []string {
	var out []string
	for _, note := range n.list {
		var b strings.Builder
		if note.place != "" {
			b.WriteString(note.place + ": ")
		}
		b.WriteString(note.text)
		if note.again > 0 {
			fmt.Fprintf(&b, " (and %d more like it)", note.again)
		}
		out = append(out, b.String())
	}
	if n.beyond > 0 {
		out = append(out, fmt.Sprintf("%d more warnings are not listed", n.beyond))
	}
	return out
}
