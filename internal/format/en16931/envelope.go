package en16931

import (
	"bytes"
	"errors"
	"io"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
)

// maxSize is how large a file may be, in bytes; embedded files included.
const maxSize = 128 << 20

// The envelope in which Peppol carries a document, whatever its syntax.
const (
	envelope      = "StandardBusinessDocument"
	spaceEnvelope = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
)

// IsEnvelope reports whether a root element is that of the envelope in which
// Peppol carries documents.
func IsEnvelope(space, root string) bool { return root == envelope && space == spaceEnvelope }

// Syntax is one of the ways in which an invoice is written in XML.
type Syntax struct {
	Is   func(space, root string) bool // whether a root element begins a document of this syntax
	Read func(x *xmlread.Reader, root string) (*invoice.Document, error)
}

// Open reads the one document of a file, bare or in an envelope. A file that holds
// something else is a fault.Invalid that says what it is, where that is known.
func (s Syntax) Open(r io.Reader) (*invoice.Document, error) {
	x, err := xmlread.New(&bounded{r: r, left: maxSize})
	if err != nil {
		return nil, err
	}
	space, root, err := x.Root()
	switch {
	case err != nil:
		return nil, err
	case IsEnvelope(space, root):
		return s.unwrap(x)
	case !s.Is(space, root):
		return nil, foreign(x, space, root)
	}
	return s.Read(x, root)
}

// unwrap reads the one document inside an envelope.
func (s Syntax) unwrap(x *xmlread.Reader) (doc *invoice.Document, err error) {
	err = x.Each(func(name string) error {
		switch {
		case name == envelope+"Header":
			return nil
		case doc != nil:
			return x.Fail("the envelope holds more than one document")
		case !s.Is(x.Space(), name):
			return foreign(x, x.Space(), name)
		}
		doc, err = s.Read(x, name)
		return err
	})
	if err == nil && doc == nil {
		err = x.Fail("the envelope is empty")
	}
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// errFound ends the search for a document.
var errFound = errors.New("found")

// Detect reports whether a file that begins with head holds a document of this
// syntax. What is cut off behind the head does not matter.
func (s Syntax) Detect(head []byte) bool {
	x, err := xmlread.New(bytes.NewReader(head))
	if err != nil {
		return false
	}
	space, root, err := x.Root()
	if err != nil || !IsEnvelope(space, root) {
		return err == nil && s.Is(space, root)
	}
	found := false
	_ = x.Each(func(name string) error {
		if name == envelope+"Header" {
			return nil
		}
		found = s.Is(x.Space(), name)
		return errFound
	})
	return found
}

// bounded gives up on a file that is too large.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fault.New(fault.Invalid, "the file is larger than %d MB", maxSize>>20)
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}
