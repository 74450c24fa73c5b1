package worker_test

import (
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/generate"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/job"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Two nodes, and a book that makes two parts of a night: each customer is decided about
// once, whichever node has it.
func TestNodesShareANight(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		clock := testkit.NewClock()
		s := testkit.Open(t, url, clock)
		c := testkit.Company(t, s)
		const customers = 6_000
		book := generate.Regular{Invoices: customers, PerCustomer: 1, Today: clock.Today()}
		if err := book.Store(t.Context(), s, c.ID); err != nil {
			t.Fatal(err)
		}
		for _, node := range []*store.Store{s, testkit.Open(t, url, clock)} {
			work(t, node, &intake.Inbox{Store: node, Words: locale.NewBook(), Dir: t.TempDir()})
		}
		night := ended(t, s, c.ID)
		sum := 0
		for _, n := range night.Counts {
			sum += n
		}
		if sum != customers {
			t.Errorf("%d decisions about %d customers: %v", sum, customers, night.Counts)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			var decisions int
			if err := tx.Row([]any{&decisions}, `SELECT COUNT(*) FROM decision WHERE company_id = $1`, tx.Company); err != nil {
				return err
			}
			if decisions != customers {
				t.Errorf("%d decisions are kept", decisions)
			}
			return tx.Check(func(f store.Finding) { t.Errorf("the doctor finds: %+v", f) })
		})
	})
}

// A node took the parts of a night and is gone. Ten minutes later another one does them.
func TestANightIsEndedForANodeThatIsGone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		who := testkit.Customer(t, s, c.ID, "ACME")
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, "R-1", "100.00", clock.Today().AddDays(-10))
		desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
		if _, err := desk.StartNight(t.Context(), c.ID, clock.Today()); err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			_, err := tx.AskForParts(clock.Today(), clock.Now())
			return err
		})
		work(t, s, &intake.Inbox{Store: s, Words: locale.NewBook(), Dir: t.TempDir()})
		again := func() {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.Enqueue(job.Night{Company: c.ID}) })
			until(t, "the queue is empty", func() bool { return waiting(t, s, c.ID) == 0 })
		}
		again()
		if night := lastNight(t, s, c.ID); !night.FinishedAt.IsZero() {
			t.Error("the parts were asked for twice within ten minutes")
		}
		clock.Advance(11 * time.Minute)
		again()
		if night := ended(t, s, c.ID); night.Counts["act"] != 1 {
			t.Errorf("the night did %v", night.Counts)
		}
	})
}

// waiting is how many jobs are asked for and not done.
func waiting(t *testing.T, s *store.Store, company id.ID) (n int) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM river_job WHERE kind = 'night' AND finalized_at IS NULL`)
	})
	return n
}

// ended waits until the last night is over.
func ended(t *testing.T, s *store.Store, company id.ID) (night store.Night) {
	t.Helper()
	until(t, "the night is over", func() bool {
		night = lastNight(t, s, company)
		return !night.FinishedAt.IsZero()
	})
	return night
}

func lastNight(t *testing.T, s *store.Store, company id.ID) (night store.Night) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		all, err := tx.Nights(1)
		if len(all) > 0 {
			night = all[0]
		}
		return err
	})
	return night
}
