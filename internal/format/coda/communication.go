package coda

import (
	"bytes"
	"strings"

	"acquit/internal/bank"
)

// The communication of a movement is one text of 149 characters, cut over the
// ends of records 21, 22 and 23. When structured it begins with a code of three
// digits that says what the columns behind it hold.

// structure returns the code of a structured communication, or "".
func (m movement) structure() string {
	if m.first.cut(62, 62) != "1" {
		return ""
	}
	return m.first.cut(63, 65)
}

// reference returns the structured reference that the payer gave, in its normal
// form or, when its check digits are wrong, as found.
func reference(m movement) string {
	found := ""
	switch m.structure() {
	case "100": // ISO 11649
		found = m.first.field(66, 90)
	case "101", "102": // Belgian; 102 was typed as free text and recognised by the bank
		found = m.first.field(66, 77)
	}
	if f, ok := m.foreign(); ok && found == "" {
		found = f.reference
	}
	if r, ok := bank.ParseReference(found); ok {
		return r.Digits
	}
	if isZeros(found) {
		return ""
	}
	return found
}

// unspecified is the ISO reason of a return that its bank did not explain.
const unspecified = "MS03"

// returnReason tells why the other side sent the money back, by the ISO code in
// record 22 or in the communication of a direct debit (127). A return that only
// shows in the transaction code, or in the result of a direct debit, has the
// code for an unspecified reason. Versions before 2.3 filled the same columns
// with other things, which have no letters where the code has them.
func returnReason(m movement) string {
	kind, reason := m.second.cut(113, 113), m.second.field(114, 117)
	if kind == " " && m.structure() == "127" {
		kind, reason = m.third.cut(121, 121), m.third.field(122, 125)
	}
	returned := kind >= "1" && kind <= "5"
	switch {
	case returned && isReason(reason):
		return reason
	case returned && reason == "", isUnpaid(m), isReturnCode(m.first):
		return unspecified
	}
	return ""
}

// isReason has the shape of an ISO external return reason: AC04, MD01, FOCR.
func isReason(s string) bool {
	return len(s) == 4 && isCapital(s[0]) && isCapital(s[1]) && s[2] > ' ' && s[3] > ' '
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

// isUnpaid reads the result of a direct debit: 0 when paid, else the ground of
// the refusal.
func isUnpaid(m movement) bool {
	paid := m.first.cut(74, 74)
	return m.structure() == "127" && paid >= "1" && paid <= "4"
}

// isReturnCode knows the operations by which money comes back: an unpaid (03) or
// refunded (05) direct debit, and a transfer that could not be executed (54).
func isReturnCode(first record) bool {
	switch first.cut(55, 58) {
	case "0503", "0505", "0154", "0254":
		return true
	}
	return false
}

// isCorrection knows the operations by which a bank takes an entry of its own
// back: 49 for a debit, 99 for a credit.
func isCorrection(first record) bool {
	operation := first.cut(57, 58)
	return operation == "49" || operation == "99"
}

// text is everything that the payer and the bank wrote: the communication on the
// first line, without the code of a structured one, then each information on
// lines of its own.
func (s *statement) text(m movement) string {
	p := &s.prose
	p.reset()
	first := 63
	if m.structure() != "" {
		first = 66
	}
	p.add(m.first.cut(first, 115))
	p.add(m.second.cut(11, 63))
	p.add(m.third.cut(83, 125))
	code := ""
	for _, r := range m.rest {
		switch r.kind() {
		case "31":
			code = p.information(r)
		case "32", "33":
			p.continued(r, code)
		}
	}
	return p.String()
}

// information adds a record 31 and returns its code, "" when it is free text.
// The name in code 001 stands in the counterparty.
func (p *prose) information(r record) (code string) {
	p.line()
	if r.cut(40, 40) != "1" {
		p.add(r.cut(41, 113))
		return ""
	}
	code = r.cut(41, 43)
	if code != "001" {
		p.add(r.cut(44, 113))
	}
	return code
}

// continued adds record 32 or 33. For code 001 record 32 holds three fields, the
// street, the locality and an identification; else the text just goes on.
func (p *prose) continued(r record, code string) {
	switch {
	case code == "001" && r.kind() == "32":
		p.add(r.cut(11, 45))
		p.line()
		p.add(r.cut(46, 80))
		p.line()
		p.add(r.cut(81, 115))
	case r.kind() == "32":
		p.add(r.cut(11, 115))
	default:
		p.add(r.cut(11, 100))
	}
}

// prose builds a text of lines. What is added to a line follows without a blank,
// for the format cuts one text at fixed places; blanks at both ends of a line
// are left out.
type prose struct{ b []byte }

func (p *prose) reset() { p.b = p.b[:0] }

func (p *prose) add(s string) {
	if n := len(p.b); n == 0 || p.b[n-1] == '\n' {
		s = strings.TrimLeft(s, " ")
	}
	p.b = append(p.b, s...)
}

func (p *prose) line() {
	p.b = bytes.TrimRight(p.b, " \n")
	if len(p.b) > 0 {
		p.b = append(p.b, '\n')
	}
}

func (p *prose) String() string { return string(bytes.TrimRight(p.b, " \n")) }
