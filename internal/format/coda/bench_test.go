package coda

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
)

// statements makes count entries in statements of so many each, such as a bank sends
// every day: half with a structured reference, half with free text, all with the
// name, account and bank of the other side, every third with a long name.
func statements(count, each int) iter.Seq[*bank.Statement] {
	return func(yield func(*bank.Statement) bool) {
		balance := decimal.MustParse("1000.00")
		for from := 0; from < count; from += each {
			on := date.Must("2026-01-02").AddDays(from / each)
			s := &bank.Statement{
				Account:  bank.Account{IBAN: "BE71096123456769", Currency: "EUR", Owner: "LYS ET FILS SRL"},
				Number:   fmt.Sprintf("%03d", from/each%1000),
				Sequence: fmt.Sprintf("%03d", from/each%1000),
				Opening:  &bank.Balance{Date: on.AddDays(-1), Amount: balance},
			}
			for i := from; i < min(from+each, count); i++ {
				e := madeEntry(i, on)
				balance, _ = balance.Add(e.Amount)
				s.Entries = append(s.Entries, e)
			}
			s.Closing = &bank.Balance{Date: on, Amount: balance}
			if !yield(s) {
				return
			}
		}
	}
}

// made is one statement of count entries.
func made(count int) *bank.Statement { return slices.Collect(statements(count, count))[0] }

// writeStatements writes statements one by one.
func writeStatements(w io.Writer, count int) error {
	for s := range statements(count, 100) {
		if err := Write(w, s); err != nil {
			return err
		}
	}
	return nil
}

func madeEntry(i int, on date.Date) bank.Entry {
	ogm, _ := bank.MakeOGM(int64(2026000000 + i))
	e := bank.Entry{
		BookedOn: on, ValueOn: on, Status: bank.Booked, Currency: "EUR",
		Amount:     decimal.MustNew(int64(i%100000+1), 2),
		BankRef:    fmt.Sprintf("REF%017d", i),
		EndToEndID: fmt.Sprintf("E2E-%d", i),
		Counterparty: bank.Counterparty{
			Name: fmt.Sprintf("CUSTOMER %d", i%20000), BIC: "GKCCBEBB",
			IBAN: bank.MakeIBAN("BE", fmt.Sprintf("%010d%02d", i%20000, (i%20000+96)%97+1)),
		},
		Code: "00150000",
	}
	if i%3 == 0 {
		e.Counterparty.Name += " AND PARTNERS IN A RATHER LONG NAME"
	}
	if i%2 == 0 {
		e.Reference, e.Text = ogm.Digits, ogm.Digits
	} else {
		e.Text = fmt.Sprintf("INVOICE INV%d CUSTOMER %d", i, i%20000)
	}
	return e
}

func BenchmarkRead(b *testing.B) {
	const entries = 100_000
	var file bytes.Buffer
	if err := Write(&file, slices.Collect(statements(entries, 1000))...); err != nil {
		b.Fatal(err)
	}
	coda.Bench(b, entries, map[string][]byte{
		"ascii":        file.Bytes(),
		"windows-1252": bytes.ReplaceAll(file.Bytes(), []byte("CUSTOMER"), []byte("CLI\xe9NTE\xe8")),
	})
}

func BenchmarkWrite(b *testing.B) {
	const entries = 100_000
	all := slices.Collect(statements(entries, 1000))
	for b.Loop() {
		if err := Write(&bytes.Buffer{}, all...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
