// Package format tells what a file is by looking at its beginning. Names and
// endings say nothing: banks and accounting programs use them as they please.
package format

import (
	"bytes"
	"io"

	"acquit/internal/format/archive"
	"acquit/internal/format/camt"
	"acquit/internal/format/cfonb"
	"acquit/internal/format/cii"
	"acquit/internal/format/coda"
	"acquit/internal/format/fec"
	"acquit/internal/format/mt940"
	"acquit/internal/format/ofx"
	"acquit/internal/format/table/banktable"
	"acquit/internal/format/ubl"
)

// Kind is what a file holds.
type Kind string

// The kinds of file.
const (
	UBL       Kind = "ubl"        // one invoice or credit note
	CII       Kind = "cii"        // the same in the other syntax: Factur-X, ZUGFeRD, XRechnung
	CAMT      Kind = "camt"       // bank statements, ISO 20022
	CODA      Kind = "coda"       // bank statements, Belgian
	MT940     Kind = "mt940"      // bank statements, SWIFT MT940 and MT942
	CFONB     Kind = "cfonb"      // bank statements, French, CFONB 120
	OFX       Kind = "ofx"        // bank statements, OFX 1 and 2
	FEC       Kind = "fec"        // a French ledger
	Table     Kind = "table"      // delimited text
	BankTable Kind = "bank table" // bank statements in delimited text
	PDF       Kind = "pdf"
	Zip       Kind = "zip"
	XML       Kind = "xml" // XML that is none of the above
	Empty     Kind = "empty"
	Unknown   Kind = "unknown"
)

// HeadLen is how much of a file Detect needs to see.
const HeadLen = 16 << 10

// Detect says what a file that begins with head is.
func Detect(head []byte) Kind {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x01\x03")
	switch {
	case len(text) == 0:
		return Empty
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), archive.Detect(head):
		return Zip
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return PDF
	case camt.Detect(head):
		return CAMT
	case coda.Detect(head):
		return CODA
	case cfonb.Detect(head):
		return CFONB
	case mt940.Detect(head):
		return MT940
	case ofx.Detect(head):
		return OFX
	case cii.Detect(head):
		return CII
	case ubl.Detect(head):
		return UBL
	case isXML(text):
		return XML
	case fec.Detect(head):
		return FEC
	case banktable.Detect(head):
		return BankTable
	case isTable(text):
		return Table
	}
	return Unknown
}

// isXML sees the first mark of XML in any of its encodings; UTF-16 begins with its
// byte order mark.
func isXML(text []byte) bool {
	return text[0] == '<' || bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff"))
}

// isTable sees a first line of several fields in plain text.
func isTable(text []byte) bool {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return bytes.IndexByte(text, 0) < 0 && bytes.ContainsAny(line, ";,\t|")
}

// Head reads the beginning of a file and returns it with a reader of the whole.
func Head(r io.Reader) ([]byte, io.Reader, error) {
	head := make([]byte, HeadLen)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], io.MultiReader(bytes.NewReader(head[:n]), r), err
}
