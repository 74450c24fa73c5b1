package cfonb

import (
	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// statement is the state between the records of one statement, from its old balance
// to its new one.
type statement struct {
	bank.Draft
	header  int      // line of record 01
	zone    string   // branch and account as record 01 writes them
	begun   bool     // the sink knows of it
	current movement // whose Entry is nil between movements
	without bool     // the movement was left out, and its complements with it
	entries int
	moved   bank.Total // unsure when the movements mix currencies, or are too large
	closing int        // line of record 07
	lastDay dayMemo
	broken  error // why the statement is to be left out
}

// newStatement reads the old balance, record 01. The currency of an account whose
// balances name none is that of its movements.
func newStatement(r *record) *statement {
	s := &statement{Draft: bank.NewDraft("cfonb120"), header: r.line, zone: zoneOf(r)}
	if iban, ok := bank.FrenchIBAN(r.field(3, 7), r.field(12, 16), r.field(22, 32)); ok {
		s.Account.IBAN = iban
	} else {
		s.Account.Other = r.field(3, 7) + r.field(12, 16) + r.field(22, 32)
	}
	if _, err := money.ParseCurrency(r.field(17, 19)); err == nil {
		s.Account.Currency = r.field(17, 19)
	}
	if r.blank(22, 32) {
		s.broken = fault.At(r.line, "", "the old balance, record 01, names no account: this statement was left out")
	}
	s.Opening = s.balance(r)
	return s
}

func zoneOf(r *record) string { return string(r.cut(12, 16)) + string(r.cut(22, 32)) }

// take handles one record behind the old balance. The error is the sink's.
func (s *statement) take(r *record, sink bank.Sink) error {
	kind := r.kind()
	if kind == "05" {
		s.complement(r)
		return nil
	}
	if err := s.flush(sink); err != nil {
		return err
	}
	s.without = false
	switch kind {
	case "04":
		s.movement(r)
	case "07":
		s.close(r)
	default:
		s.Remark(r.line, "record %q is not known and was left out", kind)
	}
	return nil
}

// flush hands over the movement that is complete now.
func (s *statement) flush(sink bank.Sink) error {
	if s.current.Entry == nil {
		return nil
	}
	e := s.current.entry()
	s.current.Entry = nil
	s.entries++
	s.count(e)
	if err := s.begin(sink); err != nil {
		return err
	}
	return sink.Entry(e)
}

// begin opens the statement at the sink, just before its first entry.
func (s *statement) begin(sink bank.Sink) error {
	if s.begun {
		return nil
	}
	s.begun = true
	if s.Account.Currency == "" {
		s.Account.Currency = "EUR"
		s.Remark(s.header, "the account has no currency: it is taken for one in euro")
	}
	return sink.Begin(s.Statement)
}

// count adds an entry to the sum that leads from one balance to the other.
func (s *statement) count(e *bank.Entry) {
	s.moved.Add(e.Amount)
	s.moved.Unsure = s.moved.Unsure || e.Currency != s.Account.Currency
}

// close reads the new balance, record 07.
func (s *statement) close(r *record) {
	s.closing = r.line
	s.checkAccount(r)
	s.currencyOf(r)
	s.Closing = s.balance(r)
	if s.Closing == nil {
		s.broken = fault.At(r.line, "", "the new balance is no amount and day: this statement was left out")
	}
}

// currencyOf is the currency that a record names, else that of the account, which
// takes its own from the first record that has one.
func (s *statement) currencyOf(r *record) string {
	currency := r.field(17, 19)
	if _, err := money.ParseCurrency(currency); err != nil {
		if s.Account.Currency == "" {
			return "EUR"
		}
		return s.Account.Currency
	}
	if s.Account.Currency == "" && !s.begun {
		s.Account.Currency = currency
	}
	return currency
}

// balance reads the amount and the day of a record 01 or 07. It is nil, with a
// warning, without an amount.
func (s *statement) balance(r *record) *bank.Balance {
	amount, ok := r.amount(s.Account.Currency)
	if !ok {
		s.Remark(r.line, "the balance %q is no amount", r.cut(91, 104))
		return nil
	}
	return &bank.Balance{Date: s.day(r, 35), Amount: amount}
}

// checkAccount notices a record that belongs to another account.
func (s *statement) checkAccount(r *record) {
	if s.Account.IBAN == "" && s.Account.Other == "" || string(r.cut(12, 16)) == s.zone[:5] && string(r.cut(22, 32)) == s.zone[5:] {
		return
	}
	s.Remark(r.line, "this record names another account than the old balance: %s %s", r.field(12, 16), r.field(22, 32))
}

// checkBalance adds the movements to the old balance, where they have a sum.
func (s *statement) checkBalance() {
	switch {
	case s.Closing == nil:
		s.Remark(s.closing, "the new balance, record 07, is missing, so that nothing shows whether the statement is whole")
	case s.moved.Unsure && s.Opening != nil:
		s.Remark(s.closing, "the balances were not checked: the movements have no sum in %s", s.Account.Currency)
	default:
		s.CheckBalance(s.closing, s.moved)
	}
}

// dayMemo remembers the last day read, for the days of one statement are mostly the
// same.
type dayMemo struct {
	text string
	day  date.Date
}

// day reads DDMMYY from column first on. Zeros and blanks are no day; what is no day
// of the calendar is none either, with a warning.
func (s *statement) day(r *record, first int) date.Date {
	text := r.cut(first, first+5)
	if string(text) == s.lastDay.text {
		return s.lastDay.day
	}
	read := string(text)
	if read == "000000" || read == blanks[:6] {
		return date.None
	}
	day, err := date.Digits("20"+read[len(read)-2:], read[2:4], read[:2])
	if err != nil {
		s.Remark(r.line, "%q is no day", read)
		return date.None
	}
	s.lastDay = dayMemo{read, day}
	return day
}

// brokenOff says what is lost with a statement that has no end.
func (s *statement) brokenOff(line int, event fault.Text) error {
	entries := s.entries
	if s.current.Entry != nil {
		entries++
	}
	return fault.At(line, "", "%s before the new balance, record 07, of the statement of %s: it was left out, with the %d movements read from line %d on",
		event, s.Account.Key(), entries, s.header)
}
