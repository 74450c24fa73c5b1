package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// paysLate gives a customer an invoice a month, each paid so many days late.
func (b book) paysLate(t testing.TB, of customer.Ref, days ...int) (all []profile.Settled) {
	t.Helper()
	for n, late := range days {
		due := day("2025-01-31").AddDays(30 * n)
		i := testkit.Invoice(t, b.Store, of, fmt.Sprintf("R-%s-%d", of.Customer, n), "10.00", due)
		p := b.newPayment(0, "10.00")
		p.Customer = of.Customer
		testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
		a := settles(*p, i, "10.00")
		a.On = due.AddDays(late)
		if err := b.allocate(t, a); err != nil {
			t.Fatal(err)
		}
		all = append(all, profile.Settled{DueOn: due, PaidOn: a.On})
	}
	return all
}

func TestAHistoryIsWhatWasPaidLast(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		other := customer.Ref{Company: b.company, Customer: testkit.Customer(t, s, b.company, "BETA").ID}
		silent := testkit.Customer(t, s, b.company, "GAMMA").ID
		long := b.paysLate(t, b.customer, 20, 20, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
		short := b.paysLate(t, other, -3, 0)
		letGo := testkit.Invoice(t, s, other, "R-1", "10.00", day("2026-01-16"))
		note := testkit.Invoice(t, s, other, "C-1", "-10.00", day("2026-01-16"))
		if err := b.allocate(t, credits(note, letGo, "10.00")); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, err := tx.Histories([]id.ID{b.customer.Customer, other.Customer, silent})
			for _, all := range got {
				slices.SortFunc(all, func(x, y profile.Settled) int { return int(x.DueOn) - int(y.DueOn) })
			}
			want := map[id.ID][]profile.Settled{b.customer.Customer: long[2:], other.Customer: short}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestAProfileIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		other := testkit.Customer(t, s, b.company, "BETA").ID
		today := day("2026-03-01")
		testkit.Invoice(t, s, b.customer, "R-1", "10.00", day("2026-02-01"))
		late := profile.Profile{Kind: profile.Late, Paid: 9, Late: 7, UsualDelay: 6, UsualDelayLate: 8, Slowest: 31, Trend: -2, Broken: 1, Disputed: 3}
		for _, p := range []profile.Profile{{Kind: profile.New}, late} { // the second takes the place of the first
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				return tx.SaveProfiles(map[id.ID]profile.Profile{b.customer.Customer: p}, today)
			})
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, err := tx.Profiles([]id.ID{b.customer.Customer, other}, today)
			late.OldestOpenLate = 28
			want := map[id.ID]profile.Profile{b.customer.Customer: late, other: {Kind: profile.New}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			without, err2 := tx.ProfilesWanted(0, 10)
			if !slices.Equal(without, []id.ID{other}) || err2 != nil {
				t.Errorf("without a profile: %v, %v", without, err2)
			}
			return err
		})
	})
}

func TestCustomersAreListedByKindOfPayer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		kinds := map[id.ID]profile.Profile{}
		for n, kind := range profile.Kinds {
			c := testkit.Customer(t, s, b.company, fmt.Sprintf("C-%d", n))
			testkit.Invoice(t, s, customer.Ref{Company: b.company, Customer: c.ID}, fmt.Sprintf("R-%d", n), "10.00", day("2026-02-01"))
			kinds[c.ID] = profile.Profile{Kind: kind}
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveProfiles(kinds, day("2026-03-01")) })
		numbers := func(f store.CustomerFilter) (all []string) {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				f.Currency, f.Today = money.EUR, day("2026-03-01")
				page, err := tx.ListCustomers(f, store.Cursor{}, 10)
				for _, c := range page.Rows {
					all = append(all, fmt.Sprint(c.Number, " ", c.Profile.Kind, " ", c.Profile.OldestOpenLate))
				}
				return err
			})
			return all
		}
		for _, tt := range []struct {
			filter store.CustomerFilter
			want   []string
		}{
			{store.CustomerFilter{Payer: profile.Prompt}, []string{"C-0 prompt 28"}},
			{store.CustomerFilter{Payer: profile.Habitual, Sort: store.ByOldest}, []string{"C-2 habitual 28"}},
			{store.CustomerFilter{Payer: profile.New}, []string{"ACME new 0", "C-3 new 28"}},
			{store.CustomerFilter{Payer: profile.New, Sort: store.ByOutstanding}, []string{"C-3 new 28"}},
		} {
			if diff := cmp.Diff(tt.want, numbers(tt.filter)); diff != "" {
				t.Errorf("%+v: %s", tt.filter, diff)
			}
		}
	})
}

