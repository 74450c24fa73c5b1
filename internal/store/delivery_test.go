package store_test

import (
	"slices"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// The days between delivery and invoice, and the invoices that they are made of.
func TestDaysToInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		who := testkit.Customer(t, s, c.ID, "ACME")
		var all []*invoice.Invoice
		for n, days := range []int{0, 3, 40, -2, 5} {
			i := testkit.NewInvoice(who.ID, "R-"+string(rune('1'+n)), testkit.Euro("100.00"), date.Must("2026-02-28"))
			i.DeliveredOn = i.IssuedOn.AddDays(-days)
			if n == 4 {
				i.IssuedOn, i.DeliveredOn = date.Must("2024-01-05"), date.Must("2024-01-01")
			}
			all = append(all, i)
		}
		all = append(all, testkit.NewInvoice(who.ID, "unsaid", testkit.Euro("100.00"), date.Must("2026-02-28")))
		credit := testkit.NewInvoice(who.ID, "credit", testkit.Euro("-10.00"), date.Must("2026-01-29"))
		credit.DeliveredOn = date.Must("2026-01-02")
		all = append(all, credit)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices(all) })
		from, through := date.Must("2025-02-01"), date.Must("2026-01-31")
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			lags, err := tx.DaysToInvoice(from, through)
			if err != nil {
				return err
			}
			median, mean, count := invoice.Lags(lags)
			if count != 3 || median.String() != "3" || mean.String() != "14.3" {
				t.Errorf("median %s, mean %s of %d", median, mean, count)
			}
			for days, want := range map[int][]string{0: {"R-3", "R-2", "R-1"}, 4: {"R-3"}, 41: nil} {
				found, err := tx.InvoicedAfter(from, through, days, 0, 10)
				var numbers []string
				for _, i := range found {
					numbers = append(numbers, i.Number)
				}
				if err != nil || !slices.Equal(numbers, want) {
					t.Errorf("%d days: %v, %v", days, numbers, err)
				}
			}
			first, err := tx.InvoicedAfter(from, through, 0, 0, 1)
			if err != nil || len(first) != 1 {
				return err
			}
			second, err := tx.InvoicedAfter(from, through, 0, first[0].ID, 1)
			if len(second) != 1 || second[0].Number != "R-2" {
				t.Errorf("behind %s comes %v", first[0].Number, second)
			}
			return err
		})
	})
}

// An invoice that is taken back with its import leaves no trace of its sending, and one about which
// a person has decided is not taken back.
func TestInvoicesThatWait(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		who := testkit.Customer(t, s, c.ID, "ACME")
		ref := customer.Ref{Company: c.ID, Customer: who.ID}
		one, two := testkit.Invoice(t, s, ref, "R-1", "100.00", clock.Today()), testkit.Invoice(t, s, ref, "R-2", "100.00", clock.Today())
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			undecided, err := tx.Undecided([]id.ID{who.ID}, one.IssuedOn)
			if !slices.Equal(undecided, []id.ID{one.ID, two.ID}) {
				t.Errorf("undecided: %v", undecided)
			}
			if err != nil {
				return err
			}
			return tx.AddDeliveries([]message.Delivery{{Invoice: one.ID, State: message.DeliveryWaits, On: clock.Today().AddDays(2)}, {Invoice: two.ID, State: message.DeliveryLacks, On: clock.Today()}})
		})
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if due, err := tx.DueDeliveries(clock.Today(), 0, 10); err != nil || len(due) != 0 {
				t.Errorf("due: %v, %v", due, err)
			}
			if n, err := tx.ReopenDeliveries([]id.ID{who.ID}); err != nil || n != 1 {
				t.Errorf("%d were opened again: %v", n, err)
			}
			due, err := tx.DueDeliveries(clock.Today(), 0, 10)
			if err != nil || len(due) != 1 || due[0].Invoice != two.ID || due[0].Customer != who.ID {
				t.Errorf("due: %v, %v", due, err)
			}
			rows, err := tx.ListDeliveries("", 0, 10)
			if err != nil || len(rows) != 2 || rows[0].Number != "R-1" || rows[1].CustomerName != who.Name {
				t.Errorf("listed: %+v, %v", rows, err)
			}
			if rows, err := tx.ListDeliveries(message.DeliveryByHand, 0, 10); err != nil || len(rows) != 0 {
				t.Errorf("by hand: %+v, %v", rows, err)
			}
			counts, err := tx.CountDeliveries()
			if counts[message.DeliveryWaits] != 2 {
				t.Errorf("counted: %v", counts)
			}
			return err
		})
	})
}
