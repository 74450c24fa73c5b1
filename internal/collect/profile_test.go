package collect_test

import (
	"fmt"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// payer is what is stored of how a customer pays: the kind, and by which numbers.
func (b *bureau) payer(c customer.Customer) string {
	b.t.Helper()
	var said string
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Profiles(b.customers(), b.clock.Today())
		p := all[c.ID]
		said = fmt.Sprintf("%s %d/%d", p.Kind, p.Late, p.Paid)
		if p.OldestOpenLate > 0 {
			said += fmt.Sprintf(", open for %d", p.OldestOpenLate)
		}
		return err
	})
	return said
}

func TestAProfileFollowsTheFacts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		says := func(when, want string) {
			t.Helper()
			b.review()
			if got := b.payer(c); got != want {
				t.Errorf("%s: %q, not %q", when, got, want)
			}
		}
		says("who is not known", "new 0/0")
		for n, want := range []string{"new 1/1", "new 2/2", "habitual 3/3"} {
			b.pay(b.bill(c, fmt.Sprintf("R-%d", n), clock.Today().AddDays(-20)), "100.00")
			says("paid twenty days late", want)
		}
		open := b.bill(c, "R-3", clock.Today().AddDays(-20))
		says("one is open", "habitual 3/3, open for 20")
		for n := range profile.Window {
			clock.Set(clock.Now().AddDate(0, 0, 30))
			b.pay(b.bill(c, fmt.Sprintf("S-%d", n), clock.Today()), "100.00")
		}
		says("a year of paying in time", fmt.Sprintf("prompt 0/12, open for %d", 20+30*profile.Window))
		b.pay(open, "100.00")
		says("the old one is paid at last", "prompt 1/12")
	})
}

// TestTheNightMakesTheProfilesOfAnOlderBook: those of customers whom no fact concerns too.
func TestTheNightMakesTheProfilesOfAnOlderBook(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		late, silent := testkit.Customer(t, s, b.company.ID, "ACME"), testkit.Customer(t, s, b.company.ID, "BETA")
		for n := range profile.Enough {
			b.pay(b.bill(late, fmt.Sprintf("R-%d", n), clock.Today().AddDays(-20)), "100.00")
		}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { // as it was before there were profiles
			_, err := tx.Exec(`DELETE FROM review_wanted WHERE company_id = $1`, b.company.ID)
			return err
		})
		if got := b.payer(late); got != "new 0/0" {
			t.Errorf("before the night: %s", got)
		}
		b.run()
		if got := b.payer(late); got != "habitual 3/3" {
			t.Errorf("after the night: %s", got)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			without, err := tx.ProfilesWanted(0, 10)
			if len(without) > 0 {
				t.Errorf("%v have no profile; %s is one of them", without, silent.ID)
			}
			return err
		})
		b.sound()
	})
}
