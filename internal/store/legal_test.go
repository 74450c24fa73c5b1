package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestInvoicesAreListedByWhatTheLawSays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		ref := customer.Ref{Company: c.ID, Customer: testkit.Customer(t, s, c.ID, "ACME").ID}
		put := func(number string, due int, lapses, allowed date.Date) invoice.Invoice {
			i := testkit.Invoice(t, s, ref, number, "100.00", clock.Today().AddDays(due))
			i.LapsesOn, i.AllowedOn = lapses, allowed
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveLegalDays([]invoice.Invoice{i}) })
			return i
		}
		today := clock.Today()
		put("R-1", 5, date.None, date.None)
		put("R-2", 3, today.AddDays(40), date.None)
		last := put("R-3", 1, today.AddDays(20), today)
		put("R-4", 2, date.None, today)
		list := func(state store.InvoiceState, reverse bool) (numbers []string) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				page, err := tx.ListInvoices(store.InvoiceFilter{State: state, Reverse: reverse, Today: today}, store.Cursor{}, 10)
				for _, r := range page.Rows {
					numbers = append(numbers, r.Number)
				}
				return err
			})
			return numbers
		}
		for _, tc := range []struct {
			state   store.InvoiceState
			reverse bool
			want    []string
		}{
			{store.LapsingState, false, []string{"R-3", "R-2"}}, {store.LapsingState, true, []string{"R-2", "R-3"}},
			{store.BeyondState, false, []string{"R-3", "R-4"}}, {store.OpenState, false, []string{"R-3", "R-4", "R-2", "R-1"}},
		} {
			if diff := cmp.Diff(tc.want, list(tc.state, tc.reverse)); diff != "" {
				t.Errorf("%s: %s", tc.state, diff)
			}
		}
		last.LapsesOn = date.None
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveLegalDays([]invoice.Invoice{last}) })
		if diff := cmp.Diff([]string{"R-2"}, list(store.LapsingState, false)); diff != "" {
			t.Error("its day moved:", diff)
		}
	})
}

func TestAMarkOfACustomerAndOfAnInvoiceIsKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		large := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Large = true })
		i := testkit.NewInvoice(large.ID, "R-1", testkit.Euro("100.00"), clock.Today())
		i.Prepayment = true
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
		for _, want := range []bool{true, false} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, _, err := tx.Customer(large.ID)
				stored, err2 := tx.TheInvoice(i.ID)
				if got.Large != want || stored.Prepayment != want || err2 != nil {
					t.Errorf("large %v, in advance %v, want %v", got.Large, stored.Prepayment, want)
				}
				return err
			})
			after := *i
			large.Large, after.Prepayment = false, false
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				if err := tx.SaveCustomers([]*customer.Customer{&large}); err != nil {
					return err
				}
				return tx.SaveInvoice(i, &after)
			})
		}
	})
}
