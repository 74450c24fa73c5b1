package xmlread

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"acquit/internal/fault"
)

// outline writes what a file says, one line for each element: its namespace,
// name, attributes named a and its own text.
func outline(r io.Reader) (string, error) {
	x, err := New(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	space, name, err := x.Root()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "{%s}%s\n", space, name)
	err = x.Each(func(name string) error { return describe(x, &b, name) })
	return b.String(), err
}

// describe outlines one element: one with children by its children, one named
// after its content by its text.
func describe(x *Reader, b *strings.Builder, name string) error {
	fmt.Fprintf(b, "%s{%s}%s a=%q", strings.Repeat(" ", len(x.stack)-1), x.Space(), name, x.Attr("a"))
	if strings.HasPrefix(name, "text") {
		text, err := x.Text()
		fmt.Fprintf(b, " %q\n", text)
		return err
	}
	b.WriteByte('\n')
	return x.Each(func(name string) error { return describe(x, b, name) })
}

func TestReading(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"an element without content", `<r/>`, "{}r\n"},
		{"children in their order", `<r><p><text>1</text></p><q/></r>`, "{}r\n {}p a=\"\"\n  {}text a=\"\" \"1\"\n {}q a=\"\"\n"},
		{"white space around a text is dropped, inside it stays", "<r><text>\n a  b\t</text></r>", "{}r\n {}text a=\"\" \"a  b\"\n"},
		{"the five entities and character numbers", `<r><text a="&lt;&#65;">&amp;&gt;&apos;&quot;&#x20AC;&#8364;</text></r>`, "{}r\n {}text a=\"<A\" \"&>'\\\"€€\"\n"},
		{"a named entity next to a bracket", `<r><text>]]&gt; ]a] ></text></r>`, "{}r\n {}text a=\"\" \"]]> ]a] >\"\n"},
		{"CDATA, comments and instructions inside a text", `<r><text>a<![CDATA[<b>&amp;]]]]><!-- c --><?d e?>f</text></r>`, "{}r\n {}text a=\"\" \"a<b>&amp;]]f\"\n"},
		{"elements inside a text are skipped", `<r><text>a<b><c>x</c></b>d</text></r>`, "{}r\n {}text a=\"\" \"ad\"\n"},
		{"line ends of every kind are one line feed", "<r><text a='1\r\n2'>a\r\nb\rc\nd</text></r>", "{}r\n {}text a=\"1\\n2\" \"a\\nb\\nc\\nd\"\n"},
		{"namespaces by default, prefix, redefinition and withdrawal",
			`<r xmlns="A" xmlns:p="B"><p:x><y/></p:x><q xmlns="C"><z/></q><w xmlns=""/><v xmlns:p="D"><p:u/></v><p:t/><n:s/></r>`,
			"{A}r\n {B}x a=\"\"\n  {A}y a=\"\"\n {C}q a=\"\"\n  {C}z a=\"\"\n {}w a=\"\"\n {A}v a=\"\"\n  {D}u a=\"\"\n {B}t a=\"\"\n {}s a=\"\"\n"},
		{"attributes by local name, declarations apart", `<r><p xmlns:a="no" b:a="yes"/><q xmlns:a="no"/></r>`, "{}r\n {}p a=\"yes\"\n {}q a=\"\"\n"},
		{"a > in an attribute and a / in another", `<r><p b="1>2" c='"/' a = "x" ></p ></r >`, "{}r\n {}p a=\"x\"\n"},
		{"declaration, comments and blank lines around the root", "\n<?xml version=\"1.0\"?>\n<!-- a - b --><?c?><r></r>\n<!--d--> <?e?>\n", "{}r\n"},
		{"names outside ASCII", `<r><é ü="1"><textß>Ŀ</textß></é></r>`, "{}r\n {}é a=\"\"\n  {}textß a=\"\" \"Ŀ\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := outline(strings.NewReader(test.file))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
			slow, err := outline(iotest.OneByteReader(strings.NewReader(test.file)))
			if diff := cmp.Diff(test.want, slow); diff != "" || err != nil {
				t.Errorf("read byte by byte: %v\n%s", err, diff)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const text = "Société à Liège, 5 €"
	utf16 := func(order unicode.Endianness, bom unicode.BOMPolicy) func(string) (string, error) {
		return unicode.UTF16(order, bom).NewEncoder().String
	}
	plain := func(s string) (string, error) { return s, nil }
	for _, test := range []struct {
		name, declared string
		encode         func(string) (string, error)
	}{
		{"none declared is UTF-8", "", plain},
		{"UTF-8 in capitals", "UTF-8", plain},
		{"a mark outweighs the declaration", "ISO-8859-1", func(s string) (string, error) { return "\xEF\xBB\xBF" + s, nil }},
		{"Windows 1252", "windows-1252", charmap.Windows1252.NewEncoder().String},
		{"Latin 9", "iso-8859-15", charmap.ISO8859_15.NewEncoder().String},
		{"UTF-16 with a mark", "UTF-16", utf16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 with a mark, the other way round", "UTF-16", utf16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16 without a mark", "UTF-16", utf16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16 without a mark, the other way round", "UTF-16", utf16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"UTF-16 declared by a program that wrote UTF-8", "utf-16", plain},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := "<r><text>" + text + "</text></r>"
			if test.declared != "" {
				file = `<?xml version="1.0" encoding="` + test.declared + `"?>` + file
			}
			encoded, err := test.encode(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := outline(strings.NewReader(encoded))
			if want := fmt.Sprintf("{}r\n {}text a=\"\" %q\n", text); got != want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"an empty file", "", "line 1: there is no XML element"},
		{"only a declaration", "<?xml version='1.0'?>\n", "line 2: there is no XML element"},
		{"no XML", "Dear Sir", "line 1: text stands outside of the root element"},
		{"an unknown encoding", "<?xml version='1.0' encoding='klingon'?><r/>", `line 1: the encoding "klingon" is not known`},
		{"a file cut in a text", "<r>\n<p>te", "line 2: r/p: the file ends inside the element p"},
		{"a file cut in a tag", "<r>\n<p a='", "line 2: r: the file ends inside the element r"},
		{"a file cut in a comment", "<r>\n<!-- ", "line 2: r: the file ends inside the element r"},
		{"a file cut behind a comment", "<r><!----", "line 1: r: the file ends inside the element r"},
		{"a file cut in CDATA", "<r>\n<![CDATA[ ]]", "line 2: r: the file ends inside the element r"},
		{"a file cut in a character", "<r>\n\xE2\x82", "line 2: r: the byte 0xe2 is not UTF-8"},
		{"mismatched tags", "<r>\n<p></r>", `line 2: r/p: the element p is closed by "r"`},
		{"prefixes that differ", "<r xmlns:a='A' xmlns:b='A'><a:p></b:p></r>", `line 1: r/p: the element a:p is closed by "b:p"`},
		{"an end without a start", "</r>", "line 1: an end tag stands before the first element"},
		{"two roots", "<r/>\n<s/>", "line 2: r: the file goes on after the end of r"},
		{"a file cut behind the root", "<r></r>\n<", "line 2: r: the file goes on after the end of r"},
		{"text behind the root", "<r></r>\nx", "line 2: r: text stands outside of the root element"},
		{"CDATA outside the root", "<![CDATA[x]]><r/>", "line 1: document type and entity declarations are not allowed"},
		{"a document type", "<!DOCTYPE r><r/>", "line 1: document type and entity declarations are not allowed"},
		{"an entity bomb", "<!DOCTYPE r [<!ENTITY a 'aa'>]><r>&a;</r>", "line 1: document type and entity declarations are not allowed"},
		{"an entity of one's own", "<r>\n\n&a;</r>", "line 3: r: the entity &a; is not known"},
		{"an entity that is none in XML", "<r>&nbsp;</r>", "line 1: r: the entity &nbsp; is not known"},
		{"an & alone", "<r>Lys & Fils</r>", "line 1: r: an & stands alone in the text"},
		{"an & alone in an attribute", "<r a='&'/>", "line 1: r: an & stands alone in the text"},
		{"a character that XML forbids, by number", "<r>&#8;</r>", "line 1: r: the entity &#8; is not known"},
		{"half a surrogate, by number", "<r>&#xD800;</r>", "line 1: r: the entity &#xD800; is not known"},
		{"a number too large", "<r>&#99999999999;</r>", "line 1: r: the entity &#99999999999; is not known"},
		{"invalid UTF-8", "<r>\n\n<p>Soci\xE9t\xE9</p></r>", "line 3: r/p: the byte 0xe9 is not UTF-8"},
		{"invalid UTF-8 in an attribute", "<r a='\xE9'/>", "line 1: r: the byte 0xe9 is not UTF-8"},
		{"invalid UTF-8 in a name", "<r><p\xE9/></r>", `line 1: r: "p\xe9" is not a name`},
		{"invalid UTF-8 in a comment", "<r><!--\xE9--></r>", "line 1: r: the byte 0xe9 is not UTF-8"},
		{"a control character", "<r>\x01</r>", "line 1: r: the character U+0001 is not allowed"},
		{"a control character in an attribute", "<r a='\x01'/>", "line 1: r: the character U+0001 is not allowed"},
		{"the end of CDATA without its beginning", "<r>a]]></r>", "line 1: r: ]]> stands in the text"},
		{"two hyphens in a comment", "<r><!-- a -- b --></r>", "line 1: r: a comment contains --"},
		{"an instruction without a name", "<r><? a?></r>", "line 1: r: an instruction has no name"},
		{"a < in an attribute", "<r a='<'/>", "line 1: r: a < stands in an attribute"},
		{"a tag that is not closed", "<r <p></p></r>", "line 1: a tag is not closed before the next one"},
		{"an attribute without a value", "<r a></r>", "line 1: r: the attribute a has no value"},
		{"an attribute without quotes", "<r a=1></r>", "line 1: r: the value of a is not in quotes"},
		{"an attribute twice", "<r a='1' a='2'/>", "line 1: r: the attribute a stands twice"},
		{"attributes without a blank", "<r a='1'b='2'/>", `line 1: r: a blank is missing before "b='2'"`},
		{"a name that begins with a digit", "<r><1/></r>", `line 1: r: "1" is not a name`},
		{"a name with two prefixes", "<a:b:c/>", `line 1: "a:b:c" is not a name`},
		{"a name that is only a prefix", "<a:/>", `line 1: "a:" is not a name`},
		{"an empty tag", "<r><></></r>", `line 1: r: "" is not a name`},
		{"nesting without end", strings.Repeat("<r>", 65), "line 1: " + strings.Repeat("r/", 63) + "r: elements are nested deeper than 64"},
		{"a name without measure", "<" + strings.Repeat("r", 257) + "/>", "line 1: a name is longer than 256 bytes"},
		{"an attribute without measure", "<r a='" + strings.Repeat("a", 9000) + "'/>", "line 1: r: the value of a is longer than 8192 bytes"},
		{"a tag without measure", "<r " + strings.Repeat(" ", 1<<17) + "/>", "line 1: a tag is longer than 65536 bytes"},
		{"attributes without measure", "<r" + numbered(300) + "/>", "line 1: r: an element has more than 256 attributes"},
		{"a text without measure", "<r>\n<text>" + strings.Repeat("x", 1<<21) + "</text></r>", "line 2: r/text: the text is longer than 1048576 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := outline(strings.NewReader(test.file))
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("got %v, want a fault.Invalid", err)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

// numbered returns n attributes.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

func TestAFailingReaderIsNotTheFilesFault(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, start := range []string{"", "<r>", "<r><p>x</p>", "<r a='", "<r/>"} {
		_, err := outline(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || fault.KindOf(err) != "" {
			t.Errorf("after %q: got %v", start, err)
		}
	}
	_, err := outline(io.MultiReader(strings.NewReader("<r>"+strings.Repeat(" ", headSize)), stuck{}))
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: got %v", err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestLinesAndPathsInALongFile(t *testing.T) {
	var file strings.Builder
	file.WriteString("<r>\n")
	for i := range 20000 {
		fmt.Fprintf(&file, "<p>\n<q>%d\n</q></p>\n", i)
	}
	file.WriteString("</r>")
	x, err := New(strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Root(); err != nil {
		t.Fatal(err)
	}
	n := 0
	err = x.Each(func(string) error {
		err := x.Each(func(string) error {
			text, err := x.Text()
			got := x.Fail("%s", text).Error()
			if want := fmt.Sprintf("line %d: r/p/q: %d", 3*n+3, n); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
			return err
		})
		if x.Line() != 3*n+2 || x.Path() != "r/p" {
			t.Fatalf("element %d: line %d, path %s", n, x.Line(), x.Path())
		}
		n++
		return err
	})
	if err != nil || n != 20000 {
		t.Fatalf("read %d elements: %v", n, err)
	}
}

func TestErrorsOfTheCallerEndTheReading(t *testing.T) {
	x, _ := New(strings.NewReader("<r><p/><q/></r>"))
	x.Root()
	stop, calls := errors.New("enough"), 0
	err := x.Each(func(string) error { calls++; return stop })
	if err != stop || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

func TestRawTextIsBounded(t *testing.T) {
	read := func(file string) ([]byte, error) {
		x, _ := New(strings.NewReader(file))
		x.Root()
		return x.RawText(8)
	}
	if b, err := read("<r> 12\n56 </r>"); string(b) != " 12\n56 " || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
	_, err := read("<r>\n12345678</r>")
	if want := "line 1: r: the text is longer than 8 bytes"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// skim reads a file without keeping anything.
func skim(r io.Reader) error {
	x, err := New(r)
	if err != nil {
		return err
	}
	if _, _, err := x.Root(); err != nil {
		return err
	}
	return x.Each(func(string) error { return nil })
}

// endless is a file of one hundred million bytes between a beginning and an end.
func endless(start, middle, end string) io.Reader {
	return io.MultiReader(strings.NewReader(start), io.LimitReader(&repeated{block: strings.Repeat(middle, 4096)}, 100_000_000), strings.NewReader(end))
}

// repeated is a text without end.
type repeated struct {
	block string
	at    int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) {
		copied := copy(p[n:], r.block[r.at:])
		n, r.at = n+copied, (r.at+copied)%len(r.block)
	}
	return n, nil
}

func TestMemoryStaysFlat(t *testing.T) {
	for _, test := range []struct{ name, start, middle, end string }{
		{"one long line of text", "<r>", "x", "</r>"},
		{"one long comment", "<r><!--", "x", "--></r>"},
		{"one long CDATA section", "<r><![CDATA[", "]", "]]></r>"},
		{"many elements", "<r>", "<a/>", "</r>"},
		{"blanks before the root", "", " ", "<r/>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if err := skim(endless(test.start, test.middle, test.end)); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			allocated := after.TotalAlloc - before.TotalAlloc
			if allocated > 1<<20 {
				t.Errorf("100 MB took %d bytes", allocated)
			}
		})
	}
}
