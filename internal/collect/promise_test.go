package collect_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// promises has a customer promise to pay by a day.
func (b *bureau) promises(c customer.Ref, h hold.Hold) hold.Hold {
	b.t.Helper()
	h.Cause, h.PlacedBy = hold.ForPromise, person
	placed, err := b.desk.PlaceHold(b.t.Context(), c, h, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return placed
}

// nights runs the nights up to a day, each with its sending.
func (b *bureau) nights(until date.Date) {
	b.t.Helper()
	for b.clock.Today() < until {
		b.clock.SetDay(b.clock.Today().AddDays(1))
		b.run()
		b.send()
	}
}

// events counts the events of a kind in a customer's timeline.
func (b *bureau) events(c id.ID, kind timeline.Kind) (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Timeline(c, 0, 200)
		for _, e := range all {
			if e.Kind == kind {
				n++
			}
		}
		return err
	})
	return n
}

// standing are the holds of a customer that stand.
func (b *bureau) standing(c id.ID) (all []hold.Hold) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.Holds(c)
		return err
	})
	return all
}

// became is what came of a promise: its events, and whether it stands.
func (b *bureau) became(c id.ID) string {
	b.t.Helper()
	return fmt.Sprintf("kept %d broken %d lifted %d standing %d", b.events(c, timeline.PromiseKept), b.events(c, timeline.PromiseBroken),
		b.events(c, timeline.HoldLifted), len(b.standing(c)))
}

// story is what happens to one promise on three days: Monday 5 January, the last day that is
// waited for what was promised for Wednesday 14, and the Monday behind it.
type story struct {
	name                string
	first, last, behind func(b *bureau, c customer.Ref, due, later debt)
	want                string
}

var promisedFor = date.Must("2026-01-14")

func promised(h hold.Hold) func(*bureau, customer.Ref, debt, debt) {
	return func(b *bureau, c customer.Ref, _, _ debt) {
		h.PromisedOn = promisedFor
		b.promises(c, h)
	}
}

func promisedDue(amount string) func(*bureau, customer.Ref, debt, debt) {
	return func(b *bureau, c customer.Ref, due, _ debt) {
		h := hold.Hold{Invoice: due.id, PromisedOn: promisedFor}
		if amount != "" {
			h.Amount = testkit.Euro(amount)
		}
		b.promises(c, h)
	}
}

func paid(amount string) func(*bureau, customer.Ref, debt, debt) {
	return func(b *bureau, _ customer.Ref, due, _ debt) { b.pay(due, amount) }
}

var promiseStories = []story{
	{"what was due is paid, what falls due later is not", promised(hold.Hold{}), paid("100.00"), nil, "kept 1 broken 0 lifted 0 standing 0"},
	{"half of it is paid", promised(hold.Hold{}), paid("50.00"), nil, "kept 0 broken 1 lifted 0 standing 1"},
	{"half of it was promised, and is paid", promised(hold.Hold{Amount: testkit.Euro("50.00")}), paid("50.00"), nil, "kept 1 broken 0 lifted 0 standing 0"},
	{"half of it was promised, and a quarter is paid", promised(hold.Hold{Amount: testkit.Euro("50.00")}), paid("25.00"), nil, "kept 0 broken 1 lifted 0 standing 1"},
	{"an invoice is paid in time", promisedDue(""), paid("100.00"), nil, "kept 1 broken 0 lifted 0 standing 0"},
	{"an invoice is paid later", promisedDue(""), nil, paid("100.00"), "kept 0 broken 1 lifted 1 standing 0"},
	{"the part of an invoice that was promised is paid later", promisedDue("30.00"), nil, paid("30.00"), "kept 0 broken 1 lifted 1 standing 0"},
	{"what is owed in one currency is promised", promised(hold.Hold{Currency: money.EUR}), paid("100.00"), nil, "kept 1 broken 0 lifted 0 standing 0"},
	{"another invoice is paid", promisedDue(""), func(b *bureau, _ customer.Ref, _, later debt) { b.pay(later, "100.00") }, nil, "kept 0 broken 1 lifted 0 standing 1"},
	{"another promise comes in its place", promised(hold.Hold{}), nil, func(b *bureau, c customer.Ref, _, _ debt) {
		b.promises(c, hold.Hold{PromisedOn: date.Must("2026-02-02")})
	}, "kept 0 broken 1 lifted 0 standing 1"},
	{"an invoice is promised that is not due by then", func(b *bureau, c customer.Ref, _, later debt) {
		b.promises(c, hold.Hold{Invoice: later.id, PromisedOn: promisedFor})
	}, nil, nil, "kept 0 broken 0 lifted 1 standing 0"},
}

