package intake_test

import (
	"slices"
	"testing"

	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// workbook is an XLSX file with two sheets, Notes before Items.
func workbook(t *testing.T, notes, items [][]string) string {
	t.Helper()
	return testkit.Workbook(t, testkit.Sheet{Name: "Notes", Rows: notes}, testkit.Sheet{Name: "Items", Rows: items})
}

// The sheet that a person chose is found again in the next workbook of its kind.
func TestTheSheetOfAWorkbookIsFoundAgain(t *testing.T) {
	notes := [][]string{{"Remark", "Author"}, {"none", "Petra"}, {"neither", "Paul"}, {"nor", "Pia"}}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		items := [][]string{{"Ref", "Qui", "Le", "Combien"}, {"R-1", "Acme", "31/01/2026", "121,00"}}
		o := newOffice(t, s)
		waits := o.any("items.xlsx", workbook(t, notes, items))
		if q := o.question(waits.Import, intake.Asked{}); !waits.Waits || waits.Format != "xlsx" || !slices.Equal(q.Sheets, []string{"Notes", "Items"}) {
			t.Fatalf("%+v, %+v", waits, q)
		}
		m := explained()
		m.Layout.Sheet = "Items"
		if r, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, m, intake.TableOptions{}); err != nil || r.Created != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		items[1][0] = "R-2"
		next := o.any("items.xlsx", workbook(t, notes, items))
		if next.Waits || next.Created != 1 || o.invoice("R-2") == nil {
			t.Errorf("%+v", next)
		}
	})
}
