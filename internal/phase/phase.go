// Package phase is how far the follow-up of a case has come, and what stays for good of a case
// that has left the ordinary run of reminders.
package phase

import (
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Phase is how far the follow-up of a customer has come in one currency.
type Phase string

// The phases, from mild to severe. The first three follow from the steps that open debts took; a
// case is in collection because a step or a person began it.
const (
	Quiet      Phase = ""           // nothing was asked for yet
	Reminder   Phase = "reminder"   // reminders have left
	Notice     Phase = "notice"     // a notice of default has left
	Collection Phase = "collection" // the company collects itself: shorter steps, calls, an agreement
	Legal      Phase = "legal"      // a partner or a court has it
)

// Phases are those that a case goes through, from mild to severe.
func Phases() []Phase { return []Phase{Reminder, Notice, Collection, Legal} }

// Severer reports whether p lies beyond another phase.
func (p Phase) Severer(than Phase) bool {
	return slices.Index(Phases(), p) > slices.Index(Phases(), than)
}

// Known reports whether p is a phase that something was asked for in.
func (p Phase) Known() bool { return slices.Contains(Phases(), p) }

// Ending is how a case was closed.
type Ending string

// The endings. Where several brought it about, the one that settled most counts.
const (
	Paid       Ending = "paid"        // by payments
	Settled    Ending = "settled"     // outside of what is known here, or a part of it was let go
	Withdrawn  Ending = "withdrawn"   // the company credited it
	WrittenOff Ending = "written_off" // the books gave it up
	Insolvent  Ending = "insolvent"   // the customer is, and what it owed is part of that
)

// Collecting is a time in which a company collects itself from a customer, in one currency. What
// fell due before it began takes the steps of collection from then on; what falls due later climbs
// the ladder as everything does.
type Collecting struct {
	ID       id.ID
	Customer id.ID
	Currency money.Currency
	BeganOn  date.Date
	BeganBy  string // a person, or the program where a step began it
	Words    string // why; "" for a step
	EndedOn  date.Date
	EndedBy  string
	As       Ending // how what it was about was settled; "" where a person ended it
	Grounds  string // why a person did
	MadeAt   time.Time
}

// Lasts reports whether nobody has ended it.
func (c *Collecting) Lasts() bool { return c.EndedOn == date.None }

// Stop is how a person ends it.
//
// Errors: Conflict where it is over already.
func (c *Collecting) Stop(grounds string, today date.Date, by string) error {
	if !c.Lasts() {
		return fault.New(fault.Conflict, "the collection is over already")
	}
	c.EndedOn, c.EndedBy, c.Grounds = today, by, grounds
	return nil
}

// Settle is how it ends when nothing is left of what it was about.
func (c *Collecting) Settle(as Ending, today date.Date, by string) {
	c.EndedOn, c.EndedBy, c.As = today, by, as
}
