package matching

import (
	"fmt"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// largeBook is a book of items, ten a customer, and entries that pay some of them:
// by structured reference, by number in the text, and by account and amount alone.
func largeBook(b *testing.B, entries, items int) ([]Entry, Candidates) {
	var c Candidates
	due := date.Must("2026-06-30")
	for n := range items {
		ref, err := bank.MakeOGM(int64(n))
		if err != nil {
			b.Fatal(err)
		}
		number := fmt.Sprintf("INV-2026-%07d", n)
		c.Items = append(c.Items, Item{
			Invoice: id.ID(n + 1), Customer: id.ID(n/10 + 1), Number: number, NumberKey: fmt.Sprintf("INV2026%07d", n),
			Reference: ref.Digits, DueOn: due.AddDays(n % 97), Open: money.Of(int64(5000+n*7919%100000), money.EUR),
		})
		if n%10 == 0 {
			c.Payers = append(c.Payers, Payer{IBAN: fmt.Sprintf("BE%014d", n/10), Customer: id.ID(n/10 + 1)})
			c.Named = append(c.Named, Named{Key: fmt.Sprintf("customer of number x%d", n/10), Customer: id.ID(n/10 + 1)})
		}
	}
	var all []Entry
	for n := range entries {
		i := c.Items[n*(items/entries)]
		e := Entry{
			ID: id.ID(n + 1), BookedOn: due, Amount: i.Open, EndToEnd: "NOTPROVIDED",
			Name: fmt.Sprintf("Customer of number X%d SRL", i.Customer-1), IBAN: fmt.Sprintf("BE%014d", i.Customer-1),
		}
		switch n % 4 {
		case 0, 1:
			e.Reference = i.Reference
		case 2:
			e.Text = "Betaling factuur " + i.Number + " klant 12345, dank u, 12/06/2026 BE68 5390 0754 7034"
		}
		all = append(all, e)
	}
	return all, c
}

// BenchmarkPropose matches 10,000 entries against 100,000 items.
func BenchmarkPropose(b *testing.B) {
	entries, c := largeBook(b, 10_000, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range Propose(Read(entries), c) {
			if r.Certain == nil {
				b.Fatalf("entry %d is not certain: %s", r.Entry, r.Refused)
			}
		}
	}
	b.ReportMetric(float64(len(entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkProposeOneCustomer matches 10,000 entries of one customer who has
// 10,000 open items and names none.
func BenchmarkProposeOneCustomer(b *testing.B) {
	entries, c := largeBook(b, 10_000, 10_000)
	for n := range c.Items {
		c.Items[n].Customer = 1
	}
	for n := range entries {
		entries[n].IBAN, entries[n].Text, entries[n].Reference = "BE00000000000000", "", ""
	}
	b.ReportAllocs()
	for b.Loop() {
		Propose(Read(entries), c)
	}
}

func BenchmarkKeysOf(b *testing.B) {
	entries, _ := largeBook(b, 10_000, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		KeysOf(Read(entries))
	}
	b.ReportMetric(float64(len(entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
}
