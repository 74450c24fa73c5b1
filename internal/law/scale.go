package law

import (
	"math/bits"
	"slices"
	"sort"

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

// Flat is a scale of one sum, of euros, whatever the principal.
func Flat(sum money.Amount) Scale { return flat(sum.Minor) }

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

// nothing reports whether a scale makes nothing due, whatever the principal.
func (s Scale) nothing() bool {
	for _, b := range s.Bands {
		if b.Base > 0 || b.Share > 0 {
			return false
		}
	}
	return s.Least <= 0
}

// mostPrincipal is beyond any debt, in cents: no scale bends any more, and a million times
// as much is an int64 still.
const mostPrincipal = 10_000_000_000_00

// exact is what a scale makes due for so many cents, in millionths of a cent, not rounded.
func (s Scale) exact(cents int64) (due int64) {
	const whole = 1_000_000
	bounded := func(cents int64) int64 { return min(cents, mostPrincipal) * whole }
	for _, b := range s.Bands {
		if beyond := cents - b.From; beyond > 0 {
			due = bounded(b.Base) + beyond*int64(b.Share)
		}
	}
	if due = max(due, bounded(s.Least)); s.Most > 0 {
		due = min(due, bounded(s.Most))
	}
	return due
}

// over is where a scale begins to make more due than another one, from the least principal
// up. Between the principals at which one of them bends both are straight lines, so that
// they cross at most once.
func (s Scale) over(limit Scale) (at money.Amount, over bool) {
	bends := append(s.bends(), limit.bends()...)
	slices.Sort(bends)
	exceeds := func(cents int64) bool { return s.exact(cents) > limit.exact(cents) }
	within := int64(0)
	for _, bend := range bends {
		if !exceeds(bend) {
			within = bend
			continue
		}
		n := sort.Search(int(bend-within), func(n int) bool { return exceeds(within + 1 + int64(n)) })
		return money.Of(within+1+int64(n), money.EUR), true
	}
	return money.Of(0, money.EUR), false
}

// bends are the principals about which a scale changes its slope, with those beside them.
func (s Scale) bends() []int64 {
	all := []int64{1, mostPrincipal}
	add := func(cents int64) {
		for _, p := range []int64{cents - 1, cents, cents + 1} {
			if 0 < p && p < mostPrincipal {
				all = append(all, p)
			}
		}
	}
	for _, b := range s.Bands {
		add(b.From)
		for _, bound := range []int64{s.Least, s.Most} {
			if b.Share > 0 && bound > b.Base {
				add(b.From + (bound-b.Base)*1_000_000/int64(b.Share))
			}
		}
	}
	return all
}
