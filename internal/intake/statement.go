package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/camt"
	"acquit/internal/format/cfonb"
	"acquit/internal/format/coda"
	"acquit/internal/format/mt940"
	"acquit/internal/format/ofx"
	"acquit/internal/format/table/banktable"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Statement takes in one file of bank statements. Entries that were stored before
// are recognised, so that the same statement in another file adds nothing.
func (d *Desk) Statement(ctx context.Context, company id.ID, f File) (Report, error) {
	report := newReport(f, Statements)
	body, err := read(f)
	if err != nil {
		return d.leaveOut(ctx, company, report, err)
	}
	statements, kind, err := ReadStatements(body)
	report.Format = string(kind)
	if err != nil {
		report.fail(err)
	}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		fresh := report.clone() // Update may run this more than once
		fresh.Import = tx.NewID()
		for _, s := range statements {
			if err := storeStatement(tx, s, &fresh, evidence.Hash(body)); err != nil {
				return err
			}
		}
		report = fresh
		if report.Created > 0 {
			if err := tx.Enqueue(job.Match{Company: company}); err != nil {
				return err
			}
		}
		return d.remember(tx, &report, body, "application/octet-stream")
	})
	return report, err
}

// ReadStatements reads a file of bank statements of any format that is known. What
// could be read before an error is returned with it.
func ReadStatements(body []byte) ([]*bank.Statement, format.Kind, error) {
	kind := format.Detect(body[:min(len(body), format.HeadLen)])
	read := statementReaders[kind]
	if read == nil {
		return nil, kind, fault.New(fault.Invalid, "%s", unfit[kind])
	}
	var all bank.Gather
	err := read(bytes.NewReader(body), &all)
	return all.Statements, kind, err
}

// statementReaders are the readers of bank statements, by format.
var statementReaders = map[format.Kind]func(io.Reader, bank.Sink) error{
	format.CAMT: camt.Read, format.CODA: coda.Read, format.MT940: mt940.Read, format.CFONB: cfonb.Read, format.OFX: ofx.Read,
	format.BankTable: readBankTable,
}

// readBankTable reads a bank's table, which has to be looked at more than once.
func readBankTable(r io.Reader, sink bank.Sink) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return banktable.Read(bytes.NewReader(body), int64(len(body)), bank.Account{}, sink)
}

// storeStatement stores the entries of one statement that are not here yet.
func storeStatement(tx *store.Tx, s *bank.Statement, report *Report, document string) error {
	report.note(s.Warnings...)
	if preliminary(s.Format) {
		// Nothing of it is kept, its balance neither: an account is known only up to
		// the day that a statement closes.
		report.Read += len(s.Entries)
		report.warn(fault.Place{}, "this is a preliminary report; its entries are booked when the statement itself comes")
		return nil
	}
	account, err := tx.EnsureAccount(s.Account)
	if err != nil {
		return err
	}
	entries := flatten(s, account.ID, report)
	fresh, err := unknown(tx, account.ID, entries)
	if err != nil {
		return err
	}
	report.Read += len(entries)
	report.Unchanged += len(entries) - len(fresh)
	report.Created += len(fresh)
	head := headOf(s, account.ID, document, len(fresh), report)
	if seen, err := tx.HasStatement(&head); err != nil || len(fresh) == 0 && seen {
		return err
	}
	if err := tx.AddStatement(&head); err != nil {
		return err
	}
	for _, e := range fresh {
		e.Statement = head.ID
	}
	if err := tx.AddEntries(fresh); err != nil {
		return err
	}
	return tx.Freshen(account.ID, reaches(s, entries))
}

// headOf is a statement without its entries, as it is stored.
func headOf(s *bank.Statement, account id.ID, document string, entries int, report *Report) store.Statement {
	head := store.Statement{Account: account, Format: s.Format, Number: s.Number, Sequence: s.Sequence, Entries: entries, Document: document, Import: report.Import}
	if s.Opening != nil {
		head.OpeningOn, head.Opening = s.Opening.Date, minor(s.Opening.Amount, s.Account.Currency, report)
	}
	if s.Closing != nil {
		head.ClosingOn, head.Closing = s.Closing.Date, minor(s.Closing.Amount, s.Account.Currency, report)
	}
	return head
}

// minor is a balance in smallest units, nil where it cannot be told.
func minor(d decimal.Decimal, currency string, report *Report) *int64 {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return nil
	}
	a, exact, err := money.Round(d, c)
	if err != nil {
		return nil
	}
	if !exact {
		report.warn(fault.Place{}, "the balance %s has more decimals than %s knows and is kept as %s", d, c, a)
	}
	return &a.Minor
}

// reaches is the last day that a statement speaks for.
func reaches(s *bank.Statement, entries []*store.Entry) date.Date {
	if s.Closing != nil && s.Closing.Date != date.None {
		return s.Closing.Date
	}
	last := date.None
	for _, e := range entries {
		last = max(last, e.BookedOn)
	}
	return last
}

