package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"acquit/internal/fault"
)

// hostile are files that are small, or no larger than a large one, and mean to cost
// far more.
func hostile() map[string][]byte {
	const many = 100_000
	names := func(entries string, m *maker) []byte { return m.catalogue(entries).classic("") }
	all := map[string][]byte{
		"brackets that never close":    newMaker().catalogue("/Names " + strings.Repeat("[", 20*many)).classic(""),
		"dictionaries in dictionaries": newMaker().catalogue(strings.Repeat("/Names << /EmbeddedFiles << ", 10*many)).classic(""),
		"a comment to the end":         append([]byte("%PDF-1.7\n1 0 obj %"), strings.Repeat(" 1 0 obj ", 10*many)...),
		"objects in objects":           append([]byte("%PDF-1.7\n"), strings.Repeat("1 0 obj [ ", 10*many)...),
		"strings in strings":           append([]byte("%PDF-1.7\n"), strings.Repeat("1 0 obj ( ", 10*many)...),
		"trailers in trailers":         append([]byte("%PDF-1.7\n"), strings.Repeat("trailer << /A ( ", 10*many)...),
		"one file named often":         often(10 * many),
		"names that exist not":         absent(10 * many),
		"a tree that is a circle":      names("/Names << /EmbeddedFiles << /Kids [ 1 0 R 6 0 R 6 0 R ] >> >>", circle()),
		"a tree that is a line":        line(many),
		"tables that are a circle":     newMaker().finish().classic("/Prev 16"),
		"tables inside one another":    tables(many / 4),
		"more objects than there are":  []byte("%PDF-1.7\nxref\n0 999999999999\n" + strings.Repeat("1 0 n ", 11*many)),
		"an endless table":             table("/Index [ 1 999999999999999999 ] /W [ 0 1 0 ] /Size 7", bytes.Repeat([]byte{9}, 20*many)),
		"a table without width":        table("/W [ 0 0 0 ] /Size 999999999", nil),
		"a table of wide fields":       table("/W [ 8 999999999 8 ] /Size 1", nil),
		"an object stream in itself":   itself(),
		"object streams in a row":      inRow(200),
		"lengths in a row":             lengths(many),
		"streams that hold nothing":    overlapping(900, append(bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 4*many), 3, 0)),
		"bombs that overlap":           overlapping(900, deflated(make([]byte, 8<<20))[2:]),
		"bombs one after the other":    bombs(30),
		"a bomb in a bomb in a bomb":   chained("/FlateDecode /FlateDecode /FlateDecode", deflated(deflated(deflated(make([]byte, 64<<20))))),
		"filter upon filter":           chained(strings.Repeat("/ASCIIHexDecode ", many), []byte("61")),
		"streams that never end":       endless(many),
		"a file too many":              crowd(),
	}
	return all
}

func often(times int) []byte {
	m := newMaker().embed("factur-x.xml", newest)
	return m.catalogue(fmt.Sprintf("/Names << /EmbeddedFiles << /Names [ %s ] >> >>", strings.Repeat(m.pairs(0, 1), times))).classic("")
}

func absent(times int) []byte {
	var b strings.Builder
	for n := range times {
		fmt.Fprintf(&b, "%d 0 R ", 1000+n)
	}
	return newMaker().catalogue("/AF [ " + b.String() + " ]").classic("")
}

func circle() *maker {
	m := newMaker()
	m.add("<< /Kids [ 7 0 R 6 0 R ] >>")
	m.add("<< /Kids [ 6 0 R 7 0 R ] >>")
	return m
}

func line(length int) []byte {
	m := newMaker()
	for range length {
		m.add("<< /Kids [ %d 0 R ] >>", m.last+2)
	}
	return m.catalogue("/Names << /EmbeddedFiles 6 0 R >>").classic("")
}

// tables has each table stand in the trailer of the one before.
func tables(depth int) []byte {
	b := []byte(header)
	for range depth {
		b = fmt.Appendf(b, "xref 0 0 trailer << /Root 1 0 R /Prev %09d /A ( ", len(b)+len("xref 0 0 trailer << /Root 1 0 R /Prev 000000000 /A ( "))
	}
	return fmt.Appendf(b, "startxref %d %%%%EOF", len(header))
}

// table has its cross-references in a stream.
func table(entries string, rows []byte) []byte {
	b := fmt.Appendf([]byte(header), "1 0 obj\n<< /Type /XRef /Root 1 0 R %s /Length %d >>\nstream\n%s\nendstream\nendobj\n", entries, len(rows), rows)
	return fmt.Appendf(b, "startxref %d %%%%EOF", len(header))
}

