package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// small lets customers agree on up to three instalments for a hundred euros.
func small(c *company.Company) {
	c.Policy.Plans = company.Plans{Most: 3, FirstDays: 14, Least: map[string]int64{"EUR": 3000}, Largest: map[string]int64{"EUR": 10000}}
}

func (b *bureau) wishes(c customer.Customer, w collect.Wish) plan.Plan {
	b.t.Helper()
	if w.Parts == 0 {
		w.Parts = 3
	}
	if w.First == date.None {
		w.First = b.clock.Today().AddDays(10)
	}
	p, err := b.desk.AskPlan(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, w, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *bureau) planNow(i id.ID) (p plan.Plan) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		p, _, err = tx.PlanByID(i)
		return err
	})
	return p
}

// Within what the company allows a plan runs at once; beyond it waits for a person.
func TestWhatCustomersAgreeOnByThemselves(t *testing.T) {
	for name, c := range map[string]struct {
		wish  collect.Wish
		state plan.State
	}{
		"within all limits":    {collect.Wish{Parts: 3}, plan.Running},
		"too many instalments": {collect.Wish{Parts: 4}, plan.Asked},
		"another interval":     {collect.Wish{Parts: 2, Every: plan.Week}, plan.Asked},
		"too late a first one": {collect.Wish{Parts: 2, First: testkit.NewClock().Today().AddDays(40)}, plan.Asked},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b := newBureau(t, s, clock, small)
				p := b.wishes(b.owes("ACME", 12), c.wish)
				if p.State != c.state || p.Total != money.Of(10000, money.EUR) || len(p.Parts) != c.wish.Parts {
					t.Errorf("it is %+v", p)
				}
				if waits := len(b.openTasks(task.PlanWaits)); (waits == 1) != (c.state == plan.Asked) {
					t.Errorf("%d plans wait for a person", waits)
				}
			})
		})
	}
}

func TestAPlanThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, small)
		acme, beta := b.owes("ACME", 12), b.owes("BETA", -5)
		ref := customer.Ref{Company: b.company.ID, Customer: acme.ID}
		first := clock.Today().AddDays(10)
		for name, w := range map[string]collect.Wish{
			"one instalment":              {Parts: 1, First: first},
			"a day that is over":          {Parts: 2, First: clock.Today().AddDays(-1)},
			"an invoice of somebody else": {Parts: 2, First: first, Invoices: []id.ID{b.invoiceOf("R-BETA")}},
			"an interval that is none":    {Parts: 2, First: first, Every: "year"},
		} {
			if _, err := b.desk.MakePlan(t.Context(), ref, w, clock.Today()); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.desk.AskPlan(t.Context(), customer.Ref{Company: b.company.ID, Customer: beta.ID}, collect.Wish{Parts: 2, First: first}, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("where nothing is due: %v", err)
		}
		made, err := b.desk.MakePlan(t.Context(), ref, collect.Wish{Parts: 12, First: first, Every: plan.Week, By: person, Tell: true}, clock.Today())
		if err != nil || made.State != plan.Running || made.AgreedBy != person {
			t.Fatalf("beyond the limits, by a person: %+v, %v", made, err)
		}
		if _, err := b.desk.MakePlan(t.Context(), ref, collect.Wish{Parts: 2, First: first}, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("about an invoice that is in a plan: %v", err)
		}
		b.send()
		if len(b.box.mails) != 1 || strings.Count(b.box.mails[0].Text, "\n") < 12 {
			t.Errorf("%d mails tell of it", len(b.box.mails))
		}
	})
}

// A wish that is sent twice is one plan, and somebody decides about it once.
func TestAPlanIsDecidedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme := b.owes("ACME", 12)
		asked, again := b.wishes(acme, collect.Wish{Once: "x"}), b.wishes(acme, collect.Wish{Once: "x"})
		if asked.ID != again.ID || asked.State != plan.Asked || len(b.openTasks(task.PlanWaits)) != 1 {
			t.Fatalf("%+v and %+v", asked, again)
		}
		ctx, today := t.Context(), clock.Today()
		if _, err := b.desk.AgreePlan(ctx, b.company.ID, asked.ID, person, asked.Parts[0].DueOn.AddDays(1)); !errors.Is(err, fault.Invalid) {
			t.Errorf("agreed after its first day: %v", err)
		}
		if _, err := b.desk.RefusePlan(ctx, b.company.ID, asked.ID, "", person, today); err != nil {
			t.Fatal(err)
		}
		for name, decide := range map[string]func() (plan.Plan, error){
			"agreed":  func() (plan.Plan, error) { return b.desk.AgreePlan(ctx, b.company.ID, asked.ID, person, today) },
			"refused": func() (plan.Plan, error) { return b.desk.RefusePlan(ctx, b.company.ID, asked.ID, "no", person, today) },
			"ended":   func() (plan.Plan, error) { return b.desk.EndPlan(ctx, b.company.ID, asked.ID, "no", person, today) },
		} {
			if _, err := decide(); !errors.Is(err, fault.Conflict) {
				t.Errorf("%s after it was refused: %v", name, err)
			}
		}
		b.send()
		if len(b.openTasks(task.PlanWaits)) != 0 || slices.ContainsFunc(b.box.mails, func(m deliver.Mail) bool { return m.Personal }) {
			t.Error("the customer is told, though there were no grounds")
		}
		if _, err := b.desk.AgreePlan(ctx, b.company.ID, id.ID(7), person, today); !errors.Is(err, fault.NotFound) {
			t.Errorf("one that does not exist: %v", err)
		}
	})
}

