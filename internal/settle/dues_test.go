package settle_test

import (
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// claims asks for interest beside an invoice, and for as much as costs.
func (b *till) claims(i invoice.Invoice, each string) {
	b.t.Helper()
	var lines []store.Claimed
	for _, p := range []allocation.Part{allocation.Interest, allocation.Costs} {
		lines = append(lines, store.Claimed{Invoice: i.ID, Kind: store.WasClaimed, Part: p, On: date.Must("2026-02-01"), Amount: money.Must(each, i.Owed.Currency), By: person})
	}
	b.update(func(tx *store.Tx) error { return tx.AddClaimed(lines) })
}

// claimed is what is claimed beside an invoice and left.
func (b *till) claimed(number string) (left string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.InvoicesByNumber([]string{number})
		left = money.Of(all[0].Claimed.Minor, all[0].Owed.Currency).String()
		return err
	})
	return left
}

// A payment settles what the law puts first of what was claimed: costs, then interest, then
// the principal. Exactly what is open of the invoice is meant for that.
func TestAPaymentSettlesWhatWasClaimed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for name, c := range map[string]struct {
			paid          string
			insist        bool
			open, claimed string
			account       string
		}{
			"all of it":                                {"120.00", false, "0.00", "0.00", "0.00"},
			"the invoice alone":                        {"100.00", false, "0.00", "20.00", "0.00"},
			"the invoice alone, and who insists":       {"100.00", true, "20.00", "0.00", "0.00"},
			"less than the invoice: costs first":       {"15.00", false, "100.00", "5.00", "0.00"},
			"less than the invoice, more than claims":  {"60.00", false, "60.00", "0.00", "0.00"},
			"the invoice alone but for what is let go": {"99.50", false, "0.00", "20.00", "0.00"},
			"more than everything stays on account":    {"130.00", false, "0.00", "0.00", "10.00"},
		} {
			t.Run(name, func(t *testing.T) {
				b := newTill(t, s, called(name), func(c2 *company.Company) {
					c2.Policy.Late.Insist, c2.Policy.ToleratedMost = c.insist, map[string]int64{"EUR": 100}
				})
				b.claims(b.owes("R-1001", "100.00"), "10.00")
				line := b.line(c.paid, theirs, "R-1001")
				b.match()
				if b.open("R-1001") != c.open || b.claimed("R-1001") != c.claimed {
					t.Errorf("open %s, claimed %s; want %s, %s", b.open("R-1001"), b.claimed("R-1001"), c.open, c.claimed)
				}
				if got := b.onAccount(); got != testkit.Euro(c.account).Minor {
					t.Errorf("on account %d cents, want %s", got, c.account)
				}
				b.sound()
				if err := b.undo(line); err != nil {
					t.Fatal(err)
				}
				if b.open("R-1001") != "100.00" || b.claimed("R-1001") != "20.00" {
					t.Errorf("undone: open %s, claimed %s", b.open("R-1001"), b.claimed("R-1001"))
				}
				b.sound()
			})
		}
	})
}
