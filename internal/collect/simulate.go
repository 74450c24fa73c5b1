package collect

import (
	"context"
	"log/slog"
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/store"
)

// Asked is what a simulation is to foresee.
type Asked struct {
	Today     date.Date // the days after it are foreseen
	Days      int
	Customers []id.ID // nil: all for whom there is something to decide
	// Entry is how old debts come onto the ladder; nil as the company says.
	Entry *company.Entry
	Trial
}

// Trial is a version that is tried out. The zero Trial lets each case go on by its own.
type Trial struct {
	Scenario  *dunning.Scenario // a version, published or not, of a scenario or of none
	Everybody bool              // it is tried by all, and not only by those who follow its scenario
}

// scenario is the version by which a case is decided in the trial.
func (t *Trial) scenario(set *setting, c *store.Case) *dunning.Scenario {
	followed := set.scenario(c)
	if t.Scenario != nil && (t.Everybody || followed.Plan == t.Scenario.Plan) {
		return t.Scenario
	}
	return followed
}

// Planned is a message that is foreseen.
type Planned struct {
	On date.Date
	Decision
}

// Simulate foresees the messages of the coming days, customer by customer and day by day,
// if nothing happens meanwhile: nobody pays, bank data stays fresh, every night is run, and
// what a person must do about a message (approve it, post it, call) is done on the day on
// which it is due. It stores nothing.
//
// A message that lacks a figure which it must say, such as an interest rate that nobody has
// entered, is foreseen all the same.
func (d *Desk) Simulate(ctx context.Context, company id.ID, asked Asked, see func(Planned)) error {
	return d.Store.View(ctx, company, func(tx *store.Tx) error { return d.Foresee(tx, asked, see) })
}

// Foresee is Simulate inside a transaction.
func (d *Desk) Foresee(tx *store.Tx, asked Asked, see func(Planned)) error {
	return d.foresee(tx, &asked, []Trial{asked.Trial}, func(_ int, p Planned) { see(p) })
}

// Compare is Foresee for two trials on one state of the book: asked's own, and another.
// see is told which; of each customer it is called with all messages of the first before
// those of the other.
func (d *Desk) Compare(tx *store.Tx, asked Asked, other Trial, see func(other bool, p Planned)) error {
	return d.foresee(tx, &asked, []Trial{asked.Trial, other}, func(n int, p Planned) { see(n == 1, p) })
}

func (d *Desk) foresee(tx *store.Tx, asked *Asked, trials []Trial, see func(int, Planned)) error {
	return d.batches(tx, asked.Customers, func(set *setting, cases []*store.Case) error {
		if asked.Entry != nil {
			set.enter(asked.Entry, cases)
		}
		if err := set.guard(tx, cases, comesNear); err != nil {
			return err
		}
		given, err := d.graces(tx, set, cases)
		if err != nil {
			return err
		}
		if err := knowContacts(tx, cases, trials); err != nil {
			return err
		}
		for len(cases) > 0 {
			of := ofOne(cases)
			for t := range trials {
				f := future{set: set, end: asked.Today.AddDays(asked.Days), see: func(p Planned) { see(t, p) }}
				for _, c := range of {
					f.add(c, trials[t].scenario(set, c), given[c.Customer.ID].clone(), asked.Today.AddDays(1))
				}
				f.run()
			}
			cases = cases[len(of):]
		}
		return nil
	})
}

// comesNear holds of every case: within days, it may come near a severe step.
func comesNear(*store.Case) bool { return true }

// ofOne are the cases of the first customer.
func ofOne(cases []*store.Case) []*store.Case {
	n := slices.IndexFunc(cases, func(c *store.Case) bool { return c.Customer.ID != cases[0].Customer.ID })
	if n < 0 {
		return cases
	}
	return cases[:n]
}

// knowContacts loads the days on which messages left lately where a trial looks at them: for
// the versions that cases follow it was done.
func knowContacts(tx *store.Tx, cases []*store.Case, trials []Trial) error {
	limited := slices.ContainsFunc(trials, func(t Trial) bool { return t.Scenario != nil && t.Scenario.Limits.PerWeek > 0 })
	if !limited {
		return nil
	}
	customers := make([]id.ID, 0, len(cases))
	for _, c := range cases {
		if n := len(customers); n == 0 || customers[n-1] != c.Customer.ID {
			customers = append(customers, c.Customer.ID)
		}
	}
	return contacts(tx, cases, customers)
}

// future is what is said to one customer up to a day, in all currencies.
type future struct {
	set     *setting
	end     date.Date
	courses []*course
	see     func(Planned)
}

// course is the follow-up of one case as it goes on.
type course struct {
	set      *setting
	of       *store.Case
	facts    dunning.Snapshot
	scenario *dunning.Scenario
	grace    *grace
	next     date.Date // the first day on which something may be said; None when nothing will be
	past     *past     // what happens meanwhile; nil: nothing
}

// add lets a case go on from a day. Its facts stay as they are: the course has its own.
func (f *future) add(c *store.Case, scenario *dunning.Scenario, g *grace, from date.Date) {
	facts := c.Snapshot
	facts.Items, facts.Plans, facts.BankMaxAge = slices.Clone(facts.Items), slices.Clone(facts.Plans), 0
	f.courses = append(f.courses, &course{set: f.set, of: c, facts: facts, scenario: scenario, grace: g, next: from})
}

// run goes from one day on which something may be said to the next. On each the cases are
// looked at one after the other, as their messages are before they are sent: what leaves in
// one currency counts as a message of the week for the others.
func (f *future) run() { f.until(func() bool { return false }) }

// until is run that ends with the day on which enough is known.
func (f *future) until(enough func() bool) {
	for day := f.soonest(); day != date.None && day <= f.end && !enough(); day = f.soonest() {
		f.live(day)
	}
}

// live lets a day pass.
func (f *future) live(day date.Date) {
	for _, c := range f.courses {
		if c.next != day || !c.live(day, f.see) {
			continue
		}
		for _, other := range f.courses {
			if other != c {
				other.facts.Contacts = append(slices.Clip(other.facts.Contacts), day)
			}
		}
	}
}

// soonest is the first day on which something may be said; None for none.
func (f *future) soonest() (day date.Date) {
	for _, c := range f.courses {
		if day == date.None || c.next != date.None && c.next < day {
			day = c.next
		}
	}
	return day
}

// live lets a day pass, and reports whether a message leaves.
func (c *course) live(day date.Date, see func(Planned)) bool {
	if c.past == nil {
		return c.decide(day, see)
	}
	c.past.bring(&c.facts, day)
	left := c.decide(day, see)
	c.next = c.past.soonest(c.next)
	return left
}

// decide assesses the case on a day, and reports whether a message leaves.
func (c *course) decide(day date.Date, see func(Planned)) bool {
	a, err := assess(&c.facts, c.scenario, day)
	if err != nil {
		slog.Error("a customer could not be decided about", "customer", c.of.Customer.ID, "error", err)
		c.next = date.None
		return false
	}
	if a.Verdict != dunning.Act {
		if c.next = a.NextOn; c.next != date.None {
			c.next = max(c.next, day.AddDays(1))
		}
		return false
	}
	see(Planned{day, decision(c.of, c.scenario, a)})
	leaves := c.set.leavesBy(a.Channel, day)
	c.facts.TakeBy(&a, day, leaves)
	if c.grace != nil {
		c.grace.give(c, &a, day, leaves)
	}
	c.next = day.AddDays(1)
	return true
}
