package law

import (
	"math/bits"

	"acquit/internal/money"
)

// Band is a step of a scale: what is due where the principal is more than From, in cents.
type Band struct {
	From  int64
	Base  int64
	Share Percent // of what the principal has beyond From
}

// Scale is a sum that is due for being late, by the principal; in cents of a euro. The
// laws know no other currency.
type Scale struct {
	Bands []Band // by From
	Least int64  // at least that much; 0 for no such bound
	Most  int64  // at most; 0 for no such bound
}

// flat is a scale of one sum, whatever the principal.
func flat(cents int64) Scale { return Scale{Bands: []Band{{0, cents, 0}}} }

// Of is what a scale makes due for a principal, rounded half up to the cent; nothing for
// nothing, and in another currency.
func (s Scale) Of(principal money.Amount) money.Amount {
	due := money.Of(0, principal.Currency)
	if principal.Sign() <= 0 || principal.Currency != money.EUR {
		return due
	}
	for _, b := range s.Bands {
		if beyond := principal.Minor - b.From; beyond > 0 {
			due.Minor = b.Base + part(beyond, b.Share)
		}
	}
	due.Minor = max(due.Minor, s.Least)
	if s.Most > 0 {
		due.Minor = min(due.Minor, s.Most)
	}
	return due
}

// part is a share of an amount of cents, rounded half up.
func part(cents int64, share Percent) int64 {
	const whole = 1_000_000
	high, low := bits.Mul64(uint64(cents), uint64(share))
	low, carry := bits.Add64(low, whole/2, 0)
	quotient, _ := bits.Div64(high+carry, low, whole)
	return int64(quotient)
}
