package collect_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// ends lets a customer's debt take the one step that its ladder has.
func (b *bureau) ends(number string) customer.Ref {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "one step", Steps: []dunning.Step{{Key: "only", Tone: dunning.Polite, Days: 5, From: dunning.FromDue}}})
	})
	c := b.owes(number, 12)
	b.run()
	b.send()
	b.run()
	return customer.Ref{Company: b.company.ID, Customer: c.ID}
}

// shown are the tasks that stand on today's list.
func (b *bureau) shown() (kinds []task.Kind) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.TasksToDo(store.Whose{}, b.clock.Today(), 0, 0, 100)
		for _, t := range open {
			kinds = append(kinds, t.Kind)
		}
		return err
	})
	return kinds
}

// Whatever is decided at the end of a ladder, the question comes back on its day, and goes
// when the debt does.
func TestTheEndOfALadderIsNeverSilence(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		for choice, follows := range map[collect.Choice][]task.Kind{
			collect.CallThem: {task.Call}, collect.HandOver: {task.HandOver}, collect.WriteOff: {task.WriteOff}, collect.LeaveIt: nil, collect.Plan: nil,
		} {
			t.Run(string(choice), func(t *testing.T) {
				b := newBureau(t, s, clock, called(string(choice)))
				ref := b.ends("ALPHA")
				if diff := cmp.Diff([]task.Kind{task.LadderFinished}, b.shown()); diff != "" {
					t.Fatal(diff)
				}
				today := clock.Today()
				to := collect.Chosen{Choice: choice, Again: today.AddDays(14), Words: "300 euros a month"}
				if err := b.desk.DecideNext(t.Context(), ref, money.EUR, to, person, today); err != nil {
					t.Fatal(err)
				}
				b.run()
				if diff := cmp.Diff(follows, b.shown()); diff != "" {
					t.Error(diff)
				}
				clock.SetDay(today.AddDays(14))
				b.run()
				if diff := cmp.Diff(append([]task.Kind{task.LadderFinished}, follows...), b.shown()); diff != "" {
					t.Errorf("on the day: %s", diff)
				}
				clock.SetDay(today)
			})
		}
	})
}

func called(name string) func(*company.Company) {
	return func(c *company.Company) { c.Name = "SA " + name }
}

// A newer invoice does not hide an older one that is at its end.
func TestANewerInvoiceHidesNoEnd(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		ref := b.ends("ALPHA")
		testkit.Invoice(t, s, ref, "R-NEW", "40.00", clock.Today().AddDays(30))
		b.run()
		if diff := cmp.Diff([]task.Kind{task.LadderFinished}, b.shown()); diff != "" {
			t.Error(diff)
		}
	})
}

// Who ticks the question off is asked again a month later, not the next night.
func TestAQuestionThatWasTickedOffComesBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ends("ALPHA")
		var ids []task.Task
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
			ids, err = tx.TasksToDo(store.Whose{}, clock.Today(), 0, 0, 9)
			return err
		})
		if _, err := b.desk.FinishTasks(t.Context(), b.company.ID, []id.ID{ids[0].ID}, person); err != nil {
			t.Fatal(err)
		}
		start := clock.Today()
		for _, n := range []struct{ after, want int }{{1, 0}, {29, 0}, {31, 1}} {
			clock.SetDay(start.AddDays(n.after))
			b.run()
			if got := len(b.shown()); got != n.want {
				t.Errorf("after %d days %d tasks, want %d", n.after, got, n.want)
			}
		}
	})
}

func TestWhatCannotComeNext(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		ref := b.ends("ALPHA")
		today := clock.Today()
		open := b.owes("BETA", 1)
		for name, c := range map[string]struct {
			ref  customer.Ref
			to   collect.Chosen
			want fault.Kind
		}{
			"a choice that is none":    {ref, collect.Chosen{Choice: "pray", Again: today.AddDays(1)}, fault.Invalid},
			"a day that is over":       {ref, collect.Chosen{Choice: collect.CallThem, Again: today}, fault.Invalid},
			"a plan that says nothing": {ref, collect.Chosen{Choice: collect.Plan, Again: today.AddDays(9)}, fault.Invalid},
			"a case that goes on":      {customer.Ref{Company: b.company.ID, Customer: open.ID}, collect.Chosen{Choice: collect.CallThem, Again: today.AddDays(9)}, fault.Conflict},
		} {
			if err := b.desk.DecideNext(t.Context(), c.ref, money.EUR, c.to, person, today); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
