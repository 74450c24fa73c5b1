package pdf

import (
	"bytes"
	"strconv"
)

// readTables reads the cross-references from the last to the first (ISO 32000-1,
// 7.5.4 and 7.5.8), and reports whether they could be read.
func (d *document) readTables() bool {
	last := bytes.LastIndex(d.src, []byte("startxref"))
	if last < 0 {
		return false
	}
	l := d.lexer(d.src, last+len("startxref"))
	from := l.next()
	if from.sign != number {
		return false
	}
	seen := map[int]bool{}
	for at := atoi(from.raw); ; {
		if at <= 0 || at >= len(d.src) || seen[at] {
			return false
		}
		seen[at] = true
		trailer, ok := d.readTable(at)
		if !ok {
			return false
		}
		d.learn(trailer)
		if beside := d.key(trailer, "XRefStm"); beside.kind == integer && !seen[beside.n] {
			seen[beside.n] = true
			if _, ok := d.readStreamTable(beside.n); !ok {
				return false
			}
		}
		before := d.key(trailer, "Prev")
		if before.kind == nothing {
			return d.root.kind == reference
		}
		at = before.n
	}
}

// learn takes from a trailer what it says of the whole document. The last one is
// read first.
func (d *document) learn(trailer value) {
	if root := d.key(trailer, "Root"); d.root.kind == nothing {
		d.root = root
	}
	if d.key(trailer, "Encrypt").kind != nothing {
		d.encrypted = true
	}
}

// readTable reads the cross-references at a place of the file, and their trailer.
func (d *document) readTable(at int) (trailer value, ok bool) {
	l := d.lexer(d.src, at)
	if !l.next().is("xref") {
		return d.readStreamTable(at)
	}
	for {
		t := l.next()
		if t.is("trailer") {
			v, ok := l.value()
			return v, ok && v.kind == dict
		}
		count := l.next()
		if t.sign != number || count.sign != number || !d.readSection(l, atoi(t.raw), atoi(count.raw)) {
			return value{}, false
		}
	}
}

// readSection reads the lines "0000000017 00000 n" of so many objects.
func (d *document) readSection(l *lexer, first, count int) bool {
	for n := first; n < first+count; n++ {
		offset, generation, use := l.next(), l.next(), l.next()
		if offset.sign != number || generation.sign != number {
			return false
		}
		switch {
		case use.is("n"):
			d.add(n, place{offset: atoi(offset.raw)})
		case use.is("f"):
			d.add(n, place{})
		default:
			return false
		}
		if d.crowded {
			return false
		}
	}
	return true
}

// readStreamTable reads cross-references that are a stream.
func (d *document) readStreamTable(at int) (trailer value, ok bool) {
	o, ok := d.objectAt(at)
	if !ok || o.value.kind != stream || string(nameOf(d.key(o.value, "Type"))) != "XRef" {
		return value{}, false
	}
	body, err := d.unpack(o.value)
	if err != nil {
		return value{}, false
	}
	widths, ok := d.widths(o.value)
	if !ok {
		return value{}, false
	}
	var sections []int
	for v := range d.items(d.key(o.value, "Index")) {
		sections = append(sections, v.n)
	}
	if len(sections) == 0 {
		sections = []int{0, d.key(o.value, "Size").n}
	}
	for ; len(sections) >= 2; sections = sections[2:] {
		body = d.readRows(body, widths, sections[0], sections[1])
	}
	return o.value, !d.crowded
}

// widths are the bytes of the three fields of a row.
func (d *document) widths(table value) (w [3]int, ok bool) {
	n := 0
	for v := range d.items(d.key(table, "W")) {
		if n == len(w) || v.kind != integer || v.n < 0 || v.n > 8 {
			return w, false
		}
		w[n] = v.n
		n++
	}
	return w, n == len(w) && w[0]+w[1]+w[2] > 0
}

// readRows reads the rows of so many objects, and returns what follows them.
func (d *document) readRows(body []byte, w [3]int, first, count int) []byte {
	length := w[0] + w[1] + w[2]
	for n := first; n < first+count && len(body) >= length && !d.crowded; n++ {
		use := 1
		if w[0] > 0 {
			use = bigEndian(body[:w[0]])
		}
		field := bigEndian(body[w[0] : w[0]+w[1]])
		switch use {
		case 0:
			d.add(n, place{})
		case 1:
			d.add(n, place{offset: field})
		case 2:
			d.add(n, place{within: field})
		}
		body = body[length:]
	}
	return body
}

// add notes where an object stands, unless a later table said so.
func (d *document) add(n int, p place) {
	if _, known := d.table[n]; !known && d.roomFor(n) {
		d.table[n] = p
	}
}

// roomFor reports whether the table may have one more object.
func (d *document) roomFor(n int) bool {
	if len(d.table) >= maxObjects {
		d.crowded = true
	}
	return n > 0 && !d.crowded
}

func bigEndian(b []byte) (n int) {
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// atoi is the integer of a token that is one.
func atoi(raw []byte) int {
	n, _ := strconv.Atoi(string(raw))
	return n
}

func nameOf(v value) []byte {
	if v.kind != symbol {
		return nil
	}
	return plainName(v.raw)
}
