package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// replaced is a file with one thing in the place of another, which must be there.
func replaced(t *testing.T, file []byte, old, with string) []byte {
	t.Helper()
	if !bytes.Contains(file, []byte(old)) {
		t.Fatalf("there is no %q in %q", old, file)
	}
	return bytes.Replace(file, []byte(old), []byte(with), 1)
}

// TestTheInvoiceIsFoundInWhatIsOddlyWritten changes one thing in a file that is right.
func TestTheInvoiceIsFoundInWhatIsOddlyWritten(t *testing.T) {
	whole := func() []byte { return newMaker().embed("factur-x.xml", newest).finish().classic("") }
	length := fmt.Sprintf("/Length %d >>", len(deflated([]byte(newest))))
	packed := func() []byte { return newMaker().embed("factur-x.xml", newest).finish().compressed(false) }
	for _, tt := range []struct {
		name      string
		file      []byte
		old, with string
	}{
		{"PDF 2.0", whole(), "%PDF-1.7", "%PDF-2.0"},
		{"no place where the table begins", whole(), "startxref\n", "startxref\nhere "},
		{"a place outside of the file", whole(), "startxref\n", "startxref\n9"},
		{"a table of another kind", whole(), "00000 n \n2 1", "00000 x \n2 1"},
		{"a table without numbers", whole(), "xref\n0 1", "xref\nzero 1"},
		{"a table of which every place is off by one", whole(), "xref\n0 1\n0000000000 65535 f \n1 1\n", "xref\n1 1\n0000000000 65535 f \n2 1\n"},
		{"no trailer", whole(), "trailer", "tra1ler"},
		{"a trailer without a catalogue", whole(), "/Root 1 0 R", "/Boot 1 0 R"},
		{"a trailer with a catalogue that is none", whole(), "/Root 1 0 R", "/Root 5 0 X"},
		{"an earlier table that is none", whole(), "/Root 1 0 R", "/Root 1 0 R /Prev (16)"},
		{"not encrypted after all", whole(), "/Root 1 0 R", "/Root 1 0 R /Encrypt null"},
		{"a catalogue of another type", whole(), "/Type /Catalog", "/Type /Cat#61log"},
		{"a stray word in a dictionary", whole(), "/Type /Catalog", "stray [ 1 ] /Type /Catalog"},
		{"a key that is escaped", whole(), "/EmbeddedFiles", "/Embedded#46iles"},
		{"an escape that is none", whole(), "/Pages 2 0 R", "/Pag#zz 2 0 R"},
		{"comments", whole(), "/EmbeddedFiles", "%/EmbeddedFiles (\r/EmbeddedFiles"},
		{"no blanks", whole(), " /UF ", "/UF"},
		{"a stray bracket", whole(), "/AFRelationship", "> /AFRelationship"},
		{"a list of files that is no list", whole(), "/AF [ 7 0 R  ]", "/AF (none)"},
		{"files that have no stream", whole(), "/AF [ 7 0 R  ]", "/AF [ << /EF << /F (a) >> >> (x) null 3 0 R << /EF 3 0 R >> ]"},
		{"a length that is too long", whole(), length, "/Length 9999999999 >>"},
		{"a length that is too short", whole(), length, "/Length 7 >>"},
		{"a length that is none", whole(), length, "/Length (7) >>"},
		{"blanks behind the word stream", whole(), length + "\nstream\n", length + "stream \t\r\n"},
		{"an object that says nothing", whole(), "3 0 obj\n<<", "3 0 obj\nendobj\n<<"},
		{"an object with the number 0", whole(), "%\xe2\xe3\xcf\xd3\n", "%\n0 0 obj << /Type /Catalog >> endobj\n"},
		{"a table in a stream without its type", packed(), "/Type /XRef", "/Type /XReX"},
		{"a table in a stream without its widths", packed(), "/W [ 1 3 1 ]", "/W [ 1 3 ]"},
		{"a table in a stream with widths that are none", packed(), "/W [ 1 3 1 ]", "/W [ 1 3 1 1 ]"},
		{"a table in a stream without an index", packed(), "/Index [", "/Undex ["},
		{"no table and no trailer", bytes.ReplaceAll(packed(), []byte("/Root 1 0 R"), nil), "startxref", "startless"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			xml, found, err := Invoice(replaced(t, tt.file, tt.old, tt.with))
			if string(xml) != newest || !found || err != nil {
				t.Errorf("found %v: %q, %v", found, xml, err)
			}
		})
	}
}

