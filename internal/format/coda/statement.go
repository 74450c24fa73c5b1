package coda

import (
	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// statement is the state between the records of one statement.
type statement struct {
	bank.Draft
	created   date.Date // from the header
	addressee string
	header    int      // line of the header
	begun     bool     // record 1 was read
	zone      string   // the account as record 1 writes it
	group     []record // a movement that moves the balance, and its details
	lastSeq   string   // of the last movement
	lastDay   dayMemo
	prose     prose
	tally     tally

	trailer record
	ended   bool  // the trailer was read
	broken  error // why the statement is to be left out
}

func newStatement(r record) *statement {
	s := &statement{Draft: bank.NewDraft("coda"), header: r.line, addressee: r.field(35, 60)}
	s.created = s.day(r, 6)
	if r.cut(17, 17) == "D" {
		s.Remark(r.line, "the bank marks this statement as a duplicate of one that it sent before")
	}
	return s
}

// take handles one record after the header. The error is the sink's.
func (s *statement) take(r record, sink bank.Sink) error {
	kind := r.kind()
	if !s.begun && kind != "1" {
		s.broken = fault.At(r.line, "", "the old balance, record 1, is missing, and the account with it: this statement was left out")
		return nil
	}
	switch kind {
	case "1":
		return s.begin(r, sink)
	case "21":
		s.tally.records++
		return s.movement(r, sink)
	case "22", "23", "31", "32", "33":
		s.tally.records++
		s.continued(r)
		return nil
	}
	if err := s.flush(sink); err != nil {
		return err
	}
	switch kind {
	case "8":
		s.close(r)
	case "4":
		if message := r.field(33, 112); message != "" {
			s.Remark(r.line, "message from the bank: %s", message)
		}
	case "9":
		s.end(r)
	default:
		s.Remark(r.line, "record %q is not known and was left out", kind)
	}
	return nil
}

// begin reads the old balance, record 1.
func (s *statement) begin(r record, sink bank.Sink) error {
	if s.begun {
		s.broken = fault.At(r.line, "", "a second old balance, record 1, without a header: this statement was left out")
		return nil
	}
	s.begun = true
	s.tally.records++
	s.zone = r.cut(6, 42)
	s.Account = s.account(r)
	if s.Account.IBAN == "" && s.Account.Other == "" {
		s.broken = fault.At(r.line, "", "the old balance, record 1, names no account: this statement was left out")
		return nil
	}
	s.Sequence = r.field(126, 128)
	s.number(r.field(3, 5))
	s.Opening = s.balance(r, 43)
	return sink.Begin(s.Statement)
}

// number takes the number of the paper statement. A customer who gets none has
// zeros there; the rank of the file then names the statement.
func (s *statement) number(paper string) {
	if isZeros(paper) {
		paper = s.Sequence
	}
	s.Number = paper
}

// close reads the new balance, record 8.
func (s *statement) close(r record) {
	s.tally.records++
	s.tally.closingLine = r.line
	s.number(r.field(2, 4))
	s.Closing = s.balance(r, 42)
	if r.cut(5, 41) != s.zone {
		s.Remark(r.line, "the new balance names another account than the old one: %s", r.field(5, 41))
	}
	if s.Closing == nil {
		s.broken = fault.At(r.line, "", "the new balance is no amount and day: this statement was left out")
	}
}

// end reads the trailer, record 9.
func (s *statement) end(r record) {
	if s.Closing == nil {
		s.broken = fault.At(r.line, "", "the new balance, record 8, is missing before the trailer: this statement was left out")
		return
	}
	s.trailer, s.ended = r, true
}

// account reads the account zone of record 1, which has one of four structures:
// Belgian or foreign, number or IBAN.
func (s *statement) account(r record) bank.Account {
	a := bank.Account{Owner: r.field(65, 90)}
	if a.Owner == "" {
		a.Owner = s.addressee
	}
	structure, number := r.cut(2, 2), ""
	switch structure {
	case "0":
		number, a.Currency = r.field(6, 17), r.field(19, 21)
	case "2":
		number, a.Currency = r.field(6, 36), r.field(40, 42)
	default:
		number, a.Currency = r.field(6, 39), r.field(40, 42)
	}
	if _, err := money.ParseCurrency(a.Currency); err != nil {
		s.Remark(r.line, "the account has no currency")
	}
	s.identify(&a, structure, number, r.line)
	return a
}

// identify stores the number as IBAN or other number. The structure says which
// it is; a bank's own account is not left without its IBAN for a wrong check
// digit, which only edited files have.
func (s *statement) identify(a *bank.Account, structure, number string, line int) {
	if structure == "0" && len(number) == 12 && allDigits(number) {
		if _, ok := bank.BelgianIBAN(number); !ok {
			s.Remark(line, "the account number %s has wrong check digits", number)
		}
		a.IBAN = bank.MakeIBAN("BE", number)
		return
	}
	if iban, err := bank.ParseIBAN(number); err == nil {
		a.IBAN = iban
		return
	}
	if structure == "2" || structure == "3" {
		s.Remark(line, "the account %s is not a right IBAN", number)
		a.IBAN = number
		return
	}
	a.Other = number
}

// balance reads a sign, an amount and a day from column first on. It is nil,
// with a warning, when one of them is missing.
func (s *statement) balance(r record, first int) *bank.Balance {
	n, ok := thousandths(r.cut(first, first), r.cut(first+1, first+15))
	if !ok || !allDigits(r.cut(first+16, first+21)) {
		s.Remark(r.line, "the balance %q is no amount and day", r.cut(first, first+21))
		return nil
	}
	return &bank.Balance{Date: s.day(r, first+16), Amount: s.decimal(n)}
}

// decimal is an amount of the account's currency, of which CODA counts
// thousandths.
func (s *statement) decimal(thousandths int64) decimal.Decimal {
	return bank.Decimal(decimal.MustNew(thousandths, 3), s.Account.Currency)
}

// brokenOff says what is lost with a statement that has no end.
func (s *statement) brokenOff(line int, event fault.Text) error {
	if !s.begun {
		return fault.At(line, "", "%s before the old balance, record 1, of the statement that begins at line %d: it was left out", event, s.header)
	}
	entries := s.tally.entries
	if len(s.group) > 0 {
		entries++
	}
	return fault.At(line, "", "%s before the new balance, record 8, of statement %s of %s: it was left out, with the %d movements read from line %d on",
		event, s.Number, s.Account.Key(), entries, s.header)
}

// dayMemo remembers the last day read, for the days of one statement are mostly
// the same.
type dayMemo struct {
	text string
	day  date.Date
}

// day reads DDMMYY from column first on. Zeros and blanks are no day; what is no
// day of the calendar is none either, with a warning.
func (s *statement) day(r record, first int) date.Date {
	text := r.cut(first, first+5)
	if text == s.lastDay.text {
		return s.lastDay.day
	}
	if text == "000000" || text == blanks[:6] {
		return date.None
	}
	day, err := date.Digits("20"+text[4:], text[2:4], text[:2])
	if err != nil {
		s.Remark(r.line, "%q is no day", text)
		return date.None
	}
	s.lastDay = dayMemo{text, day}
	return day
}

// thousandths reads an amount of twelve digits and three decimals; sign 1 makes
// it a debit.
func thousandths(sign, digits string) (n int64, ok bool) {
	if !allDigits(digits) || sign != "0" && sign != "1" {
		return 0, false
	}
	for i := 0; i < len(digits); i++ {
		n = n*10 + int64(digits[i]-'0')
	}
	if sign == "1" {
		n = -n
	}
	return n, true
}