// An instalment that does not come breaks the plan on the day after its last bank day; whoever
// broke one agrees on none by itself for a year.
func TestAPlanIsBrokenWhenAnInstalmentDoesNotCome(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, small)
		acme := b.owes("ACME", 12)
		p := b.wishes(acme, collect.Wish{})
		last := b.desk.Calendar.AddBusinessDays("BE", p.Parts[0].DueOn, collect.BankDays)
		for _, day := range []date.Date{p.Parts[0].DueOn.AddDays(1), last} {
			clock.SetDay(day)
			b.run()
			if now := b.planNow(p.ID); now.State != plan.Running {
				t.Fatalf("on %s it is %s", day, now.State)
			}
		}
		clock.SetDay(last.AddDays(1))
		b.run()
		if now := b.planNow(p.ID); now.State != plan.Broken || now.MissedOn != p.Parts[0].DueOn || now.ClosedOn != clock.Today() {
			t.Fatalf("on the day after it is %+v", now)
		}
		if n := len(b.openTasks(task.PlanBroken)); n != 1 {
			t.Errorf("%d tasks tell of it", n)
		}
		b.run()
		if n := len(b.openTasks(task.PlanBroken)); n != 1 {
			t.Errorf("%d tasks tell of it after another night", n)
		}
		again := b.wishes(acme, collect.Wish{})
		if again.State != plan.Asked {
			t.Errorf("after a broken plan another one is %s", again.State)
		}
		if _, err := b.desk.AgreePlan(t.Context(), b.company.ID, again.ID, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.run()
		if n := len(b.openTasks(task.PlanBroken)); n != 0 {
			t.Errorf("%d tasks tell of it when another plan runs", n)
		}
	})
}

// What a plan is about still has one decision each, so that nothing overdue is without a reason,
// and a plan that a person ends leaves the invoices as they were.
func TestPlannedInvoicesAreCovered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, small)
		acme := b.owes("ACME", 12)
		b.run()
		before := b.reason(acme)
		p := b.wishes(acme, collect.Wish{})
		b.run()
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			c, err := tx.Coverage(clock.Today())
			if c.Overdue != 1 || c.Without() != 0 {
				t.Errorf("%+v", c)
			}
			return err
		})
		if now := b.reason(acme); before != dunning.StepDue || now != dunning.StepLater {
			t.Errorf("before the plan it was %q, and on it %q", before, now)
		}
		if _, err := b.desk.EndPlan(t.Context(), b.company.ID, p.ID, "they pay at once", person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if now := b.reason(acme); now != dunning.TooSoon { // it was told of the plan today
			t.Errorf("after the plan nothing leaves because of %q", now)
		}
	})
}

// reason is why something is to be done about a customer today, or nothing.
func (b *bureau) reason(c customer.Customer) (code dunning.Code) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := b.desk.Explain(tx, c.ID, b.clock.Today())
		if len(all) > 0 {
			code = all[0].Assessment.Reasons[0].Code
		}
		return err
	})
	return code
}

// A plan goes with its invoices when two customers become one.
func TestAPlanGoesWithItsInvoices(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, small)
		acme, beta := b.owes("ACME", 12), b.owes("BETA", 12)
		mine, theirs := b.wishes(acme, collect.Wish{}), b.wishes(beta, collect.Wish{})
		b.merge(acme.ID, beta.ID)
		b.run()
		for _, p := range []plan.Plan{mine, theirs} {
			if now := b.planNow(p.ID); now.Customer != acme.ID || now.State != plan.Running {
				t.Errorf("it is %+v", now)
			}
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := b.desk.Explain(tx, acme.ID, clock.Today())
			if err != nil {
				return err
			}
			if n := len(all[0].Assessment.Items); n != 6 || slices.ContainsFunc(all[0].Assessment.Items, func(d dunning.Decision) bool { return !d.Item.Planned() }) {
				t.Errorf("%d items", n)
			}
			return nil
		})
	})
}
