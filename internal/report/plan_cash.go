package report

import (
	"cmp"
	"maps"
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/store"
)

// Cash is what is expected to be paid in one currency, week by week.
type Cash struct {
	Currency money.Currency
	Weeks    []Week       // all of them, also those in which nothing is expected
	Later    money.Amount // after the last of them
}

// Week is what is expected from a Monday through the Sunday after it.
type Week struct {
	Monday date.Date
	Amount money.Amount
}

// Total is what is expected in all the weeks.
func (c *Cash) Total() (sum money.Amount) {
	for _, w := range c.Weeks {
		sum = sum.Add(w.Amount)
	}
	return sum
}

// monday is the first day of the week of a day.
func monday(d date.Date) date.Date { return d.AddDays(-(int(d.Weekday()+6) % 7)) }

// ExpectedCash says when what some customers owe is expected, from the way in which they
// paid so far: each open debt so many days after its due day as the customer usually takes
// (profile.Profile.UsualDelay), and never before tomorrow. Who paid too little yet to tell is
// taken for the usual one of its kind of payer, and where there is none of that kind, for the
// usual one of these customers. Weeks reach from the one of tomorrow through that of the last
// day; currencies come in the order of their codes.
func ExpectedCash(tx *store.Tx, customers []id.ID, today date.Date, days int) ([]Cash, error) {
	e := &expectation{today: today, sums: map[expectedKey]int64{}, unknown: map[unknownKey]int64{}, delays: map[profile.Kind][]int{}}
	for some := range slices.Chunk(customers, profilesAtOnce) {
		profiles, err := tx.Profiles(some, today)
		if err != nil {
			return nil, err
		}
		e.learn(profiles)
		if err := tx.OpenDues(some, func(d store.Due) { e.expect(d, profiles[d.Customer]) }); err != nil {
			return nil, err
		}
	}
	e.guess()
	return e.weeks(days), nil
}

// profilesAtOnce is how many customers are loaded at a time.
const profilesAtOnce = 500

// expectation gathers what is expected.
type expectation struct {
	today   date.Date
	sums    map[expectedKey]int64 // minor units
	unknown map[unknownKey]int64  // of customers who paid too little to tell
	delays  map[profile.Kind][]int
}

type expectedKey struct {
	currency money.Currency
	on       date.Date
}

type unknownKey struct {
	expectedKey // by due day
	kind        profile.Kind
}

// learn keeps what is usual among payers of each kind.
func (e *expectation) learn(profiles map[id.ID]profile.Profile) {
	for _, p := range profiles {
		if p.Paid > 0 {
			e.delays[p.Kind] = append(e.delays[p.Kind], p.UsualDelay)
		}
	}
}

func (e *expectation) expect(d store.Due, p profile.Profile) {
	due := expectedKey{d.Open.Currency, d.DueOn}
	if p.Paid < profile.Enough {
		e.unknown[unknownKey{due, cmp.Or(p.Kind, profile.New)}] += d.Open.Minor
		return
	}
	e.add(due, p.UsualDelay, d.Open.Minor)
}

func (e *expectation) add(due expectedKey, delay int, minor int64) {
	due.on = max(due.on.AddDays(delay), e.today.AddDays(1))
	e.sums[due] += minor
}

// guess takes the unknown for the usual.
func (e *expectation) guess() {
	var all []int
	usual := map[profile.Kind]int{}
	for kind, delays := range e.delays {
		all, usual[kind] = append(all, delays...), middle(delays)
	}
	for k, minor := range e.unknown {
		delay, found := usual[k.kind]
		if !found {
			delay = middle(all)
		}
		e.add(k.expectedKey, delay, minor)
	}
}

// middle is the number by which half of some numbers lie, the lower of two; 0 for none.
func middle(all []int) int {
	if len(all) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(all))[(len(all)-1)/2]
}

func (e *expectation) weeks(days int) []Cash {
	first, last := monday(e.today.AddDays(1)), monday(e.today.AddDays(max(days, 1)))
	of := map[money.Currency]*Cash{}
	for k, minor := range e.sums {
		c := of[k.currency]
		if c == nil {
			c = &Cash{Currency: k.currency, Later: money.Of(0, k.currency)}
			for m := first; m <= last; m = m.AddDays(7) {
				c.Weeks = append(c.Weeks, Week{m, money.Of(0, k.currency)})
			}
			of[k.currency] = c
		}
		into := &c.Later
		if n := int(k.on-first) / 7; n < len(c.Weeks) {
			into = &c.Weeks[n].Amount
		}
		*into = into.Add(money.Of(minor, k.currency))
	}
	all := slices.Collect(maps.Values(of))
	slices.SortFunc(all, func(a, b *Cash) int { return cmp.Compare(a.Currency.String(), b.Currency.String()) })
	cash := make([]Cash, len(all))
	for n := range all {
		cash[n] = *all[n]
	}
	return cash
}
