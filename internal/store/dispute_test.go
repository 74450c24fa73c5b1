package store_test

import (
	"os"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// The migration that brought disputes knows those of older books by their holds: the last word
// about each invoice, since the day on which it was said, with the task to answer it.
func TestDisputesOfOlderBooksAreFoundInTheirHolds(t *testing.T) {
	migration, err := os.ReadFile("migrations/0037_disputes.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(migration), "-- What was contested before")
	_, fill, _ = strings.Cut(fill, "\n-- an answer is due since then.\n")
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := examined(t, s, "older")
		i := testkit.Invoice(t, s, b.customer, "R-4", "40.00", day("2026-01-16"))
		held := testkit.Invoice(t, s, b.customer, "R-5", "40.00", day("2026-01-16"))
		contest := func(minor int64) *hold.Hold {
			return &hold.Hold{Customer: b.customer.Customer, Invoice: i.ID, Cause: hold.ForDispute, Reason: "broken", Amount: money.Of(minor, money.EUR), Currency: money.EUR, PlacedBy: "anne"}
		}
		first, last := contest(1000), contest(1500)
		other := &hold.Hold{Customer: b.customer.Customer, Invoice: held.ID, Reason: "the move", PlacedBy: "anne"}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			if err := tx.AddHolds(first, last, other); err != nil {
				return err
			}
			said := timeline.Event{Customer: b.customer.Customer, Kind: timeline.HoldPlaced, On: day("2026-02-03"), Actor: "anne", Subject: last.ID, Data: timeline.Data{}.JSON()}
			if err := tx.Note(said); err != nil {
				return err
			}
			return tx.AddTasks([]task.Task{{Kind: task.Contested, Customer: b.customer.Customer, Subject: i.ID, Once: "contested " + i.ID.String(), DueOn: day("2026-02-03"), Owner: "wim"}})
		})
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			for statement := range strings.SplitSeq(fill, ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
			}
			return nil
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			found, err := tx.DisputesAbout([]id.ID{i.ID, held.ID})
			if err != nil {
				return err
			}
			if len(found) != 1 || found[0].Hold != last.ID || found[0].OpenedOn != day("2026-02-03") || found[0].Amount.Minor != 1500 || found[0].State != dispute.Open || found[0].Owner != "wim" {
				t.Errorf("they are %+v", found)
			}
			tasks, err := tx.OpenTasks(date.None, 0, 10)
			if len(tasks) != 1 || len(found) == 1 && tasks[0].Subject != found[0].ID {
				t.Errorf("its task is %+v", tasks)
			}
			return err
		})
	})
}
