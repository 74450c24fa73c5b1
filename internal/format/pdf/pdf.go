// Package pdf takes out of a PDF the files that are embedded in it, and among them
// the invoice of a Factur-X or ZUGFeRD document.
//
// It looks at no page. It goes from the end of the file over the cross-references to
// the catalogue and its embedded files (ISO 32000-1, 7.5 and 7.11.4), and reads the
// objects on this way alone, each when it is needed. A damaged file is looked through
// for its objects, as other programs do. What a stranger's file can cost is bounded
// by its length, whatever it holds.
package pdf

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"acquit/internal/format/cii"
	"acquit/internal/format/ubl"
	"acquit/internal/format/xmlread"
)

// File is a file that is embedded in a PDF.
type File struct {
	Name string // without folders, fit for any file system
	MIME string // by what it holds, else as the PDF says
	Body []byte
}

// Detect reports whether a file that begins with head is a PDF. Something else may
// stand in front of it.
func Detect(head []byte) bool {
	return bytes.Contains(head[:min(len(head), headLen)], []byte("%PDF-"))
}

// Embedded returns the files that are embedded in a PDF, in its order. A PDF that
// cannot be read is a fault.Invalid; so is, beside the files that can be had, one
// that cannot, with its name as the place.
func Embedded(body []byte) ([]File, error) {
	w, err := open(body)
	if err != nil {
		return nil, err
	}
	failures := []error{w.err}
	for _, f := range w.odd {
		failures = append(failures, f)
	}
	return w.files, errors.Join(failures...)
}

// Invoice returns the invoice that is embedded in a PDF, as it is: UBL, Cross Industry
// Invoice or ZUGFeRD 1 in XML, the newest where there are several. Which file it is
// is told by what it holds; orders and other documents are none. A PDF without an
// invoice is no failure but a document to be looked at. A fault.Invalid means that
// there may be one that cannot be read.
func Invoice(body []byte) (xml []byte, found bool, err error) {
	w, err := open(body)
	if err != nil {
		return nil, false, err
	}
	failures, best := []error{w.err}, 0
	for _, f := range w.files {
		space, root, err := rootOf(f)
		if err != nil && saysXML(f.Name) {
			failures = append(failures, unreadable(f.Name, err))
		} else if n := rank(space, root, f.Name); n > best {
			best, xml = n, f.Body
		}
	}
	if best > 0 {
		return xml, true, nil
	}
	for _, f := range w.odd {
		if saysXML(f.Place.Path) {
			failures = append(failures, f)
		}
	}
	return nil, false, errors.Join(failures...)
}

// rootOf is the root element of a file that is XML.
func rootOf(f File) (space, root string, err error) {
	x, err := xmlread.New(bytes.NewReader(f.Body))
	if err != nil {
		return "", "", err
	}
	return x.Root()
}

func saysXML(name string) bool { return strings.EqualFold(path.Ext(name), ".xml") }

// rank says which of several files to take for the invoice: the one that follows the
// newest standard, and then one that bears the name that the standards give it. It is
// 0 for what is no invoice.
func rank(space, root, name string) (n int) {
	switch {
	case root == "CrossIndustryDocument": // ZUGFeRD 1, kept for those who know no other
		n = 2
	case ubl.Is(space, root):
		n = 4
	case cii.Is(space, root):
		n = 6
	default:
		return 0
	}
	switch strings.ToLower(name) {
	case "factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml":
		n++
	}
	return n
}
