package xmlread

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"acquit/internal/fault"
	"acquit/internal/testkit/corpus"
)

// events writes what this package finds in a file: every start with its
// namespace, name and attributes, every end, and all character data.
func events(r io.Reader) (string, error) {
	x, err := New(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if _, _, err := x.Root(); err != nil {
		return "", err
	}
	x.limit = 1 << 30
	err = x.log(&b)
	return b.String(), err
}

// log writes the events of the current element. It goes below Each, which leaves
// out the text between elements.
func (x *Reader) log(b *strings.Builder) error {
	space := x.Space()
	if prefix := x.top().name.prefix; space == "" && prefix != "" {
		space = prefix // what encoding/xml does with a prefix that is not declared
	}
	fmt.Fprintf(b, "\n<%s %s", space, x.top().name.local)
	for _, a := range x.attrs {
		if !a.name.declares() {
			fmt.Fprintf(b, " %s=%q", a.name.local, x.tag[a.from:a.to])
		}
	}
	b.WriteByte('\n')
	for !x.top().done {
		x.text = x.text[:0]
		event, err := x.step(true)
		if err != nil {
			return err
		}
		b.Write(x.text)
		if event == opened {
			if err := x.log(b); err != nil {
				return err
			}
			x.pop()
		}
	}
	b.WriteString("\n>\n")
	return nil
}

// oracle is events as encoding/xml finds them in the same characters.
func oracle(r io.Reader) (string, error) {
	r, err := decode(r)
	if err != nil {
		return "", err
	}
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var b strings.Builder
	for depth := 0; ; {
		token, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			writeStart(&b, token)
		case xml.EndElement:
			depth--
			b.WriteString("\n>\n")
		case xml.CharData:
			if depth > 0 {
				b.Write(token)
			}
		case xml.Directive:
			return "", errors.New("declarations are not allowed")
		}
	}
}

func writeStart(b *strings.Builder, token xml.StartElement) {
	fmt.Fprintf(b, "\n<%s %s", token.Name.Space, token.Name.Local)
	for _, a := range token.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			fmt.Fprintf(b, " %s=%q", a.Name.Local, a.Value)
		}
	}
	b.WriteByte('\n')
}

// compare checks a file against encoding/xml. What this package accepts must be
// accepted there, with the same events; the reverse does not hold, since
// encoding/xml forgives what XML does not: several roots, text outside of them,
// an attribute twice.
func compare(t interface{ Fatalf(string, ...any) }, file []byte) {
	got, err := events(bytes.NewReader(file))
	slow, slowErr := events(iotest.OneByteReader(bytes.NewReader(file)))
	if got != slow || (err == nil) != (slowErr == nil) {
		t.Fatalf("read at once and byte by byte differ: %v, %v\n%s\n%s", err, slowErr, got, slow)
	}
	want, wantErr := oracle(bytes.NewReader(file))
	if err != nil {
		if !errors.Is(err, fault.Invalid) {
			t.Fatalf("not a fault.Invalid: %v", err)
		}
		return
	}
	if wantErr != nil && !milder(wantErr) {
		t.Fatalf("encoding/xml refuses what is accepted here: %v", wantErr)
	}
	if wantErr == nil && got != want {
		t.Fatalf("encoding/xml finds something else\nhere:  %s\nthere: %s", got, want)
	}
}

// milder reports whether a refusal of encoding/xml is one that this package does
// without on purpose: it does not look closely at names outside ASCII, nor at
// versions and byte order marks.
func milder(err error) bool {
	for _, phrase := range []string{"invalid XML name", "unsupported version", "invalid character entity", "xml: encoding"} {
		if strings.Contains(err.Error(), phrase) {
			return true
		}
	}
	return false
}

// pieces are what a file is made of in the properties below; some of them fit
// together.
var pieces = []string{
	"<r>", "</r>", "<p:r>", "</p:r>", "<s a='1'>", "</s>", "<t/>", "<t xmlns='A'>", "</t>", "<t xmlns:p=\"B\" p:a='&lt;\r\n'>",
	"<t", "a='x'", " ", "\n", "\r", "\r\n", "text", "é€\U0001F600", "&amp;", "&#65;", "&#x20AC;", "&b;", "&", "<", ">", "/>",
	"<!-- c -->", "<!--", "-->", "--", "<![CDATA[", "]]>", "<![CDATA[a<b]]>", "]", "<?pi x?>", "<?", "?>", "<!DOCTYPE r>",
	"\xFF", "\x00", "'", "\"", "=", ":", "1", "<?xml version=\"1.0\"?>", "\xEF\xBB\xBF",
}

func TestFilesReadAsEncodingXMLReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "parts")
		compare(t, []byte("<r>"+strings.Join(parts, "")+"</r>"))
		compare(t, []byte(strings.Join(parts, "")))
	})
}

// drawElement draws a well-formed element.
func drawElement(t *rapid.T, depth int) string {
	name := rapid.SampledFrom([]string{"a", "b:c", "é"}).Draw(t, "name")
	var b strings.Builder
	b.WriteString("<" + name + rapid.SampledFrom([]string{"", " x='1'", " xmlns:b='B'", " xmlns='C' y=\"&quot;\""}).Draw(t, "attributes") + ">")
	for range rapid.IntRange(0, 4).Draw(t, "children") {
		if depth > 0 && rapid.Bool().Draw(t, "deeper") {
			b.WriteString(drawElement(t, depth-1))
		} else {
			b.WriteString(rapid.SampledFrom([]string{"text", "é", "&amp;", "<!-- c -->", "<![CDATA[<]]>", "\r\n", "<?p?>"}).Draw(t, "content"))
		}
	}
	b.WriteString("</" + name + ">")
	return b.String()
}

func TestWellFormedFilesAreAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := drawElement(t, 4)
		if _, err := events(strings.NewReader(file)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		compare(t, []byte(file))
	})
}

func TestRealFilesReadAsEncodingXMLReadsThem(t *testing.T) {
	read, refused := 0, 0
	err := filepath.WalkDir(corpus.Dir(t), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.EqualFold(filepath.Ext(path), ".xml") {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		compare(named{t, path}, file)
		if _, err := events(bytes.NewReader(file)); err != nil {
			refused++
			t.Logf("%s: %v", path, err)
		} else {
			read++
		}
		return nil
	})
	t.Logf("%d files read, %d refused", read, refused)
	if err != nil || read < 100*refused {
		t.Errorf("%d files read, %d refused: %v", read, refused, err)
	}
}

// named puts a file's path before each failure.
type named struct {
	*testing.T
	path string
}

func (n named) Fatalf(format string, args ...any) {
	n.Helper()
	n.T.Errorf("%s: "+format, append([]any{n.path}, args...)...)
}

func FuzzAgainstEncodingXML(f *testing.F) {
	for _, piece := range pieces {
		f.Add([]byte("<r>" + piece + "</r>"))
	}
	f.Add([]byte("<?xml version='1.0' encoding='iso-8859-1'?><r xmlns:a='b'><a:c d='e'>\xE9</a:c></r>"))
	f.Add([]byte("\xFF\xFE<\x00r\x00/\x00>\x00"))
	f.Fuzz(func(t *testing.T, file []byte) { compare(t, file) })
}
