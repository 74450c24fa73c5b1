package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// A night of five customers in parts of two: every customer is in one part, also one who came
// when the night had begun.
func TestANightIsCutIntoParts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		owes := func(name string) id.ID {
			who := testkit.Customer(t, s, c.ID, name)
			testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, "R-"+name, "100.00", clock.Today())
			return who.ID
		}
		var all []id.ID
		for n := range 5 {
			all = append(all, owes(fmt.Sprint("C", n)))
		}
		testkit.Customer(t, s, c.ID, "OWES-NOTHING")
		parts := startNight(t, s, c.ID, clock.Today(), 2)
		all = append(all, owes("LATE"))
		var found []id.ID
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for n := range parts {
				customers, err := tx.PartCustomers(&parts[n], 0, 10)
				if err != nil {
					return err
				}
				found = append(found, customers...)
			}
			return nil
		})
		if diff := cmp.Diff(all, found); len(parts) != 3 || diff != "" {
			t.Error(len(parts), "parts: ", diff)
		}
	})
}

func TestTheLastPartEndsTheNight(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		today := clock.Today()
		for n := range 3 {
			who := testkit.Customer(t, s, c.ID, fmt.Sprint("C", n))
			testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, fmt.Sprint("R-", n), "100.00", today)
		}
		old := startNight(t, s, c.ID, today, 2)
		if last := partDone(t, s, c.ID, today, &old[1]); last {
			t.Error("the first part that is done is the last")
		}
		parts := startNight(t, s, c.ID, today, 1) // anew, and cut elsewhere
		if last := partDone(t, s, c.ID, today, &old[0]); last {
			t.Error("a part of a night that was begun anew ends it")
		}
		for _, n := range []int{2, 0, 3} {
			if partDone(t, s, c.ID, today, &parts[n]) {
				t.Errorf("part %d is the last", n)
			}
		}
		if partDone(t, s, c.ID, today, &parts[0]) {
			t.Error("a part that is done once more ends the night")
		}
		if !partDone(t, s, c.ID, today, &parts[1]) {
			t.Error("nothing ends the night")
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			sum, err := tx.PartCounts(today)
			if diff := cmp.Diff(map[string]int{"wait": 4}, sum); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

// What was asked for and is not done is asked for again, but not at once.
func TestPartsAreAskedForAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		today := clock.Today()
		for n := range 3 {
			who := testkit.Customer(t, s, c.ID, fmt.Sprint("C", n))
			testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, fmt.Sprint("R-", n), "100.00", today)
		}
		parts := startNight(t, s, c.ID, today, 1)
		asked := func(on date.Date) (numbers []int) {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				all, err := tx.AskForParts(on, tx.Now().Add(-10*time.Minute))
				for _, p := range all {
					numbers = append(numbers, p.Number)
				}
				return err
			})
			return numbers
		}
		steps := [][]int{asked(today.AddDays(1)), asked(today), asked(today)}
		partDone(t, s, c.ID, today, &parts[1])
		clock.Advance(11 * time.Minute)
		steps = append(steps, asked(today))
		if diff := cmp.Diff([][]int{nil, {1, 2, 3, 4}, nil, {1, 3, 4}}, steps); diff != "" {
			t.Error(diff)
		}
	})
}

func startNight(t *testing.T, s *store.Store, company id.ID, today date.Date, size int) (parts []store.Part) {
	t.Helper()
	testkit.Update(t, s, company, func(tx *store.Tx) (err error) {
		parts, err = tx.StartNight(today, size)
		return err
	})
	return parts
}

func partDone(t *testing.T, s *store.Store, company id.ID, today date.Date, p *store.Part) (last bool) {
	t.Helper()
	testkit.Update(t, s, company, func(tx *store.Tx) (err error) {
		last, err = tx.PartDone(today, p, map[string]int{"wait": 1})
		return err
	})
	return last
}
