package settle_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func usd(s string) money.Amount { return money.Must(s, money.USD) }

// owesDollars stores an invoice in dollars of the customer.
func (b *till) owesDollars(number, amount string) invoice.Invoice {
	b.t.Helper()
	i := testkit.NewInvoice(b.customer.Customer, number, usd(amount), today)
	b.update(func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return *i
}

// sentAs says of a line what was sent in dollars.
func sentAs(amount string) func(*store.Entry) {
	return func(e *store.Entry) { e.Original = usd(amount) }
}

// What was sent settles the invoice; what the bank made of it is kept beside it.
func TestMoneyFromAbroadKeepsBothAmounts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owesDollars("INV-2026-1", "120.00")
		before := b.facts([]string{"INV-2026-1"})
		entry := b.line("110.52", theirs, "INV-2026-1", sentAs("150.00"))
		if r := b.match(); r.Booked != 1 || b.open("INV-2026-1") != "0.00" {
			t.Fatalf("%+v, %s open", r, b.open("INV-2026-1"))
		}
		p := b.paymentsOf(entry)
		if len(p) != 1 || p[0].Amount != usd("150.00") || p[0].Booked != testkit.Euro("110.52") || p[0].OnAccount != usd("30.00") {
			t.Errorf("%+v", p)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			balances, err := tx.Balances(b.customer.Customer)
			for _, of := range balances {
				if of.Currency != "USD" || of.Open != 0 || of.OnAccount != 3000 {
					t.Errorf("%+v", of)
				}
			}
			return err
		})
		b.sound()
		if err := b.undo(entry); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts([]string{"INV-2026-1"}), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

// Where nobody says what was sent a person is asked, who may know that it is all.
func TestAPersonSaysWhatMoneyFromAbroadPaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		bill := b.owesDollars("INV-2026-1", "120.00")
		entry := b.line("110.52", theirs, "INV-2026-1")
		if r := b.match(); r.Asked != 1 {
			t.Fatalf("%+v", r)
		}
		_, ask := b.entry(entry)
		if len(ask) != 1 || ask[0].Paid != usd("120.00") {
			t.Fatalf("%+v", ask)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			cases, err := tx.Cases([]id.ID{b.customer.Customer})
			for _, c := range cases {
				if c.Snapshot.Currency == money.USD && (len(c.Snapshot.Likely) != 1 || c.Snapshot.Likely[0].Amount != usd("120.00")) {
					t.Errorf("a reminder in %s waits for %+v", c.Snapshot.Currency, c.Snapshot.Likely)
				}
			}
			return err
		})
		for _, paid := range []money.Amount{usd("125.00"), usd("100.00"), testkit.Euro("120.00")} {
			wrong := ask[0]
			if wrong.Paid = paid; !errors.Is(b.confirm(entry, wrong), fault.Conflict) && !errors.Is(b.confirm(entry, wrong), fault.Invalid) {
				t.Errorf("it is booked as %s", paid.Text())
			}
		}
		if err := b.confirm(entry, ask[0]); err != nil || b.open("INV-2026-1") != "0.00" {
			t.Fatalf("%v, %s open", err, b.open("INV-2026-1"))
		}
		if p := b.paymentsOf(entry); len(p) != 1 || p[0].Amount != usd("120.00") || p[0].Booked != testkit.Euro("110.52") {
			t.Errorf("%+v", p)
		}
		b.sound()
		if err := b.undo(entry); err != nil || b.open("INV-2026-1") != bill.Open.String() {
			t.Errorf("undone: %v, %s open", err, b.open("INV-2026-1"))
		}
		b.sound()
	})
}

// What the bank told was sent is not for a person to say otherwise.
func TestWhatTheBankToldWasSentStands(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		bill := b.owesDollars("INV-2026-1", "120.00")
		entry := b.line("110.52", theirs, "merci", sentAs("119.00"))
		p := matching.Proposal{Customer: b.customer.Customer, Paid: usd("120.00"), Shares: []matching.Share{{Invoice: bill.ID, Amount: usd("120.00")}}}
		if err := b.confirm(entry, p); !errors.Is(err, fault.Conflict) {
			t.Errorf("it is booked as more than was sent: %v", err)
		}
		p.Paid, p.Shares[0].Amount = usd("119.00"), usd("119.00")
		if err := b.confirm(entry, p); err != nil || b.open("INV-2026-1") != "1.00" {
			t.Errorf("%v, %s open", err, b.open("INV-2026-1"))
		}
		b.sound()
	})
}

// The bank's amount is divided among the customers of a group, to the cent.
func TestAGroupPaysFromAbroad(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owesDollars("INV-2026-1", "100.00")
		sister := &till{t: t, store: s, company: b.company, customer: customer.Ref{Company: b.company.ID, Customer: testkit.Customer(t, s, b.company.ID, "BETA").ID}}
		sister.owesDollars("INV-2026-2", "50.00")
		entry := b.line("133.34", theirs, "INV-2026-1 INV-2026-2", sentAs("150.00"))
		if r := b.match(); r.Booked != 1 {
			t.Fatalf("%+v", r)
		}
		got := map[id.ID]string{}
		for _, p := range b.paymentsOf(entry) {
			got[p.Customer] = p.Amount.Text() + " " + p.Booked.Text()
		}
		want := map[id.ID]string{b.customer.Customer: "100.00 USD 88.90 EUR", sister.customer.Customer: "50.00 USD 44.44 EUR"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}
