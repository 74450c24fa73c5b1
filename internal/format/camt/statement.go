package camt

import (
	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
)

// statement is the reading of one Stmt, Rpt or Ntfctn.
type statement struct {
	*message
	out            *bank.Statement
	begun          bool
	page           page
	created, until date.Date
	currency       string // of the first balance or entry, for an account that names none
	balances       balances
	notes          notes
	entries        int   // Ntry elements so far
	current        entry // the last of them; its memory serves the next one
}

func (m *message) statement() error {
	s := &statement{message: m, out: &bank.Statement{Format: m.format}, page: m.page, created: m.created}
	if err := s.Each(s.child); err != nil {
		return err
	}
	return s.end()
}

func (s *statement) child(name string) (err error) {
	switch name {
	case "Id":
		s.out.Number, err = s.Text()
	case "ElctrncSeqNb":
		s.out.Sequence, err = s.Text()
	case "LglSeqNb": // stands behind ElctrncSeqNb, in its stead where that is missing
		if s.out.Sequence == "" {
			s.out.Sequence, err = s.Text()
		}
	case "StmtPgntn", "RptPgntn", "NtfctnPgntn":
		s.page, err = s.pagination()
	case "CreDtTm":
		s.created, err = s.day()
	case "FrToDt":
		var until string
		until, err = s.inside("ToDtTm")
		s.until = dayOf(until)
	case "Acct":
		err = s.account()
	case "Bal":
		err = s.balance()
	case "Ntry":
		err = s.entry()
	}
	return err
}

func (s *statement) account() error {
	a := &s.out.Account
	return s.Each(func(name string) (err error) {
		switch name {
		case "Id":
			a.IBAN, a.Other, err = s.accountID()
		case "Ccy":
			a.Currency, err = s.Text()
		case "Ownr":
			a.Owner, err = s.party()
		}
		return err
	})
}

// accountID reads the number of an account: Id/IBAN or Id/Othr/Id, and in version
// 01 Id/BBAN, Id/UPIC or Id/PrtryAcct/Id. Banks put IBANs into Othr too, and the
// same account must have the same number in all its messages.
func (m *message) accountID() (iban, other string, err error) {
	err = m.Each(func(name string) (err error) {
		switch name {
		case "IBAN":
			iban, err = m.Text()
		case "Othr", "PrtryAcct":
			other, err = m.inside("Id")
		case "BBAN", "UPIC":
			other, err = m.Text()
		}
		return err
	})
	if checked, wrong := bank.ParseIBAN(first(iban, other)); wrong == nil {
		return checked, "", err
	}
	return iban, other, err
}

// placeOf says where in the file an element stands.
func placeOf(line int, what string) fault.Place { return fault.Place{Line: line, Path: what} }

// fallback is the day of an entry that names none: the one the statement closes
// on, ends with or was made on.
func (s *statement) fallback() (day date.Date, source fault.Text) {
	switch {
	case s.balances.closing.Date != date.None:
		return s.balances.closing.Date, fault.Say("the day of the closing balance")
	case s.until != date.None:
		return s.until, fault.Say("the last day of the statement")
	}
	return s.created, fault.Say("the day on which the statement was made")
}

// begin opens the statement at the sink, just before its first entry.
func (s *statement) begin() error {
	if s.begun {
		return nil
	}
	s.begun = true
	if s.out.Account.Currency == "" {
		s.out.Account.Currency = s.currency
	}
	s.settle()
	return s.sink.Begin(s.out)
}

// settle takes over the balances that are known by now, and returns them.
func (s *statement) settle() balances {
	b := s.balances
	if s.page.part() {
		b.bridge()
	}
	s.out.Opening, s.out.Closing = b.opening.known(), b.closing.known()
	return b
}

func (s *statement) end() error {
	if err := s.begin(); err != nil {
		return err
	}
	b := s.settle()
	b.check(&s.notes)
	s.out.Warnings = s.notes.warnings()
	return s.sink.End(s.out)
}