// TestAHybridFileIsRead reads a file with both kinds of tables: the objects of the one
// in a stream are hidden from old programs (ISO 32000-1, 7.5.8.4).
func TestAHybridFileIsRead(t *testing.T) {
	m := newMaker().embed("factur-x.xml", newest).finish()
	spec := m.objects[7]
	delete(m.objects, 7)
	within := m.flate("/Type /ObjStm /N 1 /First 4", append([]byte("7 0 "), spec...))
	b := bytes.NewBufferString(header)
	at := b.Len()
	rows := []byte{2, byte(within), 0}
	fmt.Fprintf(b, "90 0 obj << /Type /XRef /Size 8 /Index [ 7 1 ] /W [ 1 1 1 ] /Length 3 >> stream\n%s\nendstream endobj\n", rows)
	for _, tt := range []struct{ trailer, want string }{
		{fmt.Sprintf("/Root 1 0 R /XRefStm %d", at), newest},
		{"/Root 1 0 R", ""},
		{"/Root 1 0 R /XRefStm 3", newest}, // damaged, so that the file is looked through
	} {
		xml, found, err := Invoice(m.update(b.Bytes(), tt.trailer))
		if string(xml) != tt.want || found != (tt.want != "") || err != nil {
			t.Errorf("%s: found %v: %q, %v", tt.trailer, found, xml, err)
		}
	}
}

// TestWhatWasDeletedIsNotFound saves a file again without its invoice.
func TestWhatWasDeletedIsNotFound(t *testing.T) {
	m := newMaker().embed("factur-x.xml", newest).finish()
	before := m.classic("")
	last := bytes.LastIndex(before, []byte("xref\n0 1"))
	freed := fmt.Appendf(bytes.Clone(before), "xref\n7 1\n0000000000 00001 f \ntrailer << /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF", last, len(before))
	if xml, found, err := Invoice(freed); found || err != nil {
		t.Errorf("found %q, %v", xml, err)
	}
}

func TestDataThatIsNotWhatItSays(t *testing.T) {
	for _, tt := range []struct{ name, entries, data, want string }{
		{"deflate without its header", "/Filter /FlateDecode", "x", "it is damaged"},
		{"deflate of another kind", "/Filter /FlateDecode", "\x79\x9c", "it is damaged"},
		{"runs that break off", "/Filter /RunLengthDecode", "\x05ab", "it is damaged"},
		{"LZW that breaks off", "/Filter /LZWDecode", "\x80", "it is damaged"},
		{"LZW with a code that was not learnt", "/Filter /LZWDecode", "\x80\x7f\xff", "it is damaged"},
		{"base 85 with other characters", "/Filter /ASCII85Decode", "ab\x7f", "it is damaged"},
		{"a filter of PNG that does not exist", "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 1 >>", string(deflated([]byte{5, 1})), "it is damaged"},
		{"rows without measure", "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 99999999 >>", string(deflated([]byte{0, 1})), `it is packed by a method that is not known here ("Predictor")`},
		{"too many filters", "/Filter [ " + strings.Repeat("/ASCIIHexDecode ", maxFilters+1) + "]", "61", "it is damaged"},
		{"a filter without a name", "/Filter [ 7 ]", "61", `it is packed by a method that is not known here ("")`},
		{"a file that is too large as it is", "", strings.Repeat("x", maxFile+1), "it unpacks to more than 32 MB"},
		{"digits that are too many", "/Filter /ASCIIHexDecode", strings.Repeat("61", maxFile+1), "it unpacks to more than 32 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMaker()
			files, err := Embedded(m.attach("a.xml", m.stream(tt.entries, []byte(tt.data))).finish().classic(""))
			if want := "a.xml: the embedded file cannot be read: " + tt.want; len(files) > 0 || fmt.Sprint(err) != want {
				t.Errorf("%d files, %v", len(files), err)
			}
		})
	}
}

func TestWhatIsNoPDFIsRefused(t *testing.T) {
	for _, body := range []string{"", "x", "%!PS", strings.Repeat(" ", headLen) + "%PDF-1.7"} {
		if _, _, err := Invoice([]byte(body)); fmt.Sprint(err) != "this is not a PDF" {
			t.Errorf("%.10q: %v", body, err)
		}
	}
}
