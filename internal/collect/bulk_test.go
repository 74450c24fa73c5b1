package collect_test

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// newest are the kinds of the newest events of a customer, the newest first.
func (b *bureau) newest(c id.ID, n int) string {
	b.t.Helper()
	var kinds []string
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		events, err := tx.Timeline(c, 0, n)
		for _, e := range events {
			kinds = append(kinds, string(e.Kind))
		}
		return err
	})
	return strings.Join(kinds, " ")
}

func TestSeveralCustomersAreHeldAndLetGoTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		one, two := b.owes("1", 20), b.owes("2", 20)
		b.owes("3", 20)
		today, until := clock.Today(), clock.Today().AddDays(10)
		if counts := b.run(); counts["act"] != 3 {
			t.Fatalf("the night decides %v", counts)
		}
		holds, err := b.desk.PlaceHolds(t.Context(), b.company.ID, []id.ID{two.ID, one.ID, two.ID}, hold.Hold{Reason: " the fair ", Until: until, PlacedBy: "anne@lys.example"}, today)
		if err != nil || len(holds) != 2 {
			t.Fatalf("%d holds, %v", len(holds), err)
		}
		if _, err := b.desk.ReviewWanted(t.Context(), b.company.ID, today); err != nil {
			t.Fatal(err)
		}
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("%+v", sent)
		}
		for _, c := range []id.ID{one.ID, two.ID} {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				live, err := tx.Holds(c)
				if len(live) != 1 || live[0].Reason != "the fair" || live[0].Until != until || live[0].Invoice != 0 {
					t.Errorf("held: %+v", live)
				}
				events, err2 := tx.Timeline(c, 0, 9)
				found := false
				for _, e := range events {
					found = found || e.Kind == timeline.HoldPlaced && e.Actor == "anne@lys.example" && e.Subject == live[0].ID
				}
				if !found {
					t.Errorf("the timeline does not tell: %+v", events)
				}
				return errors.Join(err, err2)
			})
		}
		lifted, err := b.desk.LiftHolds(t.Context(), b.company.ID, []id.ID{holds[0].ID, holds[1].ID, 42}, "rik@lys.example", today)
		if err != nil || len(lifted) != 2 || lifted[0].LiftedBy != "rik@lys.example" {
			t.Errorf("lifted %+v, %v", lifted, err)
		}
		if got := b.newest(one.ID, 1); got != string(timeline.HoldLifted) {
			t.Errorf("the newest event is %s", got)
		}
		if _, err := b.desk.LiftHolds(t.Context(), b.company.ID, []id.ID{holds[0].ID}, "rik@lys.example", today); !errors.Is(err, fault.Conflict) {
			t.Errorf("lifted twice: %v", err)
		}
		b.sound()
	})
}

func TestSeveralAreHeldOrNone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 20)
		foreign := newBureau(t, s, clock, func(c *company.Company) { c.Name = "Autre SA" }).owes("2", 20)
		today := clock.Today()
		good := hold.Hold{Reason: "x", PlacedBy: "anne@lys.example"}
		for _, tt := range []struct {
			name      string
			customers []id.ID
			hold      hold.Hold
			want      fault.Kind
		}{
			{"no reason", []id.ID{c.ID}, hold.Hold{Reason: " "}, fault.Invalid},
			{"an endless reason", []id.ID{c.ID}, hold.Hold{Reason: strings.Repeat("x", 501)}, fault.Invalid},
			{"a day that is over", []id.ID{c.ID}, hold.Hold{Reason: "x", Until: today.AddDays(-1)}, fault.Invalid},
			{"a customer who is none", []id.ID{c.ID, 42}, good, fault.NotFound},
			{"another company's customer", []id.ID{c.ID, foreign.ID}, good, fault.NotFound},
		} {
			if _, err := b.desk.PlaceHolds(t.Context(), b.company.ID, tt.customers, tt.hold, today); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		holds, err := b.desk.PlaceHolds(t.Context(), b.company.ID, []id.ID{c.ID}, good, today)
		if err != nil {
			t.Fatal(err)
		}
		other := newBureau(t, s, clock, func(c *company.Company) { c.Name = "Encore SA" })
		if _, err := other.desk.LiftHolds(t.Context(), other.company.ID, []id.ID{holds[0].ID}, "x", today); !errors.Is(err, fault.Conflict) {
			t.Errorf("another company lifts it: %v", err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			live, err := tx.Holds(c.ID, foreign.ID)
			if len(live) != 1 {
				t.Errorf("%d holds stand", len(live))
			}
			return err
		})
	})
}

func TestTasksAreDoneAndPutOffTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		today := clock.Today()
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddTasks([]task.Task{{Kind: task.NoAddress, Once: "a", DueOn: today}, {Kind: task.NoAddress, Once: "b", DueOn: today}})
		})
		var ids []id.ID
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.OpenTasks(date.None, 0, 9)
			for _, one := range all {
				ids = append(ids, one.ID)
			}
			return err
		})
		toDo := func(want int) {
			t.Helper()
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				all, err := tx.TasksToDo(store.Whose{}, today, date.None, 0, 9)
				if len(all) != want {
					t.Errorf("%d tasks are to do, want %d", len(all), want)
				}
				return err
			})
		}
		putOff := func(until date.Date) error {
			_, err := b.desk.PutOffTasks(t.Context(), b.company.ID, ids, until, "anne@lys.example", today)
			return err
		}
		for _, wrong := range []date.Date{date.None, today.AddDays(-1), today, today.AddDays(367)} {
			if err := putOff(wrong); !errors.Is(err, fault.Invalid) {
				t.Errorf("put off until %s: %v", wrong, err)
			}
		}
		toDo(2)
		if err := putOff(today.AddDays(1)); err != nil {
			t.Fatal(err)
		}
		toDo(0)
		if err := b.desk.TakeUpTasks(t.Context(), b.company.ID, ids[:1]); err != nil {
			t.Fatal(err)
		}
		toDo(1)
		done, err := b.desk.FinishTasks(t.Context(), b.company.ID, append(ids, 42), "anne@lys.example")
		if err != nil || len(done) != 2 {
			t.Errorf("%v, %v", done, err)
		}
		for name, again := range map[string]func() error{
			"done":     func() error { _, err := b.desk.FinishTasks(t.Context(), b.company.ID, ids, "x"); return err },
			"put off":  func() error { return putOff(today.AddDays(1)) },
			"taken up": func() error { return b.desk.TakeUpTasks(t.Context(), b.company.ID, ids) },
		} {
			if err := again(); !errors.Is(err, fault.Conflict) {
				t.Errorf("done tasks are %s: %v", name, err)
			}
		}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddTasks([]task.Task{{Kind: task.NoAddress, Once: "a", DueOn: today}})
		})
		if err := b.desk.ReopenTasks(t.Context(), b.company.ID, ids[:1]); !errors.Is(err, fault.Conflict) {
			t.Errorf("what was given anew is opened a second time: %v", err)
		}
		if err := b.desk.ReopenTasks(t.Context(), b.company.ID, ids); err != nil {
			t.Errorf("the other one is not reopened: %v", err)
		}
	})
}
