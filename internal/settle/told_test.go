package settle_test

import (
	"slices"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// What a customer said that it paid is looked for on the statement: booked where its account is
// known, asked about where nothing but its word points to the money, and found by the amount alone
// among the words of others.
func TestWhatACustomerSaidThatItPaidIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		sister := &till{t: t, store: s, company: b.company, customer: customer.Ref{Company: b.company.ID, Customer: testkit.Customer(t, s, b.company.ID, "BETA").ID}}
		one, _, three := b.owes("A-11", "150.00"), b.owes("A-12", "150.00"), b.owes("A-13", "150.00")
		far, near := sister.owes("B-21", "70.00"), sister.owes("B-22", "80.00")
		b.says("300.00", one.ID, three.ID)
		sister.says("150.00", far.ID, near.ID)
		sister.says("70.00")
		b.update(func(tx *store.Tx) error {
			return tx.AddPayers([]store.Payer{{IBAN: theirs, Customer: b.customer.Customer}}, "paid")
		})
		known := b.line("300.00", theirs, "virement")
		if r := b.match(); r.Booked != 1 || b.open("A-11") != "0.00" || b.open("A-12") != "150.00" || b.open("A-13") != "0.00" {
			t.Fatalf("%+v: %s, %s, %s open", r, b.open("A-11"), b.open("A-12"), b.open("A-13"))
		}
		unknown := b.line("150.00", another, "virement")
		if r := b.match(); r.Asked != 1 {
			t.Errorf("%+v", r)
		}
		_, ask := b.entry(unknown)
		if len(ask) != 1 || len(ask[0].Shares) != 2 || !slices.ContainsFunc(ask[0].Evidence, func(e matching.Evidence) bool { return e.Fact == matching.ToldPaid && e.On == today }) {
			t.Fatalf("%+v", ask)
		}
		if err := b.confirm(unknown, ask[0]); err != nil || sister.open("B-22") != "0.00" {
			t.Errorf("%v, %s open", err, sister.open("B-22"))
		}
		if err := b.undo(known); err != nil || b.open("A-11") != "150.00" {
			t.Errorf("undone: %v, %s open", err, b.open("A-11"))
		}
		b.sound()
	})
}

// says keeps what the customer said that it paid today.
func (b *till) says(amount string, invoices ...id.ID) {
	b.t.Helper()
	b.update(func(tx *store.Tx) error {
		return tx.AddTold(&matching.Told{Customer: b.customer.Customer, On: today, Amount: testkit.Euro(amount), Invoices: invoices})
	})
}
