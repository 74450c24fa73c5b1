package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/cii"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

// told writes down what is found in each of several PDFs.
func told(files map[string][]byte) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%s\n\t%s\n", name, strings.ReplaceAll(strings.TrimSpace(said(files[name])), "\n", "\n\t"))
	}
	return b.String()
}

func TestSamples(t *testing.T) {
	all := stored(t, "testdata", samples)
	golden.Match(t, "testdata/samples.txt", told(all))
	for name, body := range all {
		xml, found, err := Invoice(body)
		if name == "no-invoice" || name == "order-x" {
			if found || err != nil {
				t.Errorf("%s: an invoice is found (%v), %v", name, found, err)
			}
			continue
		}
		if string(xml) != invoiceXML(t) || err != nil {
			t.Errorf("%s: the invoice is not what was embedded: %v", name, err)
		}
	}
}

func TestRefused(t *testing.T) {
	all := stored(t, "testdata/refused", refused)
	golden.Match(t, "testdata/refused/messages.txt", told(all))
	for name, body := range all {
		if _, found, err := Invoice(body); found || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
	}
}

func TestWhatIsFoundIsAnInvoiceThatCanBeRead(t *testing.T) {
	xml, _, err := Invoice(stored(t, "testdata", samples)["factur-x-1.5"])
	if err != nil {
		t.Fatal(err)
	}
	doc, err := cii.Read(bytes.NewReader(xml))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Number != "F-2026-0117" || doc.Payable.String() != "768.00" {
		t.Errorf("read %s, %s", doc.Number, doc.Payable)
	}
}

func TestTheInvoiceIsToldByItsRoot(t *testing.T) {
	type file struct{ name, body string }
	for _, tt := range []struct {
		name  string
		files []file
		want  string
	}{
		{"the newest standard before ZUGFeRD 1", []file{{"ZUGFeRD-invoice.xml", first}, {"x.xml", newest}}, newest},
		{"wherever it stands", []file{{"x.xml", newest}, {"ZUGFeRD-invoice.xml", first}}, newest},
		{"UBL before ZUGFeRD 1", []file{{"ZUGFeRD-invoice.xml", first}, {"x.xml", ubl21}}, ubl21},
		{"Cross Industry Invoice before UBL", []file{{"x.xml", ubl21}, {"factur-x.xml", newest}}, newest},
		{"ZUGFeRD 1 where there is no other", []file{{"data.xml", extra}, {"ZUGFeRD-invoice.xml", first}}, first},
		{"no matter the name", []file{{"factur-x.xml", order}, {"readme.txt", newest}}, newest},
		{"by the name of the standard where two are as new", []file{{"a.xml", newest + " "}, {"Factur-X.xml", newest}}, newest},
		{"the first of two that are alike", []file{{"a.xml", newest + " "}, {"b.xml", newest}}, newest + " "},
		{"with a byte order mark", []file{{"factur-x.xml", "\ufeff" + newest}}, "\ufeff" + newest},
		{"an order is none", []file{{"order-x.xml", order}}, ""},
		{"other XML is none", []file{{"factur-x.xml", extra}}, ""},
		{"what is no XML is none", []file{{"factur-x.pdf", "%PDF-1.7"}, {"a.csv", "a;b"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMaker()
			for _, f := range tt.files {
				m.embed(f.name, f.body)
			}
			xml, found, err := Invoice(m.finish().classic(""))
			if string(xml) != tt.want || found != (tt.want != "") || err != nil {
				t.Errorf("found %v: %q, %v", found, xml, err)
			}
		})
	}
}

func TestAFileThatCannotBeHadKeepsNoOtherBack(t *testing.T) {
	m := newMaker()
	m.attach("photo.jpg", m.stream("/Filter /DCTDecode", []byte("\xff\xd8\xff")))
	body := m.embed("factur-x.xml", newest).finish().classic("")

	files, err := Embedded(body)
	if len(files) != 1 || files[0].Name != "factur-x.xml" {
		t.Errorf("got %v", files)
	}
	if want := "photo.jpg: the embedded file cannot be read: it is packed by a method that is not known here (\"DCTDecode\")"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if xml, found, err := Invoice(body); string(xml) != newest || !found || err != nil {
		t.Errorf("found %v: %q, %v", found, xml, err)
	}
}

func TestNamesAndTypes(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n"
	for _, tt := range []struct {
		name, spec, stream, data string
		wantName, wantType       string
	}{
		{"a plain name", "/F (a.xml)", "/Subtype /text#2Fxml", "<a/>", "a.xml", "text/xml"},
		{"the name in Unicode counts", "/F (a.xml) /UF <FEFF00E9002E0078006D006C>", "", "<?xml version='1.0'?><a/>", "é.xml", "text/xml"},
		{"little endian", "/UF <FFFEE9002E00>", "", png, "é", "image/png"},
		{"UTF-8", "/UF (\xef\xbb\xbf\xc3\xa9.png)", "", png, "é.png", "image/png"},
		{"Windows-1252", "/F (\xe9.png)", "", png, "é.png", "image/png"},
		{"escapes", `/F (a\(1\)\051\
b\134c\d.png)`, "", png, "cd.png", "image/png"},
		{"octal of one digit", `/F (\7a\60.png)`, "", png, "a0.png", "image/png"},
		{"an odd number of hexadecimal digits", "/F <61 2E 7>", "", png, "a.p", "image/png"},
		{"folders are left out", `/F (../../etc/passwd)`, "", "x", "passwd", "text/plain"},
		{"no name but that of the list", "", "/Subtype /application#2Fpdf", "%PDF-1.4", "listed", "application/pdf"},
		{"content outweighs what is said", "/F (a.png)", "/Subtype /image#2Fpng", "<html>", "a.png", "text/html"},
		{"a type that is none", "/F (a.bin)", "/Subtype /xml", "\x00\x01", "a.bin", "application/octet-stream"},
		{"a workbook", "/F (a.xlsx)", "/Subtype /application#2Fvnd.ms-excel", "PK\x03\x04", "a.xlsx", "application/vnd.ms-excel"},
		{"a comment and a line inside", "/F %)\n (a\r\nb.png)", "", png, "ab.png", "image/png"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMaker()
			data := m.stream(tt.stream, []byte(tt.data))
			m.names, m.files = []string{"listed"}, []int{m.add("<< %s /EF << /UF %d 0 R >> >>", tt.spec, data)}
			files, err := Embedded(m.finish().classic(""))
			if err != nil || len(files) != 1 {
				t.Fatal(files, err)
			}
			if f := files[0]; f.Name != tt.wantName || f.MIME != tt.wantType || string(f.Body) != tt.data {
				t.Errorf("got %q, %s, %q", f.Name, f.MIME, f.Body)
			}
		})
	}
}

// TestDetect looks at the samples of every format.
func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		head string
		want bool
	}{
		{"%PDF-1.7\n", true},
		{"\r\n%PDF-2.0\n", true},
		{strings.Repeat(" ", headLen-5) + "%PDF-", true},
		{strings.Repeat(" ", headLen-4) + "%PDF-", false},
		{"%!PS-Adobe-3.0", false},
		{"", false},
	} {
		if got := Detect([]byte(tt.head)); got != tt.want {
			t.Errorf("%.20q: %v", tt.head, got)
		}
	}
	trial.Kind{Detect: Detect, Samples: []string{"testdata/*.pdf"}}.Test(t, nil, nil)
}