// itself needs an object stream to read that object stream.
func itself() []byte {
	rows := []byte{1, 0, 15, 2, 0, 1, 2, 0, 1}
	b := append([]byte(header), "1 0 obj\n<< /Type /ObjStm /N 2 /First 2 0 R /Length 3 0 R >>\nstream\n2 0 3 2 8 9 \nendstream\nendobj\n"...)
	at := len(b)
	b = fmt.Appendf(b, "4 0 obj\n<< /Type /XRef /Root 2 0 R /Size 4 /Index [ 1 3 ] /W [ 1 1 1 ] /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(rows), rows)
	return fmt.Appendf(b, "startxref %d %%%%EOF", at)
}

// inRow has object streams of which each ends where an object of the next one says.
func inRow(count int) []byte {
	b := []byte(header)
	places := make([]int, count+2)
	for n := 1; n <= count; n++ {
		places[n] = len(b)
		b = fmt.Appendf(b, "%d 0 obj\n<< /Type /ObjStm /N 1 /First 7 /Length %d 0 R >>\nstream\n%d 0  << >>\nendstream\nendobj\n", n, 1000+n, 999+n)
	}
	var rows []byte
	for n := 1; n <= count; n++ {
		rows = append(rows, 1, byte(places[n]>>8), byte(places[n]), 2, byte(n>>8), byte(n))
	}
	at := len(b)
	b = fmt.Appendf(b, "999 0 obj\n<< /Type /XRef /Root 1000 0 R /Size 2000 /W [ 1 2 0 ] /Index [ %s ] /Length %d >>\nstream\n%s\nendstream\nendobj\n", pairsOf(count), len(rows), rows)
	return fmt.Appendf(b, "startxref %d %%%%EOF", at)
}

// pairsOf are sections of one object: the object streams, and the one in each.
func pairsOf(count int) string {
	var b strings.Builder
	for n := 1; n <= count; n++ {
		fmt.Fprintf(&b, "%d 1 %d 1 ", n, 999+n)
	}
	return b.String()
}

// lengths has streams whose length is that of the next.
func lengths(count int) []byte {
	m := newMaker()
	for range count {
		m.add("<< /Length %d 0 R >>\nstream\nx\nendstream", m.last+2)
	}
	return m.attach("a", 6).finish().classic("")
}

// overlapping has many files in one place of the PDF: what is packed of each holds the
// beginning of the next as it is, and all end with the same packed data.
func overlapping(count int, packed []byte) []byte {
	b := append([]byte(header), "1 0 obj << /AF [ "...)
	for n := range count {
		b = fmt.Appendf(b, "<< /EF << /F %d 0 R >> /F (%d.xml) >> ", n+2, n)
	}
	b = append(b, "] >> endobj "...)
	rows := fmt.Appendf(nil, "xref 1 1 %d 0 n ", len(header))
	for n := range count {
		begin := fmt.Appendf(nil, "%d 0 obj << /Filter /FlateDecode >> stream\n\x78\x01", n+2)
		if n > 0 {
			b = append(b, 0, byte(len(begin)), 0, ^byte(len(begin)), 0xff)
		}
		rows = fmt.Appendf(rows, "%d 1 %d 0 n ", n+2, len(b))
		b = append(b, begin...)
	}
	b = append(append(b, packed...), " endstream endobj "...)
	return fmt.Appendf(b, "%strailer << /Root 1 0 R >> startxref %d %%%%EOF", rows, len(b))
}

// bombs are so many files of 8 MB.
func bombs(count int) []byte {
	m := newMaker()
	for range count {
		m.embed("a.xml", string(make([]byte, 8<<20)))
	}
	return m.finish().classic("")
}

// chained is a file that is packed several times.
func chained(filters string, data []byte) []byte {
	m := newMaker()
	return m.attach("a.xml", m.stream("/Filter [ "+filters+" ]", data)).finish().classic("")
}

// endless has streams of which none ends.
func endless(count int) []byte {
	m := newMaker()
	for range count {
		m.add("<< >>\nstream\n")
	}
	for n := range maxFiles {
		m.names, m.files = append(m.names, ""), append(m.files, m.add("<< /EF << /F %d 0 R >> >>", 6+n))
	}
	return m.finish().classic("")
}

// crowd has one file too many.
func crowd() []byte {
	m := newMaker()
	for n := range maxFiles + 1 {
		m.attach(fmt.Sprint(n), m.stream("", []byte("x")))
	}
	return m.finish().classic("")
}

func TestHostileFilesCostLittle(t *testing.T) {
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			files, err := Embedded(body)
			runtime.ReadMemStats(&after)
			taken := int(after.TotalAlloc - before.TotalAlloc)
			if taken > 3*maxUnpacked+2*len(body) {
				t.Errorf("%d MB are taken for a file of %d kB", taken>>20, len(body)>>10)
			}
			if err != nil && !errors.Is(err, fault.Invalid) {
				t.Errorf("refused without a kind: %v", err)
			}
			t.Logf("%d kB, %d kB taken, %d files, %.200s", len(body)>>10, taken>>10, len(files), fmt.Sprint(err))
		})
	}
}

func TestAPDFOfTooManyObjectsIsRefused(t *testing.T) {
	b := []byte("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n")
	for n := range maxObjects {
		b = fmt.Appendf(b, "%d 0 obj 0 endobj\n", n+2)
	}
	if _, err := Embedded(b); fmt.Sprint(err) != "the PDF has more than 1048576 objects" {
		t.Error(err)
	}
}
