package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/generate"
	"acquit/internal/store"
)

// workDay is the day on which the workload's book is looked at, a Tuesday.
var workDay = date.Must("2026-06-30")

// nextDay is an ordinary day too.
var nextDay = workDay.AddDays(1)

// perCustomer is how many items each customer of the workload owes.
const perCustomer = 5

// workload measures work that was chosen so that other programs can be measured on
// it, and so that what must come of it can be counted beforehand: generate.Regular
// says who owes what, ladder what is to be said when.
func (p *plan) workload(ctx context.Context) error {
	for _, n := range p.items {
		if err := p.dunning(ctx, n); err != nil {
			return err
		}
	}
	for _, n := range p.cash {
		if err := p.payments(ctx, n); err != nil {
			return err
		}
	}
	return p.serverDown(ctx)
}

// ladder has four steps, 5, 20, 35 and 50 days after the due day.
func ladder() dunning.Scenario {
	return dunning.Scenario{Name: "workload", Steps: []dunning.Step{
		{Key: "first", Tone: dunning.Polite, Days: 5, From: dunning.FromDue},
		{Key: "second", Tone: dunning.Firm, Days: 20, From: dunning.FromDue},
		{Key: "third", Tone: dunning.Final, Days: 35, From: dunning.FromDue, DeadlineDays: 8},
		{Key: "fourth", Tone: dunning.Formal, Days: 50, From: dunning.FromDue, DeadlineDays: 15},
	}}
}

// fill makes the company of the workload with its book. gap is the least number of
// days between two messages to a customer.
func (i *installation) fill(ctx context.Context, book generate.Regular, gap int) error {
	if err := i.found(ctx, book.Today); err != nil {
		return err
	}
	s, err := store.Open(ctx, i.url(), morning(book.Today))
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := theCompany(ctx, s)
	if err != nil {
		return err
	}
	err = s.Update(ctx, c.ID, func(tx *store.Tx) error {
		scenario := ladder()
		if err := tx.StartWith(&scenario); err != nil {
			return err
		}
		c.Policy.MinimumGapDays = gap
		return tx.SaveCompany(&c)
	})
	if err != nil {
		return err
	}
	if err := book.Store(ctx, s, c.ID); err != nil {
		return err
	}
	return i.vacuum(ctx)
}

// morning tells the time of a day, from six o'clock on.
func morning(day date.Date) func() time.Time {
	shift := time.Until(day.Time().Add(6 * time.Hour))
	return func() time.Time { return time.Now().Add(shift) }
}

// wrong compares what came of the work with what must come of it. Numbers of nothing
// are left out on both sides.
func wrong(what string, got, want map[string]int) error {
	for _, m := range []map[string]int{got, want} {
		maps.DeleteFunc(m, func(_ string, n int) bool { return n == 0 })
	}
	if maps.Equal(got, want) {
		return nil
	}
	return fmt.Errorf("%s: counted %s where it must be %s", what, words(got), words(want))
}

// words writes counts by name: "first 100, second 5600".
func words(counts map[string]int) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return strings.Join(all, ", ")
}

// healthy asks the doctor, who adds everything up again.
func (i *installation) healthy(ctx context.Context, on date.Date) error {
	s, err := i.acquit(ctx, on, "doctor")
	if err == nil {
		line("doctor", s, last(s.out))
	}
	return err
}
