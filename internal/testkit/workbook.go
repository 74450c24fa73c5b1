package testkit

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

// Sheet is a sheet of a workbook, all of whose cells are texts.
type Sheet struct {
	Name string
	Rows [][]string
}

// Workbook is an XLSX file with some sheets.
func Workbook(t testing.TB, sheets ...Sheet) string {
	t.Helper()
	const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relations := func(all string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + all + `</Relationships>`
	}
	relation := func(n int, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, n, kinds, kind, target)
	}
	var listed, related string
	files := []string{"[Content_Types].xml", "<Types/>", "_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))}
	for n, s := range sheets {
		listed += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, s.Name, n+1)
		related += relation(n+1, "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", n+1))
		files = append(files, fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1), s.xml())
	}
	return Packed(t, append(files, "xl/workbook.xml", `<workbook xmlns:r="`+kinds+`"><sheets>`+listed+`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relations(related))...)
}

func (s *Sheet) xml() string {
	var b strings.Builder
	for _, row := range s.Rows {
		b.WriteString("<row>")
		for _, cell := range row {
			b.WriteString(`<c t="inlineStr"><is><t>`)
			xml.EscapeText(&b, []byte(cell))
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + b.String() + `</sheetData></worksheet>`
}

// Packed are files in a zip archive, given as name and content in turn.
func Packed(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n := 0; n < len(files); n += 2 {
		f, err := z.Create(files[n])
		if err == nil {
			_, err = f.Write([]byte(files[n+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
