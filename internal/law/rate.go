// Package law holds what the laws say of late payment, as data with its source: dated
// rates, how days are counted, the sum that is due for being late. Nothing here looks at a
// clock, and nothing is carried over: a day without a rate has none.
package law

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Mark is how well a rate is known.
type Mark string

// The marks.
const (
	Seen    Mark = "seen"    // in the source that is named
	Derived Mark = "derived" // by the law's formula from what was seen; the notice was not
	Memory  Mark = "memory"  // written down without a source at hand
	Agreed  Mark = "agreed"  // by contract
	Entered Mark = "entered" // the law's, as the company entered it
)

// NoEnd is the last day of a rate that holds until it is ended.
var NoEnd = date.New(9999, time.December, 31)

// Series is a row of rates that follow each other: those of a country for one use.
type Series struct {
	Country string // ISO 3166-1 alpha-2
	Name    string // "B2B", "B2C", or another use that the country's rules name
}

func (s Series) String() string { return s.Country + " " + s.Name }

// Rate is what a series says for some days, From and Until included.
type Rate struct {
	Series
	From    date.Date
	Until   date.Date
	Percent Percent // a year
	Mark    Mark
	Source  string
}

// holds reports whether a rate says something of a day.
func (r *Rate) holds(on date.Date) bool { return r.From <= on && on <= r.Until }

// Rates are the rates of one series by their days; none holds for a day that another one
// holds for.
type Rates []Rate

//go:embed rates.csv
var rates []byte

// statutory are the rates that come with the program.
var statutory = sync.OnceValue(func() map[Series]Rates {
	all, err := read(rates)
	if err != nil {
		panic(err) // they are part of the program
	}
	return all
})

// RatesOf are the rates of a series that come with the program.
func RatesOf(s Series) Rates { return statutory()[s] }

// All are the series that come with the program, in order.
func All() []Series {
	var all []Series
	for s := range statutory() {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Series) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// read reads rates, and refuses those that overlap.
func read(table []byte) (map[Series]Rates, error) {
	lines := csv.NewReader(bytes.NewReader(table))
	rows, err := lines.ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[Series]Rates{}
	for n, row := range rows[1:] {
		r, err := readRate(row)
		if err != nil {
			return nil, fmt.Errorf("rates.csv:%d: %w", n+2, err)
		}
		all[r.Series] = append(all[r.Series], r)
	}
	for s, of := range all {
		if all[s], err = of.sorted(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func readRate(row []string) (r Rate, err error) {
	r.Series, r.Mark, r.Source = Series{row[0], row[1]}, Mark(row[5]), row[6]
	if r.From, err = date.Parse(row[2]); err != nil {
		return r, err
	}
	if r.Until, err = date.Parse(row[3]); err != nil {
		return r, err
	}
	r.Percent, err = ParsePercent(row[4])
	return r, err
}

// sorted are the rates by their days.
//
// Errors: Invalid for two that hold for the same day.
func (all Rates) sorted() (Rates, error) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Rate) int { return int(a.From) - int(b.From) })
	for n := range all {
		switch r := &all[n]; {
		case r.Until < r.From:
			return nil, fault.New(fault.Invalid, "the rate of %s from %s ends before it begins", r.Series, r.From)
		case n > 0 && all[n-1].Until >= r.From:
			return nil, fault.New(fault.Invalid, "two rates of %s hold on %s", r.Series, r.From)
		}
	}
	return all, nil
}

// With puts a company's own rates before those of the law: where both hold, the company's
// does.
func (all Rates) With(own Rates) (Rates, error) {
	own, err := own.sorted()
	if err != nil {
		return nil, err
	}
	left := slices.Clone(all)
	for n := range own {
		left = left.without(own[n].From, own[n].Until)
	}
	return append(left, own...).sorted()
}

// Own are the rates of a company, by series; none of a series overlap. Nil is the law alone.
type Own map[Series]Rates

// Of are the rates by which a company reckons in a series.
func (o Own) Of(s Series) (Rates, error) { return RatesOf(s).With(o[s]) }

// without cuts some days out of rates.
func (all Rates) without(from, until date.Date) (left Rates) {
	for _, r := range all {
		if r.Until < from || until < r.From {
			left = append(left, r)
			continue
		}
		if before := r; before.From < from {
			before.Until = from.AddDays(-1)
			left = append(left, before)
		}
		if behind := r; behind.Until > until {
			behind.From = until.AddDays(1)
			left = append(left, behind)
		}
	}
	return left
}

// On is the rate of a day.
func (all Rates) On(day date.Date) (Rate, bool) {
	n, found := all.at(day)
	if !found {
		return Rate{}, false
	}
	return all[n], true
}

// at is the place of the rate of a day.
func (all Rates) at(day date.Date) (n int, found bool) {
	n, _ = slices.BinarySearchFunc(all, day, func(r Rate, day date.Date) int {
		if r.Until < day {
			return -1
		}
		return 1
	})
	return n, n < len(all) && all[n].holds(day)
}

// Same are the rates that hold from a day on until another one, one behind the other, as
// long as they are the same; none where the first day has none.
func (all Rates) Same(from, until date.Date) Rates {
	n, found := all.at(from)
	if !found {
		return nil
	}
	end := n + 1
	for end < len(all) && all[end].From <= until && all[end].From == all[end-1].Until.AddDays(1) && all[end].Percent == all[n].Percent {
		end++
	}
	return all[n:end]
}

// Missing is the first of some days, From and Until included, for which no rate is known;
// date.None where all have one.
func (all Rates) Missing(from, until date.Date) date.Date {
	for day := from; day <= until; {
		r, found := all.On(day)
		if !found {
			return day
		}
		day = r.Until.AddDays(1)
	}
	return date.None
}