func TestWhatBecomesOfAPromise(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		refs, due, later := make([]customer.Ref, len(promiseStories)), make([]debt, len(promiseStories)), make([]debt, len(promiseStories))
		for n := range promiseStories {
			c := testkit.Customer(t, s, b.company.ID, fmt.Sprint(n))
			refs[n] = customer.Ref{Company: b.company.ID, Customer: c.ID}
			due[n], later[n] = b.bill(c, fmt.Sprint("R-", n), clock.Today().AddDays(-20)), b.bill(c, fmt.Sprint("L-", n), clock.Today().AddDays(200))
		}
		happens := func(which func(*story) func(*bureau, customer.Ref, debt, debt)) {
			for n := range promiseStories {
				if do := which(&promiseStories[n]); do != nil {
					do(b, refs[n], due[n], later[n])
				}
			}
		}
		happens(func(s *story) func(*bureau, customer.Ref, debt, debt) { return s.first })
		b.nights(promisedFor.AddDays(2))
		happens(func(s *story) func(*bureau, customer.Ref, debt, debt) { return s.last })
		b.nights(promisedFor.AddDays(5))
		happens(func(s *story) func(*bureau, customer.Ref, debt, debt) { return s.behind })
		b.nights(promisedFor.AddDays(6))
		waiting := 0
		for n, p := range promiseStories {
			if got := b.became(refs[n].Customer); got != p.want {
				t.Errorf("%s: %s, want %s", p.name, got, p.want)
			}
			if strings.Contains(p.want, "broken 1 lifted 0") {
				waiting++
			}
		}
		// The promise in whose place another came needs nobody any more.
		if tasks := b.tasks(); len(tasks) != waiting-1 || slices.ContainsFunc(tasks, func(k task.Kind) bool { return k != task.PromiseBroken }) {
			t.Errorf("%d of them wait for a person: %v", waiting-1, tasks)
		}
		b.sound()
	})
}

// What the bank tells late changes what was thought of a promise.
func TestAPromiseThatWasKeptAfterAll(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 20)
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		b.promises(ref, hold.Hold{PromisedOn: promisedFor})
		b.nights(promisedFor.AddDays(5))
		clock.SetDay(promisedFor.AddDays(1)) // the day that the bank gives the payment
		b.pay(debt{owner: ref, id: b.invoiceOf("R-1")}, "100.00")
		clock.SetDay(promisedFor.AddDays(6))
		b.run()
		if got := b.became(c.ID); got != "kept 1 broken 1 lifted 0 standing 0" || len(b.tasks()) != 0 {
			t.Errorf("%s, tasks %v", got, b.tasks())
		}
		if broken := b.brokenPromises(c.ID); broken != 0 {
			t.Errorf("the profile counts %d broken promises", broken)
		}
	})
}

// brokenPromises is how many the profile of a customer counts.
func (b *bureau) brokenPromises(c id.ID) (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		facts, err := tx.PayerFacts([]id.ID{c}, b.clock.Today().AddMonths(-12))
		n = facts[c].Broken
		return err
	})
	return n
}

