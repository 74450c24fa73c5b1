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
	Known   date.Date // the last day that has a rate; date.None where none has
}

// ComingHalf is the last day of the half-year behind the one that a day lies in. The rates
// of most laws change with the half-year.
func ComingHalf(on date.Date) date.Date {
	year, month, _ := on.Civil()
	if month <= time.June {
		return date.New(year, time.December, 31)
	}
	return date.New(year+1, time.June, 30)
}

// Gaps are what the rates of the countries that we know lack from one day until another.
func Gaps(from, until date.Date) (all []Gap) {
	for _, r := range countries {
		rates := RatesOf(r.Series())
		missing := rates.Missing(from, until)
		if missing == date.None {
			continue
		}
		g := Gap{Series: r.Series(), Segment: r.Segment, From: missing, Until: until}
		if n := len(rates); n > 0 {
			g.Known = rates[n-1].Until
		}
		all = append(all, g)
	}
	return all
}
