package settle_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// paymentsOf are the payments that an entry became and that stand.
func (b *till) paymentsOf(entry id.ID) (all []payment.Payment) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.PaymentsOfEntries([]id.ID{entry})
		return err
	})
	return all
}

// M24: money and two credit notes settle an invoice together, and undo restores all three.
func TestCreditNotesAreUsedBesideMoney(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		numbers := []string{"CN-2026-1", "CN-2026-2", "INV-2026-1"}
		for n, amount := range []string{"-100.00", "-50.00", "350.00"} {
			b.owes(numbers[n], amount)
		}
		before := b.facts(numbers)
		entry := b.line("200.00", "", "INV-2026-1 less CN-2026-1, CN-2026-2")
		if r := b.match(); r.Booked != 1 {
			t.Fatalf("%+v", r)
		}
		for _, n := range numbers {
			if b.open(n) != "0.00" {
				t.Errorf("%s has %s open", n, b.open(n))
			}
		}
		b.sound()
		if err := b.undo(entry); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

// One line pays for two customers: each gets a payment of its own, and the account is
// nobody's.
func TestOneLinePaysForAGroup(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("INV-2026-1", "100.00")
		sister := testkit.Customer(t, s, b.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: sister.ID}, "INV-2026-2", "40.00", today)
		entry := b.line("140.00", theirs, "INV-2026-1 INV-2026-2")
		if r := b.match(); r.Booked != 1 || b.open("INV-2026-1") != "0.00" || b.open("INV-2026-2") != "0.00" {
			t.Fatalf("%+v", r)
		}
		paid := map[id.ID]string{}
		for _, p := range b.paymentsOf(entry) {
			paid[p.Customer] = p.Amount.String()
		}
		if diff := cmp.Diff(map[id.ID]string{b.customer.Customer: "100.00", sister.ID: "40.00"}, paid); diff != "" {
			t.Error(diff)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.Payers(b.customer.Customer)
			if len(all) > 0 {
				t.Errorf("the account is taken for the customer's: %q", all)
			}
			return err
		})
		b.sound()
		if err := b.undo(entry); err != nil || b.open("INV-2026-2") != "40.00" {
			t.Errorf("undone: %v, %s open", err, b.open("INV-2026-2"))
		}
		b.sound()
	})
}

// What is missing and let go stands beside the payment, with its reason, and goes with it.
func TestWhatIsMissingIsLetGo(t *testing.T) {
	tolerant := func(c *company.Company) { c.Policy.ToleratedMost = map[string]int64{"EUR": 50} }
	for _, c := range []struct {
		name, paid string
		options    []func(*company.Company)
		entry      func(*store.Entry)
		early      []invoice.Early
		reason     matching.Fact
	}{
		{"a small difference", "99.60", []func(*company.Company){tolerant}, nil, nil, matching.SmallDifference},
		{"what the bank kept", "92.50", nil, func(e *store.Entry) { e.Charges = testkit.Euro("7.50") }, nil, matching.BankCharge},
		{"a discount", "98.00", nil, nil, []invoice.Early{{Until: today, Saves: testkit.Euro("2.00")}}, matching.DiscountTaken},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
				b := newTill(t, s, c.options...)
				b.update(func(tx *store.Tx) error {
					return tx.AddInvoices([]*invoice.Invoice{{Customer: b.customer.Customer, Kind: invoice.Bill, Number: "R-1001", IssuedOn: date.Must("2026-01-16"),
						DueOn: date.Must("2026-02-15"), Total: testkit.Euro("100.00"), Owed: testkit.Euro("100.00"), Open: testkit.Euro("100.00"), Discounts: c.early, Source: "test"}})
				})
				before := b.facts([]string{"R-1001"})
				options := []func(*store.Entry){}
				if c.entry != nil {
					options = append(options, c.entry)
				}
				entry := b.line(c.paid, "", "R-1001", options...)
				if r := b.match(); r.Booked != 1 || b.open("R-1001") != "0.00" {
					t.Fatalf("%+v, %s open", r, b.open("R-1001"))
				}
				var let payment.Payment
				for _, p := range b.paymentsOf(entry) {
					if p.Source == payment.Difference {
						let = p
					}
				}
				if want := testkit.Euro("100.00").Sub(testkit.Euro(c.paid)); let.Amount != want || let.OnAccount.Sign() != 0 {
					t.Errorf("%s is let go, not %s", let.Amount, want)
				}
				testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
					all, err := tx.Allocations(store.AllocationFilter{Payment: let.ID})
					var why []matching.Evidence
					if len(all) != 1 || json.Unmarshal([]byte(all[0].Evidence), &why) != nil || why[0].Fact != c.reason {
						t.Errorf("the reasons are %+v", all)
					}
					return err
				})
				b.sound()
				if err := b.undo(entry); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before, b.facts([]string{"R-1001"}), cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				b.sound()
			})
		})
	}
}
