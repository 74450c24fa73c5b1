package banktable

import (
	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
)

// maxAccounts bounds how often a file is read: once for each account in it.
const maxAccounts = 200

// file is a table on its way to statements.
type file struct {
	table    *table.Table
	mapping  table.Mapping
	refine   refinement
	about    about
	accounts []*account
	index    map[string]*account
	notes    table.Problems // of rows that belong to no account
	refused  int
}

// account is what the first reading finds out about one account and currency.
type account struct {
	bank.Account
	entries     int
	sum         decimal.Decimal // of the booked entries
	earliest    date.Date
	latest      date.Date
	begin, end  *moved // the first and the last row that has a balance
	up, down    int    // rows whose amount leads from the balance above, and below
	early, late date.Date
	problems    table.Problems
	flawed      bool // a right sum cannot be had
}

// moved is a row that has a balance.
type moved struct {
	line int
	table.Standing
}

// survey reads the file once: which accounts it has, in which direction its days run,
// and what stood on the accounts at either end.
func (f *file) survey() error {
	f.about = aboutOf(f.table.Preamble())
	f.index = map[string]*account{}
	reader, err := f.table.Read(f.mapping)
	if err != nil {
		return fault.At(max(f.table.HeaderRow(), 1), "", "%s", fault.TextOf(err))
	}
	reader.Aside = f.about.read
	for record, err := range reader.Records() {
		if record == nil {
			return err
		}
		if err := f.look(record, err); err != nil {
			return err
		}
	}
	for _, p := range reader.LeftOut() {
		f.notes.Add(p.Examples[0])
	}
	if len(f.accounts) == 0 {
		return fault.At(max(f.table.HeaderRow(), 1), "", "the table holds no entries")
	}
	return nil
}

// look takes one row of the first reading in. Its failure is kept as a note; the
// error ends the reading.
func (f *file) look(record *table.Record, failure error) error {
	e, err := f.plain(record, failure)
	if err != nil {
		for _, n := range fault.Notes(err) {
			n.Text = fault.Say("the entry is left out: %s", n.Text)
			f.notes.Add(n)
		}
		return nil
	}
	for _, n := range record.Odd() {
		f.notes.Add(n)
	}
	if e.Refused {
		f.refused++
		return nil
	}
	a, err := f.accountOf(e)
	if err != nil {
		return err
	}
	a.add(record, e)
	return nil
}

// entry is a row with what its bank hides in texts.
func (f *file) entry(record *table.Record, failure error) (*table.Entry, error) {
	e, err := f.plain(record, failure)
	if err != nil {
		return nil, err
	}
	if f.refine != nil {
		f.refine(e, record)
	}
	hidden(e)
	return e, nil
}

// plain is a row as its columns say. A refinement leaves what the first reading looks
// at alone: account, amount, currency, status, and the day of booking.
func (f *file) plain(record *table.Record, failure error) (*table.Entry, error) {
	if failure != nil {
		return nil, failure
	}
	e, err := record.Entry()
	if err != nil {
		return nil, err
	}
	if e.Account == "" {
		e.Account = f.about.account
	}
	if e.Currency == "" {
		e.Currency = f.about.currency
	}
	return &e, nil
}

// accountOf is the account of an entry.
func (f *file) accountOf(e *table.Entry) (*account, error) {
	if e.Account == "" {
		return nil, fault.At(max(f.table.HeaderRow(), 1), "", "the file does not say which account it is of: choose the account")
	}
	if e.Currency == "" {
		return nil, fault.At(max(f.table.HeaderRow(), 1), "", "the file does not say in which currency its amounts are: choose the currency")
	}
	key := e.Account + " " + e.Currency
	if a := f.index[key]; a != nil {
		return a, nil
	}
	if len(f.accounts) == maxAccounts {
		return nil, fault.At(max(f.table.HeaderRow(), 1), "", "the file is of more than %d accounts: the column of accounts may be another one", maxAccounts)
	}
	a := &account{Account: bank.Account{Currency: e.Currency, Owner: e.Owner}}
	if a.Owner == "" {
		a.Owner = f.about.owner
	}
	a.identify(e.Account)
	f.index[key] = a
	f.accounts = append(f.accounts, a)
	return a, nil
}

// identify stores the number as IBAN or other number. One that is written as an IBAN
// and has wrong check digits, as in edited files, stays one.
func (a *account) identify(number string) {
	iban, err := bank.ParseIBAN(number)
	switch {
	case err == nil:
		a.IBAN = iban
	case likeIBAN(number):
		a.IBAN = table.Squeeze(number)
		a.problems.Add(fault.Note{Text: fault.Say("the account %s is not a right IBAN", a.IBAN)})
	default:
		a.Other = number
	}
}

