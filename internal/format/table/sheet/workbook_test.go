package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/testkit/trial"
)

// parts are the files of a workbook.
type parts map[string]string

const relationships = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`

// bare is a workbook with one sheet, "Data", whose sheetData is given.
func bare(sheetData string) parts {
	return parts{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<Relationships ` + relationships + `><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships ` + relationships + `><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}
}

// with adds parts to others, or takes their place.
func (p parts) with(more parts) parts {
	all := maps.Clone(p)
	maps.Copy(all, more)
	return all
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(p[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// described are the rows of a file with the types of their cells: "7: A=x B#12 C@2026-03-12".
func described(t testing.TB, f *File) (all []string) {
	t.Helper()
	for row, err := range f.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("%d:", row.Number)
		for n, c := range row.Cells {
			if c.Text != "" || c.Type != Written {
				text += fmt.Sprintf(" %c%c%s", 'A'+n, "=#@?"[c.Type], c.Text)
			}
		}
		all = append(all, text)
	}
	return all
}

func TestAWorkbookAsAProgramWroteIt(t *testing.T) {
	raw, err := os.ReadFile("testdata/items.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	f, err := open(raw, Layout{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Layout() != (Layout{Workbook: true, Sheet: "Open items"}) || !slices.Equal(f.Sheets(), []string{"Cover", "Open items"}) {
		t.Errorf("%+v, %v", f.Layout(), f.Sheets())
	}
	want := []string{
		"1: A=Open items of 2026-03-31",
		"3: A=Invoice no B=Customer C=Invoice date D=Due date E=Amount F=Open",
		"4: A=2026-001 B=Café Zoë C@2026-01-05 D@2026-02-04 E#1190.1 F#1190.1",
		"5: A#2026002 B=Müller GmbH C@2026-01-13 D@2026-02-12 E#250 F#100.05",
		"6: A=2026-003 B=Acme C@2026-02-01 D@2026-03-03 E#-45.3 F#-45.3",
		"7: A=Total F?",
	}
	if diff := cmp.Diff(want, described(t, f)); diff != "" {
		t.Error(diff)
	}
	if f, err := open(raw, Layout{Sheet: "Cover"}); err != nil || len(described(t, f)) != 1 {
		t.Errorf("the sheet that was asked for: %v", err)
	}
	if _, err := open(raw, Layout{Sheet: "Nowhere"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestCells(t *testing.T) {
	const styles = `<styleSheet><numFmts>
		<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.00 &quot;days&quot;"/>
		<numFmt numFmtId="166" formatCode="[$-40C]d\ mmmm\ yyyy;@"/><numFmt numFmtId="167" formatCode="00000"/><numFmt numFmtId="168" formatCode="[h]:mm"/>
		<numFmt numFmtId="169" formatCode="#,##0.00_);[Red]\(#,##0.00\)"/></numFmts>
		<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
		<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="169"/><xf numFmtId="20"/><xf/></cellXfs></styleSheet>`
	const shared = `<sst><si><t>plain</t></si><si><r><t xml:space="preserve">two </t></r><r><rPr><b/></rPr><t>runs</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>
		<si><t>line_x000D_break, _x005F_ and _x00 and _xZZZZ_</t></si><si/></sst>`
	for _, c := range []struct{ name, cell, want string }{
		{"a shared text", `<c r="A1" t="s"><v>0</v></c>`, "A=plain"},
		{"runs of several fonts", `<c r="A1" t="s"><v>1</v></c>`, "A=two runs"},
		{"a text with its pronunciation", `<c r="A1" t="s"><v>2</v></c>`, "A=東京"},
		{"characters that XML has no place for", `<c r="A1" t="s"><v>3</v></c>`, "A=line\rbreak, _ and _x00 and _xZZZZ_"},
		{"an empty text", `<c r="A1" t="s"><v>4</v></c>`, ""},
		{"a text that is not there", `<c r="A1" t="s"><v>99</v></c>`, ""},
		{"a text of its own", `<c r="A1" t="inlineStr"><is><t> own </t></is></c>`, "A=own"},
		{"the text of a formula", `<c r="A1" t="str"><f>B1&amp;C1</f><v>made</v></c>`, "A=made"},
		{"the number of a formula", `<c r="A1"><f>B1+C1</f><v>3</v></c>`, "A#3"},
		{"a formula without its result", `<c r="A1"><f>B1+C1</f></c>`, "A?"},
		{"an error", `<c r="A1" t="e"><v>#N/A</v></c>`, "A=#N/A"},
		{"yes", `<c r="A1" t="b"><v>1</v></c>`, "A=TRUE"},
		{"no", `<c r="A1" t="b"><v>0</v></c>`, "A=FALSE"},
		{"a day as ISO has it", `<c r="A1" t="d"><v>2026-03-12T00:00:00</v></c>`, "A@2026-03-12"},
		{"a number", `<c r="A1"><v>1190.5</v></c>`, "A#1190.5"},
		{"a negative number", `<c r="A1" t="n"><v>-0.07</v></c>`, "A#-0.07"},
		{"what a binary number leaves behind", `<c r="A1"><v>45.300000000000004</v></c>`, "A#45.3"},
		{"and another", `<c r="A1"><v>0.10000000000000001</v></c>`, "A#0.1"},
		{"a power of ten", `<c r="A1"><v>1.2E3</v></c>`, "A#1200"},
		{"a small one", `<c r="A1"><v>5.0000000000000001E-3</v></c>`, "A#0.005"},
		{"a number beyond measure", `<c r="A1"><v>1E+300</v></c>`, "A=1E+300"},
		{"a day of a built-in format", `<c r="A1" s="1"><v>46093</v></c>`, "A@2026-03-12"},
		{"a day of a format of its own", `<c r="A1" s="2"><v>46093.75</v></c>`, "A@2026-03-12"},
		{"days as a unit", `<c r="A1" s="3"><v>30</v></c>`, "A#30"},
		{"a day with its month in words", `<c r="A1" s="4"><v>46093</v></c>`, "A@2026-03-12"},
		{"zeros in front", `<c r="A1" s="5"><v>1067</v></c>`, "A#01067"},
		{"hours", `<c r="A1" s="6"><v>1.5</v></c>`, "A#1.5"},
		{"an amount in red", `<c r="A1" s="7"><v>-12.5</v></c>`, "A#-12.5"},
		{"a time of day", `<c r="A1" s="8"><v>0.5</v></c>`, "A#0.5"},
		{"a style without a format", `<c r="A1" s="9"><v>7</v></c>`, "A#7"},
		{"a style that is not there", `<c r="A1" s="77"><v>7</v></c>`, "A#7"},
		{"a day before there were any", `<c r="A1" s="1"><v>59</v></c>`, "A#59"},
		{"a day beyond the years", `<c r="A1" s="1"><v>99999999</v></c>`, "A#99999999"},
		{"a text where a day was meant", `<c r="A1" s="1" t="s"><v>0</v></c>`, "A=plain"},
		{"columns far apart", `<c r="A1"><v>1</v></c><c r="D1"><v>4</v></c>`, "A#1 D#4"},
		{"cells without names", `<c><v>1</v></c><c><v>2</v></c>`, "A#1 B#2"},
		{"a cell beyond the measure", `<c r="A1"><v>1</v></c><c r="AMK1"><v>2</v></c>`, "A#1"},
		{"cells that go back", `<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>`, "C#3 D#1"},
	} {
		p := bare(`<row r="1">` + c.cell + `</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row><row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>`)
		f, err := open(p.with(parts{"xl/styles.xml": styles, "xl/sharedStrings.xml": shared}).zip(t), Layout{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := described(t, f)[0]; got != strings.TrimSpace("1: "+c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestWorkbooks(t *testing.T) {
	const two = `<row><c><v>1</v></c><c><v>2</v></c></row><row r="7"><c><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>`
	const sheets = `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="Hidden" state="hidden" r:id="rId1"/><sheet name="Note" r:id="rId2"/><sheet name="Chart" r:id="rId3"/><sheet name="Table" r:id="rId4"/></sheets></workbook>`
	relation := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/` + kind + `" Target="` + target + `"/>`
	}
	several := bare(two).with(parts{
		"xl/workbook.xml": sheets,
		"xl/_rels/workbook.xml.rels": `<Relationships>` + relation("rId1", "worksheet", "worksheets/sheet1.xml") + relation("rId2", "worksheet", "/xl/worksheets/note.xml") +
			relation("rId3", "chartsheet", "chartsheets/sheet1.xml") + relation("rId4", "worksheet", "worksheets/Table.xml") + `</Relationships>`,
		"xl/worksheets/note.xml":  `<worksheet><sheetData><row><c t="inlineStr"><is><t>see the next sheet</t></is></c></row></sheetData></worksheet>`,
		"xl/worksheets/table.xml": `<x:worksheet xmlns:x="s"><x:sheetData><x:row><x:c s="1"><x:v>44631</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		"xl/styles.xml":           `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	})
	without := func(p parts, names ...string) parts {
		p = maps.Clone(p)
		for _, name := range names {
			delete(p, name)
		}
		return p
	}
	for _, c := range []struct {
		name  string
		parts parts
		sheet string
		want  []string
	}{
		{"rows without numbers", bare(two), "Data", []string{"1: A#1 B#2", "7: A#3 B#4", "8: A#5"}},
		{"without the relations of the archive", without(bare(two), "_rels/.rels"), "Data", []string{"1: A#1 B#2", "7: A#3 B#4", "8: A#5"}},
		{"several sheets, days from 1904, prefixes", several, "Table", []string{"1: A@2026-03-12 B#2", "2: A#1 B#2"}},
		{"a hidden sheet alone", without(several, "xl/worksheets/table.xml", "xl/worksheets/note.xml"), "Hidden", []string{"1: A#1 B#2", "7: A#3 B#4", "8: A#5"}},
	} {
		f, err := open(c.parts.zip(t), Layout{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.want, described(t, f)); diff != "" || f.Layout().Sheet != c.sheet {
			t.Errorf("%s: %s\n%s", c.name, f.Layout().Sheet, diff)
		}
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	const row = `<row><c><v>1</v></c><c><v>2</v></c></row>`
	for _, c := range []struct {
		name  string
		parts parts
		want  string
	}{
		{"OpenDocument", parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "OpenDocument"},
		{"a binary workbook", parts{"xl/workbook.bin": "x"}, "binary workbook"},
		{"a document", parts{"word/document.xml": "<x/>"}, "a document"},
		{"an archive of something else", parts{"a.csv": "a;b"}, "holds no workbook"},
		{"an empty sheet", bare(""), "no sheet of the workbook holds a table"},
		{"one row", bare(row), "no sheet of the workbook holds a table"},
		{"XML that breaks off", bare(row + row + `<row><c><v>`), "xl/worksheets/sheet1.xml of the workbook cannot be read"},
		{"entities of one's own", bare(row).with(parts{"xl/sharedStrings.xml": `<!DOCTYPE x [<!ENTITY a "b">]><sst/>`}), "not allowed"},
		{"a bomb", bare(row).with(parts{"xl/sharedStrings.xml": "<sst>" + strings.Repeat(" ", freely) + "</sst>"}), "unpacks to more"},
	} {
		f, err := open(c.parts.zip(t), Layout{})
		if err == nil {
			for _, rowErr := range f.Rows() {
				err = rowErr
			}
		}
		if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestABombThatLiesAboutItsSizeIsStopped writes another size into the directory of
// the archive than the part unpacks to.
func TestABombThatLiesAboutItsSizeIsStopped(t *testing.T) {
	raw := bare("").with(parts{"xl/sharedStrings.xml": "<sst>" + strings.Repeat(" ", freely+1<<20) + "</sst>"}).zip(t)
	size := []byte{0x0b, 0x00, 0x10, 0x04} // freely + 1 MiB + the tags, in the archive's order of bytes
	at := bytes.LastIndex(raw, size)
	if at < 0 {
		t.Fatal("the size does not stand in the directory")
	}
	copy(raw[at:], []byte{0x0b, 0x10, 0, 0})
	if _, err := open(raw, Layout{}); !errors.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestColumnsHaveNames(t *testing.T) {
	for name, want := range map[string]int{"A1": 0, "z9": 25, "AA1": 26, "AMJ1048576": 1023, "": -1, "12": -1} {
		if got := column(name); got != want {
			t.Errorf("%q is column %d, want %d", name, got, want)
		}
	}
}

func TestFormatsOfDays(t *testing.T) {
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, "m/d/yy h:mm": true, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy": true, "YYYY-MM-DD": true, "mmm yy": true, "[Red]yyyy": true,
		"General": false, "0.00": false, "h:mm:ss": false, "[hh]:mm": false, "0 \"day\"": false, "0.00\\d": false, "#,##0_d": false, "0;d": false, "\"unclosed d": false, "mm:ss": false, "": false,
	} {
		if got := styleOf(code).day; got != want {
			t.Errorf("%q: %t", code, got)
		}
	}
}

// sheetRows writes rows of ten cells, numbers, days and shared texts.
func sheetRows(rows int) parts {
	var data, shared strings.Builder
	shared.WriteString("<sst>")
	for n := range rows {
		fmt.Fprintf(&data, `<row r="%d"><c r="A%[1]d" t="s"><v>%[2]d</v></c><c r="B%[1]d" t="s"><v>%[2]d</v></c><c r="C%[1]d" s="1"><v>%[3]d</v></c><c r="D%[1]d" s="1"><v>%[3]d</v></c>`+
			`<c r="E%[1]d"><v>%[2]d.25</v></c><c r="F%[1]d"><v>%[2]d.5</v></c><c r="G%[1]d" t="s"><v>0</v></c><c r="H%[1]d" t="s"><v>0</v></c><c r="I%[1]d" t="s"><v>%[2]d</v></c><c r="J%[1]d"><v>1</v></c></row>`, n+1, n, 46000+n%365)
		fmt.Fprintf(&shared, "<si><t>INV%07d</t></si>", n)
	}
	shared.WriteString("</sst>")
	return bare(data.String()).with(parts{"xl/sharedStrings.xml": shared.String(), "xl/styles.xml": `<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`})
}

func TestMemoryStaysFlatOverALongSheet(t *testing.T) {
	const rows = 40_000
	f, err := open(sheetRows(rows).zip(t), Layout{})
	if err != nil {
		t.Fatal(err)
	}
	trial.Flat(t, rows, func(at func(int)) (int, error) { return count(f, at) })
}

func BenchmarkWorkbook(b *testing.B) {
	const rows = 50_000
	measure(b, rows, map[string][]byte{"xlsx": sheetRows(rows).zip(b)})
}

// FuzzWorkbook changes the parts of a workbook: whatever stands in them, rows rise
// and cells are as they say, or the file is refused.
func FuzzWorkbook(f *testing.F) {
	seed := sheetRows(3)
	f.Add(seed["xl/worksheets/sheet1.xml"], seed["xl/sharedStrings.xml"], seed["xl/styles.xml"], seed["xl/workbook.xml"], seed["xl/_rels/workbook.xml.rels"])
	f.Add(`<worksheet><sheetData><row r="9"><c r="ZZ9" t="d"><v>2026</v></c><c t="b"><v/></c></row></sheetData></worksheet>`, "<sst><si><r/></si></sst>", "<x/>", "<x/>", "")
	f.Fuzz(func(t *testing.T, sheet, shared, styles, workbook, relations string) {
		raw := bare("").with(parts{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared, "xl/styles.xml": styles, "xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": relations}).zip(t)
		file, err := open(raw, Layout{})
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for row, err := range file.Rows() {
			if err != nil {
				if !errors.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
				return
			}
			if row.Number <= last || len(row.Cells) > maxCells {
				t.Fatalf("row %d after %d, %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			for _, c := range row.Cells {
				if c.Type == Day && len(c.Text) != 10 || c.Type == Formula && c.Text != "" {
					t.Fatalf("%+v", c)
				}
			}
		}
	})
}

// FuzzArchive changes the bytes of the archive itself.
func FuzzArchive(f *testing.F) {
	f.Add(sheetRows(2).zip(f))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := open(raw, Layout{})
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		for _, err := range file.Rows() {
			if err != nil && !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
	})
}
