package table

import (
	"strings"

	"acquit/internal/fault"
)

// Problem is something about a table that a person should know, with how often it
// was met.
type Problem struct {
	Text     fault.Text   `json:"text"` // of the first time
	Asks     bool         `json:"asks"` // a person must decide before anything is taken in
	Count    int          `json:"count"`
	Examples []fault.Note `json:"examples,omitempty"` // the first ones
}

// maxExamples is how many examples of a problem are kept.
const maxExamples = 5

// maxProblems bounds the memory that a file takes that is odd in every row.
const maxProblems = 200

// Problems gathers problems: those that are said in the same words of the same
// column are one.
type Problems struct {
	all   []Problem
	index map[string]int
	more  int
}

// Add counts a note.
func (p *Problems) Add(n fault.Note) {
	key := n.Text.Format + "\n" + columnOf(n.Place)
	if at, known := p.index[key]; known {
		one := &p.all[at]
		if one.Count++; len(one.Examples) < maxExamples {
			one.Examples = append(one.Examples, n)
		}
		return
	}
	if len(p.all) == maxProblems {
		p.more++
		return
	}
	if p.index == nil {
		p.index = map[string]int{}
	}
	p.index[key] = len(p.all)
	p.all = append(p.all, Problem{Text: n.Text, Count: 1, Examples: []fault.Note{n}})
}

// columnOf is what a place says besides the row: "B Due date" of "B7 Due date".
func columnOf(p fault.Place) string {
	name, heading, _ := strings.Cut(p.Path, " ")
	return strings.TrimRight(name, "0123456789") + " " + heading
}

// Refuse counts each of the failures of a row.
func (p *Problems) Refuse(err error) {
	for _, n := range fault.Notes(err) {
		p.Add(n)
	}
}

// List are the problems in the order in which they were met.
func (p *Problems) List() []Problem {
	all := append([]Problem{}, p.all...)
	if p.more == 0 {
		return all
	}
	return append(all, Problem{Text: fault.Say("%d more warnings are not listed", p.more), Count: p.more})
}
