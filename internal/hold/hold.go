// Package hold is the word "not now": nothing is sent about what is held.
package hold

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Cause is what brought a hold about.
type Cause string

// The causes. Those of a promise, a plan, a dispute or a reply end with it; the others when
// their last day is over or somebody lifts them.
const (
	ByPerson   Cause = ""
	BySales    Cause = "sales"   // asked for by sales, for a limited time
	ForDispute Cause = "dispute" // the customer contests it
	ForPromise Cause = "promise" // the customer says when it will be paid
	ForPlan    Cause = "plan"    // it is paid in instalments that were agreed
	ForReply   Cause = "reply"   // the customer wrote, and nobody has answered yet
)

// Causes are all causes.
func Causes() []Cause { return []Cause{ByPerson, BySales, ForDispute, ForPromise, ForPlan, ForReply} }

// Hold keeps messages from leaving: about one invoice, one customer, a customer's case in one
// currency, all customers with a label, or about anything at all.
type Hold struct {
	ID       id.ID          `json:"id"`
	Customer id.ID          `json:"customer,omitempty"` // zero: of a label, or of the whole company
	Invoice  id.ID          `json:"invoice,omitempty"`  // zero: everything of the customer
	Currency money.Currency `json:"currency,omitzero"`  // zero: in every currency
	Label    string         `json:"label,omitempty"`    // of the customers that it is about; "" where it is about one, or all
	Cause    Cause          `json:"cause,omitempty"`
	// Everything: nothing at all goes to the customer; otherwise only reminders wait.
	Everything bool         `json:"everything,omitempty"`
	Reason     string       `json:"reason"`
	PromisedOn date.Date    `json:"promised_on,omitzero"` // the day by which payment was promised; None for none
	Amount     money.Amount `json:"amount,omitzero"`      // promised, or contested
	Until      date.Date    `json:"until,omitzero"`       // the last day it holds; None: until it is lifted
	PlacedBy   string       `json:"placed_by"`
	PlacedAt   time.Time    `json:"placed_at"`
	LiftedBy   string       `json:"lifted_by,omitempty"`
	LiftedAt   time.Time    `json:"lifted_at,omitzero"` // zero while it stands
}

// HoldsOn reports whether the hold keeps messages back on a day. It holds through
// its last day.
func (h *Hold) HoldsOn(today date.Date) bool {
	return h.LiftedAt.IsZero() && (h.Until == date.None || today <= h.Until)
}

// BrokenOn reports whether the hold was for a promise that was not kept: its last day is
// over, and nothing has ended it.
func (h *Hold) BrokenOn(today date.Date) bool {
	return h.Cause == ForPromise && h.LiftedAt.IsZero() && h.Until != date.None && today > h.Until
}
