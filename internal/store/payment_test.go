package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// book is a company with one customer.
type book struct {
	*store.Store
	company  id.ID
	customer customer.Ref
}

func newBook(t testing.TB, s *store.Store, options ...func(*company.Company)) book {
	t.Helper()
	c := testkit.Company(t, s, options...)
	acme := testkit.Customer(t, s, c.ID, "ACME")
	return book{s, c.ID, customer.Ref{Company: c.ID, Customer: acme.ID}}
}

// pay stores money on account.
func (b book) pay(t testing.TB, amount string) payment.Payment {
	t.Helper()
	p := b.newPayment(0, amount)
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
	return *p
}

func (b book) newPayment(entry id.ID, amount string) *payment.Payment {
	return &payment.Payment{Customer: b.customer.Customer, Entry: entry, ReceivedOn: day("2026-01-20"),
		Amount: testkit.Euro(amount), OnAccount: testkit.Euro(amount), BookedBy: "test"}
}

func settles(p payment.Payment, i invoice.Invoice, amount string) *payment.Allocation {
	return &payment.Allocation{Payment: p.ID, Invoice: i.ID, On: day("2026-01-20"), Amount: testkit.Euro(amount), Evidence: `{"fact":"amount_exact"}`, BookedBy: "test"}
}

func credits(note, i invoice.Invoice, amount string) *payment.Allocation {
	return &payment.Allocation{Credit: note.ID, Invoice: i.ID, On: day("2026-01-20"), Amount: testkit.Euro(amount), Evidence: "{}", BookedBy: "test"}
}

func (b book) allocate(t testing.TB, all ...*payment.Allocation) error {
	return b.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.Allocate(all) })
}

func TestAPaymentIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		entry := incoming("1", "70.00")
		statement(t, s, b.company, entry)
		p := b.newPayment(entry.ID, "70.00")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, _, err := tx.PaymentByID(p.ID)
			if diff := cmp.Diff(*p, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			ofEntry, err := tx.PaymentsOfEntries([]id.ID{entry.ID})
			if diff := cmp.Diff([]payment.Payment{*p}, ofEntry); diff != "" || err != nil {
				t.Error(err, diff)
			}
			onAccount, err := tx.OnAccount(p.Customer)
			if diff := cmp.Diff([]payment.Payment{*p}, onAccount); diff != "" {
				t.Error(diff)
			}
			return err
		})
		checkSums(t, s, b.company)
	})
}

func TestAllocationsMoveWhatIsOpen(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		note := testkit.Invoice(t, s, b.customer, "C-1", "-30.00", day("2026-01-10"))
		p := b.pay(t, "60.00")
		if err := b.allocate(t, settles(p, i, "50.00"), credits(note, i, "30.00")); err != nil {
			t.Fatal(err)
		}
		checkSums(t, s, b.company)
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, err := tx.InvoicesByID([]id.ID{i.ID, note.ID})
			left := map[id.ID]string{}
			for _, i := range got {
				left[i.ID] = i.Open.String()
			}
			if left[i.ID] != "20.00" || left[note.ID] != "0.00" {
				t.Errorf("left open: %v", left)
			}
			onAccount, err2 := tx.OnAccount(b.customer.Customer)
			if len(onAccount) != 1 || onAccount[0].OnAccount != testkit.Euro("10.00") {
				t.Errorf("on account: %+v", onAccount)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestAllocationsAreListedFromEachSide(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		note := testkit.Invoice(t, s, b.customer, "C-1", "-30.00", day("2026-01-10"))
		p := b.pay(t, "60.00")
		paid, credited := settles(p, i, "50.00"), credits(note, i, "30.00")
		if err := b.allocate(t, paid, credited); err != nil {
			t.Fatal(err)
		}
		paid.Evidence = ignoreSpace(paid.Evidence)
		for what, side := range map[string]struct {
			filter store.AllocationFilter
			want   []payment.Allocation
		}{
			"payment": {store.AllocationFilter{Payment: p.ID}, []payment.Allocation{*paid}},
			"credit":  {store.AllocationFilter{Credit: note.ID}, []payment.Allocation{*credited}},
			"invoice": {store.AllocationFilter{Invoice: i.ID}, []payment.Allocation{*paid, *credited}},
			"nothing": {store.AllocationFilter{Invoice: note.ID}, nil},
		} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.Allocations(side.filter)
				for n := range got {
					got[n].Evidence = ignoreSpace(got[n].Evidence)
				}
				if diff := cmp.Diff(side.want, got); diff != "" {
					t.Error(what, diff)
				}
				return err
			})
		}
	})
}

// ignoreSpace drops the blanks that PostgreSQL writes into JSON.
func ignoreSpace(text string) string {
	return string(filter([]byte(text), func(c byte) bool { return c != ' ' }))
}

