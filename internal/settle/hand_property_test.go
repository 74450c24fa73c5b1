package settle_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// However a person shares entries out, in whatever currency and to whomever: an entry is
// never more than its amount, an item never less than open, and undoing restores the book
// as it was.
func TestWhateverAPersonSharesOut(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		companies := 0
		rapid.Check(t, func(r *rapid.T) {
			companies++
			b := newTill(t, s, called(fmt.Sprintf("Company %d", companies)), func(c *company.Company) { c.Policy.ToleratedMost = map[string]int64{"EUR": 500, "USD": 500} })
			sister := *b
			sister.customer.Customer = testkit.Customer(t, s, b.company.ID, "BETA").ID
			var bills []invoice.Invoice
			var numbers []string
			for n := range rapid.IntRange(1, 4).Draw(r, "items") {
				owes := rapid.SampledFrom([]func(string, string) invoice.Invoice{b.owes, b.owesDollars, b.owesDollars, sister.owesDollars}).Draw(r, "in its currency")
				bills = append(bills, owes(fmt.Sprintf("R-%d", n), rapid.SampledFrom([]string{"10.00", "20.00", "-10.00"}).Draw(r, "owed")))
				numbers = append(numbers, bills[n].Number)
			}
			before := b.facts(numbers)
			var booked []id.ID
			for range rapid.IntRange(1, 3).Draw(r, "entries") {
				entry := b.line(rapid.SampledFrom([]string{"9.00", "20.00", "20.00", "0.01", "-9.00"}).Draw(r, "came"), "", "merci", func(e *store.Entry) {
					if rapid.Bool().Draw(r, "the bank tells what was sent") {
						e.Original = usd(rapid.SampledFrom([]string{"10.00", "30.00"}).Draw(r, "sent"))
					}
				})
				e, _ := b.entry(entry)
				switch err := b.confirm(entry, anyChoice(r, b, &e, bills)); {
				case err == nil:
					booked = append(booked, entry)
				case !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.Invalid):
					r.Fatal(err)
				}
				b.within(r, bills, booked)
			}
			b.sound()
			for _, entry := range rapid.Permutation(booked).Draw(r, "undone in this order") {
				if err := b.undo(entry); err != nil {
					r.Fatal(err)
				}
			}
			if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
				r.Fatal(diff)
			}
			b.sound()
		})
	})
}

// anyChoice shares an entry out anyhow, though often in a way that can be.
func anyChoice(r *rapid.T, b *till, e *store.Entry, bills []invoice.Invoice) matching.Proposal {
	p := matching.Proposal{Customer: b.customer.Customer}
	in := rapid.SampledFrom([]money.Currency{money.EUR, money.USD, money.USD}).Draw(r, "in")
	for _, i := range bills {
		if i.Open.Currency != in && rapid.IntRange(0, 9).Draw(r, "of another currency") > 0 {
			continue
		}
		share := matching.Share{Customer: i.Customer, Invoice: i.ID, Amount: i.Open}
		switch rapid.IntRange(0, 5).Draw(r, "how") {
		case 0:
			continue
		case 1:
			share.Amount.Minor = rapid.SampledFrom([]int64{2000, 700, 1, -1000}).Draw(r, "share")
		case 2:
			rest := share
			share.Amount.Minor, rest.Amount.Minor = i.Open.Minor-100, 100
			p.Differences = append(p.Differences, matching.Difference{Share: rest, Reason: matching.SmallDifference})
		}
		p.Shares = append(p.Shares, share)
	}
	if in == e.Amount.Currency {
		return p
	}
	p.Paid = money.Of(0, in)
	for _, share := range p.Shares {
		p.Paid.Minor += share.Amount.Minor
	}
	if e.Original.Currency == in && rapid.IntRange(0, 5).Draw(r, "another amount than was told") > 0 {
		p.Paid = e.Original
	}
	p.Paid.Minor += rapid.SampledFrom([]int64{0, 0, 0, 1, 5000, -1, -5000}).Draw(r, "more than that")
	return p
}

// within fails where an item has become what it cannot be, or where payments are not what
// came in or left, in both currencies.
func (b *till) within(r *rapid.T, bills []invoice.Invoice, booked []id.ID) {
	for _, i := range bills {
		if open := money.Must(b.open(i.Number), i.Open.Currency); open.Sign()*i.Open.Sign() < 0 || open.Sign() > 0 && open.Cmp(i.Open) > 0 || open.Sign() < 0 && open.Cmp(i.Open) < 0 {
			r.Fatalf("%s has %s open of %s", i.Number, open, i.Open)
		}
	}
	for _, entry := range booked {
		e, _ := b.entry(entry)
		came := money.Of(0, e.Amount.Currency)
		for _, p := range b.paymentsOf(entry) {
			switch {
			case p.Source == payment.Difference:
			case p.Amount.Currency == e.Amount.Currency:
				came = came.Add(p.Amount)
			default:
				came = came.Add(p.Booked)
			}
		}
		if came != e.Amount {
			r.Fatalf("%s became payments of %s", e.Amount, came)
		}
	}
}
