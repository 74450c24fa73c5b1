package collect

import (
	"slices"

	"acquit/internal/timeline"
)

// difference is the fields in which two versions of something differ, by the names
// that imports have for them.
type difference []timeline.Change

func (d *difference) note(field, was, is string) {
	if was != is {
		*d = append(*d, timeline.Change{Field: field, Was: was, Is: is})
	}
}

// fields are the names of the fields that differ.
func (d difference) fields() []string {
	names := make([]string, len(d))
	for n, c := range d {
		names[n] = c.Field
	}
	return names
}

// mark adds fields to those that were edited before.
func mark(before, changed []string) []string {
	all := slices.Clone(before)
	for _, field := range changed {
		if !slices.Contains(all, field) {
			all = append(all, field)
		}
	}
	return all
}