// flatten turns the entries of a statement into rows: booked ones only, and a
// batch as the payments that it is made of.
func flatten(s *bank.Statement, account id.ID, report *Report) []*store.Entry {
	var rows []*store.Entry
	keys := keyring{statement: s, seen: map[string]int{}}
	unbooked := 0
	for n := range s.Entries {
		if s.Entries[n].Status != bank.Booked && s.Entries[n].Status != "" {
			unbooked++
			continue
		}
		for _, leaf := range s.Entries[n].Leaves() {
			row, err := entryOf(&s.Entries[n], &leaf, report)
			if err != nil {
				report.fail(err)
				continue
			}
			row.Account, row.Key = account, keys.key(row)
			rows = append(rows, row)
		}
	}
	if unbooked > 0 {
		report.warn(fault.Place{}, "%d entries are not booked yet and were left out", unbooked)
	}
	return rows
}

// preliminary reports whether a format only announces what a statement will book:
// camt.052 and MT942 during the day, camt.054 beside the statement.
func preliminary(format string) bool {
	return strings.HasPrefix(format, "camt.052") || strings.HasPrefix(format, "camt.054") || format == "mt942"
}

// entryOf is a payment as it is stored. What a detail does not say, its batch says
// for it.
func entryOf(whole, leaf *bank.Entry, report *Report) (*store.Entry, error) {
	place := fault.ParsePlace(leaf.Place)
	currency, err := money.ParseCurrency(leaf.Currency)
	if err != nil {
		return nil, fault.At(place.Line, place.Path, "%s", err)
	}
	amount, exact, err := money.Round(leaf.Amount, currency)
	if err != nil {
		return nil, fault.At(place.Line, place.Path, "%s", err)
	}
	if !exact {
		report.warn(place, "%s has more decimals than %s knows and is kept as %s", leaf.Amount, currency, amount)
	}
	e := &store.Entry{
		BookedOn: first(leaf.BookedOn, whole.BookedOn), ValueOn: first(leaf.ValueOn, whole.ValueOn, leaf.BookedOn, whole.BookedOn), Amount: amount,
		Reversal: leaf.Reversal || whole.Reversal, ReturnReason: leaf.ReturnReason, BankRef: leaf.BankRef, EndToEnd: leaf.EndToEndID,
		Name: leaf.Counterparty.Name, IBAN: normalIBAN(leaf.Counterparty.IBAN), BIC: leaf.Counterparty.BIC,
		Text: leaf.Text, Code: leaf.Code, Place: leaf.Place, State: store.EntryNew,
	}
	if e.BookedOn == date.None {
		return nil, fault.At(place.Line, place.Path, "the entry of %s has no booking day", amount.Text())
	}
	e.Reference = referenceOf(leaf)
	return e, nil
}

func first(days ...date.Date) date.Date {
	for _, d := range days {
		if d != date.None {
			return d
		}
	}
	return date.None
}

// normalIBAN is an IBAN without blanks, or whatever number stands there.
func normalIBAN(s string) string {
	if iban, err := bank.ParseIBAN(s); err == nil {
		return iban
	}
	return strings.TrimSpace(s)
}

// referenceOf is the structured reference of an entry: the one that the bank marks
// as such, else the only one that its text sets apart.
func referenceOf(e *bank.Entry) string {
	if r, ok := bank.ParseReference(e.Reference); ok {
		return r.Digits
	}
	found := ""
	for _, f := range bank.FindReferences(e.Text) {
		switch {
		case f.Weak || f.Digits == found:
		case found != "":
			return "" // two references: the text does not say one thing
		default:
			found = f.Digits
		}
	}
	return found
}

// keyring names the entries of one statement so that each is known again.
type keyring struct {
	statement *bank.Statement
	seen      map[string]int
}

// key names an entry by the bank's own reference, day, amount and words. Where the
// bank gives no reference, the statement's number is a part of the name, since two
// payments alike may stand in two statements of one day. Twins in one statement are
// told apart by counting. A bank's table is no statement: the next one begins where it
// likes, and says the same of the same payment.
func (k *keyring) key(e *store.Entry) string {
	of := ""
	exported := strings.HasPrefix(k.statement.Format, "table") // by a person, from any day to any day
	if !exported && (strings.Trim(e.BankRef, "0 ") == "" || e.BankRef == "NONREF") {
		of = k.statement.Number + "\x00" + k.statement.Sequence
		if strings.Trim(k.statement.Number, "0 ") == "" && k.statement.Closing != nil {
			of += "\x00" + k.statement.Closing.Date.String() // a number that counts nothing
		}
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%d %s\x00%s\x00%s\x00%s\x00%s\x00%s", of, e.BankRef, e.BookedOn, e.Amount.Minor, e.Amount.Currency,
		e.EndToEnd, e.Name, e.IBAN, e.Reference, strings.Join(strings.Fields(e.Text), " "))
	name := hex.EncodeToString(h.Sum(nil)[:16])
	k.seen[name]++
	return fmt.Sprintf("%s.%d", name, k.seen[name])
}

// unknown are the entries that are not stored yet.
func unknown(tx *store.Tx, account id.ID, entries []*store.Entry) ([]*store.Entry, error) {
	keys := make([]string, len(entries))
	for n, e := range entries {
		keys[n] = e.Key
	}
	known, err := tx.KnownKeys(account, keys)
	var fresh []*store.Entry
	for _, e := range entries {
		if !known[e.Key] {
			fresh = append(fresh, e)
		}
	}
	return fresh, err
}
