package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// examine returns the checks that found something, each once.
func examine(t testing.TB, s *store.Store, company id.ID) []string {
	t.Helper()
	var found []string
	testkit.View(t, s, company, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { found = append(found, f.Check) })
	})
	slices.Sort(found)
	return slices.Compact(found)
}

func TestTheDoctorFindsWhatDoesNotAddUp(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, tt := range []struct {
			name, harm string
			want       []string
		}{
			{"nothing is wrong", `UPDATE customer SET city = 'Huy' WHERE company_id = $1`, nil},
			{"less is open than is owed", `UPDATE invoice SET open_minor = open_minor - 1 WHERE company_id = $1 AND number = 'R-1'`,
				[]string{"customer balance", "invoice open", "open total"}},
			{"a credit note was used up by nothing", `UPDATE invoice SET open_minor = 0 WHERE company_id = $1 AND number = 'C-1'`,
				[]string{"customer balance", "invoice open", "open total"}},
			{"money went from the account", `UPDATE payment SET open_minor = 0 WHERE company_id = $1`,
				[]string{"money on account", "open total", "payment on account"}},
			{"a balance is off", `UPDATE balance SET open_minor = open_minor + 1 WHERE company_id = $1`, []string{"customer balance"}},
			{"a balance has another oldest day", `UPDATE balance SET oldest_on = '2020-01-01' WHERE company_id = $1`, []string{"customer balance"}},
			{"a balance is missing", `DELETE FROM balance WHERE company_id = $1`, []string{"customer balance"}},
			{"a day is missing", `DELETE FROM open_total WHERE company_id = $1 AND side = 'debt'`, []string{"open total"}},
			{"a day counts an item too many", `UPDATE open_total SET items = items + 1 WHERE company_id = $1 AND side = 'credit'`, []string{"open total"}},
			{"an entry is booked without a payment", `UPDATE entry SET state = 'booked' WHERE company_id = $1`, []string{"entry state"}},
			{"a row of the timeline was changed", `UPDATE timeline SET actor = 'x' WHERE company_id = $1`, []string{"timeline"}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				b := examined(t, s, tt.name)
				testkit.Update(t, s, b.company, func(tx *store.Tx) error {
					_, err := tx.Exec(tt.harm, b.company)
					return err
				})
				if diff := cmp.Diff(tt.want, examine(t, s, b.company)); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

// examined is a book with something for every check.
func examined(t testing.TB, s *store.Store, name string) book {
	t.Helper()
	b := newBook(t, s, called(name))
	acme := b.customer.Customer
	i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
	testkit.Invoice(t, s, b.customer, "C-1", "-5.00", day("2026-01-16"))
	split := testkit.NewInvoice(acme, "R-2", testkit.Euro("90.00"), day("2026-01-20"), 3)
	testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices(invoices(split)) })
	statement(t, s, b.company, incoming("1", "1.00"))
	if err := b.allocate(t, settles(b.pay(t, "50.00"), i, "10.00"), settles(b.pay(t, "50.00"), *split, "35.00")); err != nil {
		t.Fatal(err)
	}
	b.note(t, happened(acme, ""))
	return b
}
