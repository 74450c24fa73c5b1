package hold

import (
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Contested is how much of what is open of an invoice some holds contest on a day: all of it
// where one of them names no amount, and nothing where none contests it.
func Contested(all []Hold, invoice id.ID, open money.Amount, today date.Date) money.Amount {
	sum := money.Of(0, open.Currency)
	for n := range all {
		h := &all[n]
		switch {
		case h.Cause != ForDispute || h.Invoice != invoice || !h.HoldsOn(today):
		case h.Amount.IsZero():
			return open
		case h.Amount.Currency == open.Currency:
			sum = sum.Add(h.Amount)
		}
	}
	return sum.Min(open)
}

// Spread lays what is contested of an invoice over its open parts, which are in the order of
// their due days: over the last ones first, so that the first ones stay due. It returns what is
// contested of each.
func Spread(contested money.Amount, open []money.Amount) []money.Amount {
	of := make([]money.Amount, len(open))
	for n := len(open) - 1; n >= 0; n-- {
		of[n] = contested.Min(open[n])
		contested = contested.Sub(of[n])
	}
	return of
}
