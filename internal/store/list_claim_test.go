package store_test

import (
	"slices"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// What may be claimed of a customer is what is late and open, and what was claimed and stands
// though the invoice is not late, or is paid.
func TestWhatMayBeClaimedOfACustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, today := testkit.Company(t, s), clock.Today()
		acme, other := testkit.Customer(t, s, c.ID, "ACME"), testkit.Customer(t, s, c.ID, "OTHER")
		ref := customer.Ref{Company: c.ID, Customer: acme.ID}
		late := testkit.Invoice(t, s, ref, "R-1", "100.00", today.AddDays(-1))
		later := testkit.Invoice(t, s, ref, "R-2", "100.00", today)
		claimed := testkit.Invoice(t, s, ref, "R-3", "100.00", today.AddDays(9))
		testkit.Invoice(t, s, ref, "C-1", "-10.00", today.AddDays(-9))
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: other.ID}, "R-9", "100.00", today.AddDays(-9))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.LockCustomers([]id.ID{acme.ID}); err != nil {
				return err
			}
			return tx.AddClaimed([]store.Claimed{{Invoice: claimed.ID, Kind: store.WasClaimed, Part: allocation.Costs, On: today, Amount: testkit.Euro("7.50"), By: "anne"}})
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.ClaimableOf(acme.ID, money.EUR, today)
			if err != nil || !slices.Equal(got, []id.ID{late.ID, claimed.ID}) {
				t.Errorf("today %v, %v", got, err)
			}
			if got, err = tx.ClaimableOf(acme.ID, money.EUR, today.AddDays(1)); err != nil || !slices.Equal(got, []id.ID{late.ID, later.ID, claimed.ID}) {
				t.Errorf("tomorrow %v, %v", got, err)
			}
			beside, err := tx.ClaimedBeside(acme.ID, 9)
			if err != nil || len(beside) != 1 || beside[0].ID != claimed.ID || beside[0].Claimed != testkit.Euro("7.50") {
				t.Errorf("beside %v, %v", beside, err)
			}
			if fees, err := tx.ReturnFees(late.ID); err != nil || len(fees) != 0 {
				t.Errorf("fees %v, %v", fees, err)
			}
			return nil
		})
	})
}
