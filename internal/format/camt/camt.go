// Package camt reads the account messages of ISO 20022: camt.053 (statement),
// camt.052 (report within the day) and camt.054 (notification), versions 01 to
// 14. The three share their elements and are read into the same records; the
// statement's Format and the entry's Status tell them apart.
//
// Elements are matched by local name, so that a missing or a bank's own
// namespace is no obstacle. Where a version moved an element (Nm into Pty, Sts
// into Cd, BIC to BICFI) both spellings are read in every version, because banks
// mix them.
//
// What has no field of its own in bank.Entry is added to the entry's text, one
// line each, headed by its tag: "CINV 4711 RmtdAmt 98.00 EUR", "UltmtDbtr Lys & Fils".
// So are "InstdAmt 100.00 USD", "Chrgs 4.40 CHF" and "MndtId M-1", which have fields:
// the text is a part of what an entry is known again by, and stays as it was.
//
// An entry without an amount, a direction, a currency or any day in the whole file
// cannot be booked by anybody and is left out; a warning names it and says why.
// Everything else that is odd in an entry is read all the same, with a warning.
package camt

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/xmlread"
)

// family is one of the three messages.
type family struct {
	message string // its element; version 01 adds "V01" to it
	record  string // the element of one statement in it
	format  string
}

var families = []family{
	{"BkToCstmrStmt", "Stmt", "camt.053"},
	{"BkToCstmrAcctRpt", "Rpt", "camt.052"},
	{"BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"},
}

// Detect reports whether a file that begins with head, its first few kilobytes,
// is one for Read.
func Detect(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 { // UTF-16: every other byte of a tag is zero
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	for _, f := range families {
		if bytes.Contains(head, []byte("<"+f.message)) || bytes.Contains(head, []byte(":"+f.message)) {
			return true
		}
	}
	return false
}

// message is the reading of one message.
type message struct {
	*xmlread.Reader
	sink    bank.Sink
	family  *family
	format  string
	created date.Date
	page    page
}

// Read reads every statement of the message in r and gives it to sink, entry by
// entry. It needs memory for one entry at a time.
//
// XML that is not well formed and a file without any statement are a
// fault.Invalid with line and path; what sink received until then is the part
// before that place.
func Read(r io.Reader, sink bank.Sink) error {
	x, err := xmlread.New(r)
	if err != nil {
		return err
	}
	_, name, err := x.Root()
	if err != nil {
		return err
	}
	m := &message{Reader: x, sink: sink}
	if err := m.find(name); err != nil {
		return err
	}
	if m.family == nil {
		return m.Fail("the file holds no camt.052, camt.053 or camt.054 message")
	}
	return nil
}

// find looks for messages at and below the current element: some banks put them
// in an envelope with a header of its own.
func (m *message) find(name string) error {
	for i := range families {
		if f := &families[i]; strings.HasPrefix(name, f.message) {
			m.family = f
			return m.read()
		}
	}
	return m.Each(m.find)
}

func (m *message) read() error {
	m.format = formatOf(m.Space(), m.family)
	m.created, m.page = date.None, page{}
	empty := true
	err := m.Each(func(name string) error {
		switch name {
		case "GrpHdr":
			return m.header()
		case m.family.record:
			empty = false
			return m.statement()
		}
		return nil
	})
	if err == nil && empty {
		return m.Fail("the message holds no %s, so there is nothing to read", m.family.record)
	}
	return err
}

// standard is the last part of the namespaces that ISO gives out.
var standard = regexp.MustCompile(`camt\.05[234]\.\d{3}\.\d{2}$`)

// formatOf names a message with its version where its namespace tells: the
// element decides which of the three it is.
func formatOf(space string, f *family) string {
	if found := standard.FindString(space); strings.HasPrefix(found, f.format) {
		return found
	}
	return f.format
}

func (m *message) header() error {
	return m.Each(func(name string) (err error) {
		switch name {
		case "CreDtTm":
			m.created, err = m.day()
		case "MsgPgntn":
			m.page, err = m.pagination()
		}
		return err
	})
}

// page says which part of a statement over several messages this is.
type page struct {
	number string
	last   bool
}

// part reports whether there are other pages.
func (p page) part() bool { return p.number != "" && !(p.number == "1" && p.last) }

func (m *message) pagination() (p page, err error) {
	err = m.Each(func(name string) (err error) {
		switch name {
		case "PgNb":
			p.number, err = m.Text()
		case "LastPgInd":
			p.last, err = m.yes()
		}
		return err
	})
	return p, err
}

// yes reads an indicator; "YES" stands for true in some files.
func (m *message) yes() (bool, error) {
	s, err := m.Text()
	return s == "true" || s == "1" || strings.EqualFold(s, "yes"), err
}

// day reads a day, or the day of an instant, as it is written: converting a
// midnight to another zone would move a payment to another day. What is no day
// is None.
func (m *message) day() (date.Date, error) {
	s, err := m.DeepText()
	return dayOf(s), err
}

func dayOf(s string) date.Date {
	if len(s) < 10 {
		return date.None
	}
	d, err := date.Parse(s[:10])
	if err != nil {
		return date.None
	}
	return d
}

// inside returns the text of the child of this name, with what stands deeper in
// it; "" without one.
func (m *message) inside(child string) (text string, err error) {
	err = m.Each(func(name string) (err error) {
		if name == child {
			text, err = m.DeepText()
		}
		return err
	})
	return text, err
}
