package ofx

import (
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// transaction is a STMTTRN as written.
type transaction struct {
	line                        int
	pending                     bool
	kind, amount                string
	posted, user, available     string // days
	id, check, reference        string
	name, longName, payee, memo string
	corrects, correction        string // FITID of another entry, and what becomes of it
	to                          account
	currency, original          rate
}

// rate is CURRENCY, in which the amount is, or ORIGCURRENCY, in which it was.
type rate struct{ symbol, rate string }

func (r rate) String() string { return strings.TrimSpace(r.symbol + " " + r.rate) }

// transact begins a transaction.
func (s *statement) transact(line int, element string) {
	s.transactions++
	s.current = transaction{line: line, pending: element == "STMTTRNP"}
}

// set takes a value of the transaction, by the aggregate that it stands in.
func (t *transaction) set(inside string, x *tags) {
	switch inside {
	case "STMTTRN", "STMTTRNP":
		if field := t.field(x.current.name); field != nil {
			*field = x.value()
		}
	case "PAYEE":
		if string(x.current.name) == "NAME" {
			t.payee = x.value()
		}
	case "BANKACCTTO", "CCACCTTO":
		t.to.set(x)
	case "CURRENCY":
		t.currency.set(x)
	case "ORIGCURRENCY":
		t.original.set(x)
	}
}

// field is where the value of an element goes, nil for those that are not kept.
func (t *transaction) field(name []byte) *string {
	switch string(name) {
	case "TRNTYPE":
		return &t.kind
	case "TRNAMT":
		return &t.amount
	case "DTPOSTED", "DTTRAN": // DTTRAN of one that is pending
		return &t.posted
	case "DTUSER":
		return &t.user
	case "DTAVAIL":
		return &t.available
	case "FITID":
		return &t.id
	case "CHECKNUM":
		return &t.check
	case "REFNUM":
		return &t.reference
	case "NAME":
		return &t.name
	case "EXTDNAME":
		return &t.longName
	case "MEMO":
		return &t.memo
	case "CORRECTFITID":
		return &t.corrects
	case "CORRECTACTION":
		return &t.correction
	}
	return nil
}

func (r *rate) set(x *tags) {
	switch string(x.current.name) {
	case "CURSYM":
		r.symbol = x.value()
	case "CURRATE":
		r.rate = x.value()
	}
}

// entry hands over the transaction that was read. One without an amount is left out,
// with a warning. The error is the sink's.
func (s *statement) entry(sink bank.Sink) error {
	if s.check(); s.broken != nil {
		return nil
	}
	t := &s.current
	e := &bank.Entry{
		Currency: t.currencyIn(s.Account.Currency), Status: bank.Booked, BankRef: t.id, Code: t.kind, Text: t.text(),
		Counterparty: bank.Counterparty{Name: oneLine(first(t.longName, t.payee, t.name))},
		Place:        place(t.line, s.transactions),
	}
	ok := false
	if e.Amount, ok = amount(t.amount, e.Currency); !ok {
		s.Remark(t.line, "the amount %q is none, or can be read in two ways: this entry was left out", t.amount)
		s.tally.Unsure = true
		return nil
	}
	e.Original = t.originalOf(e)
	s.fillDays(e, t)
	if t.to != (account{}) {
		t.to.fill(&e.Counterparty)
	}
	s.grade(e, t)
	s.count(e)
	if err := s.begin(sink); err != nil {
		return err
	}
	return sink.Entry(e)
}

// grade says how final the entry is, and notices a type that contradicts the amount.
func (s *statement) grade(e *bank.Entry, t *transaction) {
	switch {
	case t.pending:
		e.Status = bank.Pending
	case t.corrects != "":
		e.Status = bank.Information
		s.Remark(t.line, "this entry corrects another one, %s (%s): it is shown, but books nothing", t.corrects, t.correction)
	}
	if t.kind == "CREDIT" && e.Amount.IsNeg() || t.kind == "DEBIT" && e.Amount.IsPos() {
		s.Remark(t.line, "the type %s contradicts the amount %s, whose sign counts", t.kind, e.Amount)
	}
}

// fillDays gives the entry its days. One without a day of its own is booked on the last
// day of the list, with a warning.
func (s *statement) fillDays(e *bank.Entry, t *transaction) {
	e.BookedOn = s.day(t.posted, t.line)
	if e.BookedOn == date.None {
		e.BookedOn = s.day(t.user, t.line)
	}
	if e.BookedOn == date.None && s.last != date.None {
		e.BookedOn = s.last
		s.tally.Unsure = true
		s.Remark(t.line, "the entry names no day: taken as booked on %s, %s", s.last, fault.Say("the last day of the statement"))
	}
	e.ValueOn = s.day(t.available, t.line)
	if e.ValueOn == date.None {
		e.ValueOn = e.BookedOn
	}
}

// currencyIn is the currency of the amount: the account's, unless the entry names its
// own.
func (t *transaction) currencyIn(currency string) string {
	if own := t.currency.symbol; own != "" {
		if _, err := money.ParseCurrency(own); err == nil {
			return own
		}
	}
	return currency
}

// originalOf is the amount in the currency that it was converted from: the amount by the
// rate, which says how much of the account's currency one unit was. It is rounded to the
// decimals of the currency, and as near as the rate. Without a rate it is not known.
//
// CURRENCY names the currency of the amount itself, from which nothing was converted.
func (t *transaction) originalOf(e *bank.Entry) *bank.Sum {
	currency, err := money.ParseCurrency(t.original.symbol)
	rate, ok := amount(t.original.rate, "")
	if err != nil || !ok || !rate.IsPos() || currency.String() == e.Currency {
		return nil
	}
	exact, err := e.Amount.Quo(rate)
	if err != nil {
		return nil
	}
	sum, _, err := money.Round(exact, currency)
	if err != nil || sum.Minor == 0 {
		return nil
	}
	return &bank.Sum{Amount: sum.Decimal(), Currency: currency.String()}
}

// fill adds the account at the other side.
func (a account) fill(c *bank.Counterparty) {
	iban, other := a.numbers()
	c.IBAN = first(iban, other)
	if bank.IsBIC(a.bank) {
		c.BIC = a.bank
	}
}

// text is everything that the payer and the bank wrote, a line for each element. A name
// that the memo repeats needs no line of its own.
func (t *transaction) text() string {
	lines := make([]string, 0, 8)
	for _, line := range [...]string{t.longName, t.payee, t.name, t.memo} {
		switch last := len(lines) - 1; {
		case line == "":
		case last >= 0 && strings.HasPrefix(line, lines[last]):
			lines[last] = line
		case last < 0 || !strings.HasPrefix(lines[last], line):
			lines = append(lines, line)
		}
	}
	for _, tagged := range [...][2]string{{"CHECKNUM", t.check}, {"REFNUM", t.reference}, {"CURRENCY", t.currency.String()}, {"ORIGCURRENCY", t.original.String()}} {
		if tagged[1] != "" {
			lines = append(lines, tagged[0]+" "+tagged[1])
		}
	}
	return strings.Join(lines, "\n")
}

func oneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func first(words ...string) string {
	for _, word := range words {
		if word != "" {
			return word
		}
	}
	return ""
}

// place is where a transaction begins, "line 12: STMTTRN 3", as a fault.Place writes it.
func place(line, number int) string {
	var b [48]byte
	place := strconv.AppendInt(append(b[:0], "line "...), int64(line), 10)
	return string(strconv.AppendInt(append(place, ": STMTTRN "...), int64(number), 10))
}
