package settle_test

import (
	"strings"
	"testing"

	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// What a payer withheld is let go when a person says so, and not before.
func TestWhatIsWithheldIsAskedAbout(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("INV-2026-1", "1000.00")
		entry := b.line("650.00", "", "INV-2026-1")
		if r := b.match(); r.Booked != 0 || r.Asked != 1 {
			t.Fatalf("%+v", r)
		}
		_, ask := b.entry(entry)
		if err := b.confirm(entry, ask[0]); err != nil || b.open("INV-2026-1") != "0.00" {
			t.Fatalf("%v, %s open", err, b.open("INV-2026-1"))
		}
		for _, p := range b.paymentsOf(entry) {
			if p.Source != payment.Difference {
				continue
			}
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				all, err := tx.Allocations(store.AllocationFilter{Payment: p.ID})
				if len(all) != 1 || !strings.Contains(all[0].Evidence, "30bis") || all[0].Amount != testkit.Euro("350.00") {
					t.Errorf("%+v", all)
				}
				return err
			})
		}
		b.sound()
		if err := b.undo(entry); err != nil || b.open("INV-2026-1") != "1000.00" {
			t.Errorf("%v, %s open", err, b.open("INV-2026-1"))
		}
		b.match()
		if _, ask = b.entry(entry); len(ask) != 2 {
			t.Fatalf("%+v", ask)
		}
		if err := b.confirm(entry, ask[1]); err != nil || b.open("INV-2026-1") != "350.00" {
			t.Errorf("as a part: %v, %s open", err, b.open("INV-2026-1"))
		}
		b.sound()
	})
}
