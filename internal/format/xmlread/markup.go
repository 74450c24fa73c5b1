package xmlread

import (
	"bytes"
	"unicode/utf8"
)

// event is what step came upon.
type event int

const (
	nothing event = iota
	opened        // a start tag: its element is now the current one
	closed        // the end of the current element, which stays current
)

// attribute has its value, entities resolved, at tag[from:to].
type attribute struct {
	name     *name
	from, to int
}

// step reads to the next start or end of an element. Character data on the way
// is added to x.text if keep is set.
func (x *Reader) step(keep bool) (event, error) {
	for x.err == nil {
		if err := x.run(keep); err != nil {
			return nothing, err
		}
		if !x.need(2) {
			return nothing, x.truncated()
		}
		switch x.window[x.pos+1] {
		case '/':
			return x.endTag()
		case '!':
			if err := x.declaration(keep); err != nil {
				return nothing, err
			}
		case '?':
			if err := x.instruction(); err != nil {
				return nothing, err
			}
		default:
			return x.startTag()
		}
	}
	return nothing, x.err
}

// truncated is the failure of a file that ends too early.
func (x *Reader) truncated() error {
	switch {
	case x.err != nil: // the file could not be read
		return x.err
	case len(x.stack) == 0:
		return x.malformed("there is no XML element")
	}
	return x.malformed("the file ends inside the element %s", x.top().name.full)
}

// endTag reads "</name>".
func (x *Reader) endTag() (event, error) {
	if len(x.stack) == 0 {
		return nothing, x.malformed("an end tag stands before the first element")
	}
	if expected := x.top().name.full; x.need(len(expected) + 3) {
		tag := x.window[x.pos : x.pos+len(expected)+3]
		if tag[len(tag)-1] == '>' && string(tag[2:len(tag)-1]) == expected {
			x.pos += len(tag)
			return x.close()
		}
	}
	return x.oddEndTag()
}

// oddEndTag reads an end tag with blanks, or one that does not belong here.
func (x *Reader) oddEndTag() (event, error) {
	tag, err := x.wholeTag()
	if err != nil {
		return nothing, err
	}
	name := bytes.TrimRight(tag[2:len(tag)-1], " \t\r\n")
	if top := x.top(); string(name) != top.name.full {
		return nothing, x.malformed("the element %s is closed by %q", top.name.full, clip(name))
	}
	x.pos += len(tag)
	return x.close()
}

// close marks the current element as read. After the root's end only comments
// may follow: a second document in the same file must not go unnoticed.
func (x *Reader) close() (event, error) {
	x.top().done = true
	if len(x.stack) > 1 {
		return closed, nil
	}
	for {
		if err := x.outside(); err != nil {
			return nothing, err
		}
		if !x.need(1) {
			return closed, x.err
		}
		switch {
		case x.at("<?"):
			if err := x.instruction(); err != nil {
				return nothing, err
			}
		case x.at("<!--"):
			if err := x.comment(); err != nil {
				return nothing, err
			}
		default:
			return nothing, x.malformed("the file goes on after the end of %s", x.stack[0].name.full)
		}
	}
}

// wholeTag returns the tag at the current position, from "<" to ">". It stays
// valid until the window moves.
func (x *Reader) wholeTag() ([]byte, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		if x.pos+i == x.end && !x.fill() {
			if x.end-x.pos == len(x.window) {
				return nil, x.malformed("a tag is longer than %d bytes", len(x.window))
			}
			return nil, x.truncated()
		}
		switch c := x.window[x.pos+i]; {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return x.window[x.pos : x.pos+i+1], nil
		case c == '<':
			return nil, x.malformed("a tag is not closed before the next one")
		}
	}
}

// startTag reads "<name attribute="value">" and opens the element.
func (x *Reader) startTag() (event, error) {
	tag, bare := x.bareTag()
	if !bare {
		var err error
		if tag, err = x.wholeTag(); err != nil {
			return nothing, err
		}
	}
	if len(x.stack) == maxDepth {
		return nothing, x.malformed("elements are nested deeper than %d", maxDepth)
	}
	inner := tag[1 : len(tag)-1]
	empty := !bare && len(inner) > 0 && inner[len(inner)-1] == '/'
	if empty {
		inner = inner[:len(inner)-1]
	}
	name, rest, err := x.name(inner)
	if err != nil {
		return nothing, err
	}
	x.stack = append(x.stack, element{name: name, offset: x.pos, spaces: len(x.space)})
	x.attrs = x.attrs[:0]
	if len(rest) > 0 {
		if err := x.attributes(rest); err != nil {
			return nothing, err
		}
	}
	x.pos += len(tag)
	if empty {
		if _, err := x.close(); err != nil {
			return nothing, err
		}
	}
	return opened, nil
}

// bareTag returns the tag at the current position if it stands in the window and
// is nothing but "<name>", as most are.
func (x *Reader) bareTag() ([]byte, bool) {
	b := x.window[x.pos:x.end]
	for n := 1; n < len(b); n++ {
		if classes[b[n]]&inName == 0 {
			return b[:n+1], b[n] == '>'
		}
	}
	return nil, false
}

