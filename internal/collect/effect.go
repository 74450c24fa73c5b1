package collect

import (
	"context"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Next is what comes next for a case.
type Next struct {
	Verdict dunning.Verdict
	Step    string    // the step that it takes next; "" for none
	On      date.Date // the day on which it falls due; None where no step is ahead
}

// NextOf is what an assessment of a day says comes next: the message that leaves, or else the
// step of the item that takes one first.
func NextOf(a *dunning.Assessment, today date.Date) Next {
	if a.Verdict == dunning.Act {
		return Next{a.Verdict, a.Step.Key, today}
	}
	n := Next{Verdict: a.Verdict}
	for i := range a.Items {
		if d := &a.Items[i]; d.Step != "" && d.On != date.None && (n.On == date.None || d.On < n.On) {
			n.Step, n.On = d.Step, d.On
		}
	}
	return n
}

// Differs is a case for which another version means another next step, or another day.
type Differs struct {
	Customer id.ID
	Name     string
	Currency money.Currency
	Was, Is  Next
}

// Effect is what moving the running cases of a scenario to a version would change.
type Effect struct {
	Cases    int // that follow the scenario and were looked at
	Changed  int // of them, those whose next step or day is another one
	Rewrites int // prepared messages that are withdrawn, and written anew where they are still called for
	All      bool
}

// mostLookedAt is how many customers an effect is reckoned for; beyond, the first of them.
const mostLookedAt = 10_000

// EffectOf reckons what moving all running cases of a scenario to a version would change
// today. It stores nothing. see is called with each case that changes.
func (d *Desk) EffectOf(ctx context.Context, company, plan id.ID, version *dunning.Scenario, today date.Date, see func(Differs)) (e Effect, err error) {
	return e, d.Store.View(ctx, company, func(tx *store.Tx) error {
		customers, err := tx.Followers(plan, 0, mostLookedAt+1)
		if e.All = len(customers) <= mostLookedAt; err != nil || len(customers) == 0 {
			return err
		}
		return d.batches(tx, customers[:min(len(customers), mostLookedAt)], func(set *setting, cases []*store.Case) error {
			for _, c := range cases {
				kept := set.versions[c.Before.Scenario]
				if kept == nil || kept.Plan != plan || c.Before.Verdict == dunning.Close {
					continue
				}
				if err := e.add(c, kept, version, today, see); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
	})
}

// add looks at one case under both versions.
func (e *Effect) add(c *store.Case, kept, version *dunning.Scenario, today date.Date, see func(Differs)) error {
	was, err := assess(&c.Snapshot, kept, today)
	if err != nil {
		return err
	}
	is, err := assess(&c.Snapshot, version, today)
	if err != nil {
		return err
	}
	e.Cases++
	for _, p := range c.Pending {
		if p.Scenario != version.ID {
			e.Rewrites++
		}
	}
	if before, now := NextOf(&was, today), NextOf(&is, today); before != now {
		e.Changed++
		see(Differs{c.Customer.ID, c.Customer.Name, c.Snapshot.Currency, before, now})
	}
	return nil
}
