package pdf

import "bytes"

// repair makes the table anew by looking through the whole file for objects, as
// other readers do: cross-references that are cut off or shifted are what is mostly
// wrong with a PDF. Of two objects with one number the later one counts. It reports
// whether it did anything.
func (d *document) repair() bool {
	if d.repaired || d.encrypted {
		return false
	}
	d.repaired = true
	d.table, d.objects, d.packed = map[int]place{}, map[int]value{}, map[int][]byte{}
	d.root, d.crowded = value{}, false
	catalogue := 0
	for at := 0; !d.work.done() && !d.crowded; {
		o, start, ok := d.nextObject(&at)
		if !ok {
			break
		}
		if !d.roomFor(o.n) {
			continue
		}
		d.table[o.n] = place{offset: start}
		delete(d.objects, o.n)
		switch string(nameOf(d.key(o.value, "Type"))) {
		case "Catalog":
			catalogue = o.n
		case "XRef":
			d.relearn(o.value)
		case "ObjStm":
			delete(d.packed, o.n)
			if n := d.unfold(o.n); n != 0 {
				catalogue = n
			}
		}
	}
	d.relearnTrailers()
	if catalogue != 0 && d.follow(d.root).kind != dict {
		d.root = value{kind: reference, n: catalogue}
	}
	d.objects, d.lost = map[int]value{}, false
	return true
}

// relearn is learn for trailers in the order in which they stand in the file.
func (d *document) relearn(trailer value) {
	before := d.root
	d.root = value{}
	if d.learn(trailer); d.root.kind == nothing {
		d.root = before
	}
}

// relearnTrailers reads the trailers that follow a table.
func (d *document) relearnTrailers() {
	keyword := []byte("trailer")
	for at := 0; !d.work.done(); {
		next := bytes.Index(d.src[at:], keyword)
		if next < 0 {
			return
		}
		at += next + len(keyword)
		if v, ok := d.lexer(d.src, at).value(); ok {
			d.relearn(v)
		}
	}
}

// nextObject finds the next object behind a place and moves the place behind it.
func (d *document) nextObject(at *int) (o object, start int, ok bool) {
	for !d.work.done() {
		next := bytes.Index(d.src[*at:], []byte("obj"))
		if next < 0 {
			return object{}, 0, false
		}
		keyword := *at + next
		*at = keyword + len("obj")
		d.work.left -= next
		start, ok := numbersBefore(d.src, keyword)
		if !ok {
			continue
		}
		o, ok := d.objectAt(start)
		if !ok {
			continue
		}
		*at = max(*at, o.end)
		if o.value.kind == stream {
			if data, ok := d.data(o.value); ok {
				*at += len(data)
			}
		}
		return o, start, true
	}
	return object{}, 0, false
}

// numbersBefore finds where the numbers begin that stand before the keyword obj.
func numbersBefore(src []byte, keyword int) (start int, ok bool) {
	start = keyword
	for range 2 {
		end := start
		for start > 0 && isBlank(src[start-1]) {
			start--
		}
		if start == end && end != keyword { // the keyword may touch its number
			return 0, false
		}
		end = start
		for start > 0 && src[start-1] >= '0' && src[start-1] <= '9' {
			start--
		}
		if start == end {
			return 0, false
		}
	}
	return start, true
}

// unfold notes the objects of an object stream, and returns the number of the
// catalogue if it is among them.
func (d *document) unfold(within int) (catalogue int) {
	body, first, ok := d.container(within)
	if !ok {
		return 0
	}
	for n, at := range d.index(body, first) {
		if n == within || !d.roomFor(n) {
			break
		}
		d.table[n] = place{within: within}
		if v, ok := d.lexer(body, at).value(); ok && string(nameOf(d.key(v, "Type"))) == "Catalog" {
			catalogue = n
		}
	}
	return catalogue
}
