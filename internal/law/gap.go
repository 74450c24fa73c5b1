package law

import (
	"time"

	"acquit/internal/date"
)

// Gap is a time for which interest cannot be computed: no rate of the series is known.
type Gap struct {
	Series
	Segment Segment
	From    date.Date // the first day without a rate
	Until   date.Date // the last that was asked for
	Known   date.Date // the last day before it that has a rate; date.None where none has
}

// Half is a half of a year. The rates of most laws change with it.
type Half struct{ From, Until date.Date }

// HalfOf is the half that a day lies in.
func HalfOf(on date.Date) Half {
	year, month, _ := on.Civil()
	if month <= time.June {
		return Half{date.New(year, time.January, 1), date.New(year, time.June, 30)}
	}
	return Half{date.New(year, time.July, 1), date.New(year, time.December, 31)}
}

// Next is the half that follows.
func (h Half) Next() Half { return HalfOf(h.Until.AddDays(1)) }

// ComingHalf is the last day of the half-year behind the one that a day lies in.
func ComingHalf(on date.Date) date.Date { return HalfOf(on).Next().Until }

// Gaps are what the rates of the countries that we know lack from one day until another,
// for a company with some rates of its own.
func Gaps(own Own, from, until date.Date) (all []Gap, err error) {
	for _, r := range countries {
		rates, err := own.Of(r.Series())
		if err != nil {
			return nil, err
		}
		missing := rates.Missing(from, until)
		if missing == date.None {
			continue
		}
		g := Gap{Series: r.Series(), Segment: r.Segment, From: missing, Until: until}
		if n, _ := rates.at(missing); n > 0 {
			g.Known = rates[n-1].Until
		}
		all = append(all, g)
	}
	return all, nil
}
