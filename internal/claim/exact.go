package claim

import (
	"fmt"
	"math/bits"

	"acquit/internal/law"
)

// exact is an amount of interest in minor units that was not rounded: a whole number of
// parts, of which unit are one minor unit. It never overflows: 128 bits hold the interest
// of a century on the largest amount.
type exact struct{ high, low uint64 }

// unit is one minor unit: a rate counts in millionths, a year has 365 or 366 days.
const unit = 1_000_000 * 365 * 366

// interest is what runs up on a principal in some days of years that have so many.
func interest(principal int64, rate law.Percent, days, year int) exact {
	high, low := bits.Mul64(uint64(principal), uint64(rate)*uint64(days)*uint64(365*366/year))
	return exact{high, low}
}

func (e exact) plus(o exact) exact {
	low, carry := bits.Add64(e.low, o.low, 0)
	return exact{e.high + o.high + carry, low}
}

// rounded is the amount in minor units, half up.
func (e exact) rounded() int64 {
	e = e.plus(exact{0, unit / 2})
	quotient, _ := bits.Div64(e.high, e.low, unit)
	return int64(quotient)
}

// places is how many decimals beyond the minor unit String writes.
const places = 6

// text writes the amount with six decimals more than its currency has, half up, so that
// a reader can add periods up himself.
func (e exact) text(digits int) string {
	whole, rest := bits.Div64(e.high, e.low, unit)
	const finest = 1_000_000
	high, low := bits.Mul64(rest, finest)
	low, carry := bits.Add64(low, unit/2, 0)
	behind, _ := bits.Div64(high+carry, low, unit)
	if behind == finest {
		whole, behind = whole+1, 0
	}
	scale := uint64(1)
	for range digits {
		scale *= 10
	}
	if digits == 0 {
		return fmt.Sprintf("%d.%0*d", whole, places, behind)
	}
	return fmt.Sprintf("%d.%0*d%0*d", whole/scale, digits, whole%scale, places, behind)
}
