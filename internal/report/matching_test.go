package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// line stores an entry of a day that found its place in a way, or that waits.
func line(t *testing.T, s *store.Store, company id.ID, on string, how store.Handling) {
	t.Helper()
	testkit.Update(t, s, company, func(tx *store.Tx) error {
		a, err := tx.EnsureAccount(bank.Account{IBAN: "BE68539007547034", Currency: "EUR"})
		if err != nil {
			return err
		}
		day := date.Must(on)
		head := store.Statement{Account: a.ID, Format: "test", Number: on + string(how), ClosingOn: day, Entries: 1}
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		e := &store.Entry{Account: a.ID, Statement: head.ID, Key: tx.NewID().String(), BookedOn: day, ValueOn: day, Amount: testkit.Euro("5.00"), State: store.EntryAsk}
		if err := tx.AddEntries([]*store.Entry{e}); err != nil || how == "" {
			return err
		}
		return tx.SetEntryStates(map[id.ID]store.EntryState{e.ID: store.EntryBooked}, map[id.ID]store.Handling{e.ID: how})
	})
}

func TestPaymentsAreCountedByPeriod(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		for _, on := range []string{"2025-04-30", "2025-05-01", "2026-03-31", "2026-04-01"} {
			line(t, s, c.ID, on, store.HandledByItself)
		}
		line(t, s, c.ID, "2026-04-05", store.HandledByHand) // a Sunday
		line(t, s, c.ID, "2026-04-06", "")
		for _, tt := range []struct {
			by                  report.Period
			first, last, oldest string
			now                 report.Rate // the counts of the newest period
			all                 int
		}{
			{report.ByMonth, "2026-04-01", "2026-04-30", "2025-05-01",
				report.Rate{By: map[store.Handling]int{store.HandledByItself: 1, store.HandledByHand: 1}, Waiting: 1}, 5},
			{report.ByWeek, "2026-04-06", "2026-04-12", "2026-01-19", report.Rate{By: map[store.Handling]int{}, Waiting: 1}, 4},
		} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				rates, err := report.Matching(tx, tt.by, date.Must("2026-04-08"))
				if err != nil {
					return err
				}
				now, old, sum := rates[0], rates[len(rates)-1], report.Sum(rates)
				if now.From.String() != tt.first || now.To.String() != tt.last || old.From.String() != tt.oldest || len(rates) != report.Periods {
					t.Errorf("by %s: %s to %s, from %s on", tt.by, now.From, now.To, old.From)
				}
				if diff := cmp.Diff(tt.now.By, now.By); diff != "" || now.Waiting != tt.now.Waiting {
					t.Errorf("by %s: %d wait, %s", tt.by, now.Waiting, diff)
				}
				if sum.All() != tt.all || sum.From != old.From || sum.To != now.To {
					t.Errorf("by %s: %d from %s to %s", tt.by, sum.All(), sum.From, sum.To)
				}
				return nil
			})
		}
	})
}

func TestTheShareOfWhatIsAutomatic(t *testing.T) {
	for _, tt := range []struct {
		automatic, others, waiting, want int
	}{{0, 0, 0, 0}, {1, 0, 0, 100}, {2, 0, 1, 67}, {1, 1, 1, 34}, {0, 3, 0, 0}, {997, 0, 3, 99}} {
		r := report.Rate{By: map[store.Handling]int{store.HandledByItself: tt.automatic, store.HandledIgnored: tt.others}, Waiting: tt.waiting}
		if r.Automatic() != tt.want {
			t.Errorf("%+v: %d %%", tt, r.Automatic())
		}
	}
}
