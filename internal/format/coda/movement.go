package coda

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/textread"
)

// movement is records 21, 22 and 23 of one movement, and the information records
// that follow them.
type movement struct {
	first, second, third record
	rest                 []record // all behind the first, in the order of the file
	thousandths          int64
}

// movement takes record 21, which begins a movement or a detail of the movement
// that is open: the two share a sequence number, and a detail is not numbered
// zero.
func (s *statement) movement(r record, sink bank.Sink) error {
	if len(s.group) > 0 && r.cut(7, 10) != "0000" {
		if top := s.group[0]; top.cut(7, 10) == "0000" && top.cut(3, 6) == r.cut(3, 6) {
			s.group = append(s.group, r)
			return nil
		}
	}
	err := s.flush(sink)
	s.group = append(s.group, r)
	return err
}

// continued takes a record that goes on with the movement before it.
func (s *statement) continued(r record) {
	if len(s.group) == 0 || s.group[0].cut(3, 6) != r.cut(3, 6) {
		s.Remark(r.line, "record %s belongs to movement %s, which is not the one before it: it was left out", r.kind(), r.field(3, 6))
		return
	}
	s.group = append(s.group, r)
}

// flush makes an entry of the records gathered.
func (s *statement) flush(sink bank.Sink) error {
	if len(s.group) == 0 {
		return nil
	}
	top, details := nextMovement(s.group)
	s.group = s.group[:0]
	e, ok := s.entry(&top)
	if !ok {
		return nil
	}
	s.checkSequence(top.first)
	if top.first.cut(7, 10) != "0000" {
		s.Remark(top.first.line, "this detail belongs to no movement: it is shown, but moves no balance")
		e.Status = bank.Information
		return sink.Entry(e)
	}
	s.details(e, top, details)
	s.tally.add(top.thousandths)
	return sink.Entry(e)
}

// nextMovement cuts the first movement off a group.
func nextMovement(group []record) (m movement, rest []record) {
	absent := record{text: blanks}
	m = movement{first: group[0], second: absent, third: absent}
	n := 1
	for ; n < len(group) && group[n].kind() != "21"; n++ {
		switch group[n].kind() {
		case "22":
			m.second = group[n]
		case "23":
			m.third = group[n]
		}
	}
	m.rest = group[1:n]
	return m, group[n:]
}

// details reads the details of a movement. Those that are payments of their own
// become details of its entry; those that break its amount down, into charges or
// another currency, tell more of the payment before them, or of the entry itself.
//
// Types 5, 6 and 7 are the payments of a total, 8 and 9 break down. Other types
// are payments when they name the other side.
func (s *statement) details(e *bank.Entry, top movement, group []record) {
	sum := int64(0)
	parts := breakdown{of: e, net: top.thousandths}
	for len(group) > 0 {
		var m movement
		m, group = nextMovement(group)
		d, ok := s.entry(&m)
		if !ok {
			continue
		}
		if !isPayment(m, d) {
			parts.add(m, d)
			continue
		}
		s.settle(&parts)
		sum += m.thousandths
		e.Details = append(e.Details, *d)
		parts = breakdown{of: &e.Details[len(e.Details)-1], net: m.thousandths}
	}
	s.settle(&parts)
	if len(e.Details) > 0 && sum != top.thousandths {
		s.Remark(top.first.line, "the details of this movement add up to %s, not to %s: it counts as one payment", s.decimal(sum), e.Amount)
	}
}

func isPayment(m movement, d *bank.Entry) bool {
	switch m.first.cut(54, 54) {
	case "5", "6", "7":
		return true
	case "8", "9":
		return false
	}
	return d.Counterparty != bank.Counterparty{}
}

// entry makes an entry of one movement. A movement without an amount is left
// out, with a warning.
func (s *statement) entry(m *movement) (*bank.Entry, bool) {
	n, ok := thousandths(m.first.cut(32, 32), m.first.cut(33, 47))
	if !ok {
		s.Remark(m.first.line, "the amount %q is none: this movement was left out", m.first.cut(32, 47))
		return nil, false
	}
	m.thousandths = n
	e := &bank.Entry{
		BookedOn:     s.day(m.first, 116),
		ValueOn:      s.day(m.first, 48),
		Amount:       s.decimal(n),
		Currency:     s.Account.Currency,
		Status:       bank.Booked,
		Reversal:     isCorrection(m.first),
		ReturnReason: returnReason(*m),
		BankRef:      m.first.field(11, 31),
		EndToEndID:   bank.Stated(m.second.field(64, 98)),
		Counterparty: counterparty(*m),
		Reference:    reference(*m),
		Text:         s.text(*m),
		Code:         m.first.field(54, 61),
		Place:        textread.Place(m.first.line),
	}
	s.fillDays(e)
	s.beside(e, m)
	return e, true
}

// fillDays gives an entry without a day the nearest one that is known.
func (s *statement) fillDays(e *bank.Entry) {
	if e.BookedOn == date.None {
		e.BookedOn = e.ValueOn
	}
	if e.BookedOn == date.None {
		e.BookedOn = s.created
	}
	if e.ValueOn == date.None {
		e.ValueOn = e.BookedOn
	}
}

// counterparty reads who stands at the other side. The name in an information
// record 001 has room for 70 characters, the one in record 23 for 35.
func counterparty(m movement) bank.Counterparty {
	c := bank.Counterparty{
		Name: m.third.field(48, 82),
		IBAN: otherAccount(m.third.field(11, 44)),
		BIC:  m.second.field(99, 109),
	}
	for _, r := range m.rest {
		if r.kind() == "31" && r.cut(40, 43) == "1001" {
			c.Name = r.field(44, 113)
		}
	}
	return c
}

// otherAccount gives the account at the other side as IBAN where it is one or
// has one. A Belgian number of twelve digits may be followed by its currency and
// country. Zeros stand for none.
func otherAccount(zone string) string {
	number := zone
	if len(zone) > 12 && zone[12] == ' ' && allDigits(zone[:12]) {
		number = zone[:12]
	}
	if iban, ok := bank.BelgianIBAN(number); ok {
		return iban
	}
	if iban, err := bank.ParseIBAN(zone); err == nil {
		return iban
	}
	if isZeros(number) {
		return ""
	}
	return number
}

func isZeros(s string) bool { return strings.Trim(s, "0") == "" }
