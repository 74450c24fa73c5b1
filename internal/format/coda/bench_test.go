package coda

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
)

// made makes count entries in statements of a thousand, such as a bank sends
// every day: half with a structured reference, half with free text, all with the
// name, account and bank of the other side, every third with a long name.
func made(count int) []*bank.Statement {
	var all []*bank.Statement
	opening := decimal.MustParse("1000.00")
	for from := 0; from < count; from += 1000 {
		on := date.Must("2026-01-02").AddDays(from / 1000)
		s := &bank.Statement{
			Account:  bank.Account{IBAN: "BE71096123456769", Currency: "EUR", Owner: "LYS ET FILS SRL"},
			Number:   fmt.Sprintf("%03d", from/1000%1000),
			Sequence: fmt.Sprintf("%03d", from/1000%1000),
			Opening:  &bank.Balance{Date: on.AddDays(-1), Amount: opening},
		}
		for i := from; i < min(from+1000, count); i++ {
			e := madeEntry(i, on)
			opening, _ = opening.Add(e.Amount)
			s.Entries = append(s.Entries, e)
		}
		s.Closing = &bank.Balance{Date: on, Amount: opening}
		all = append(all, s)
	}
	return all
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

// nothing is a sink that counts.
type nothing struct{ entries int }

func (n *nothing) Begin(*bank.Statement) error { return nil }
func (n *nothing) Entry(*bank.Entry) error     { n.entries++; return nil }
func (n *nothing) End(*bank.Statement) error   { return nil }

func BenchmarkRead(b *testing.B) {
	const entries = 100_000
	var file bytes.Buffer
	if err := Write(&file, made(entries)...); err != nil {
		b.Fatal(err)
	}
	accented := bytes.ReplaceAll(file.Bytes(), []byte("CUSTOMER"), []byte("CLI\xe9NTE\xe8"))
	for name, content := range map[string][]byte{"ascii": file.Bytes(), "windows-1252": accented} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				n := &nothing{}
				if err := Read(bytes.NewReader(content), n); err != nil || n.entries != entries {
					b.Fatal(n.entries, err)
				}
			}
			b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	const entries = 100_000
	statements := made(entries)
	for b.Loop() {
		if err := Write(&bytes.Buffer{}, statements...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