// A broken promise is told once, whatever is run how often, and the task goes when the
// scenario's own answer left.
func TestABrokenPromiseIsToldOnceAndAnswered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		plan := dunning.Standard()
		plan.Broken = &dunning.Step{Key: "broken-promise", Tone: dunning.Firm, Days: 5, From: dunning.FromDue}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.StartWith(&plan) })
		c := b.owes("1", 20)
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		h := b.promises(ref, hold.Hold{PromisedOn: date.Must("2026-01-14"), Reason: "after the fair"})
		if h.Until != date.Must("2026-01-16") {
			t.Errorf("it holds until %s", h.Until)
		}
		b.nights(date.Must("2026-01-17"))
		if len(b.box.mails) != 0 {
			t.Fatalf("%d mails left while it was held", len(b.box.mails))
		}
		for range 3 {
			b.run()
		}
		if got := b.became(c.ID); got != "kept 0 broken 1 lifted 0 standing 1" || len(b.tasks()) != 1 {
			t.Errorf("%s, tasks %v", got, b.tasks())
		}
		b.nights(date.Must("2026-01-19"))
		if len(b.box.mails) != 1 {
			t.Fatalf("%d mails", len(b.box.mails))
		}
		b.run()
		if got := b.became(c.ID); got != "kept 0 broken 1 lifted 0 standing 1" || len(b.tasks()) != 0 {
			t.Errorf("after the answer: %s, tasks %v", got, b.tasks())
		}
		if broken := b.brokenPromises(c.ID); broken != 1 {
			t.Errorf("the profile counts %d broken promises", broken)
		}
	})
}

func TestPromisesThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", -10)
		paid := b.bill(c, "R-2", clock.Today())
		b.pay(paid, "100.00")
		foreign := b.bill(b.owes("3", 5), "R-4", clock.Today())
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		today := clock.Today()
		for _, tt := range []struct {
			name string
			hold hold.Hold
			want fault.Kind
		}{
			{"no day", hold.Hold{}, fault.Invalid},
			{"a day that is over", hold.Hold{PromisedOn: today.AddDays(-1)}, fault.Invalid},
			{"a day far away", hold.Hold{PromisedOn: today.AddDays(31)}, fault.Invalid},
			{"before anything falls due", hold.Hold{PromisedOn: today.AddDays(9)}, fault.Invalid},
			{"of another currency", hold.Hold{PromisedOn: today.AddDays(10), Currency: money.Must("1.00", currency(t, "USD")).Currency}, fault.Invalid},
			{"more than is open", hold.Hold{PromisedOn: today.AddDays(10), Amount: testkit.Euro("100.01")}, fault.Invalid},
			{"less than nothing", hold.Hold{PromisedOn: today.AddDays(10), Amount: testkit.Euro("-1.00")}, fault.Invalid},
			{"of an invoice that is paid", hold.Hold{PromisedOn: today, Invoice: paid.id}, fault.Invalid},
			{"of somebody else's invoice", hold.Hold{PromisedOn: today, Invoice: foreign.id}, fault.NotFound},
		} {
			tt.hold.Cause, tt.hold.PlacedBy = hold.ForPromise, person
			if _, err := b.desk.PlaceHold(t.Context(), ref, tt.hold, today); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		b.promises(ref, hold.Hold{PromisedOn: today.AddDays(10), Amount: testkit.Euro("100.00")})
		if got := b.standing(c.ID); len(got) != 1 || got[0].Amount != testkit.Euro("100.00") {
			t.Errorf("%+v", got)
		}
	})
}

func currency(t *testing.T, code string) money.Currency {
	t.Helper()
	c, err := money.ParseCurrency(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The last day of a promise is reckoned with the holidays of both sides.
func TestAPromiseWaitsForTheBanks(t *testing.T) {
	s, clock := sqlite(t)
	clock.SetDay(date.Must("2026-04-01"))
	b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.BankMaxAgeDays = 0 })
	c := b.owes("1", 20)
	h := b.promises(customer.Ref{Company: b.company.ID, Customer: c.ID}, hold.Hold{PromisedOn: date.Must("2026-04-03")})
	if h.Until != date.Must("2026-04-08") { // Good Friday is no holiday in Belgium, Easter Monday is
		t.Errorf("it holds until %s", h.Until)
	}
}
