package settle_test

import (
	"fmt"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// A collection that is booked as one sum, and was told of in parts, is proposed as what
// its parts pay, where that is all of it.
func TestASumIsProposedAsItsParts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for name, c := range map[string]struct {
			parts []string // amounts and texts
			want  int      // shares of the first proposal
		}{
			"all parts name an invoice": {[]string{"100.00", "R-1001", "50.00", "R-2002"}, 2},
			"one part names nothing":    {[]string{"100.00", "R-1001", "50.00", "merci"}, 0},
			"parts are missing":         {[]string{"100.00", "R-1001"}, 0},
			"two parts for one invoice": {[]string{"100.00", "R-1001", "50.00", "R-1001"}, 0},
		} {
			t.Run(name, func(t *testing.T) {
				b := newTill(t, s, called(name))
				b.owes("R-1001", "100.00")
				other := testkit.Customer(t, s, b.company.ID, "BETA")
				testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: other.ID}, "R-2002", "50.00", date.Must("2026-01-16"))
				sum := b.line("150.00", "", "collection")
				for n := 0; n < len(c.parts); n += 2 {
					b.line(c.parts[n], "", c.parts[n+1], func(e *store.Entry) { e.State, e.SameAs = store.EntrySame, sum })
				}
				b.match()
				e, asked := b.entry(sum)
				if e.State != store.EntryAsk || (len(asked) > 0) != (c.want > 0) {
					t.Fatalf("%s, %d proposals", e.State, len(asked))
				}
				if c.want == 0 {
					return
				}
				if len(asked[0].Shares) != c.want {
					t.Fatalf("%+v", asked[0])
				}
				if err := b.confirm(sum, asked[0]); err != nil || b.open("R-1001") != "0.00" || b.open("R-2002") != "0.00" {
					t.Errorf("%v, open %s and %s", err, b.open("R-1001"), b.open("R-2002"))
				}
				b.sound()
			})
		}
	})
}

// What a payment provider keeps of a payout is let go, so that the invoices are settled;
// an undo restores them.
func TestAPayoutSettlesItsInvoicesLessTheFee(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for text, certain := range map[string]bool{"payout R-1001 R-2002 fee 2,50": true, "payout R-1001 R-2002": false} {
			t.Run(fmt.Sprint(certain), func(t *testing.T) {
				b := newTill(t, s, called(text))
				b.owes("R-1001", "100.00")
				other := testkit.Customer(t, s, b.company.ID, "BETA")
				testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: other.ID}, "R-2002", "50.00", date.Must("2026-01-16"))
				entry := b.line("147.50", theirs, text)
				b.match()
				e, asked := b.entry(entry)
				if (e.State == store.EntryBooked) != certain {
					t.Fatalf("%s, %d proposals", e.State, len(asked))
				}
				if !certain {
					if len(asked[0].Differences) != 1 || asked[0].Differences[0].Reason != matching.ProviderFee {
						t.Fatalf("%+v", asked[0])
					}
					if err := b.confirm(entry, asked[0]); err != nil {
						t.Fatal(err)
					}
				}
				if b.open("R-1001") != "0.00" || b.open("R-2002") != "0.00" {
					t.Errorf("open %s and %s", b.open("R-1001"), b.open("R-2002"))
				}
				b.sound()
				if err := b.undo(entry); err != nil || b.open("R-1001") != "100.00" || b.open("R-2002") != "50.00" {
					t.Errorf("%v, open %s and %s", err, b.open("R-1001"), b.open("R-2002"))
				}
				b.sound()
			})
		}
	})
}