func TestTooMuchIsRefusedAndLeavesNothingHalf(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		other := testkit.Invoice(t, s, b.customer, "R-2", "10.00", day("2026-01-16"))
		note := testkit.Invoice(t, s, b.customer, "C-1", "-30.00", day("2026-01-10"))
		p := b.pay(t, "60.00")
		for what, all := range map[string][]*payment.Allocation{
			"more than the invoice owes":            {settles(p, other, "10.01")},
			"more than the payment has":             {settles(p, i, "60.01")},
			"more than the credit note has":         {credits(note, i, "30.01")},
			"together more than the payment has":    {settles(p, i, "50.01"), settles(p, other, "9.99"), settles(p, i, "0.01")},
			"together more than the invoice owes":   {settles(p, other, "5.00"), credits(note, other, "5.01")},
			"less than nothing, undoing what isn't": {settles(p, i, "-0.01")},
		} {
			if err := b.allocate(t, all...); !errors.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			var rows int
			err := tx.Row([]any{&rows}, `SELECT COUNT(*) FROM allocation WHERE company_id = $1`, b.company)
			if rows != 0 {
				t.Errorf("%d allocations stand", rows)
			}
			return err
		})
		checkSums(t, s, b.company)
		if err := b.allocate(t, settles(p, i, "50.00"), settles(p, other, "10.00")); err != nil {
			t.Errorf("what fits exactly: %v", err)
		}
	})
}

func TestCurrenciesAreNotMixed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.NewInvoice(b.customer.Customer, "R-1", money.Must("10.00", money.USD), day("2026-01-16"))
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices(invoices(i)) })
		p := b.pay(t, "10.00")
		defer func() {
			if recover() == nil {
				t.Error("euros settled dollars")
			}
			checkSums(t, s, b.company)
		}()
		if err := b.allocate(t, settles(p, *i, "5.00")); err != nil {
			panic(err)
		}
	})
}

func TestUndoingTwiceIsAConflict(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		p := b.pay(t, "60.00")
		booked := settles(p, i, "60.00")
		if err := b.allocate(t, booked); err != nil {
			t.Fatal(err)
		}
		takeBack := func(p payment.Payment) error {
			return s.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.ReversePayments([]payment.Payment{p}, "anne", day("2026-02-02")) })
		}
		again := reversal(*booked)
		if err := takeBack(p); err != nil {
			t.Errorf("taken back: %v", err)
		}
		checkSums(t, s, b.company)
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			left, err := tx.TheInvoice(i.ID)
			if left.Open != left.Owed {
				t.Errorf("%s is open after its payment was taken back", left.Open)
			}
			return err
		})
		if err := b.allocate(t, &again); !errors.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		if err := takeBack(p); !errors.Is(err, fault.Conflict) {
			t.Errorf("taken back twice: %v", err)
		}
		checkSums(t, s, b.company)
	})
}

func TestTwoWorkersBookAnEntryOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		entry := incoming("1", "70.00")
		statement(t, s, b.company, entry)
		const workers = 4
		var outcomes [workers]error
		var all errgroup.Group
		for n := range workers {
			all.Go(func() error {
				outcomes[n] = s.Update(t.Context(), b.company, func(tx *store.Tx) error {
					return tx.AddPayments([]*payment.Payment{b.newPayment(entry.ID, "70.00")})
				})
				return nil
			})
		}
		all.Wait()
		booked := 0
		for _, err := range outcomes {
			if err == nil {
				booked++
			} else if !db.IsDuplicate(err) {
				t.Error(err)
			}
		}
		if booked != 1 {
			t.Errorf("%d workers booked it", booked)
		}
		checkSums(t, s, b.company)
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			standing, err := tx.PaymentsOfEntries([]id.ID{entry.ID})
			if len(standing) != 1 {
				t.Errorf("%d payments stand", len(standing))
			}
			return err
		})
	})
}

func TestWritersOfOneInvoiceWaitForEachOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		var all errgroup.Group
		const workers = 6
		var refused [workers]error
		for n := range workers {
			p := b.pay(t, "30.00")
			all.Go(func() error {
				refused[n] = s.Update(t.Context(), b.company, func(tx *store.Tx) error {
					if err := tx.LockCustomers([]id.ID{b.customer.Customer}); err != nil {
						return err
					}
					return tx.Allocate([]*payment.Allocation{settles(p, i, "30.00")})
				})
				return nil
			})
		}
		all.Wait()
		booked := 0
		for _, err := range refused {
			if err == nil {
				booked++
			} else if !errors.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		if booked != 3 {
			t.Errorf("%d payments of 30.00 fit into 100.00", booked)
		}
		checkSums(t, s, b.company)
	})
}
