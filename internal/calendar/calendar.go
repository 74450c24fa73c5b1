// Package calendar knows the days on which people work: the public holidays of
// Belgium, France, the Netherlands, Luxembourg and Germany with its Länder, and
// the days and hours in which messages may leave.
package calendar

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"acquit/internal/date"
)

// Calendar answers questions about days. It works out a place's holidays once a
// year, and is safe for concurrent use.
type Calendar struct{ places map[Place]*place }

// Day is a holiday and the day on which it is kept.
type Day struct {
	On      date.Date
	Holiday Holiday
}

// The years that are remembered. Others are worked out at each question.
const (
	firstYear = 2000
	lastYear  = 2099
)

type place struct {
	rules []rule
	years [lastYear - firstYear + 1]atomic.Pointer[[]Day]
}

// New returns the calendar of every place that we know.
func New() *Calendar {
	c := &Calendar{places: map[Place]*place{}}
	for name, rules := range places {
		if country, _, isPart := strings.Cut(string(name), "-"); isPart {
			rules = slices.Concat(places[Place(country)], rules)
		}
		c.places[name] = &place{rules: rules}
	}
	return c
}

// Year lists the holidays of a place in one year, sorted. Two may share a day.
func (c *Calendar) Year(p Place, year int) []Day {
	if known := c.place(p); known != nil {
		return slices.Clone(known.year(year))
	}
	return nil
}

// place returns what is known of p, else of the country that it is a part of.
func (c *Calendar) place(p Place) *place {
	if known, ok := c.places[p]; ok {
		return known
	}
	country, _, _ := strings.Cut(string(p), "-")
	return c.places[Place(country)]
}

func (p *place) year(year int) []Day {
	if year < firstYear || year > lastYear {
		return p.compute(year)
	}
	slot := &p.years[year-firstYear]
	if known := slot.Load(); known != nil {
		return *known
	}
	days := p.compute(year)
	slot.Store(&days)
	return days
}

func (p *place) compute(year int) []Day {
	var days []Day
	for _, r := range p.rules {
		_, observed := r.on.Calc(year)
		if !observed.IsZero() {
			// Calc gives a midnight of the machine's zone, where a clock may be
			// moved at midnight: noon is on the right day anywhere.
			days = append(days, Day{date.Of(observed.Add(12 * time.Hour)), r.name})
		}
	}
	slices.SortStableFunc(days, func(a, b Day) int { return int(a.On - b.On) })
	return days
}

// Holiday names the public holiday that p keeps on d, if it keeps one.
func (c *Calendar) Holiday(p Place, d date.Date) (Holiday, bool) {
	known := c.place(p)
	if known == nil {
		return "", false
	}
	year, _, _ := d.Civil()
	for _, day := range known.year(year) {
		if day.On == d {
			return day.Holiday, true
		}
	}
	return "", false
}

// IsBusinessDay reports whether offices and banks of p work on d: Monday to
// Friday, except on public holidays.
func (c *Calendar) IsBusinessDay(p Place, d date.Date) bool {
	if day := d.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	_, holiday := c.Holiday(p, d)
	return !holiday
}

// NextBusinessDay returns d, or the first business day of p after it.
func (c *Calendar) NextBusinessDay(p Place, d date.Date) date.Date {
	for d != date.None && !c.IsBusinessDay(p, d) {
		d = d.AddDays(1)
	}
	return d
}

// AddBusinessDays returns the nth business day of p after d, or before d when n
// is negative. With n zero it is d, business day or not.
func (c *Calendar) AddBusinessDays(p Place, d date.Date, n int) date.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for d != date.None && n > 0 {
		d = d.AddDays(step)
		if c.IsBusinessDay(p, d) {
			n--
		}
	}
	return d
}
