package store_test

import (
	"errors"
	"strings"
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
				done, err := tx.TickOff([]id.ID{i, 42}, "anne@lys.example")
				if (len(done) == 1 && done[0] == i) != want {
					t.Errorf("done: %v", done)
				}
				return err
			})
		}
		finish(first.ID, true)
		finish(first.ID, false)
		reopen := func(want int64) {
			t.Helper()
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				n, err := tx.Reopen([]id.ID{first.ID, 42})
				if n != want {
					t.Errorf("%d tasks are open again", n)
				}
				return err
			})
		}
		reopen(1)
		reopen(1)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.FinishTasks(nil, "night") })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.FinishTasks([]string{"a", "c"}, "night") })
		if open := b.openTasks(t); len(open) != 1 || open[0].Once != "b" {
			t.Errorf("open: %+v", open)
		}
		b.addTasks(t, newTask("a", "2026-02-01"))
		if open := b.openTasks(t); len(open) != 2 {
			t.Errorf("given anew: %+v", open)
		}
		reopen(0)
	})
}

func TestATaskThatWasPutOffWaitsUntilItsDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		b.addTasks(t, newTask("a", "2026-01-01"), newTask("b", "2026-01-02"), newTask("c", "2026-01-03"))
		all := b.openTasks(t)
		today := clock.Today()
		putOff := func(until date.Date, want int, tasks ...task.Task) {
			t.Helper()
			ids := []id.ID{42}
			for _, one := range tasks {
				ids = append(ids, one.ID)
			}
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				hidden, err := tx.PutOff(ids, until, "anne@lys.example")
				if len(hidden) != want {
					t.Errorf("%d tasks are put off", len(hidden))
				}
				return err
			})
		}
		lists := func(on date.Date, toDo, later string) {
			t.Helper()
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				now, err := tx.TasksToDo(store.Whose{}, on, date.None, 0, 9)
				off, err2 := tx.TasksPutOff(store.Whose{}, on, date.None, 0, 9)
				n, err3 := tx.CountPutOff(on, 9)
				waiting, err4 := tx.CountWaiting(on, 9)
				if got := words(now); got != toDo || waiting.Tasks != len(now) {
					t.Errorf("on %s %q are to do (%d counted), want %q", on, got, waiting.Tasks, toDo)
				}
				if got := words(off); got != later || n != len(off) {
					t.Errorf("on %s %q are put off (%d counted), want %q", on, got, n, later)
				}
				return errors.Join(err, err2, err3, err4)
			})
		}
		putOff(today.AddDays(7), 1, all[0])
		putOff(today.AddDays(1), 1, all[1])
		lists(today, "c", "b a")
		lists(today.AddDays(1), "b c", "a")
		lists(today.AddDays(7), "a b c", "")
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, _, err := tx.TaskByID(all[0].ID)
			if got.AgainOn != today.AddDays(7) || got.PutOffBy != "anne@lys.example" || got.DueOn != all[0].DueOn {
				t.Errorf("stored as %+v", got)
			}
			next, err2 := tx.TasksPutOff(store.Whose{}, today, today.AddDays(1), all[1].ID, 9)
			if words(next) != "a" {
				t.Errorf("the next page has %q", words(next))
			}
			return errors.Join(err, err2)
		})
		putOff(date.None, 2, all[0], all[1])
		lists(today, "a b c", "")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			_, err := tx.TickOff([]id.ID{all[2].ID}, "anne@lys.example")
			return err
		})
		putOff(today.AddDays(1), 0, all[2])
	})
}

// words are the names of tasks, in their order.
func words(all []task.Task) string {
	var names []string
	for _, one := range all {
		names = append(names, one.Once)
	}
	return strings.Join(names, " ")
}

func TestNightsAreNotedByDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		for _, on := range []string{"2026-01-05", "2026-01-06", "2026-01-06"} {
			startNight(t, s, b.company, day(on), 100)
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
