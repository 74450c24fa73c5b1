package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"acquit/internal/bank"
	"acquit/internal/format/coda"
	"acquit/internal/generate"
)

// fewestItems are open when payments come in: as many as there are payments, and not
// less than this.
const fewestItems = 10_000

// payments takes in statements in which entry i pays item i in full, from the
// customer's account and naming the invoice in words, and matches them.
func (p *plan) payments(ctx context.Context, n int) error {
	book := generate.Regular{Invoices: max(n, fewestItems), PerCustomer: perCustomer, Today: workDay}
	p.head("cash, %d entries against %d open items", n, book.Invoices)
	i, drop, err := p.beside(ctx, "cash")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.fill(ctx, book, 7); err != nil {
		return err
	}
	folder := filepath.Join(i.dir, "statements")
	if err := writeStatements(folder, book, n); err != nil {
		return err
	}
	taken, err := i.acquit(ctx, workDay, "import", "statements", folder)
	if err != nil {
		return err
	}
	line("import statements", taken, rate(n, taken.wall)+" entries: "+last(taken.out))
	matched, err := i.acquit(ctx, workDay, "match")
	if err != nil {
		return err
	}
	if err := i.settled(ctx, book, n); err != nil {
		return err
	}
	line("match", matched, fmt.Sprintf("%s entries, %s with the import: %s", rate(n, matched.wall), rate(n, taken.wall+matched.wall), last(matched.out)))
	return i.healthy(ctx, workDay)
}

// settled checks that each entry has settled the invoice that it names, and that all
// others are open as they were.
func (i *installation) settled(ctx context.Context, book generate.Regular, n int) error {
	got, err := i.counts(ctx, `
		SELECT 'entries', COUNT(*) FROM entry
		UNION ALL SELECT 'open', COUNT(*) FROM invoice WHERE open_minor = owed_minor
		UNION ALL SELECT 'settled', COUNT(*) FROM invoice WHERE open_minor = 0
		UNION ALL SELECT 'by their own entry', COUNT(*) FROM entry e
			JOIN payment p ON p.company_id = e.company_id AND p.entry_id = e.id AND p.open_minor = 0
			JOIN allocation a ON a.company_id = p.company_id AND a.payment_id = p.id AND a.amount_minor = e.amount_minor
			JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id AND i.open_minor = 0
			JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
			WHERE e.state = 'booked' AND e.text = 'INVOICE ' || i.number || ' CUSTOMER ' || c.number`)
	if err != nil {
		return err
	}
	return wrong("cash", got, map[string]int{"entries": n, "settled": n, "by their own entry": n, "open": book.Invoices - n})
}

// ownAccount is the company's; no customer pays from it.
var ownAccount = bank.Account{IBAN: "BE71096123456769", Currency: "EUR", Owner: "Bench"}

// perStatement is how many entries a statement has; each is a file.
const perStatement = 1000

func writeStatements(folder string, book generate.Regular, entries int) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	balance := bank.Balance{Date: book.Today.AddDays(-1)}
	for from := 0; from < entries; from += perStatement {
		s := statement(book, balance, from, min(from+perStatement, entries))
		balance = *s.Closing
		if err := writeStatement(filepath.Join(folder, s.Number+".coda"), s); err != nil {
			return err
		}
	}
	return nil
}

func writeStatement(name string, s *bank.Statement) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := coda.Write(f, s); err != nil {
		return err
	}
	return f.Close()
}

// statement pays the items from first to before end.
func statement(book generate.Regular, opening bank.Balance, first, end int) *bank.Statement {
	s := &bank.Statement{Account: ownAccount, Number: fmt.Sprintf("%03d", first/perStatement+1), Opening: &opening}
	s.Sequence = s.Number
	sum := opening.Amount
	for n := first; n < end; n++ {
		i := book.Invoice(n)
		sum, _ = sum.Add(i.Amount.Decimal()) // exact: far fewer than nineteen digits
		s.Entries = append(s.Entries, bank.Entry{
			BookedOn: book.Today, ValueOn: book.Today, Status: bank.Booked, Currency: ownAccount.Currency, Amount: i.Amount.Decimal(),
			BankRef: fmt.Sprintf("BENCH%012d", n), Counterparty: bank.Counterparty{Name: i.Name, IBAN: i.IBAN, BIC: "GKCCBEBB"},
			Text: "INVOICE " + i.Number + " CUSTOMER " + i.Customer,
		})
	}
	s.Closing = &bank.Balance{Date: book.Today, Amount: sum}
	return s
}
