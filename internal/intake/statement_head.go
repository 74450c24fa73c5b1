package intake

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/money"
	"acquit/internal/store"
)

// summary is a statement without its entries, and what they come to.
type summary struct {
	*bank.Statement
	leaves          int   // booked payments
	credits, debits int64 // minor units; debits are negative
	last            date.Date
}

// survey is a bank.Sink that learns which statements of a file are whole. One that
// breaks off stands there as nil.
type survey struct {
	statements []*summary
	open       summary
	families   map[string]bool // kinds of format: a file of MT940 may hold MT942 as well
}

// Begin makes room for the next statement.
func (s *survey) Begin(begun *bank.Statement) error {
	if s.families == nil {
		s.families = map[string]bool{}
	}
	s.families[bank.Family(begun.Format)] = true
	s.statements, s.open = append(s.statements, nil), summary{}
	return nil
}

// format is what a report calls a file of a kind: the kind of statements it holds, where
// they are of one, as "camt.054" of a file of CAMT.
func (s *survey) format(kind format.Kind) string {
	if len(s.families) == 1 {
		for family := range s.families {
			return family
		}
	}
	return string(kind)
}

// Entry counts the payments of an entry.
func (s *survey) Entry(e *bank.Entry) error {
	if !booked(e) {
		return nil
	}
	for _, leaf := range e.Leaves() {
		s.open.leaves++
		s.open.last = max(s.open.last, first(leaf.BookedOn, e.BookedOn))
		switch amount := minor(leaf.Amount, leaf.Currency); {
		case amount == nil:
		case *amount > 0:
			s.open.credits += *amount
		default:
			s.open.debits += *amount
		}
	}
	return nil
}

// End keeps the statement.
func (s *survey) End(statement *bank.Statement) error {
	whole := s.open
	whole.Statement = statement
	s.statements[len(s.statements)-1] = &whole
	return nil
}

// booked reports whether an entry moved the balance.
func booked(e *bank.Entry) bool { return e.Status == bank.Booked || e.Status == "" }

// preliminary reports whether a format only announces what a statement will book:
// camt.052 and MT942 during the day, camt.054 beside the statement.
func preliminary(format string) bool {
	switch bank.Family(format) {
	case "camt.052", "camt.054", "mt942":
		return true
	}
	return false
}

// pending is the kind of report that the entries of a statement make which are not
// booked yet.
const pending = "pending"

// head is a statement without its entries, as it is stored. One that only announces
// has no balances here: nothing is known up to its day.
func (s *summary) head(account store.BankAccount, announces string, report *Report) store.Statement {
	head := store.Statement{Account: account.ID, Format: s.Format, Family: bank.Family(s.Format), Number: s.Number, Sequence: s.Sequence, Import: report.Import}
	if announces != "" {
		head.Family, head.Preliminary = announces, true
		return head
	}
	head.Leaves, head.Credits, head.Debits = s.leaves, s.credits, s.debits
	if s.Opening != nil {
		head.OpeningOn, head.Opening = s.Opening.Date, balance(s.Opening.Amount, s.Account.Currency, report)
	}
	if s.Closing != nil {
		head.ClosingOn, head.Closing = s.Closing.Date, balance(s.Closing.Amount, s.Account.Currency, report)
	}
	return head
}

// reaches is the last day that a statement speaks for.
func (s *summary) reaches() date.Date {
	if s.Closing != nil && s.Closing.Date != date.None {
		return s.Closing.Date
	}
	return s.last
}

// mostOnAccount is beyond what an account holds, in minor units: sums of two balances
// must stay numbers.
const mostOnAccount = 1 << 60

// minor is an amount in smallest units, nil where it cannot be told.
func minor(d decimal.Decimal, currency string) *int64 {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return nil
	}
	a, _, err := money.Round(d, c)
	if err != nil || a.Minor > mostOnAccount || a.Minor < -mostOnAccount {
		return nil
	}
	return &a.Minor
}

// balance is minor with a warning where the currency has fewer decimals.
func balance(d decimal.Decimal, currency string, report *Report) *int64 {
	m := minor(d, currency)
	if c, err := money.ParseCurrency(currency); m != nil && err == nil {
		if a := money.Of(*m, c); a.Decimal().Cmp(d) != 0 {
			report.warn(fault.Place{}, "the balance %s has more decimals than %s knows and is kept as %s", d, c, a)
		}
	}
	return m
}

// called is what a person calls a statement: its number, or its day.
func (s *summary) called() string {
	for _, name := range []string{s.Sequence, s.Number} {
		if strings.Trim(name, "0 ") != "" {
			return name
		}
	}
	return s.reaches().String()
}
