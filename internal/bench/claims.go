package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/law"
	"acquit/internal/money"
)

// claimedAtOnce is how many debts are made before they are reckoned; making them is not
// measured.
const claimedAtOnce = 100_000

// claims reckons what is owed for debts that are late, on all cores: businesses of five
// countries owe them, since up to three years, and paid parts of most. It is held against
// a loop that reads the same facts and does nothing with them.
func (p *plan) claims(ctx context.Context) error {
	if p.database != "" {
		return nil // no database has a part in it
	}
	p.head("%d claims on %d cores, %s", p.claimed, runtime.GOMAXPROCS(0), bookDay)
	terms, err := lawsOfBusinesses()
	if err != nil {
		return err
	}
	var reading, reckoning spent
	var read, came tally
	for from := 0; from < p.claimed; from += claimedAtOnce {
		debts := make([]claim.Debt, min(claimedAtOnce, p.claimed-from))
		for n := range debts {
			debts[n] = lateDebt(from + n)
		}
		took, sum, err := onAllCores(ctx, debts, func(n int) (tally, error) { return readDebt(&debts[n]), nil })
		if err != nil {
			return err
		}
		reading.add(took)
		read.add(sum)
		took, sum, err = onAllCores(ctx, debts, func(n int) (tally, error) { return reckon(debts[n], &terms[(from+n)%len(terms)]) })
		if err != nil {
			return err
		}
		reckoning.add(took)
		came.add(sum)
	}
	if err := came.check(read, p.claimed); err != nil {
		return err
	}
	rawLine("raw: the same facts read once", reading.wall, rate(p.claimed, reading.wall)+" debts")
	line("claims", reckoning, fmt.Sprintf("%s claims, %.0f ns of a core each; %d periods; %s", rate(p.claimed, reckoning.wall),
		float64(reckoning.cpu.Nanoseconds())/float64(p.claimed), came.periods, times(reckoning.wall, reading.wall)))
	return nil
}

// add counts further work in.
func (s *spent) add(more spent) { s.wall, s.cpu = s.wall+more.wall, s.cpu+more.cpu }

// tally is what a number of debts comes to, in cents.
type tally struct {
	principal, paid     int64
	beside              int64 // interest and compensation that came due
	owed, settled, left int64
	facts, periods      int
}

func (t *tally) add(more tally) {
	t.principal, t.paid, t.beside = t.principal+more.principal, t.paid+more.paid, t.beside+more.beside
	t.owed, t.settled, t.left = t.owed+more.owed, t.settled+more.settled, t.left+more.left
	t.facts, t.periods = t.facts+more.facts, t.periods+more.periods
}

// check fails when what is owed is not what there was, and ran up, less what was paid.
func (t *tally) check(read tally, debts int) error {
	switch {
	case t.principal != read.principal || t.facts != read.facts:
		return fmt.Errorf("claims: %d cents of principal and %d facts were reckoned where there are %d and %d", t.principal, t.facts, read.principal, read.facts)
	case t.owed != t.principal+t.beside-t.settled || t.settled+t.left != read.paid:
		return fmt.Errorf("claims: %d cents are owed, of %d and %d beside, with %d settled and %d left over of %d", t.owed, t.principal, t.beside, t.settled, t.left, read.paid)
	case t.periods < 2*debts:
		return fmt.Errorf("claims: %d periods of %d debts are too few to measure anything", t.periods, debts)
	}
	return nil
}

// onAllCores does something with each of some debts, a part of them on each core.
func onAllCores(ctx context.Context, debts []claim.Debt, do func(n int) (tally, error)) (took spent, sum tally, err error) {
	cores := runtime.GOMAXPROCS(0)
	sums := make([]tally, cores)
	wall, cpu := time.Now(), processor()
	group, _ := errgroup.WithContext(ctx)
	for core := range cores {
		group.Go(func() error {
			var own tally
			for n := core * len(debts) / cores; n < (core+1)*len(debts)/cores; n++ {
				one, err := do(n)
				if err != nil {
					return err
				}
				own.add(one)
			}
			sums[core] = own
			return nil
		})
	}
	err = group.Wait()
	took = spent{wall: time.Since(wall), cpu: processor() - cpu}
	for _, one := range sums {
		sum.add(one)
	}
	return took, sum, err
}

// readDebt reads the facts of a debt.
func readDebt(d *claim.Debt) (t tally) {
	t.principal = d.Principal.Minor
	for n := range d.Facts {
		t.paid, t.facts = t.paid+d.Facts[n].Amount.Minor, t.facts+1
	}
	return t
}

// reckon computes what is owed of a debt.
func reckon(d claim.Debt, terms *claim.Terms) (tally, error) {
	c, err := claim.For(d, *terms, bookDay)
	t := tally{principal: d.Principal.Minor, beside: c.Accrued.Minor + c.Compensation.Minor, owed: c.Owed.Total().Minor, left: c.Left.Minor, periods: len(c.Periods)}
	for n := range c.Settled {
		t.settled, t.facts = t.settled+c.Settled[n].Of.Total().Minor, t.facts+1
	}
	return t, err
}

// lawsOfBusinesses are the terms of the law between businesses, by country.
func lawsOfBusinesses() (all []claim.Terms, err error) {
	for _, country := range []string{"BE", "FR", "NL", "LU", "DE"} {
		rule, err := law.Of(country, law.B2B)
		if err != nil {
			return nil, err
		}
		order, err := allocation.Of(country)
		if err != nil {
			return nil, err
		}
		all = append(all, claim.Terms{Rates: law.RatesOf(rule.Series()), Count: rule.Count, Compounds: rule.Compounds, Compensation: rule.Compensation, Order: order.Parts})
	}
	return all, nil
}

// lateDebt is the n-th debt: due in the three years before, of up to some thousand euros,
// with none to three part payments after that, and a credit note for every tenth.
func lateDebt(n int) claim.Debt {
	d := claim.Debt{Principal: money.Of(int64(20_00+n*7919%5_000_00), money.EUR), DueOn: bookDay.AddDays(-30 - n*104_729%1_000)}
	late := int(bookDay) - int(d.DueOn)
	for part := range n % 4 {
		d.Facts = append(d.Facts, claim.Fact{On: d.DueOn.AddDays((part + 1) * late / 5), Amount: money.Of(d.Principal.Minor/5+1, money.EUR)})
	}
	if n%10 == 0 {
		d.Facts = append(d.Facts, claim.Fact{On: d.DueOn.AddDays(late / 2), Amount: money.Of(5_00, money.EUR), Part: allocation.Principal})
	}
	slices.SortFunc(d.Facts, func(a, b claim.Fact) int { return int(a.On) - int(b.On) })
	return d
}
