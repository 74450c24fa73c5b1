package settle_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// deposit puts money on account of the customer, as another program tells it.
func (b *till) deposit(amount, reference string) id.ID {
	b.t.Helper()
	p := &payment.Payment{Customer: b.customer.Customer, Source: payment.API, ReceivedOn: date.Must("2026-01-05"),
		Amount: testkit.Euro(amount), OnAccount: testkit.Euro(amount), BookedBy: "api", Text: reference, Reference: reference}
	b.update(func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
	return p.ID
}

// owesUnder stores an invoice that carries a structured reference.
func (b *till) owesUnder(reference, number, amount string) invoice.Invoice {
	b.t.Helper()
	i := testkit.NewInvoice(b.customer.Customer, number, testkit.Euro(amount), date.Must("2026-02-16"))
	i.Reference = reference
	b.update(func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return *i
}

func (b *till) deposits() (all []settle.Deposit) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = settle.Deposits(tx, []id.ID{b.customer.Customer})
		return err
	})
	return all
}

const structured = "090933755493"

// Money that was there before its invoice is used for it, since it names it; what is undone
// is not done again.
func TestMoneyOnAccountIsUsedForWhatItNames(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name string
			on   date.Date // the later of the days on which the money and the invoice came
			put  func(b *till)
		}{
			{"told by another program", date.Must("2026-01-17"), func(b *till) { b.deposit("150.00", structured) }},
			{"by a bank line", today, func(b *till) {
				e := b.line("150.00", theirs, "merci", func(e *store.Entry) { e.Reference = structured })
				if err := b.confirm(e, matching.Proposal{Customer: b.customer.Customer}); err != nil {
					b.t.Fatal(err)
				}
			}},
		} {
			t.Run(c.name, func(t *testing.T) {
				b := newTill(t, s, called(c.name))
				c.put(b)
				if r := b.match(); r.Used != 0 {
					t.Errorf("used for nothing: %+v", r)
				}
				bill := b.owesUnder(structured, "INV-2026-1", "120.00")
				b.owesUnder("", "INV-2026-2", "150.00")
				before := b.facts([]string{"INV-2026-1", "INV-2026-2"})
				if r := b.match(); r.Used != 1 || b.open("INV-2026-1") != "0.00" || b.open("INV-2026-2") != "150.00" || b.onAccount() != 3000 {
					t.Fatalf("%+v, %s open, %d on account", r, b.open("INV-2026-1"), b.onAccount())
				}
				b.sound()
				var used payment.Allocation
				testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
					all, err := tx.Allocations(store.AllocationFilter{Invoice: bill.ID})
					used = all[0]
					return err
				})
				if !settle.IsUse(&used) || used.On != c.on {
					t.Errorf("%+v", used)
				}
				if err := settle.FreeAccount(t.Context(), s, b.customer, used.ID, person, today); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before, b.facts([]string{"INV-2026-1", "INV-2026-2"}), cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				if r := b.match(); r.Used != 0 || b.open("INV-2026-1") != "120.00" {
					t.Errorf("what a person undid is done again: %+v", r)
				}
				if err := settle.FreeAccount(t.Context(), s, b.customer, used.ID, person, today); !errors.Is(err, fault.NotFound) {
					t.Errorf("undone twice: %v", err)
				}
				b.sound()
			})
		}
	})
}

