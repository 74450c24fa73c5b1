package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// book is what a company owns besides its history: each row that says something of
// money or of customers, in words.
func (o *office) book() map[string][]string {
	o.t.Helper()
	all := map[string][]string{}
	o.view(func(tx *store.Tx) error {
		for table, columns := range map[string]string{
			"customer": "id, number, name", "invoice": "id, number, open_minor", "instalment": "invoice_id, due_on", "invoice_detail": "invoice_id",
			"balance": "customer_id, currency, open_minor, items, oldest_on", "open_total": "currency, side, on_day, open_minor, items",
		} {
			where := map[string]string{"balance": " AND items > 0", "open_total": " AND items <> 0"}[table]
			rows, err := tx.QueryContext(tx.Context(), "SELECT "+columns+" FROM "+table+fmt.Sprintf(" WHERE company_id = %d", o.company.ID)+where+" ORDER BY "+columns)
			if err != nil {
				return err
			}
			for rows.Next() {
				values := make([]any, strings.Count(columns, ",")+1)
				for n := range values {
					values[n] = new(any)
				}
				if err := rows.Scan(values...); err != nil {
					return err
				}
				var words []string
				for _, v := range values {
					words = append(words, fmt.Sprint(*v.(*any)))
				}
				all[table] = append(all[table], strings.Join(words, " "))
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// A large import is taken back in parts; nothing of it stays, in several currencies and
// of customers who stay and who go.
func TestALargeImportIsUndoneAsAWhole(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.rows("B-1;1;ACME;2026-01-05;2026-02-05;100;100;EUR", "B-2;2;Beta;2026-01-05;2026-02-07;50;20;USD", "B-3;2;Beta;2026-01-05;2026-02-07;-7;-7;EUR")
		before := o.book()
		if len(before["balance"]) != 3 || len(before["open_total"]) != 3 {
			t.Fatalf("%v", before)
		}
		const most = 5003 // more than are taken back at once
		var lines []string
		for n := range most {
			currency, sign := []string{"EUR", "USD"}[n%2], []string{"", "-"}[n%7/6]
			lines = append(lines, fmt.Sprintf("L-%d;%d;Name %d;2026-01-%02d;2026-02-%02d;%s%d;%s%d;%s", n, n%900+1, n%900+1, n%28+1, n%27+1, sign, n+1, sign, n+1, currency))
		}
		large := o.rows(lines...)
		if large.Created != most {
			t.Fatalf("%+v", large)
		}
		parts := o.invoices(bill{number: "R-1", parts: []string{"2026-02-01", "60.50", "2026-03-01", "60.50"}}.file(), bill{number: "C-1", credit: true}.file())
		o.sound()
		for _, undo := range []struct {
			r    intake.Report
			want intake.Undone
		}{{large, intake.Undone{Invoices: most, Customers: 898}}, {parts[0], intake.Undone{Invoices: 1}}, {parts[1], intake.Undone{Invoices: 1}}} {
			if done, err := o.undo(undo.r.Import); err != nil || done != undo.want {
				t.Errorf("%+v, %v", done, err)
			}
			o.sound()
		}
		if diff := cmp.Diff(before, o.book()); diff != "" {
			t.Error(diff)
		}
	})
}
