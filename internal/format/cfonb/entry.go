package cfonb

import (
	"bytes"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/textread"
	"acquit/internal/money"
)

// movement is a record 04 with what the records 05 behind it add.
type movement struct {
	*bank.Entry
	fromPayer   bool   // the other side is the payer, else the beneficiary
	reference   string // columns 105 to 120
	number      string // of the entry, often that of a cheque
	complements int
	last        string // qualifier of the last complement
	text        prose
}

// maxComplements bounds the records 05 of one movement, so that a file of nothing
// else does not fill the memory. Banks write a dozen.
const maxComplements = 200

// movement begins the entry of a record 04. One without an amount is left out, with
// a warning and with its complements.
func (s *statement) movement(r *record) {
	s.checkAccount(r)
	currency := s.currencyOf(r)
	amount, ok := r.amount(currency)
	if !ok {
		s.Remark(r.line, "the amount %q is none: this movement was left out", r.cut(91, 104))
		s.without = true
		return
	}
	operation, reason := r.field(33, 34), r.field(41, 42)
	e := &bank.Entry{
		BookedOn: s.day(r, 35), ValueOn: s.day(r, 43), Amount: amount, Currency: currency, Status: bank.Booked,
		Reversal: operation == correction, ReturnReason: returnReason(operation, reason), Code: operation, Place: textread.Place(r.line),
	}
	s.fillDays(e, r.line)
	s.current.Entry, s.current.complements, s.current.last = e, 0, ""
	s.current.fromPayer = amount.IsNeg() == (e.ReturnReason != "")
	s.current.reference, s.current.number = r.field(105, 120), trimZeros(r.field(82, 88))
	s.current.text.reset(r.cut(49, 79))
	if trimZeros(reason) != "" {
		s.current.text.tagged("REJ", r.cut(41, 42))
	}
}

// complement takes a record 05, which says more about the movement before it.
func (s *statement) complement(r *record) {
	m := &s.current
	switch {
	case s.without:
		return
	case m.Entry == nil:
		s.Remark(r.line, "record 05 stands behind no movement, record 04: it was left out")
		return
	case m.complements == maxComplements:
		s.Remark(r.line, "a movement has more than %d records 05: the rest was left out", maxComplements)
	}
	if m.complements++; m.complements <= maxComplements {
		s.checkAccount(r)
		m.add(string(bytes.TrimSpace(r.cut(46, 48))), r.cut(49, 118), r)
	}
}

// add puts what a qualifier brings to its field. What has none is text, headed by
// the qualifier unless that says nothing more than text.
func (m *movement) add(qualifier string, content []byte, r *record) {
	trimmed, before := bytes.TrimSpace(content), m.last
	m.last = qualifier
	switch {
	case qualifier == "LC2" && before == "LCC":
		m.text.continued(content)
	case qualifier == "LIB" || qualifier == "LCC" || qualifier == "LC2" || qualifier == "":
		m.text.line(content)
	case qualifier == "LCS":
		m.Reference = reference(string(trimmed))
		m.text.line(content)
	case qualifier == "RCN":
		m.EndToEndID = bank.Stated(r.field(49, 83))
		m.text.tagged(qualifier, r.cut(84, 118))
	case qualifier == "REF":
		m.BankRef = r.field(84, 118)
		m.text.tagged(qualifier, r.cut(49, 83))
	case qualifier == "RUM":
		m.MandateID = r.field(49, 83)
		m.text.tagged(qualifier, r.cut(84, 118))
	case qualifier == "MMO":
		m.Original = original(r)
		m.text.tagged(qualifier, content)
	case m.isOther(qualifier, "NPY", "NBE") && m.Counterparty.Name == "":
		m.Counterparty.Name = string(trimmed)
	case m.isOther(qualifier, "CPY", "CBE") && m.Counterparty.IBAN == "":
		m.Counterparty.IBAN = account(string(trimmed))
	default:
		m.text.tagged(qualifier, content)
	}
}

// isOther reports whether a qualifier of the payer or of the beneficiary speaks of
// the other side, and not of us.
func (m *movement) isOther(qualifier, payer, beneficiary string) bool {
	return qualifier == payer && m.fromPayer || qualifier == beneficiary && !m.fromPayer
}

// entry is the movement once all its complements were read. The bank's reference is
// the one that SEPA gave it, else the one of record 04, else the entry's number.
func (m *movement) entry() *bank.Entry {
	e := m.Entry
	switch {
	case e.BankRef == "" && m.reference != "":
		e.BankRef = m.reference
	case e.BankRef == "":
		e.BankRef = m.number
	case m.reference != "":
		m.text.line([]byte(m.reference))
	}
	e.Text = m.text.String()
	return e
}

// reference is a structured reference in its normal form or, when its check digits
// are wrong, as found.
func reference(found string) string {
	if r, ok := bank.ParseReference(found); ok {
		return r.Digits
	}
	return found
}

// account is the account at the other side as IBAN where it is one.
func account(number string) string {
	if iban, err := bank.ParseIBAN(number); err == nil {
		return iban
	}
	return number
}

// original reads what the other side paid, in its currency: code, number of decimals
// and fourteen digits. The rate behind it stays in the text.
func original(r *record) *bank.Sum {
	n, ok := natural(r.cut(53, 66))
	scale, okScale := natural(r.cut(52, 52))
	currency := string(r.cut(49, 51))
	if _, err := money.ParseCurrency(currency); err != nil || !ok || !okScale || n == 0 {
		return nil
	}
	return &bank.Sum{Amount: bank.Decimal(decimal.MustNew(n, int(scale)), currency), Currency: currency}
}

// fillDays gives an entry without one of its days the other.
func (s *statement) fillDays(e *bank.Entry, line int) {
	if e.BookedOn == date.None {
		e.BookedOn = e.ValueOn
	}
	if e.ValueOn == date.None {
		e.ValueOn = e.BookedOn
	}
	if e.BookedOn == date.None {
		s.Remark(line, "the movement has no day")
	}
}