// name reads a name at the start of b.
func (x *Reader) name(b []byte) (*name, []byte, error) {
	n := 0
	for n < len(b) && classes[b[n]]&inName != 0 {
		n++
	}
	switch {
	case n == 0 || classes[b[0]]&startsName == 0:
		return nil, nil, x.malformed("%q is not a name", clip(b))
	case n > maxName:
		return nil, nil, x.malformed("a name is longer than %d bytes", maxName)
	}
	found := x.names.name(b[:n])
	if found.checked {
		return found, b[n:], nil
	}
	if !validName(found) {
		return nil, nil, x.malformed("%q is not a name", clip(b[:n]))
	}
	found.checked = true
	return found, b[n:], nil
}

// validName reports whether a name is UTF-8 and has at most one prefix.
func validName(n *name) bool {
	return utf8.ValidString(n.full) && n.local != "" &&
		(n.prefix != "" || n.full == n.local) && !bytes.ContainsRune([]byte(n.local), ':')
}

// attributes reads those of the element that was just opened.
func (x *Reader) attributes(b []byte) error {
	x.tag = x.tag[:0]
	for {
		trimmed := bytes.TrimLeft(b, " \t\r\n")
		if len(trimmed) == 0 {
			return nil
		}
		if len(trimmed) == len(b) {
			return x.malformed("a blank is missing before %q", clip(b))
		}
		if len(x.attrs) == maxAttrs {
			return x.malformed("an element has more than %d attributes", maxAttrs)
		}
		name, rest, err := x.name(trimmed)
		if err != nil {
			return err
		}
		if b, err = x.value(name, rest); err != nil {
			return err
		}
	}
}

// value reads "='…'" behind an attribute's name and keeps the attribute.
func (x *Reader) value(name *name, b []byte) (rest []byte, err error) {
	for i := range x.attrs {
		if x.attrs[i].name.full == name.full {
			return nil, x.malformed("the attribute %s stands twice", name.full)
		}
	}
	b = bytes.TrimLeft(b, " \t\r\n")
	if len(b) == 0 || b[0] != '=' {
		return nil, x.malformed("the attribute %s has no value", name.full)
	}
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return nil, x.malformed("the value of %s is not in quotes", name.full)
	}
	n := bytes.IndexByte(b[1:], b[0])
	if n < 0 {
		return nil, x.malformed("the value of %s has no closing quote", name.full)
	}
	if n > maxValue {
		return nil, x.malformed("the value of %s is longer than %d bytes", name.full, maxValue)
	}
	a := attribute{name: name, from: len(x.tag)}
	if x.tag, err = x.unescape(x.tag, b[1:1+n]); err != nil {
		return nil, err
	}
	a.to = len(x.tag)
	x.attrs = append(x.attrs, a)
	x.bind(a)
	return b[n+2:], nil
}

// bind puts a namespace declaration in force.
func (x *Reader) bind(a attribute) {
	switch value := x.tag[a.from:a.to]; {
	case a.name.prefix == "xmlns":
		x.space = append(x.space, binding{a.name.local, x.names.text(value)})
	case a.name.full == "xmlns":
		x.space = append(x.space, binding{"", x.names.text(value)})
	}
}

// declaration reads what begins with "<!": a comment or character data.
func (x *Reader) declaration(keep bool) error {
	const cdata = "<![CDATA["
	switch {
	case x.at("<!--"):
		return x.comment()
	case x.at(cdata) && len(x.stack) > 0:
		return x.through(cdata, "]]>", keep)
	case x.err != nil:
		return x.err
	}
	return x.malformed("document type and entity declarations are not allowed")
}

// instruction skips "<?name …?>".
func (x *Reader) instruction() error {
	if x.need(3) && classes[x.window[x.pos+2]]&startsName == 0 {
		return x.malformed("an instruction has no name")
	}
	return x.through("<?", "?>", false)
}

// comment skips "<!--…-->", in which "--" may not stand.
func (x *Reader) comment() error {
	if err := x.through("<!--", "--", false); err != nil {
		return err
	}
	if !x.need(1) {
		return x.truncated()
	}
	if x.window[x.pos] != '>' {
		return x.malformed("a comment contains --")
	}
	x.pos++
	return nil
}

// at reports whether the file goes on with s.
func (x *Reader) at(s string) bool {
	return x.need(len(s)) && string(x.window[x.pos:x.pos+len(s)]) == s
}

// through reads from the opening at the current position through the next
// closing behind it; nothing in between is markup.
func (x *Reader) through(opening, closing string, keep bool) error {
	x.pos += len(opening)
	for x.need(1) {
		n := 0
		for rest := x.window[x.pos:x.end]; n < len(rest) && classes[rest[n]]&verbatim != 0 && rest[n] != closing[0]; {
			n++
		}
		err := x.take(n, keep)
		switch {
		case err != nil || x.pos == x.end:
		case x.at(closing):
			x.pos += len(closing)
			return nil
		case x.window[x.pos] == closing[0]:
			err = x.take(1, keep)
		default:
			err = x.character(keep)
		}
		if err != nil {
			return err
		}
	}
	return x.truncated()
}

// clip shortens what a message quotes.
func clip(b []byte) []byte {
	if len(b) > 40 {
		return b[:40]
	}
	return b
}
