package settle_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// A refund uses up the credit note that it names, or what is on account, and an undo
// restores both.
func TestARefundUsesUpWhatItPaysBack(t *testing.T) {
	for _, c := range []struct {
		name, came, left, text string
		credit                 string // open after the refund
	}{
		{"a credit note", "", "-30.00", "avoir CN-17", "0.00"},
		{"what was paid too much", "140.00", "-40.00", "R-1001 trop", "-30.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
				b := newTill(t, s)
				numbers := []string{"R-1001", "CN-17"}
				b.owes("R-1001", "100.00")
				b.owes("CN-17", "-30.00")
				if c.came != "" {
					b.line(c.came, theirs, "R-1001")
					b.match()
				}
				before := b.facts(numbers)
				entry := b.line(c.left, theirs, c.text)
				if r := b.match(); r != (settle.Report{Booked: 1}) {
					t.Fatalf("%+v", r)
				}
				if b.open("CN-17") != c.credit || b.balance() != 0 {
					t.Errorf("the credit note has %s, on account %d", b.open("CN-17"), b.balance())
				}
				told := b.told(timeline.Refunded)
				if len(told) != 1 || told[0].Amount != testkit.Euro(c.left).Neg() {
					t.Errorf("the timeline tells %+v", told)
				}
				b.sound()
				if err := b.undo(entry); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				b.match()
				if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 {
					t.Errorf("after the undo it is %s, with %d proposals", e.State, len(asked))
				}
				b.sound()
			})
		})
	}
}

// balance is what the customer has on account, all payments together.
func (b *till) balance() (sum int64) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Balances(b.customer.Customer)
		for _, x := range all {
			sum += x.OnAccount
		}
		return err
	})
	return sum
}

// Money that leaves to a customer and is just what he is owed is asked about; what is
// none of that is no customer's.
func TestARefundThatNamesNothingIsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		note := b.owes("CN-17", "-30.00")
		b.line("100.00", theirs, "R-1001")
		b.match()
		entry, rent, own := b.line("-30.00", theirs, "merci"), b.line("-31.00", theirs, "merci"), b.line("-30.00", b.company.IBAN, "CN-17")
		if r := b.match(); r != (settle.Report{Asked: 1, Outgoing: 2}) {
			t.Fatalf("%+v", r)
		}
		for i, want := range map[id.ID]store.EntryState{entry: store.EntryAsk, rent: store.EntryOutgoing, own: store.EntryOutgoing} {
			if e, _ := b.entry(i); e.State != want {
				t.Errorf("the entry of %s is %s, want %s", e.Amount, e.State, want)
			}
		}
		_, asked := b.entry(entry)
		ours := b.customer.Customer
		share := func(amount string) []matching.Share {
			return []matching.Share{{Invoice: note.ID, Amount: testkit.Euro(amount)}}
		}
		for name, p := range map[string]matching.Proposal{
			"more than left":                {Customer: ours, Shares: share("-30.01")},
			"less, and nothing on account":  {Customer: ours, Shares: share("-20.00")},
			"on account, where there is no": {Customer: ours},
			"something let go": {Customer: ours, Shares: share("-30.00"),
				Differences: []matching.Difference{{Share: share("-0.01")[0], Reason: matching.SmallDifference}}},
		} {
			if err := b.confirm(entry, p); !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(asked) != 1 {
			t.Fatalf("%d proposals", len(asked))
		}
		if err := b.confirm(entry, asked[0]); err != nil || b.open("CN-17") != "0.00" {
			t.Errorf("%v, open %s", err, b.open("CN-17"))
		}
		b.sound()
	})
}

// A refund that comes back because the account is closed restores the credit note.
func TestARefundComesBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("CN-17", "-30.00")
		b.line("-30.00", theirs, "CN-17", endToEnd("OUT-1"))
		b.match()
		if b.open("CN-17") != "0.00" {
			t.Fatalf("open %s", b.open("CN-17"))
		}
		came := b.line("30.00", theirs, "closed", back("AC04", endToEnd("OUT-1")))
		if r := b.match(); r != (settle.Report{Returned: 1}) || b.open("CN-17") != "-30.00" {
			t.Errorf("%+v, open %s", r, b.open("CN-17"))
		}
		b.sound()
		if err := b.undo(came); err != nil || b.open("CN-17") != "0.00" {
			t.Errorf("%v, open %s", err, b.open("CN-17"))
		}
		b.sound()
	})
}

// Whatever came in and went out, undoing all of it in any order restores the book.
func TestRefundsAreUndoneInAnyOrder(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newTill(t, s, func(c *company.Company) { c.Name = "Company " + id.ID(companies).String() })
		numbers := []string{"R-1001", "CN-17", "CN-18"}
		b.owes("R-1001", "50.00")
		b.owes("CN-17", "-30.00")
		b.owes("CN-18", "-20.00")
		before := b.facts(numbers)
		var entries []id.ID
		for range rapid.IntRange(1, 6).Draw(r, "lines") {
			amount := rapid.SampledFrom([]string{"50.00", "80.00", "20.00", "-30.00", "-20.00", "-50.00"}).Draw(r, "amount")
			entries = append(entries, b.line(amount, theirs, rapid.SampledFrom(append(numbers, "CN-17 CN-18", "merci")).Draw(r, "text")))
			b.match()
			if _, asked := b.entry(entries[len(entries)-1]); len(asked) > 0 && rapid.Bool().Draw(r, "confirmed") {
				if err := b.confirm(entries[len(entries)-1], asked[0]); err != nil {
					r.Fatal(err)
				}
			}
			b.sound()
		}
		for _, i := range rapid.Permutation(entries).Draw(r, "undone in this order") {
			if e, _ := b.entry(i); e.State == store.EntryBooked {
				if err := b.undo(i); err != nil {
					r.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			r.Fatal(diff)
		}
		b.sound()
	})
}

// Money may come in and be paid back in one file; and what is nobody's is looked at again
// when a person asks for it.
func TestMoneyThatLeftIsLookedAtLastAndAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		entry := b.line("-40.00", theirs, "merci")
		b.line("140.00", theirs, "R-1001")
		late, rent := b.line("-15.00", theirs, "CN-18"), b.line("-900.00", another, "rent")
		if r := b.match(); r != (settle.Report{Booked: 1, Asked: 1, Outgoing: 2}) {
			t.Fatalf("%+v", r)
		}
		if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 {
			t.Errorf("it is %s, with %d proposals", e.State, len(asked))
		}
		b.owes("CN-18", "-15.00")
		for _, i := range []id.ID{late, rent} {
			if err := b.undo(i); err != nil {
				t.Fatal(err)
			}
		}
		b.match()
		if e, asked := b.entry(late); e.State != store.EntryAsk || len(asked) != 1 {
			t.Errorf("looked at again it is %s, with %d proposals", e.State, len(asked))
		}
		if e, asked := b.entry(rent); e.State != store.EntryAsk || len(asked) != 0 {
			t.Errorf("in a person's hand, with nothing to suggest, it is %s, with %d proposals", e.State, len(asked))
		}
		b.sound()
	})
}
