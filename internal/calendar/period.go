package calendar

import (
	"acquit/internal/date"
	"acquit/internal/fault"
)

// Period is some days on which a company is closed and writes to nobody: from its
// first day to its last, both included.
type Period struct {
	From   date.Date `json:"from"`
	To     date.Date `json:"to"`
	Reason string    `json:"reason"` // in the company's own words
}

// Has reports whether d lies in the period.
func (p Period) Has(d date.Date) bool { return p.From <= d && d <= p.To }

const (
	mostPeriods = 50
	mostReason  = 200 // letters
	// ClosedYears is how far ahead a company may say that it is closed.
	ClosedYears = 2
)

// CheckPeriods refuses periods that end before they begin, and those that reach so far
// ahead that nothing might ever leave again.
func CheckPeriods(all []Period, today date.Date) error {
	if len(all) > mostPeriods {
		return fault.New(fault.Invalid, "a company may be closed %d times at most; remove what is over", mostPeriods)
	}
	last := today.AddMonths(12 * ClosedYears)
	for _, p := range all {
		switch {
		case !p.From.Valid() || !p.To.Valid():
			return fault.New(fault.Invalid, "a closing period needs its first and its last day")
		case p.To < p.From:
			return fault.New(fault.Invalid, "the company cannot close on %s and open again before, on %s", p.From, p.To)
		case p.To > last:
			return fault.New(fault.Invalid, "a closing period may reach to %s; %s is later", last, p.To)
		case p.Reason == "" || len([]rune(p.Reason)) > mostReason:
			return fault.New(fault.Invalid, "a closing period needs a reason of %d letters at most", mostReason)
		}
	}
	return nil
}

// closedOn is the period that d lies in, when it lies in one; of several the one that
// lasts longest.
func closedOn(all []Period, d date.Date) (longest Period, found bool) {
	for _, p := range all {
		if p.Has(d) && p.To > longest.To {
			longest, found = p, true
		}
	}
	return longest, found
}
