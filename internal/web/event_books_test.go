package web_test

import (
	"testing"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func TestWhatTheBooksTookBackIsTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		today := clock.Today()
		amount, err := money.Parse("150.00", money.EUR)
		if err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.Note(timeline.Event{Customer: l.acme.ID, Kind: timeline.Reopened, On: today, Actor: "import",
				Data: timeline.Data{Numbers: []string{"INV-2026-0001"}, Count: 3, Amount: amount, Day: today.AddDays(7)}.JSON()})
		})
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "€150.00 of INV-2026-0001 and 2 more is open again; nothing is sent about it until")
	})
}

func TestATableThatCameByItselfAsksForItsColumns(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			why := fault.Say("nothing of it is taken in until somebody explains its columns")
			return tx.AddTasks([]task.Task{{Kind: task.TableWaits, Subject: 4711, Once: "table", DueOn: clock.Today(),
				Data: db.JSON(intake.Trouble{Name: "list.csv", From: "erp@lys.example", Why: why})}})
		})
		shows(t, l.anne.get(l.at("today")), "Explain the columns of a table", "erp@lys.example", "list.csv", "Nothing of it is taken in until somebody explains its columns", `/columns"`)
	})
}
