package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maker writes PDFs of our own. Objects have numbers from 1, the catalogue the first.
type maker struct {
	objects map[int][]byte // what stands between obj and endobj
	last    int
	files   []int // specifications, in the order in which they were embedded
	names   []string
}

// newMaker begins a PDF of one page that says something.
func newMaker() *maker {
	m := &maker{objects: map[int][]byte{}}
	m.add("") // the catalogue, see finish
	m.add("<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>")
	m.add("<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
	m.stream("", []byte("BT /F1 12 Tf 72 770 Td (Invoice) Tj ET"))
	m.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	return m
}

// add writes an object and returns its number.
func (m *maker) add(format string, args ...any) int {
	m.last++
	m.objects[m.last] = fmt.Appendf(nil, format, args...)
	return m.last
}

// stream writes a stream; entries are those of its dictionary besides its length.
func (m *maker) stream(entries string, data []byte) int {
	return m.add("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

// flate writes a packed stream.
func (m *maker) flate(entries string, data []byte) int {
	return m.stream(entries+" /Filter /FlateDecode", deflated(data))
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// embed embeds a file as Factur-X has it, packed.
func (m *maker) embed(name, data string) *maker {
	return m.attach(name, m.flate("/Type /EmbeddedFile /Subtype /text#2Fxml", []byte(data)))
}

// attach embeds a stream under a name.
func (m *maker) attach(name string, stream int) *maker {
	m.names = append(m.names, name)
	m.files = append(m.files, m.add("<< /Type /Filespec /F (%s) /UF %s /AFRelationship /Alternative /EF << /F %d 0 R /UF %d 0 R >> >>", name, unicode(name), stream, stream))
	return m
}

// unicode writes a text string in UTF-16.
func unicode(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String() + ">"
}

// finish writes the catalogue: files by name in one node, and as associated ones.
func (m *maker) finish() *maker {
	if m.objects[1] = []byte("<< /Type /Catalog /Pages 2 0 R >>"); len(m.files) > 0 {
		m.catalogue(fmt.Sprintf("/Names << /EmbeddedFiles << /Names [ %s ] >> >> /AF [ %s ]", m.pairs(0, len(m.files)), m.references(m.files)))
	}
	return m
}

func (m *maker) catalogue(entries string) *maker {
	m.objects[1] = fmt.Appendf(nil, "<< /Type /Catalog /Pages 2 0 R %s >>", entries)
	return m
}

// pairs are names with their files.
func (m *maker) pairs(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "(%s) %d 0 R ", m.names[i], m.files[i])
	}
	return b.String()
}

func (m *maker) references(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		fmt.Fprintf(&b, "%d 0 R ", n)
	}
	return b.String()
}

const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// classic writes the file with a table of cross-references; entries are those of its
// trailer besides Size and Root.
func (m *maker) classic(entries string) []byte {
	return m.update([]byte(header), "/Root 1 0 R "+entries)
}

// update appends the objects to a file, with their table.
func (m *maker) update(file []byte, trailer string) []byte {
	b := bytes.NewBuffer(bytes.Clone(file))
	offsets := m.write(b)
	table := b.Len()
	b.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range slices.Sorted(maps.Keys(offsets)) {
		fmt.Fprintf(b, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	fmt.Fprintf(b, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", m.last+1, trailer, table)
	return b.Bytes()
}

// write appends the objects, and returns where they stand.
func (m *maker) write(b *bytes.Buffer) map[int]int {
	offsets := map[int]int{}
	for _, n := range slices.Sorted(maps.Keys(m.objects)) {
		offsets[n] = b.Len()
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, m.objects[n])
	}
	return offsets
}

// compressed writes the file as PDF 1.5 has it: what is no stream in an object stream,
// and cross-references in a stream, both packed; predicted the latter with rows that
// are added to those above them.
func (m *maker) compressed(predicted bool) []byte {
	within, index := m.gather()
	table := m.last + 1
	b := bytes.NewBufferString(header)
	offsets := m.write(b)
	var rows []byte
	for n := 0; n <= table; n++ {
		switch at, inFile := offsets[n]; {
		case n == 0:
			rows = append(rows, 0, 0, 0, 0, 0)
		case n == table:
			rows = append(rows, 1, byte(b.Len()>>16), byte(b.Len()>>8), byte(b.Len()), 0)
		case inFile:
			rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
		default:
			rows = append(rows, 2, 0, byte(within>>8), byte(within), byte(index[n]))
		}
	}
	entries := fmt.Sprintf("/Type /XRef /Size %d /Root 1 0 R /W [ 1 3 1 ] /Index [ 0 %d ]", table+1, table+1)
	if predicted {
		entries += " /DecodeParms << /Predictor 12 /Columns 5 >>"
		rows = addedUp(rows, 5)
	}
	at := b.Len()
	m.flate(entries, rows)
	fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", table, m.objects[table], at)
	return b.Bytes()
}

// gather moves the objects that are no streams into an object stream.
func (m *maker) gather() (within int, index map[int]int) {
	var numbers, bodies strings.Builder
	index = map[int]int{}
	for _, n := range slices.Sorted(maps.Keys(m.objects)) {
		if bytes.HasSuffix(m.objects[n], []byte("endstream")) {
			continue
		}
		index[n] = len(index)
		fmt.Fprintf(&numbers, "%d %d ", n, bodies.Len())
		fmt.Fprintf(&bodies, "%s ", m.objects[n])
		delete(m.objects, n)
	}
	return m.flate(fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(index), numbers.Len()), []byte(numbers.String()+bodies.String())), index
}

// addedUp predicts rows with the filter "up" of PNG.
func addedUp(rows []byte, length int) (all []byte) {
	above := make([]byte, length)
	for ; len(rows) > 0; rows = rows[length:] {
		all = append(all, 2)
		for i, c := range rows[:length] {
			all = append(all, c-above[i])
		}
		above = rows[:length]
	}
	return all
}