func TestPromisesAndDisputesAreCounted(t *testing.T) {
	since := day("2025-03-01")
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		for _, tt := range []struct {
			name   string
			cause  hold.Cause
			placed string
			broken string // "" for never
			lifted bool
			want   profile.Facts
		}{
			{"a promise that stands", hold.ForPromise, "2026-01-20", "", false, profile.Facts{}},
			{"one that was broken", hold.ForPromise, "2026-01-20", "2026-02-01", false, profile.Facts{Broken: 1}},
			{"what was lifted afterwards stays broken", hold.ForPromise, "2026-01-20", "2026-02-01", true, profile.Facts{Broken: 1}},
			{"one that was broken just a year ago", hold.ForPromise, "2025-01-20", "2025-03-01", false, profile.Facts{Broken: 1}},
			{"one of longer ago is forgotten", hold.ForPromise, "2025-01-20", "2025-02-28", false, profile.Facts{}},
			{"a dispute counts from its first day on", hold.ForDispute, "2025-03-01", "", false, profile.Facts{Disputed: 1}},
			{"and after its end", hold.ForDispute, "2026-01-20", "", true, profile.Facts{Disputed: 1}},
			{"one of longer ago does not", hold.ForDispute, "2025-02-28", "", false, profile.Facts{}},
			{"what a person holds back is neither", hold.ByPerson, "2026-01-20", "", false, profile.Facts{}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				clock.SetDay(day(tt.placed))
				b := newBook(t, s, called(tt.name))
				h := &hold.Hold{Customer: b.customer.Customer, Cause: tt.cause, Reason: "x", PlacedBy: "anne", Until: day("2026-02-01")}
				testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddHolds(h) })
				testkit.Update(t, s, b.company, func(tx *store.Tx) (err error) {
					if tt.broken != "" {
						_, err = tx.BreakPromises([]id.ID{h.ID}, day(tt.broken))
					}
					if err == nil && tt.lifted {
						_, err = tx.LiftHolds([]id.ID{h.ID}, "anne")
					}
					return err
				})
				testkit.View(t, s, b.company, func(tx *store.Tx) error {
					got, err := tx.PayerFacts([]id.ID{b.customer.Customer}, since)
					if got[b.customer.Customer] != tt.want {
						t.Errorf("%+v, not %+v", got[b.customer.Customer], tt.want)
					}
					return err
				})
			})
		}
	})
}

func TestAProfileIsWantedOnceAPromiseIsBroken(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		h := &hold.Hold{Customer: b.customer.Customer, Cause: hold.ForPromise, Reason: "x", PlacedBy: "anne", Until: day("2026-02-01")}
		made := func(on string) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				return tx.SaveProfiles(map[id.ID]profile.Profile{b.customer.Customer: {Kind: profile.New}}, day(on))
			})
		}
		wanted := func(when string, want ...id.ID) {
			t.Helper()
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.ProfilesWanted(0, 10)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %v, not %v", when, got, want)
				}
				return err
			})
		}
		wanted("never made", b.customer.Customer)
		made("2026-01-31")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddHolds(h) })
		wanted("promised")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			_, err := tx.BreakPromises([]id.ID{h.ID}, day("2026-02-02"))
			return err
		})
		wanted("broken", b.customer.Customer)
		made("2026-02-03")
		wanted("made anew")
	})
}
