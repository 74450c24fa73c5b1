package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// sameInvoice compares what the database keeps: a date has no monotonic clock and
// an empty list is no list.
var sameInvoice = cmpopts.EquateEmpty()

// day is a day in code.
func day(s string) date.Date { return date.Must(s) }

func TestAnInvoiceIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		plain := testkit.NewInvoice(acme.ID, "INV 2026/001", testkit.Euro("1190.00"), day("2026-01-16"))
		plain.Reference, plain.OrderReference, plain.Document = "+++090/9337/55493+++", odd, "abc"
		split := testkit.NewInvoice(acme.ID, "R-2", testkit.Euro("100.00"), day("2026-02-01"), 3)
		split.Detail = invoice.Detail{Terms: odd, Lines: []invoice.Line{{ID: "1", Text: odd}}}
		credit := testkit.NewInvoice(acme.ID, "C-1", testkit.Euro("-50.00"), day("2026-01-10"))
		credit.Corrects = []string{"INV2026001", "R2"}
		yen := testkit.NewInvoice(acme.ID, "J-1", money.Of(1<<53+1, money.JPY), day("2026-03-01"))
		all := []*invoice.Invoice{plain, split, credit, yen}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices(all) })
		for _, want := range all {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, found, err := tx.Invoice(want.ID)
				if diff := cmp.Diff(*want, got, sameInvoice); diff != "" || !found {
					t.Errorf("%s (found %t): %s", want.Number, found, diff)
				}
				return err
			})
		}
	})
}

func TestInvoicesAreFoundByWhatPeopleAndFilesSay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		ref := customer.Ref{Company: c.ID, Customer: acme.ID}
		late := testkit.Invoice(t, s, ref, "R/1", "10.00", day("2026-02-01"))
		early := testkit.Invoice(t, s, ref, "R 1", "20.00", day("2026-01-01"))
		credit := testkit.NewInvoice(acme.ID, "R-1", testkit.Euro("-5.00"), day("2026-01-15"))
		credit.Corrects = []string{"R1"}
		bare := testkit.NewInvoice(acme.ID, "C-2", testkit.Euro("-1.00"), day("2026-01-20"))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{credit, bare}) })
		for what, find := range map[string]struct {
			by   func(tx *store.Tx) ([]invoice.Invoice, error)
			want []id.ID
		}{
			"by identifier":    {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.InvoicesByID([]id.ID{late.ID, 42}) }, []id.ID{late.ID}},
			"by exact number":  {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.InvoicesByNumber([]string{"R 1", "R1"}) }, []id.ID{early.ID}},
			"by folded number": {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.InvoicesByKey([]string{"R1"}) }, []id.ID{early.ID, late.ID}},
			"by customer":      {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.OpenInvoices(acme.ID) }, []id.ID{early.ID, credit.ID, bare.ID, late.ID}},
			"credits":          {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.OpenCredits() }, []id.ID{credit.ID}},
			"nothing":          {func(tx *store.Tx) ([]invoice.Invoice, error) { return tx.InvoicesByID(nil) }, nil},
		} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				all, err := find.by(tx)
				if diff := cmp.Diff(find.want, idsOf(all), cmpopts.EquateEmpty()); diff != "" {
					t.Error(what, diff)
				}
				return err
			})
		}
	})
}

func idsOf(all []invoice.Invoice) (ids []id.ID) {
	for _, i := range all {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestANumberIsTakenOnceForEachKindOfDocument(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		ref := customer.Ref{Company: c.ID, Customer: acme.ID}
		testkit.Invoice(t, s, ref, "R-1", "10.00", day("2026-01-01"))
		testkit.Invoice(t, s, ref, "R-1", "-10.00", day("2026-01-01"))
		fresh := testkit.NewInvoice(acme.ID, "R-2", testkit.Euro("1.00"), day("2026-01-01"))
		again := testkit.NewInvoice(acme.ID, "R-1", testkit.Euro("1.00"), day("2026-01-01"))
		err := s.Update(t.Context(), c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{fresh, again}) })
		if !db.IsDuplicate(err) {
			t.Errorf("the same number twice: %v", err)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			left, err := tx.InvoicesByNumber([]string{"R-2"})
			if len(left) != 0 {
				t.Error("half of what was refused is stored")
			}
			return err
		})
	})
}

func TestANewerReadingReplacesPartsAndDetail(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme, other := testkit.Customer(t, s, c.ID, "ACME"), testkit.Customer(t, s, c.ID, "OTHER")
		before := testkit.NewInvoice(acme.ID, "R-1", testkit.Euro("90.00"), day("2026-01-01"), 3)
		before.Detail.Terms = "thirty days"
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{before}) })

		after := *before
		after.Customer, after.Owed, after.Open, after.Total = other.ID, testkit.Euro("80.00"), testkit.Euro("80.00"), testkit.Euro("80.00")
		after.Parts = slices.Clone(testkit.NewInvoice(other.ID, "R-1", after.Owed, day("2026-02-01"), 2).Parts)
		after.DueOn, after.Detail, after.Source = day("2026-02-01"), invoice.Detail{Net: "66.12"}, "ubl"
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveInvoice(before, &after) })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, _, err := tx.Invoice(after.ID)
			if diff := cmp.Diff(after, got, sameInvoice); diff != "" {
				t.Error(diff)
			}
			return err
		})
		checkSums(t, s, c.ID)
	})
}

func invoices(all ...*invoice.Invoice) []*invoice.Invoice { return all }

func numberKey(number string) string { return invoice.NumberKey(number) }
