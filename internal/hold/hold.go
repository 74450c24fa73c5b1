// Package hold is the word "not now": nothing is sent about what is held.
package hold

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
)

// Hold keeps messages about a customer, or about one invoice, from leaving.
type Hold struct {
	ID       id.ID
	Customer id.ID
	Invoice  id.ID // zero: everything of the customer
	Reason   string
	Until    date.Date // the last day it holds; None: until it is lifted
	PlacedBy string
	PlacedAt time.Time
	LiftedBy string
	LiftedAt time.Time // zero while it stands
}

// HoldsOn reports whether the hold keeps messages back on a day. It holds through
// its last day.
func (h *Hold) HoldsOn(today date.Date) bool {
	return h.LiftedAt.IsZero() && (h.Until == date.None || today <= h.Until)
}
