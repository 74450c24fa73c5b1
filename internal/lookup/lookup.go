// Package lookup asks official registers what they say of businesses. What all of their
// extracts have in common stands here: tables with a record in each line, put in the order
// of numbers without being held in memory.
package lookup

import (
	"context"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/registry"
)

// Extract is a register as files tell it.
type Extract struct {
	Register registry.Register
	On       date.Date // the day whose state it tells
	Serial   int       // its number in the series of extracts; 0 where they have none
	// Update tells that it holds only what has changed since the extract before it in the
	// series.
	Update bool
	Codes  []registry.Code // what the register means by its codes; none where no file says it
	Rows   int             // the businesses in it, at most
}

// Told are the parts of a business that an extract tells of. A full one tells all, an
// update those that have changed.
type Told uint8

// The parts.
const (
	Identity Told = 1 << iota // that it exists, its form, situation and days
	Names
	Address
	Everything = Identity | Names | Address
)

// Entry is what an extract says of one business.
type Entry struct {
	registry.Business
	Told Told
	Gone bool // an update takes it out of the register
	Line int  // where its record stands in the file of the businesses; 0 where it has none there
}

// Onto is the business as an update leaves it, of what was known before.
func (e *Entry) Onto(before registry.Business) registry.Business {
	after := before
	after.Register, after.Number, after.On = e.Register, e.Number, e.On
	if e.Told&Identity != 0 {
		after.Form, after.Situation, after.Activity, after.Since = e.Form, e.Situation, e.Activity, e.Since
		after.Active, after.EndedOn, after.GoneOn = e.Active, e.EndedOn, e.GoneOn
	}
	if e.Told&Names != 0 {
		after.Name, after.ShortName, after.Others = e.Name, e.ShortName, e.Others
	}
	if e.Told&Address != 0 {
		after.Street, after.Postcode, after.City, after.Country = e.Street, e.Postcode, e.City, e.Country
	}
	return after
}

// Sheet is an extract that lies open: its files were read once, and its businesses can be
// gone through in the order of their numbers.
type Sheet interface {
	// Extract is what the files say of themselves.
	Extract() Extract
	// Each hands over one business after the other. It stops at the first error that take
	// returns.
	Each(ctx context.Context, take func(*Entry) error) error
	// Remarks are what is odd in the files, each with its file and line; complete once
	// Each is through.
	Remarks() *Remarks
	// Close takes away what was set aside while the files were read.
	Close() error
}

// mostRemarks bounds the remarks that are kept one by one.
const mostRemarks = 100

// Remarks are what is odd in files while all the rest of them is read: the first of them
// one by one, the others counted. The zero value is none.
type Remarks struct {
	Notes []fault.Note
	N     int
}

// Jot adds what is said of a line of a file.
func (r *Remarks) Jot(file string, line int, format string, args ...any) {
	if r.N++; r.N <= mostRemarks {
		r.Notes = append(r.Notes, fault.Note{Place: fault.Place{File: file, Line: line}, Text: fault.Say(format, args...)})
	}
}

// All are the remarks that were kept, and how many more there are.
func (r *Remarks) All() []fault.Note {
	if r.N <= len(r.Notes) {
		return r.Notes
	}
	return append(r.Notes[:len(r.Notes):len(r.Notes)], fault.Note{Text: fault.Say("%d more warnings are not listed", r.N-len(r.Notes))})
}