// A person uses money on account with what is suggested, and takes it back.
func TestAPersonUsesMoneyOnAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("INV-2026-1", "120.00")
		b.owes("INV-2026-2", "50.00")
		from := b.deposit("50.00", "")
		all := b.deposits()
		if len(all) != 1 || len(all[0].For) != 1 || all[0].For[0].Shares[0].Number != "INV-2026-2" {
			t.Fatalf("%+v", all)
		}
		stranger := customer.Ref{Company: b.company.ID, Customer: testkit.Customer(t, s, b.company.ID, "BETA").ID}
		if _, err := settle.UseOnAccount(t.Context(), s, stranger, from, all[0].For[0], person, today); !errors.Is(err, fault.NotFound) {
			t.Errorf("another customer's money is used: %v", err)
		}
		more := all[0].For[0]
		more.Shares = slices.Clone(more.Shares)
		more.Shares[0].Amount = testkit.Euro("50.01")
		if _, err := settle.UseOnAccount(t.Context(), s, b.customer, from, more, person, today); !errors.Is(err, fault.Conflict) {
			t.Errorf("more than there is: %v", err)
		}
		before := b.facts([]string{"INV-2026-1", "INV-2026-2"})
		first, err := settle.UseOnAccount(t.Context(), s, b.customer, from, all[0].For[0], person, today)
		if err != nil || b.open("INV-2026-2") != "0.00" || b.onAccount() != 0 {
			t.Fatalf("%v, %s open, %d on account", err, b.open("INV-2026-2"), b.onAccount())
		}
		b.sound()
		if err := settle.FreeAccount(t.Context(), s, stranger, first, person, today); !errors.Is(err, fault.NotFound) {
			t.Errorf("another customer's use is undone: %v", err)
		}
		if err := settle.FreeAccount(t.Context(), s, b.customer, first, person, today); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts([]string{"INV-2026-1", "INV-2026-2"}), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if all = b.deposits(); len(all) != 1 || len(all[0].For) != 1 {
			t.Errorf("it is not suggested any more: %+v", all)
		}
		b.sound()
	})
}

// Undoing a bank line takes back what its money was used for later; how it was booked
// itself is not undone as a use.
func TestUndoingALineTakesItsUsesBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		bill := b.owes("INV-2026-1", "100.00")
		line := b.line("130.00", theirs, "INV-2026-1")
		b.match()
		b.owes("INV-2026-2", "30.00")
		all := b.deposits()
		if _, err := settle.UseOnAccount(t.Context(), s, b.customer, all[0].ID, all[0].For[0], person, today); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			booked, err := tx.Allocations(store.AllocationFilter{Invoice: bill.ID})
			if err := settle.FreeAccount(t.Context(), s, b.customer, booked[0].ID, person, today); !errors.Is(err, fault.NotFound) {
				t.Errorf("a booking is undone as a use: %v", err)
			}
			return err
		})
		if err := b.undo(line); err != nil || b.open("INV-2026-1") != "100.00" || b.open("INV-2026-2") != "30.00" || b.onAccount() != 0 {
			t.Errorf("%v, %s and %s open", err, b.open("INV-2026-1"), b.open("INV-2026-2"))
		}
		b.sound()
	})
}

// Whatever is used, freeing all of it in any order restores the book as it was.
func TestFreeingRestoresExactly(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newTill(t, s, func(c *company.Company) { c.Name = fmt.Sprintf("Company %d", companies) })
		var numbers []string
		for n := range rapid.IntRange(1, 3).Draw(r, "invoices") {
			numbers = append(numbers, fmt.Sprintf("R-%d", 1001+n))
			b.owes(numbers[n], rapid.SampledFrom([]string{"50.00", "100.00", "75.25"}).Draw(r, "owed"))
		}
		for range rapid.IntRange(1, 3).Draw(r, "deposits") {
			b.deposit(rapid.SampledFrom([]string{"50.00", "100.00", "10.00"}).Draw(r, "amount"), rapid.SampledFrom(append(numbers, "")).Draw(r, "text"))
		}
		before := b.facts(numbers)
		var uses []id.ID
		for _, d := range b.deposits() {
			if len(d.For) == 0 {
				continue
			}
			p := rapid.SampledFrom(d.For).Draw(r, "used for")
			first, err := settle.UseOnAccount(t.Context(), s, b.customer, d.ID, p, person, today)
			if err != nil && !errors.Is(err, fault.Conflict) {
				r.Fatal(err)
			}
			if err == nil {
				uses = append(uses, first)
			}
		}
		b.sound()
		for _, u := range rapid.Permutation(uses).Draw(r, "freed in this order") {
			if err := settle.FreeAccount(t.Context(), s, b.customer, u, person, today); err != nil {
				r.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			r.Fatal(diff)
		}
		b.sound()
	})
}
