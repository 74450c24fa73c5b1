package store_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// days are when a document was settled, and when an invoice was paid.
type days struct {
	ID              id.ID
	Settled, PaidOn date.Date
}

func storedDays(tx *store.Tx) (map[id.ID]days, error) {
	all, err := db.Collect(tx.Tx, func(rows *sql.Rows) (d days, err error) { return d, rows.Scan(&d.ID, &d.Settled, &d.PaidOn) },
		`SELECT id, settled_on, paid_on FROM invoice WHERE company_id = $1 AND (settled_on IS NOT NULL OR paid_on IS NOT NULL)`, tx.Company)
	stored := map[id.ID]days{}
	for _, d := range all {
		stored[d.ID] = d
	}
	return stored, err
}

// checkSettled goes through the allocations of what is not open any more, one by one, and
// compares the days that are stored.
func checkSettled(t testing.TB, tx *store.Tx, documents []invoice.Invoice, payments []payment.Payment) error {
	t.Helper()
	source := map[id.ID]payment.Source{}
	for _, p := range payments {
		source[p.ID] = p.Source
	}
	want := map[id.ID]days{}
	for n := range documents {
		i := &documents[n]
		of, err := tx.Allocations(store.AllocationFilter{Invoice: i.ID})
		if err != nil {
			return err
		}
		by, err := tx.Allocations(store.AllocationFilter{Credit: i.ID})
		if err != nil {
			return err
		}
		if d := daysBy(i, append(of, by...), source); i.Open.IsZero() && d.Settled != date.None {
			want[i.ID] = d
		}
	}
	got, err := storedDays(tx)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("days of settlement are not those of the facts:", diff)
	}
	return err
}

func daysBy(i *invoice.Invoice, all []payment.Allocation, source map[id.ID]payment.Source) days {
	undone := map[id.ID]bool{}
	for _, a := range all {
		undone[a.Reverses] = true
	}
	d := days{ID: i.ID}
	var paid int64
	for _, a := range all {
		if a.Reverses != 0 || undone[a.ID] || !a.OfPrincipal() {
			continue
		}
		d.Settled = max(d.Settled, a.On)
		if s := source[a.Payment]; s == payment.Bank || s == payment.API {
			d.PaidOn, paid = max(d.PaidOn, a.On), paid+a.Amount.Minor
		}
	}
	if i.Owed.Sign() <= 0 || 2*paid < i.Owed.Minor {
		d.PaidOn = date.None
	}
	return d
}

// TestWhatWasPaidAndWhatWasLetGoAreToldApart: the first amounts settle an invoice of 100.00,
// each on a day of its own.
func TestWhatWasPaidAndWhatWasLetGoAreToldApart(t *testing.T) {
	type share struct {
		source payment.Source // "" for a credit note
		amount string
		on     string
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, tt := range []struct {
			name          string
			shares        []share
			settled, paid date.Date
		}{
			{"nothing was settled", nil, date.None, date.None},
			{"a part is open", []share{{payment.Bank, "99.99", "2026-01-20"}}, date.None, date.None},
			{"one payment", []share{{payment.Bank, "100.00", "2026-01-20"}}, day("2026-01-20"), day("2026-01-20")},
			{"the later of two counts, whichever was booked first",
				[]share{{payment.API, "40.00", "2026-02-20"}, {payment.Bank, "60.00", "2026-01-20"}}, day("2026-02-20"), day("2026-02-20")},
			{"what is credited after the payment settles, and delays nothing",
				[]share{{payment.Bank, "70.00", "2026-01-20"}, {"", "30.00", "2026-03-20"}}, day("2026-03-20"), day("2026-01-20")},
			{"half of it paid is paid", []share{{payment.Bank, "50.00", "2026-01-20"}, {"", "50.00", "2026-01-22"}}, day("2026-01-22"), day("2026-01-20")},
			{"less than half of it paid is not", []share{{payment.Bank, "49.99", "2026-01-20"}, {"", "50.01", "2026-01-22"}}, day("2026-01-22"), date.None},
			{"a difference that was let go pays nothing",
				[]share{{payment.Bank, "40.00", "2026-01-20"}, {payment.Difference, "60.00", "2026-01-22"}}, day("2026-01-22"), date.None},
			{"what the books say has no day of payment", []share{{payment.Outside, "100.00", "2026-01-20"}}, day("2026-01-20"), date.None},
		} {
			t.Run(tt.name, func(t *testing.T) {
				b := newBook(t, s, called(tt.name))
				i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
				note := testkit.Invoice(t, s, b.customer, "C-1", "-100.00", day("2026-01-16"))
				for _, share := range tt.shares {
					a := credits(note, i, share.amount)
					if share.source != "" {
						p := b.newPayment(0, share.amount)
						p.Source = share.source
						testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
						a = settles(*p, i, share.amount)
					}
					a.On = day(share.on)
					if err := b.allocate(t, a); err != nil {
						t.Fatal(err)
					}
				}
				testkit.View(t, s, b.company, func(tx *store.Tx) error {
					stored, err := storedDays(tx)
					if got := stored[i.ID]; got.Settled != tt.settled || got.PaidOn != tt.paid {
						t.Errorf("settled on %s and paid on %s, not %s and %s", got.Settled, got.PaidOn, tt.settled, tt.paid)
					}
					return err
				})
				checkSums(t, s, b.company)
			})
		}
	})
}

func TestAnInvoiceThatIsOpenAgainWasNotSettled(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		p, again := b.pay(t, "100.00"), b.pay(t, "100.00")
		if err := b.allocate(t, settles(p, i, "100.00")); err != nil {
			t.Fatal(err)
		}
		settledOn := func(want string) {
			t.Helper()
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				stored, err := storedDays(tx)
				if got := stored[i.ID].Settled.String(); got != want {
					t.Errorf("settled on %q, not %q", got, want)
				}
				return err
			})
			checkSums(t, s, b.company)
		}
		settledOn("2026-01-20")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.ReversePayments([]payment.Payment{p}, "anne", day("2026-02-02"))
		})
		settledOn(date.None.String())
		later := settles(again, i, "100.00")
		later.On = day("2026-01-25")
		if err := b.allocate(t, later); err != nil {
			t.Fatal(err)
		}
		settledOn("2026-01-25") // not the day of the undoing
	})
}

// TestDaysOfOlderBooksAreFoundInTheirAllocations: the migration that brought the days says of
// every document what is written since.
func TestDaysOfOlderBooksAreFoundInTheirAllocations(t *testing.T) {
	migration, err := os.ReadFile("migrations/0023_habits.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(migration), "UPDATE invoice")
	fill, _, _ = strings.Cut(fill, ";")
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := examined(t, s, "older")
		i := testkit.Invoice(t, s, b.customer, "R-4", "40.00", day("2026-01-16"))
		note := testkit.Invoice(t, s, b.customer, "C-4", "-10.00", day("2026-01-16"))
		open := testkit.Invoice(t, s, b.customer, "R-5", "40.00", day("2026-01-16"))
		p := b.pay(t, "70.00")
		undone := settles(p, open, "40.00")
		if err := b.allocate(t, settles(p, i, "30.00"), credits(note, i, "10.00"), undone); err != nil {
			t.Fatal(err)
		}
		back := reversal(*undone)
		if err := b.allocate(t, &back); err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE invoice SET settled_on = NULL, paid_on = NULL WHERE company_id = $1`, b.company)
			return err
		})
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			n, err := tx.Exec("UPDATE invoice" + fill)
			if n < 3 {
				t.Errorf("%d documents were looked at", n)
			}
			return err
		})
		checkSums(t, s, b.company)
	})
}
