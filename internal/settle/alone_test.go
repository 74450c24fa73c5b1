package settle_test

import (
	"fmt"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Money that names nothing and nobody is suggested for the few items of its amount, never
// booked.
func TestAnAmountAloneIsOnlySuggested(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		sister := &till{t: t, store: s, company: b.company, customer: customer.Ref{Company: b.company.ID, Customer: testkit.Customer(t, s, b.company.ID, "BETA", func(c *customer.Customer) { c.Name = "Peinture Vermeulen" }).ID}}
		first := b.owes("INV-2026-1", "512.37")
		second := sister.owes("INV-2026-2", "512.37")
		b.owesDollars("INV-2026-3", "512.37")
		for n := range 4 {
			b.owes(fmt.Sprintf("INV-2026-04%d", n), "60.00")
		}
		alike, _ := b.line("512.37", "", "merci", func(e *store.Entry) { e.Name = "Vermeulen M." }), b.line("61.00", "", "merci")
		many := b.line("60.00", "", "merci")
		if r := b.match(); r.Booked != 0 || r.Asked != 1 || r.Unknown != 2 {
			t.Fatalf("%+v", r)
		}
		_, ask := b.entry(alike)
		if len(ask) != 2 || ask[0].Shares[0].Invoice != second.ID || ask[1].Shares[0].Invoice != first.ID || ask[0].Evidence[0] != (matching.Evidence{Fact: matching.AmountAlone, Count: 2}) {
			t.Errorf("%+v", ask)
		}
		if _, ask := b.entry(many); len(ask) > 0 {
			t.Errorf("too many have the amount: %+v", ask)
		}
		if r := b.entryNaming("INV 2026 0A42"); len(r) != 1 || r[0].Shares[0].Number != "INV-2026-042" || r[0].Evidence[0].Fact != matching.NumberNear {
			t.Errorf("one of them is nearly named: %+v", r)
		}
		if err := b.confirm(alike, ask[0]); err != nil || sister.open("INV-2026-2") != "0.00" {
			t.Errorf("%v, %s open", err, sister.open("INV-2026-2"))
		}
		b.sound()
	})
}

// entryNaming is what is suggested for a new line of 60.00 with a text.
func (b *till) entryNaming(text string) []matching.Proposal {
	b.t.Helper()
	entry := b.line("60.00", "", text)
	b.match()
	_, ask := b.entry(entry)
	return ask
}

// Of a common amount no more than a few items are read, and none is suggested.
func TestACommonAmountSaysNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("INV-2026-1", "60.00")
		for n := range matching.MostOfAmount {
			b.owesDollars(fmt.Sprintf("INV-2025-%d", n), "60.00")
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			found, err := tx.LoneItems(nil)
			if len(found) > 0 {
				t.Errorf("for nothing: %+v", found)
			}
			return err
		})
		if entry := b.line("60.00", "", "merci"); b.match().Unknown != 1 {
			_, ask := b.entry(entry)
			t.Errorf("%+v", ask)
		}
	})
}
