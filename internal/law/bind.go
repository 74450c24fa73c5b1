package law

import (
	"slices"

	"acquit/internal/date"
)

// Binding are the rates by which a company reckons under a rule: those of the law, and
// those of its contracts for the days on which the law lets them hold.
type Binding struct {
	Rates Rates
	// Void: a clause of the contract is beyond what the law lets a creditor ask, and nothing
	// but the principal may be asked.
	Void bool
}

// Bind holds the rates that a company agreed on against the law, for each time in which the
// law's own limits stay the same.
//
// Errors: Invalid for rates of the company that overlap.
func (r *Rule) Bind(own Own) (b Binding, err error) {
	series := r.Series()
	of, limits := own[series], own.notAgreed()
	base, err := limits.Of(series)
	if err != nil {
		return b, err
	}
	var held Rates
	for n := range of {
		if of[n].Mark != Agreed {
			continue
		}
		for _, piece := range of[n].cut(slices.Concat(base, RatesOf(Series{r.Country, floor}))) {
			holds, void, err := r.holds(&piece, limits)
			if err != nil {
				return b, err
			}
			if b.Void = b.Void || void; holds {
				held = append(held, piece)
			}
		}
	}
	b.Rates, err = base.With(held)
	return b, err
}

// notAgreed are a company's rates without those of contracts: what the law says, as it
// knows it.
func (o Own) notAgreed() Own {
	left := Own{}
	for s, rates := range o {
		left[s] = slices.DeleteFunc(slices.Clone(rates), func(r Rate) bool { return r.Mark == Agreed })
	}
	return left
}

// cut divides a rate where one of some others begins.
func (r Rate) cut(at Rates) (pieces Rates) {
	days := []date.Date{r.From}
	for _, other := range at {
		if r.From < other.From && other.From <= r.Until {
			days = append(days, other.From)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	for n, from := range days {
		piece := r
		piece.From = from
		if n+1 < len(days) {
			piece.Until = days[n+1].AddDays(-1)
		}
		pieces = append(pieces, piece)
	}
	return pieces
}

// holds reports whether the law lets a rate of a contract hold, or makes the clause void.
func (r *Rule) holds(agreed *Rate, limits Own) (holds, void bool, err error) {
	contract := Contract{Rate: &agreed.Percent}
	found, err := Check(limits, r.Country, r.Segment, contract, agreed.From)
	if err != nil {
		return false, false, err
	}
	a := r.Under(contract, found)
	return a.Rate != nil, a.Bare, nil
}
