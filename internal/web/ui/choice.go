package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// shows reports whether a column is shown to a person with a choice.
func (c Column) shows(chosen []string) bool {
	switch {
	case c.Key == "":
		return true
	case chosen == nil:
		return !c.Spare
	}
	return slices.Contains(chosen, c.Key)
}

// Showing is the table with the columns that a person chose, by their keys; nil is
// no choice. A column that was chosen is shown on every screen: where a row takes two
// lines, its cells say what they are.
func (s TableSpec) Showing(chosen []string) TableSpec {
	var kept []int
	columns := make([]Column, 0, len(s.Columns))
	for n, c := range s.Columns {
		if !c.shows(chosen) {
			continue
		}
		if chosen != nil && c.Key != "" {
			c.said = c.Spare || c.From != ScreenPhone
			c.From = ScreenPhone
		}
		kept, columns = append(kept, n), append(columns, c)
	}
	s.Rows = slices.Clone(s.Rows)
	for n := range s.Rows {
		s.Rows[n].Cells = only(s.Rows[n].Cells, kept)
	}
	if len(s.Total) > 0 {
		s.Total = only(s.Total, kept)
	}
	s.Columns = columns
	return s
}

func only(cells []templ.Component, kept []int) []templ.Component {
	some := make([]templ.Component, len(kept))
	for n, at := range kept {
		some[n] = cells[at]
	}
	return some
}

// Selecting is the table with rows that can be selected for the form of a BulkBar.
func (s TableSpec) Selecting(form string) TableSpec {
	s.Select = form
	return s
}
