package report

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/share"
	"acquit/internal/store"
)

// Rate counts the entries of incoming money of a period by how they found their place.
type Rate struct {
	From    date.Date // the first day of the period, and the last
	To      date.Date
	By      map[store.Handling]int
	Waiting int // for a person
}

// Found is how many entries of the period found their place.
func (r *Rate) Found() (n int) {
	for _, count := range r.By {
		n += count
	}
	return n
}

// All is how many entries of the period there are.
func (r *Rate) All() int { return r.Found() + r.Waiting }

// Automatic is how many of a hundred entries matching booked by itself, beside what those
// that found their place otherwise and those that wait have of them; 0 where there are
// none.
func (r *Rate) Automatic() int {
	var parts []int64
	for _, how := range store.Handlings {
		parts = append(parts, int64(r.By[how]))
	}
	return share.PerCent(append(parts, int64(r.Waiting)))[slices.Index(store.Handlings[:], store.HandledByItself)]
}

// Period is how long the periods of a report are.
type Period string

// The periods: calendar months, and weeks from Monday to Sunday.
const (
	ByMonth Period = "month"
	ByWeek  Period = "week"
)

// Periods is how many periods Matching goes back, that of today included.
const Periods = 12

// start is the first day of the period that a day lies in.
func (p Period) start(of date.Date) date.Date {
	if p == ByWeek {
		return of.AddDays(-((int(of.Weekday()) + 6) % 7)) // Sunday is 0, and the last
	}
	return of.EndOfMonth().AddDays(1).AddMonths(-1)
}

// next is the first day of the period behind the one that starts on a day.
func (p Period) next(start date.Date) date.Date {
	if p == ByWeek {
		return start.AddDays(7)
	}
	return start.AddMonths(1)
}

// Matching counts how incoming money found its place in the last periods, the newest
// first, each by the booking days of its entries.
func Matching(tx *store.Tx, by Period, today date.Date) ([]Rate, error) {
	from := by.start(today)
	for range Periods - 1 {
		from = by.start(from.AddDays(-1))
	}
	days, err := tx.HandledSince(from)
	if err != nil {
		return nil, err
	}
	rates := make([]Rate, Periods)
	for n := Periods - 1; n >= 0; n-- {
		next := by.next(from)
		rates[n] = Rate{From: from, To: next.AddDays(-1), By: map[store.Handling]int{}}
		from = next
	}
	for _, d := range days {
		for n := range rates {
			if r := &rates[n]; r.From <= d.On && d.On <= r.To {
				r.add(d)
			}
		}
	}
	return rates, nil
}

func (r *Rate) add(d store.HandledDay) {
	if d.How == "" {
		r.Waiting += d.N
		return
	}
	r.By[d.How] += d.N
}

// Sum adds rates of periods up.
func Sum(all []Rate) Rate {
	sum := Rate{By: map[store.Handling]int{}}
	for n := range all {
		r := &all[n]
		if n == 0 {
			sum.To = r.To
		}
		sum.From, sum.Waiting = r.From, sum.Waiting+r.Waiting
		for how, count := range r.By {
			sum.By[how] += count
		}
	}
	return sum
}
