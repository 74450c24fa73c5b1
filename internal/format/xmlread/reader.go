// Package xmlread reads XML forwards, element by element, hardened for files
// from strangers.
//
// It holds one window of the file at a time, so that a statement of a gigabyte
// needs no more memory than one of a kilobyte. It refuses what a business
// document never needs and an attacker does: document type declarations, and
// with them entities of one's own; nesting deeper than 64; tags, names and
// attributes without measure. It checks that the XML is well formed as far as it
// is read; every failure is a fault.Invalid with its line and path.
//
// A caller asks for the root and walks down from it:
//
//	_, name, err := x.Root()
//	err = x.Each(func(name string) error {
//		switch name {
//		case "ID":
//			number, err = x.Text()
//		case "Party":
//			err = x.Each(…)
//		}
//		return err
//	})
//
// Elements are told apart by their local names; prefixes are the writer's own
// business. Whatever the caller does not ask for is skipped.
package xmlread

import (
	"bytes"
	"io"
	"strings"

	"acquit/internal/fault"
)

// The measures beyond which a file is refused. No invoice or statement in use
// comes near them.
const (
	maxDepth = 64
	maxName  = 256     // bytes of a name
	maxValue = 8 << 10 // bytes of an attribute's value
	maxAttrs = 256     // attributes of one element
	maxText  = 1 << 20 // bytes that Text returns
)

// Reader stands at one element of an XML file, the current one. At first there
// is none: Root goes to the outermost, Each to the children in turn.
type Reader struct {
	source
	names interner
	stack []element
	attrs []attribute // of the element that was opened last
	tag   []byte      // what attrs points into
	space []binding   // namespace declarations in force, the innermost last
	text  []byte      // gathers character data
	limit int         // of text
	err   error       // a malformed file stays malformed
}

// element is an open element, or the current one after its end was read.
type element struct {
	name   *name
	line   int // of its start tag; 0 while that still stands in the window
	offset int // of its start tag in the window
	spaces int // how many bindings were in force outside it
	done   bool
}

// binding says what a namespace prefix stands for.
type binding struct{ prefix, uri string }

// New returns a Reader of r, which may begin with a byte order mark and may be
// in any encoding that it declares; UTF-8 where it declares none. An encoding
// that is not known is a fault.Invalid.
func New(r io.Reader) (*Reader, error) {
	utf8, err := decode(r)
	if err != nil {
		return nil, err
	}
	return &Reader{source: source{r: utf8, window: make([]byte, windowSize)}}, nil
}

// Root moves to the root element and returns its namespace and local name. It is
// called once, before anything else.
func (x *Reader) Root() (space, local string, err error) {
	event, err := x.step(false)
	if err != nil {
		return "", "", err
	}
	if event != opened {
		return "", "", x.malformed("there is no XML element")
	}
	return x.Space(), x.top().name.local, nil
}

// Each calls f for each child of the current element in turn, with the child's
// local name; the child is the current element for as long as f runs. What f
// leaves of the child is skipped. Each returns at the end of the element it was
// called on, or with the first error of f as it is.
func (x *Reader) Each(f func(local string) error) error {
	for !x.top().done {
		event, err := x.step(false)
		if err != nil {
			return err
		}
		if event != opened {
			continue
		}
		if err := f(x.top().name.local); err != nil {
			return err
		}
		if err := x.finish(); err != nil {
			return err
		}
		x.pop()
	}
	return nil
}

// Text returns the character data of the current element without the white space
// around it, and reads on to the element's end. Elements inside are skipped. A
// text longer than a mebibyte is refused.
func (x *Reader) Text() (string, error) {
	if err := x.gather(maxText); err != nil {
		return "", err
	}
	return x.names.text(bytes.TrimSpace(x.text)), nil
}

// RawText is Text for content that may be long, such as an embedded file: up to
// max bytes, with all its white space. The bytes are the caller's to change; they
// stay until the next Text or RawText.
func (x *Reader) RawText(max int) ([]byte, error) {
	err := x.gather(max)
	return x.text, err
}

// gather puts the character data of the current element in x.text.
func (x *Reader) gather(max int) error {
	x.text, x.limit = x.text[:0], max
	depth := len(x.stack)
	for !x.stack[depth-1].done {
		event, err := x.step(true)
		if err != nil {
			return err
		}
		if event == opened {
			if err := x.finish(); err != nil {
				return err
			}
			x.pop()
		}
	}
	return nil
}

// finish skips what is left of the current element.
func (x *Reader) finish() error {
	depth := len(x.stack)
	for {
		if x.top().done {
			if len(x.stack) == depth {
				return nil
			}
			x.pop()
			continue
		}
		if _, err := x.step(false); err != nil {
			return err
		}
	}
}

// Attr returns the value of an attribute of the current element by its local
// name, or "" when it has none. It is asked before the element's content is
// read.
func (x *Reader) Attr(local string) string {
	for i := range x.attrs {
		if a := &x.attrs[i]; a.name.local == local && !a.name.declares() {
			return x.names.text(x.tag[a.from:a.to])
		}
	}
	return ""
}

// Space returns the namespace URI of the current element, or "" when it has none
// or its prefix is not declared.
func (x *Reader) Space() string {
	prefix := x.top().name.prefix
	for i := len(x.space) - 1; i >= 0; i-- {
		if x.space[i].prefix == prefix {
			return x.space[i].uri
		}
	}
	return ""
}

// Path returns the local names from the root to the current element, joined by
// slashes: "Invoice/LegalMonetaryTotal/PayableAmount".
func (x *Reader) Path() string {
	var b strings.Builder
	for i := range x.stack {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(x.stack[i].name.local)
	}
	return b.String()
}

// Line returns the line on which the current element begins, counted from 1.
func (x *Reader) Line() int {
	if len(x.stack) == 0 {
		return x.lineAt(x.pos)
	}
	if top := x.top(); top.line == 0 {
		return x.lineAt(top.offset)
	}
	return x.top().line
}

// Fail returns a fault.Invalid at the current element's line and path.
func (x *Reader) Fail(format string, args ...any) error {
	return fault.At(x.Line(), x.Path(), format, args...)
}

// malformed is Fail for the XML itself, at the line that was reached.
func (x *Reader) malformed(format string, args ...any) error {
	x.err = fault.At(x.lineAt(x.pos), x.Path(), format, args...)
	return x.err
}

func (x *Reader) top() *element { return &x.stack[len(x.stack)-1] }

// pop leaves the current element, whose end was read.
func (x *Reader) pop() {
	x.space = x.space[:x.top().spaces]
	x.stack = x.stack[:len(x.stack)-1]
}