// add counts an entry.
func (a *account) add(record *table.Record, e *table.Entry) {
	a.entries++
	if a.early == date.None {
		a.early = e.BookedOn
	}
	a.late = e.BookedOn
	if a.earliest == date.None || e.BookedOn < a.earliest {
		a.earliest = e.BookedOn
	}
	a.latest = max(a.latest, e.BookedOn)
	if e.Status == bank.Booked {
		sum, err := a.sum.Add(e.Amount)
		a.sum, a.flawed = sum, a.flawed || err != nil
	}
	if now, ok := record.Standing(); ok && e.Status == bank.Booked {
		a.follow(moved{record.Line, now})
	}
}

// follow counts in which direction the balances lead from row to row.
func (a *account) follow(now moved) {
	if a.begin == nil {
		first := now
		a.begin = &first
	} else {
		if now.Follows(a.end.After) {
			a.up++
		}
		if a.end.Follows(now.After) {
			a.down++
		}
	}
	last := now
	a.end = &last
}

// newestFirst reports whether the file begins with the newest entry: as its balances
// say, and else as its days do.
func (a *account) newestFirst() bool {
	if a.up != a.down {
		return a.down > a.up
	}
	return a.early > a.late
}

// hand gives one account's statement to sink, in the order of the file.
func (f *file) hand(a *account, sink bank.Sink) error {
	s := f.statement(a)
	if err := sink.Begin(s); err != nil {
		return err
	}
	reader, err := f.table.Read(f.mapping)
	if err != nil {
		return err
	}
	chain := chain{newestFirst: a.newestFirst(), problems: &a.problems}
	for record, err := range reader.Records() {
		if record == nil {
			return err
		}
		e, err := f.entry(record, err)
		if err != nil || e.Refused || f.index[e.Account+" "+e.Currency] != a {
			continue
		}
		if now, ok := record.Standing(); ok && e.Status == bank.Booked {
			chain.follow(moved{record.Line, now})
		}
		if err := sink.Entry(&e.Entry); err != nil {
			return err
		}
	}
	f.check(a, s)
	return sink.End(s)
}

// statement is what is known before the entries are handed over.
func (f *file) statement(a *account) *bank.Statement {
	s := &bank.Statement{Format: "table", Account: a.Account}
	if f.mapping.Preset != "" {
		s.Format += " " + f.mapping.Preset
	}
	s.Opening, s.Closing = a.balances()
	if len(f.accounts) == 1 && s.Closing == nil {
		s.Opening, s.Closing = f.about.balances(a.earliest, a.latest)
	}
	return s
}

// balances are what the running balance of the rows says of both ends.
func (a *account) balances() (opening, closing *bank.Balance) {
	if a.begin == nil {
		return nil, nil
	}
	oldest, newest := a.begin, a.end
	if a.newestFirst() {
		oldest, newest = newest, oldest
	}
	if before, err := oldest.After.Sub(oldest.Amount); err == nil {
		opening = &bank.Balance{Date: a.earliest.AddDays(-1), Amount: bank.Decimal(before, a.Currency)}
	}
	return opening, &bank.Balance{Date: a.latest, Amount: bank.Decimal(newest.After, a.Currency)}
}

// check compares the sum of the entries with the balances, and gathers the warnings.
func (f *file) check(a *account, s *bank.Statement) {
	if s.Opening != nil && s.Closing != nil && !a.flawed && !(table.Standing{Amount: a.sum, After: s.Closing.Amount}).Follows(s.Opening.Amount) {
		a.problems.Add(fault.Note{Text: fault.Say("the old balance %s and movements of %s do not give the new balance %s", s.Opening.Amount, a.sum, s.Closing.Amount)})
	}
	s.Warnings = warnings(a.problems.List())
	if a == f.accounts[0] {
		s.Warnings = append(s.Warnings, warnings(f.notes.List())...)
		if f.refused > 0 {
			s.Warnings = append(s.Warnings, fault.Note{Text: fault.Say("%d entries that the bank refused were left out", f.refused)})
		}
	}
}

// warnings are problems as notes: the first examples of each, and how many more.
func warnings(problems []table.Problem) (all []fault.Note) {
	for _, p := range problems {
		if more := p.Count - len(p.Examples); more > 0 && len(p.Examples) > 0 {
			last := len(p.Examples) - 1
			p.Examples[last].Text = fault.Say("%s (and %d more like it)", p.Examples[last].Text, more)
		}
		all = append(all, p.Examples...)
	}
	return all
}

// chain holds each balance of a file against the one before it.
type chain struct {
	newestFirst bool
	last        *moved
	problems    *table.Problems
}

func (c *chain) follow(now moved) {
	before, after := c.last, &now
	if c.newestFirst {
		before, after = after, before
	}
	if c.last != nil && !after.Follows(before.After) {
		c.problems.Add(fault.Note{Place: fault.Place{Line: now.line}, Text: fault.Say("the balance %s does not follow from %s and an entry of %s: one may be missing",
			after.After, before.After, after.Amount)})
	}
	c.last = &now
}
