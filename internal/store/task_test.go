package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

func newTask(once, due string) task.Task {
	return task.Task{Kind: task.NoAddress, Once: once, DueOn: day(due)}
}

// openTasks reads all tasks that wait, two at a time.
func (b book) openTasks(t testing.TB) (all []task.Task) {
	t.Helper()
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) error {
		all = nil
		var last task.Task
		for {
			page, err := tx.OpenTasks(last.DueOn, last.ID, 2)
			if err != nil || len(page) == 0 {
				return err
			}
			all, last = append(all, page...), page[len(page)-1]
		}
	})
	return all
}

func (b book) addTasks(t testing.TB, all ...task.Task) {
	t.Helper()
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.AddTasks(all) })
}

func TestTasksArePagedByDueDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		full := task.Task{Kind: task.PaymentReturned, Customer: b.customer.Customer, Subject: 1 << 62, Once: odd, Data: `{"a": "é\""}`, DueOn: day("2026-01-02")}
		b.addTasks(t)
		b.addTasks(t, newTask("3", "2026-01-03"), newTask("4", "2026-01-03"), full, newTask("5", "2026-01-05"), newTask("1", "2026-01-01"))
		var once []string
		for _, got := range b.openTasks(t) {
			once = append(once, got.Once)
			if got.Once == odd {
				full.ID, full.CreatedAt = got.ID, clock.Now()
				full.Data, got.Data = ignoreSpace(full.Data), ignoreSpace(got.Data)
				if diff := cmp.Diff(full, got); diff != "" {
					t.Error(diff)
				}
			}
		}
		if diff := cmp.Diff([]string{"1", odd, "3", "4", "5"}, once); diff != "" {
			t.Error(diff)
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			counts, err := tx.CountTasks()
			if diff := cmp.Diff(map[task.Kind]int{task.NoAddress: 4, task.PaymentReturned: 1}, counts); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestATaskIsGivenOnceUntilItIsDone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		b.addTasks(t, newTask("a", "2026-01-01"), newTask("a", "2026-01-02"))
		b.addTasks(t, newTask("a", "2026-01-03"), newTask("b", "2026-01-03"))
		if open := b.openTasks(t); len(open) != 2 || open[0].DueOn != day("2026-01-01") {
			t.Fatalf("open: %+v", open)
		}
		first := b.openTasks(t)[0]
		finish := func(i id.ID, want bool) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				done, err := tx.FinishTask(i, "anne@lys.example")
				if done != want {
					t.Errorf("finished: %t", done)
				}
				return err
			})
		}
		finish(first.ID, true)
		finish(first.ID, false)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.ReopenTask(first.ID) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.FinishTasks(nil, "night") })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.FinishTasks([]string{"a", "c"}, "night") })
		if open := b.openTasks(t); len(open) != 1 || open[0].Once != "b" {
			t.Errorf("open: %+v", open)
		}
		b.addTasks(t, newTask("a", "2026-02-01"))
		if open := b.openTasks(t); len(open) != 2 {
			t.Errorf("given anew: %+v", open)
		}
	})
}

func TestNightsAreNotedByDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		for _, on := range []string{"2026-01-05", "2026-01-06", "2026-01-06"} {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.StartNight(day(on)) })
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.FinishNight(day("2026-01-05"), map[string]int{"queued": 3}) })
		want := []store.Night{
			{On: day("2026-01-06"), StartedAt: clock.Now(), Counts: map[string]int{}},
			{On: day("2026-01-05"), StartedAt: clock.Now(), FinishedAt: clock.Now(), Counts: map[string]int{"queued": 3}},
		}
		for limit := range 3 {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.Nights(limit)
				if diff := cmp.Diff(want[:limit], got, sameInvoice); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
	})
}

func TestOpenTasksBeginAtTheFirstDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		first := newTask("first", "0001-01-01")
		b.addTasks(t, first)
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			open, err := tx.OpenTasks(date.None, 0, 5)
			if len(open) != 1 {
				t.Errorf("open: %+v", open)
			}
			return err
		})
	})
}
