package coda

import (
	"bufio"
	"fmt"
	"io"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
)

// Write writes statements as one CODA file of version 2, in Windows-1252 and with
// CR LF, as Belgian banks send them. It is for demonstrations and tests.
//
// A statement needs an account and an old balance; a missing new balance is
// computed. Entries must be booked and in the account's currency. A reference is
// written as structured communication 100 or 101, texts as communication and, as
// far as they are longer than 149 characters or have more lines, as information
// records. An entry without a transaction code gets that of a transfer.
// Characters that Windows-1252 lacks become question marks.
func Write(w io.Writer, statements ...*bank.Statement) error {
	out := bufio.NewWriter(w)
	for i, s := range statements {
		sw := &statementWriter{out: out, statement: s}
		if err := sw.write(i == len(statements)-1); err != nil {
			return err
		}
	}
	return out.Flush()
}

// statementWriter counts while it writes, for the trailer.
type statementWriter struct {
	out       *bufio.Writer
	statement *bank.Statement
	tally     tally
	seq       int // of the movement, 1 to 9999
	detail    int // of the record within the movement
}

func (w *statementWriter) write(last bool) error {
	s := w.statement
	if s.Opening == nil || s.Account.IBAN == "" && s.Account.Other == "" {
		return fault.New(fault.Invalid, "statement %s has no account or no old balance", s.Number)
	}
	if err := w.writeOpening(); err != nil {
		return err
	}
	for i := range s.Entries {
		if err := w.entry(&s.Entries[i]); err != nil {
			return fault.Wrap(fault.Invalid, err, "entry %d of statement %s cannot be written as CODA", i+1, s.Number)
		}
	}
	return w.writeClosing(last)
}

// writeOpening writes records 0 and 1.
func (w *statementWriter) writeOpening() error {
	s := w.statement
	made := s.Opening.Date
	if s.Closing != nil {
		made = s.Closing.Date
	}
	header := newRow("00000")
	header.put(6, 11, day(made))
	if number := s.Account.IBAN; len(number) == 16 {
		header.put(12, 14, number[4:7]) // a Belgian bank's own code
	}
	header.put(15, 16, "05")
	header.put(35, 60, s.Account.Owner)
	header.put(72, 82, "00000000000")
	header.put(84, 88, "00000")
	header.put(128, 128, "2")
	header.writeTo(w.out)

	structure, zone := accountZone(s.Account)
	old := newRow("1" + structure + threeDigits(s.Number))
	old.put(6, 42, zone)
	if err := old.amount(43, s.Opening.Amount); err != nil {
		return err
	}
	old.put(59, 64, day(s.Opening.Date))
	old.put(65, 90, s.Account.Owner)
	old.put(126, 128, threeDigits(s.Sequence))
	w.count(old)
	return nil
}

// writeClosing writes records 8 and 9.
func (w *statementWriter) writeClosing(last bool) error {
	closing, err := w.closing()
	if err != nil {
		return err
	}
	_, zone := accountZone(w.statement.Account)
	balance := newRow("8" + threeDigits(w.statement.Number))
	balance.put(5, 41, zone)
	if err := balance.amount(42, closing.Amount); err != nil {
		return err
	}
	balance.put(58, 63, day(closing.Date))
	balance.put(128, 128, "0")
	w.count(balance)

	trailer := newRow("9")
	trailer.put(17, 22, fmt.Sprintf("%06d", w.tally.records))
	trailer.put(23, 37, fmt.Sprintf("%015d", w.tally.debit))
	trailer.put(38, 52, fmt.Sprintf("%015d", w.tally.credit))
	trailer.put(128, 128, "1")
	if last {
		trailer.put(128, 128, "2")
	}
	trailer.writeTo(w.out)
	return nil
}

// closing is the new balance, computed where the statement has none.
func (w *statementWriter) closing() (bank.Balance, error) {
	if c := w.statement.Closing; c != nil {
		return *c, nil
	}
	moved, err := decimal.New(w.tally.credit-w.tally.debit, 3)
	if err != nil {
		return bank.Balance{}, err
	}
	amount, err := bank.Plus(w.statement.Opening.Amount, moved)
	return bank.Balance{Date: w.statement.Opening.Date, Amount: amount}, err
}

// count writes a record that the trailer counts.
func (w *statementWriter) count(r *row) {
	w.tally.records++
	r.writeTo(w.out)
}

// accountZone writes an account and its currency in 37 characters, and the digit
// that tells their structure.
func accountZone(a bank.Account) (structure, zone string) {
	switch {
	case len(a.IBAN) == 16:
		return "2", fmt.Sprintf("%-34s%3s", a.IBAN, a.Currency)
	case a.IBAN != "":
		return "3", fmt.Sprintf("%-34s%3s", a.IBAN, a.Currency)
	}
	return "1", fmt.Sprintf("%-34s%3s", a.Other, a.Currency)
}

// threeDigits writes a statement number, or zeros when it is no number that fits.
func threeDigits(s string) string {
	if !allDigits(s) || len(s) > 3 {
		return "000"
	}
	return "000"[len(s):] + s
}

// day writes DDMMYY; no day is zeros.
func day(d date.Date) string {
	if d == date.None {
		return "000000"
	}
	year, month, dd := d.Civil()
	return fmt.Sprintf("%02d%02d%02d", dd, month, year%100)
}
