package story

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/coda"
	"acquit/internal/intake"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// doBank lets the bank print a statement of the day and takes it in:
// bank  +1190.00 EUR from BE… ACME "R-1". Further lines may follow, indented;
// "nothing" prints a statement without lines.
func (s *Stage) doBank(act *Act) error {
	lines := act.More
	if act.Rest != "" && act.Rest != "nothing" {
		lines = append([]string{act.Rest}, lines...)
	}
	var entries []bank.Entry
	currency := money.EUR
	for _, line := range lines {
		e, amount, err := s.bankLine(words(line))
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		currency = amount.Currency
		entries = append(entries, e)
	}
	l := s.ledgerOf(currency)
	statement, err := l.print(s.today(), entries)
	if err != nil {
		return err
	}
	return s.takeStatements(fmt.Sprintf("%s-%03d.coda", currency, l.number), statement)
}

// bankLine reads: +100.00 [EUR] from|to [IBAN] NAME ["TEXT"] [on DAY]
func (s *Stage) bankLine(w []string) (e bank.Entry, amount money.Amount, err error) {
	if len(w) < 3 {
		return e, amount, fmt.Errorf(`write: +100.00 EUR from IBAN NAME "TEXT"`)
	}
	if amount, err = parseAmount(w[0], w[1]); err != nil {
		return e, amount, err
	}
	e = bank.Entry{BookedOn: s.today(), Amount: amount.Decimal(), Currency: amount.Currency.String(), Status: bank.Booked}
	at := slices.IndexFunc(w, func(word string) bool { return word == "from" || word == "to" })
	if at < 0 {
		return e, amount, fmt.Errorf("a bank line says who it is from, or to")
	}
	rest := w[at+1:]
	if len(rest) > 0 {
		if iban, err := bank.ParseIBAN(rest[0]); err == nil {
			e.Counterparty.IBAN, rest = iban, rest[1:]
		}
	}
	if n := slices.Index(rest, "on"); n >= 0 && n+1 < len(rest) {
		if e.BookedOn, err = date.Parse(rest[n+1]); err != nil {
			return e, amount, err
		}
		rest = slices.Delete(slices.Clone(rest), n, n+2)
	}
	e.ValueOn = e.BookedOn
	if len(rest) > 0 {
		e.Counterparty.Name = rest[0]
	}
	if len(rest) > 1 {
		e.Text = rest[1]
	}
	if r, ok := bank.ParseReference(e.Text); ok && r.Scheme != bank.Kenmerk {
		e.Reference, e.Text = r.Digits, ""
	}
	return e, amount, nil
}

// ledgerOf is the bank's book of the company's account in a currency.
func (s *Stage) ledgerOf(currency money.Currency) *ledger {
	l := s.bank[currency.String()]
	if l == nil {
		l = &ledger{account: bank.Account{IBAN: s.company.IBAN, Currency: currency.String(), Owner: s.company.Name}, balance: money.Of(0, currency)}
		s.bank[currency.String()] = l
	}
	return l
}

// print adds a statement of a day to the book.
func (l *ledger) print(today date.Date, entries []bank.Entry) (*bank.Statement, error) {
	l.number++
	statement := &bank.Statement{Account: l.account, Number: strconv.Itoa(l.number), Sequence: strconv.Itoa(l.number), Entries: entries,
		Opening: &bank.Balance{Date: today, Amount: l.balance.Decimal()}}
	for _, e := range entries {
		amount, _, err := money.Round(e.Amount, l.balance.Currency)
		if err != nil {
			return nil, err
		}
		l.balance = l.balance.Add(amount)
	}
	statement.Closing = &bank.Balance{Date: today, Amount: l.balance.Decimal()}
	l.printed = append(l.printed, statement)
	return statement, nil
}

func (s *Stage) takeStatements(name string, statements ...*bank.Statement) error {
	var file bytes.Buffer
	if err := coda.Write(&file, statements...); err != nil {
		return err
	}
	return s.takeFile(intake.Bytes(name, file.Bytes()))
}

func (s *Stage) takeFile(f intake.File) error {
	s.last = f
	report, err := s.intake().Statement(s.ctx, s.company.ID, f)
	if err != nil {
		return err
	}
	if err := taken(&report); err != nil {
		return err
	}
	if report.Unchanged > 0 {
		s.said = append(s.said, fmt.Sprintf("known already: %d", report.Unchanged))
	}
	return s.settle()
}

// doStatement takes in a file of the folder testdata.
func (s *Stage) doStatement(act *Act) error {
	body, err := os.ReadFile(filepath.Join("testdata", act.Rest))
	if err != nil {
		return err
	}
	return s.takeFile(intake.Bytes(act.Rest, body))
}

// doAgain takes in the last statement file again; "again in another file" has all
// statements of the day's currency printed into one new file.
func (s *Stage) doAgain(act *Act) error {
	if act.Rest == "" {
		return s.takeFile(s.last)
	}
	return s.takeStatements("all.coda", s.ledgerOf(money.EUR).printed...)
}

// doConfirm books an entry as a person says: confirm 100.00 as R-1 R-2, or
// confirm 100.00 for ACME, which puts it on account.
func (s *Stage) doConfirm(act *Act) error {
	e, suggested, err := s.entry(act.word(0), store.EntryAsk)
	if err != nil {
		return err
	}
	p := matching.Proposal{}
	if number := act.after("for"); number != "" {
		if p.Customer, _, err = s.customerOrInvoice(number); err != nil {
			return err
		}
	}
	if n := slices.Index(act.Words, "as"); n >= 0 {
		wanted := act.Words[n+1:]
		n := slices.IndexFunc(suggested, func(p matching.Proposal) bool { return slices.Equal(numbersOf(&p), wanted) })
		if n < 0 {
			return fmt.Errorf("%s is not suggested for %s", strings.Join(wanted, " "), act.word(0))
		}
		p = suggested[n]
	}
	if err := settle.Confirm(s.ctx, s.store, s.company.ID, e.ID, p, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

func numbersOf(p *matching.Proposal) (numbers []string) {
	for _, share := range p.Shares {
		numbers = append(numbers, share.Number)
	}
	return numbers
}

func (s *Stage) doIgnore(act *Act) error {
	e, _, err := s.entry(act.word(0), store.EntryAsk)
	if err != nil {
		return err
	}
	if err := settle.Ignore(s.ctx, s.store, s.company.ID, e.ID); err != nil {
		return err
	}
	return s.settle()
}

// doUndo takes back what was made of an entry: undo 100.00
func (s *Stage) doUndo(act *Act) error {
	if act.word(0) == "table" {
		return s.undoTable()
	}
	e, _, err := s.entry(act.word(0), store.EntryBooked)
	if err != nil {
		e, _, err = s.entry(act.word(0), store.EntryReturn)
	}
	if err != nil {
		return err
	}
	if err := settle.Undo(s.ctx, s.store, s.company.ID, e.ID, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// entry is the oldest bank line of an amount and a state, with what is suggested
// for it.
func (s *Stage) entry(amount string, state store.EntryState) (e store.Entry, suggested []matching.Proposal, err error) {
	a, err := parseAmount(amount, "")
	if err != nil {
		return e, nil, err
	}
	err = s.view(func(tx *store.Tx) error {
		found, err := tx.Entries(store.EntryFilter{State: state, Amount: &a.Minor, Oldest: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("no bank entry of %s is in the state %q", amount, state)
		}
		e = found[0]
		all, err := tx.Suggestions(e.ID)
		suggested = all[e.ID]
		return err
	})
	return e, suggested, err
}
