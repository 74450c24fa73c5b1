package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// workbook is an XLSX file with two sheets, Notes before Items.
func workbook(t *testing.T, notes, items [][]string) string {
	t.Helper()
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relation := func(n int, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, n, kinds, kind, target)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, file := range [][2]string{
		{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", relations + relation(1, "officeDocument", "xl/workbook.xml") + "</Relationships>"},
		{"xl/workbook.xml", `<workbook xmlns:r="` + kinds + `"><sheets><sheet name="Notes" sheetId="1" r:id="rId1"/><sheet name="Items" sheetId="2" r:id="rId2"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relations + relation(1, "worksheet", "worksheets/sheet1.xml") + relation(2, "worksheet", "worksheets/sheet2.xml") + "</Relationships>"},
		{"xl/worksheets/sheet1.xml", sheetOf(notes)}, {"xl/worksheets/sheet2.xml", sheetOf(items)},
	} {
		f, err := z.Create(file[0])
		if err == nil {
			_, err = f.Write([]byte(file[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func sheetOf(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString("<row>")
		for _, cell := range row {
			b.WriteString(`<c t="inlineStr"><is><t>` + cell + `</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + b.String() + `</sheetData></worksheet>`
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
