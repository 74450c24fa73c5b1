package camt

import "acquit/internal/fault"

// maxNotes bounds the warnings of one statement, so that a file that is odd in a
// million places does not fill the memory.
const maxNotes = 1000

// notes gathers the warnings of one statement.
type notes struct {
	list   []note
	merged map[string]int // English text to its index in list
	beyond int            // how many found no place
}

type note struct {
	fault.Note
	again int // how often the same was noted later
}

// add notes something about one place.
func (n *notes) add(place fault.Place, format string, args ...any) {
	if len(n.list) == maxNotes {
		n.beyond++
		return
	}
	n.list = append(n.list, note{Note: fault.Note{Place: place, Text: fault.Say(format, args...)}})
}

// tally notes what a bank does in every entry alike: once, and how often.
func (n *notes) tally(place fault.Place, format string, args ...any) {
	text := fault.Say(format, args...)
	english := text.String()
	if i, ok := n.merged[english]; ok {
		n.list[i].again++
		return
	}
	if n.merged == nil {
		n.merged = map[string]int{}
	}
	if len(n.list) < maxNotes {
		n.merged[english] = len(n.list)
	}
	n.add(place, "%s", text)
}

// warnings gives the notes in the order of the file.
func (n *notes) warnings() []fault.Note {
	var out []fault.Note
	for _, note := range n.list {
		if note.again > 0 {
			note.Text = fault.Say("%s (and %d more like it)", note.Text, note.again)
		}
		out = append(out, note.Note)
	}
	if n.beyond > 0 {
		out = append(out, fault.Note{Text: fault.Say("%d more warnings are not listed", n.beyond)})
	}
	return out
}
