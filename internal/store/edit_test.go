package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestWhatWasEditedIsReadBackByInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b, other := newBook(t, s), newBook(t, s, called("Autre SA"))
		first := testkit.Invoice(t, s, b.customer, "R-1", "1.00", day("2026-01-16"))
		second := testkit.Invoice(t, s, b.customer, "R-2", "1.00", day("2026-01-16"))
		want := []invoice.Edit{{Field: "due_on", Value: "2026-02-01", Imported: "2026-01-16"}, {Field: "note", Value: odd}}
		save := func(i id.ID, edits ...invoice.Edit) {
			t.Helper()
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveInvoiceEdits(i, edits) })
		}
		read := func(company id.ID) (all map[id.ID][]invoice.Edit) {
			t.Helper()
			testkit.View(t, s, company, func(tx *store.Tx) (err error) {
				all, err = tx.InvoiceEdits(first.ID, second.ID, 7)
				return err
			})
			return all
		}
		save(first.ID, invoice.Edit{Field: "order_reference", Value: "PO-1"})
		save(first.ID, want...)
		save(second.ID, want[1])
		if diff := cmp.Diff(map[id.ID][]invoice.Edit{first.ID: want, second.ID: want[1:]}, read(b.company)); diff != "" {
			t.Error(diff)
		}
		if all := read(other.company); len(all) != 0 {
			t.Errorf("another company reads %v", all)
		}
		save(first.ID)
		if diff := cmp.Diff(map[id.ID][]invoice.Edit{second.ID: want[1:]}, read(b.company)); diff != "" {
			t.Errorf("taken back: %s", diff)
		}
	})
}
