package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/invoice"
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
			{"an invoice that is open has a day of settlement", `UPDATE invoice SET settled_on = '2026-01-20' WHERE company_id = $1 AND number = 'R-1'`,
				[]string{"day an invoice was settled"}},
			{"an invoice was paid on another day", `UPDATE invoice SET paid_on = '2026-01-21' WHERE company_id = $1 AND number = 'R-3'`,
				[]string{"day an invoice was settled"}},
			{"money went from the account", `UPDATE payment SET open_minor = 0 WHERE company_id = $1`,
				[]string{"money on account", "open total", "payment on account"}},
			{"a case is collected without a beginning", `INSERT INTO dunning_case (company_id, customer_id, currency, verdict, step, decided_on, finished, scenario_id, code, mark, phase, phase_on)
				SELECT company_id, MIN(id), 'EUR', 'wait', '', '2026-01-20', FALSE, 0, '', '', 'collection', '2026-01-20' FROM customer WHERE company_id = $1 GROUP BY company_id`, []string{"phase of a case"}},
			{"a case was reminded of nothing", `INSERT INTO dunning_case (company_id, customer_id, currency, verdict, step, decided_on, finished, scenario_id, code, mark, phase, phase_on)
				SELECT company_id, MIN(id), 'EUR', 'wait', '', '2026-01-20', FALSE, 0, '', '', 'reminder', '2026-01-20' FROM customer WHERE company_id = $1 GROUP BY company_id`, []string{"phase of a case"}},
			{"a balance is off", `UPDATE balance SET open_minor = open_minor + 1 WHERE company_id = $1`, []string{"customer balance"}},
			{"a balance has another oldest day", `UPDATE balance SET oldest_on = '2020-01-01' WHERE company_id = $1`, []string{"customer balance"}},
			{"a balance is missing", `DELETE FROM balance WHERE company_id = $1`, []string{"customer balance"}},
			{"a day is missing", `DELETE FROM open_total WHERE company_id = $1 AND side = 'debt'`, []string{"open total"}},
			{"a day counts an item too many", `UPDATE open_total SET items = items + 1 WHERE company_id = $1 AND side = 'credit'`, []string{"open total"}},
			{"an entry is booked without a payment", `UPDATE entry SET state = 'booked' WHERE company_id = $1`, []string{"entry state", "how an entry found its place"}},
			{"a payment is not what its entry came to", `UPDATE payment SET source = 'bank', entry_id = (SELECT e.id FROM entry e WHERE e.company_id = $1), booked_minor = 1, booked_currency = 'EUR'
				WHERE company_id = $1 AND id = (SELECT MIN(p.id) FROM payment p WHERE p.company_id = $1)`, []string{"payments of an entry"}},
			{"a payment was booked in a currency that its entry is not in", `UPDATE payment SET source = 'bank', entry_id = (SELECT e.id FROM entry e WHERE e.company_id = $1),
				booked_minor = (SELECT e.amount_minor FROM entry e WHERE e.company_id = $1), booked_currency = 'GBP' WHERE company_id = $1 AND id = (SELECT MIN(p.id) FROM payment p WHERE p.company_id = $1)`, []string{"payments of an entry"}},
			{"an entry is ignored by nobody", `UPDATE entry SET state = 'ignored', handled = 'ignored' WHERE company_id = $1`, []string{"ignored entry"}},
			{"an entry takes nothing back", `UPDATE entry SET state = 'return' WHERE company_id = $1`, []string{"returned entry"}},
			{"an entry takes itself back and shows nothing of it", `UPDATE entry SET returns_id = id WHERE company_id = $1`, []string{"returned entry"}},
			{"an entry was taken back by nothing", `UPDATE entry SET state = 'returned' WHERE company_id = $1`, []string{"returned entry"}},
			{"a payment was taken back by nothing", `UPDATE payment SET returned_by = 42 WHERE company_id = $1`, []string{"returned payment"}},
			{"the due day is not the one that was set here", `UPDATE invoice_edit SET value = '2026-02-01' WHERE company_id = $1 AND field = 'due_on'`, []string{"edited invoice"}},
			{"an order is not the one that was set here", `UPDATE invoice SET order_reference = 'PO-2' WHERE company_id = $1`, []string{"edited invoice"}},
			{"an instalment is due on another day than was set here", `UPDATE invoice_edit SET value = '2026-02-01' WHERE company_id = $1 AND field = 'due_on/2'`, []string{"edited invoice"}},
			{"nothing stands about what is open", `INSERT INTO dunning_case (company_id, customer_id, currency, verdict, step, decided_on, finished, code, mark)
				SELECT company_id, id, 'EUR', 'wait', '', '2026-01-20', FALSE, 'step_later', 'm' FROM customer WHERE company_id = $1`, []string{"what stands about an open item"}},
			{"something stands about what was paid", `INSERT INTO decided_item (company_id, customer_id, currency, invoice_id, part, verdict, step, code, due_on)
				SELECT company_id, customer_id, currency, id, 0, 'wait', '', 'step_later', due_on FROM invoice WHERE company_id = $1 AND number = 'R-3'`, []string{"what stands about an item that is not open"}},
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
	whole := testkit.Invoice(t, s, b.customer, "R-3", "20.00", day("2026-01-16"))
	if err := b.allocate(t, settles(b.pay(t, "20.00"), whole, "20.00")); err != nil {
		t.Fatal(err)
	}
	b.note(t, happened(acme, ""))
	b.edit(t, i.ID, map[string]string{invoice.FieldDueOn: "2026-01-23", invoice.FieldOrderReference: "PO-1", invoice.FieldNote: "x"})
	b.edit(t, split.ID, map[string]string{invoice.PartField(2): "2026-02-23"})
	return b
}

// edit stores what a person changed of an invoice, as it is done here.
func (b book) edit(t testing.TB, i id.ID, to map[string]string) {
	t.Helper()
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error {
		before, err := tx.TheInvoice(i)
		if err != nil {
			return err
		}
		after := before
		var edits []invoice.Edit
		for field, value := range to {
			edits = append(edits, invoice.Edit{Field: field, Value: value, Imported: before.Field(field)})
			if err := after.SetField(field, value); err != nil {
				return err
			}
		}
		if err := tx.SaveInvoice(&before, &after); err != nil {
			return err
		}
		return tx.SaveInvoiceEdits(i, edits)
	})
}
