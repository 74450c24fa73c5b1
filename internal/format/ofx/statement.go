package ofx

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// statement is the state between the tags of one statement.
type statement struct {
	bank.Draft
	line                  int // of its first tag
	begun                 bool
	ours                  account
	ledger                balance
	start, last           date.Date // of the list of entries
	current               transaction
	transactions, entries int
	tally                 tally
	broken                error // why the statement is to be left out
}

// tally sums up what leads to the balance.
type tally struct {
	bank.Total            // unsure when it is not all that happened
	first, last date.Date // days on which something was booked
}

// account is BANKACCTFROM, CCACCTFROM, or the same of the other side.
type account struct{ bank, branch, number, key string }

// balance is LEDGERBAL as written.
type balance struct {
	amount, day string
	line        int
}

func newStatement(line int) *statement {
	return &statement{Draft: bank.NewDraft("ofx"), line: line}
}

// set takes a value of the statement, by the aggregate that it stands in.
func (s *statement) set(inside string, x *tags) {
	switch inside {
	case "STMTRS", "CCSTMTRS":
		if string(x.current.name) == "CURDEF" {
			s.Account.Currency = strings.ToUpper(x.value())
		}
	case "BANKACCTFROM", "CCACCTFROM":
		s.ours.set(x)
	case "BANKTRANLIST":
		switch string(x.current.name) {
		case "DTSTART":
			s.start = s.day(x.value(), x.current.line)
		case "DTEND":
			s.last = s.day(x.value(), x.current.line)
		}
	case "LEDGERBAL":
		switch string(x.current.name) {
		case "BALAMT":
			s.ledger.amount, s.ledger.line = x.value(), x.current.line
		case "DTASOF":
			s.ledger.day = x.value()
		}
	default:
		s.current.set(inside, x)
	}
}

func (a *account) set(x *tags) {
	switch string(x.current.name) {
	case "BANKID":
		a.bank = x.value()
	case "BRANCHID":
		a.branch = x.value()
	case "ACCTID":
		a.number = x.value()
	case "ACCTKEY":
		a.key = x.value()
	}
}

// numbers gives the account as IBAN where it is one, or where its parts are those of a
// French account, whose key may be missing, or stand behind the number. Otherwise it is
// the number as found.
func (a account) numbers() (iban, other string) {
	if checked, err := bank.ParseIBAN(a.number); err == nil {
		return checked, ""
	}
	number, key := a.number, a.key
	if len(number) == 13 && key == "" {
		number, key = number[:11], number[11:]
	}
	iban, ok := bank.FrenchIBAN(a.bank, a.branch, number)
	if ok && (key == "" || iban[len(iban)-2:] == key) {
		return iban, ""
	}
	return "", a.number
}

// identify takes over the account once it was read.
func (s *statement) identify() {
	s.Account.IBAN, s.Account.Other = s.ours.numbers()
}

// close takes over the balance at the end. One without an amount is passed over; banks
// leave the element empty.
func (s *statement) close() {
	if s.ledger.amount == "" {
		return
	}
	d, ok := amount(s.ledger.amount, s.Account.Currency)
	if !ok {
		s.Remark(s.ledger.line, "the balance %q is no amount", s.ledger.amount)
		return
	}
	s.Closing = &bank.Balance{Date: s.day(s.ledger.day, s.ledger.line), Amount: d}
	if s.Closing.Date == date.None {
		s.Closing.Date = s.last
	}
}

// check finds out whether the statement can be trusted.
func (s *statement) check() {
	switch _, err := money.ParseCurrency(s.Account.Currency); {
	case s.Account.IBAN == "" && s.Account.Other == "":
		s.broken = fault.At(s.line, "", "the statement names no account: it was left out")
	case err != nil:
		s.broken = fault.At(s.line, "", "the statement names no currency: it was left out")
	}
}

// begin opens the statement at the sink, just before its first entry.
func (s *statement) begin(sink bank.Sink) error {
	if s.begun {
		return nil
	}
	s.begun = true
	return sink.Begin(s.Statement)
}

// end hands the statement over as complete.
func (s *statement) end(sink bank.Sink) error {
	if err := s.begin(sink); err != nil {
		return err
	}
	s.computeOpening()
	s.Finish()
	return sink.End(s.Statement)
}

// computeOpening takes the entries off the balance at the end, where they are all that
// led to it.
func (s *statement) computeOpening() {
	t := s.tally
	if s.Closing == nil || s.start == date.None || t.Unsure || s.Closing.Date > s.last || s.Closing.Date < s.start {
		return
	}
	if t.first != date.None && (t.first < s.start || t.last > s.Closing.Date) {
		return
	}
	if amount, err := bank.Plus(s.Closing.Amount, t.Sum.Neg()); err == nil {
		s.Opening = &bank.Balance{Date: s.start.AddDays(-1), Amount: amount}
	}
}

// count adds an entry to the sum.
func (s *statement) count(e *bank.Entry) {
	s.entries++
	if e.Status == bank.Pending {
		return
	}
	t := &s.tally
	t.Add(e.Amount)
	t.Unsure = t.Unsure || e.Currency != s.Account.Currency || e.Status != bank.Booked || e.BookedOn == date.None
	if t.first == date.None || e.BookedOn < t.first {
		t.first = e.BookedOn
	}
	t.last = max(t.last, e.BookedOn)
}

// day reads a day. What is none is None, with a warning where something stands there.
func (s *statement) day(text string, line int) date.Date {
	d, odd := day(text)
	if odd {
		s.Remark(line, "%q is no day", text)
	}
	return d
}

// brokenOff says what is lost with a statement that has no end.
func (s *statement) brokenOff(line int) error {
	name := s.Account.IBAN
	if name == "" {
		name = s.Account.Other
	}
	return fault.At(line, "", "the file ends within the statement of %q: it was left out, with the %d entries read from line %d on", name, s.entries, s.line)
}
