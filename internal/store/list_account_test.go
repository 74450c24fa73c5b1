package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/account"
	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// checkAccounts holds that the accounts of all customers together close with what their
// balances say: of one customer's money, some may have
// settled what another one owed.
func checkAccounts(t testing.TB, tx *store.Tx, customers []id.ID, balances map[string]store.Balance) {
	t.Helper()
	left := map[money.Currency]int64{money.EUR: 0}
	for _, b := range balances {
		currency, err := money.ParseCurrency(b.Currency)
		if err != nil {
			t.Fatal(err)
		}
		left[currency] += b.Open - b.OnAccount
	}
	for currency, want := range left {
		sum := int64(0)
		for _, c := range customers {
			a, err := tx.Account(c, currency, day("2026-01-15"), day("9999-12-31"))
			if err != nil {
				t.Fatal(err)
			}
			sum += a.Closing().Sub(a.Claimed).Minor
		}
		if sum != want {
			t.Errorf("the accounts in %s close with %d, the balances are %d", currency, sum, want)
		}
	}
}

func TestAnAccountTellsWhatEachDayDid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		old := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2025-12-16")) // issued 30 days before
		bill := testkit.Invoice(t, s, b.customer, "R-2", "250.00", day("2026-02-10"))
		testkit.Invoice(t, s, b.customer, "C-1", "-30.00", day("2026-01-12"))
		p := b.pay(t, "60.00")
		if err := b.allocate(t, settles(p, old, "50.00")); err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.AddClaimed([]store.Claimed{
				{Invoice: old.ID, Kind: "claimed", Part: allocation.Compensation, On: day("2026-01-18"), Amount: testkit.Euro("40.00"), By: "test"},
				{Invoice: old.ID, Kind: "waived", Part: allocation.Compensation, On: day("2026-01-25"), Amount: testkit.Euro("15.00"), Reason: "a good customer", By: "test"},
			})
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, err := tx.Account(b.customer.Customer, money.EUR, day("2026-01-01"), day("2026-01-31"))
			if err != nil {
				return err
			}
			want := account.Account{From: day("2026-01-01"), Until: day("2026-01-31"), Opening: testkit.Euro("100.00"),
				Movements: []account.Movement{
					{Kind: account.Invoice, On: bill.IssuedOn, Number: "R-2", DueOn: bill.DueOn, Amount: testkit.Euro("250.00")},
					{Kind: account.CreditNote, On: day("2026-01-12"), Number: "C-1", DueOn: day("2026-01-12"), Amount: testkit.Euro("-30.00")},
					{Kind: account.Claimed, On: day("2026-01-18"), Number: "R-1", Part: allocation.Compensation, Amount: testkit.Euro("40.00")},
					{Kind: account.Payment, On: day("2026-01-20"), Amount: testkit.Euro("-60.00")},
					{Kind: account.Waived, On: day("2026-01-25"), Number: "R-1", Part: allocation.Compensation, Amount: testkit.Euro("-15.00")},
				},
				Claimed: testkit.Euro("25.00"), Credits: testkit.Euro("-30.00"), OnAccount: testkit.Euro("-10.00"),
			}
			for n := range want.Debts {
				want.Debts[n] = testkit.Euro("0.00")
			}
			want.Debts[account.NotDue], want.Debts[account.Late60] = testkit.Euro("250.00"), testkit.Euro("50.00")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if got.Closing() != testkit.Euro("285.00") {
				t.Errorf("it closes with %s", got.Closing())
			}
			return nil
		})
	})
}

func TestAnAccountOfAnotherDayIsAsItWasThen(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		old := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-10"))
		p := b.pay(t, "60.00")
		if err := b.allocate(t, settles(p, old, "60.00")); err != nil {
			t.Fatal(err)
		}
		undone := b.pay(t, "7.00")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.ReversePayments([]payment.Payment{undone}, "test", day("2026-01-21"))
		})
		back := b.newPayment(0, "-5.00") // paid back to the customer
		back.ReceivedOn = day("2026-01-22")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{back}) })
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			a, err := tx.Account(b.customer.Customer, money.EUR, day("2026-01-21"), day("2026-01-31"))
			if diff := cmp.Diff([]account.Movement{{Kind: account.Refund, On: back.ReceivedOn, Amount: testkit.Euro("5.00")}}, a.Movements); diff != "" || a.Opening != testkit.Euro("40.00") {
				t.Errorf("opening with %s: %s", a.Opening, diff)
			}
			return err
		})
		for _, c := range []struct{ until, open, onAccount, closing string }{
			{"2026-01-19", "100.00", "0.00", "100.00"}, // before the payment
			{"2026-01-20", "40.00", "0.00", "40.00"},
			{"2025-01-01", "0.00", "0.00", "0.00"}, // before anything
		} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				a, err := tx.Account(b.customer.Customer, money.EUR, date.None, day(c.until))
				if err == nil && (a.Open() != testkit.Euro(c.open) || a.OnAccount != testkit.Euro(c.onAccount) || a.Closing() != testkit.Euro(c.closing)) {
					t.Errorf("until %s: %s open, %s on account, closing %s", c.until, a.Open(), a.OnAccount, a.Closing())
				}
				return err
			})
		}
	})
}

func TestAnAccountIsOfOneCustomerAndCurrency(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-10"))
		other := testkit.Customer(t, s, b.company, "OTHER")
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for _, c := range []struct {
				customer id.ID
				currency money.Currency
			}{{other.ID, money.EUR}, {b.customer.Customer, money.USD}} {
				a, err := tx.Account(c.customer, c.currency, date.None, day("2026-12-31"))
				if err != nil || len(a.Movements) > 0 || !a.Closing().IsZero() {
					t.Errorf("%+v, %v", a, err)
				}
			}
			if _, err := tx.Account(other.ID, money.EUR, day("2026-02-01"), day("2026-01-31")); err == nil {
				t.Error("days that end before they begin are taken")
			}
			return nil
		})
	})
}
