package pdf

import (
	"bytes"
	"iter"

	"acquit/internal/fault"
)

// The measures beyond which a file is refused. No invoice comes near them.
const (
	maxObjects  = 1 << 20  // in the cross-references
	maxFile     = 32 << 20 // bytes of one stream, unpacked
	maxUnpacked = 96 << 20 // bytes of all streams that are looked into
	maxFiles    = 1000     // that are embedded
	maxDepth    = 32       // of objects that are needed to read another
	workPerByte = 8        // bytes looked at for each byte of the file
	workAtLeast = 1 << 20
)

// headLen is how far into a file its header may stand.
const headLen = 1024

// document is a PDF in memory. Objects are read when they are asked for.
type document struct {
	src       []byte         // from the header on: places count from there
	table     map[int]place  // where the objects stand
	objects   map[int]value  // those that were asked for
	packed    map[int][]byte // object streams, unpacked
	root      value          // the catalogue
	encrypted bool
	repaired  bool // the table was made by looking at the whole file
	lost      bool // and an object was asked for that is not there
	crowded   bool // there are too many objects
	depth     int
	work      work
	room      int // bytes that streams may still unpack to
}

// place is where an object stands. The zero value is nowhere: it was deleted.
type place struct {
	offset int // in the file
	within int // the number of the object stream that holds it instead
}

// openDocument finds the catalogue of a PDF.
func openDocument(body []byte) (*document, error) {
	start := bytes.Index(body[:min(len(body), headLen)], []byte("%PDF-"))
	if start < 0 {
		return nil, fault.New(fault.Invalid, "this is not a PDF")
	}
	d := &document{
		src: body[start:], table: map[int]place{}, objects: map[int]value{}, packed: map[int][]byte{},
		work: work{workPerByte*len(body) + workAtLeast}, room: maxUnpacked,
	}
	if !d.readTables() || !d.encrypted && d.follow(d.root).kind != dict {
		d.repair()
	}
	switch {
	case d.encrypted:
		return nil, fault.New(fault.Invalid, "the PDF is encrypted: save it without a password or restrictions")
	case d.follow(d.root).kind != dict:
		return nil, d.trouble()
	}
	return d, nil
}

// trouble says why the PDF cannot be read.
func (d *document) trouble() error {
	switch {
	case d.crowded:
		return fault.New(fault.Invalid, "the PDF has more than %d objects", maxObjects)
	case d.work.done():
		return fault.New(fault.Invalid, "the PDF refers to the same places again and again and is not read further")
	}
	return fault.New(fault.Invalid, "the PDF is damaged: parts of it are missing")
}

// sound is nil when all that was asked for could be looked up.
func (d *document) sound() error {
	if d.crowded || d.work.done() || d.lost {
		return d.trouble()
	}
	return nil
}

// follow is the value itself, or what it refers to.
func (d *document) follow(v value) value {
	for hops := 0; v.kind == reference; hops++ {
		if hops == maxDepth {
			return value{}
		}
		v = d.object(v.n)
	}
	return v
}

// inside is what stands in a dictionary under the first of the names, in it under
// the second, and so on.
func (d *document) inside(v value, names ...string) value {
	for _, n := range names {
		v = d.follow(d.key(d.follow(v), n))
	}
	return v
}

// object is the object of a number. One that does not exist is nothing, as the
// standard has it.
func (d *document) object(n int) value {
	if v, known := d.objects[n]; known {
		return v
	}
	p, known := d.table[n]
	if p == (place{}) {
		d.lost = d.lost || d.repaired && !known
		return value{}
	}
	d.objects[n] = value{} // whatever needs itself finds nothing
	v, ok := d.load(n, p)
	if !ok && d.repair() {
		return d.object(n)
	}
	d.lost = d.lost || !ok
	d.objects[n] = v
	return v
}

// load reads an object at its place, and reports whether it stands there.
func (d *document) load(n int, p place) (value, bool) {
	if d.depth == maxDepth {
		return value{}, false
	}
	d.depth++
	defer func() { d.depth-- }()
	if p.within != 0 {
		return d.contained(n, p.within)
	}
	o, ok := d.objectAt(p.offset)
	return o.value, ok && o.n == n
}

// object is an object of the file.
type object struct {
	value value
	n     int // its number
	end   int // where it ends; of a stream, where its data begin
}

// objectAt reads the object that begins at a place of the file: "12 0 obj …".
func (d *document) objectAt(offset int) (object, bool) {
	l := d.lexer(d.src, offset)
	n := l.next()
	if n.sign != number || l.next().sign != number || !l.next().is("obj") {
		return object{}, false
	}
	v, ok := l.value()
	if !ok {
		return object{}, false
	}
	o := object{value: v, n: atoi(n.raw), end: l.pos}
	if v.kind == dict && l.next().is("stream") {
		o.end = behindLine(d.src, l.pos)
		o.value.kind, o.value.at = stream, o.end
	}
	return o, true
}

// behindLine is where the line ends that has nothing but a few blanks behind pos.
func behindLine(src []byte, pos int) int {
	for most := pos + 16; pos < min(most, len(src)) && (src[pos] == ' ' || src[pos] == '\t'); {
		pos++
	}
	if pos < len(src) && src[pos] == '\r' {
		pos++
	}
	if pos < len(src) && src[pos] == '\n' {
		pos++
	}
	return pos
}

// contained reads an object out of an object stream (ISO 32000-1, 7.5.7).
func (d *document) contained(n, within int) (value, bool) {
	if d.table[within].within != 0 {
		return value{}, false // they do not stand in one another
	}
	body, first, ok := d.container(within)
	if !ok {
		return value{}, false
	}
	for number, at := range d.index(body, first) {
		if number == n {
			v, ok := d.lexer(body, at).value()
			return v, ok
		}
	}
	return value{}, false
}

// container is an object stream, unpacked, and where its first object begins.
func (d *document) container(n int) (body []byte, first int, ok bool) {
	v := d.object(n)
	if v.kind != stream || string(nameOf(d.inside(v, "Type"))) != "ObjStm" {
		return nil, 0, false
	}
	body, known := d.packed[n]
	if !known {
		var err error
		if body, err = d.unpack(v); err != nil {
			return nil, 0, false
		}
		d.packed[n] = body
		d.work.left += workPerByte * len(body)
	}
	first = d.inside(v, "First").n
	return body, first, first > 0 && first <= len(body)
}

// index gives the numbers of the objects in an object stream, and where each begins.
func (d *document) index(body []byte, first int) iter.Seq2[int, int] {
	return func(yield func(n, at int) bool) {
		l := d.lexer(body[:first], 0)
		for {
			n, at := l.next(), l.next()
			if n.sign != number || at.sign != number {
				return
			}
			if offset := atoi(at.raw); offset >= 0 && offset <= len(body)-first && !yield(atoi(n.raw), first+offset) {
				return
			}
		}
	}
}
