package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"acquit/internal/company"
	"acquit/internal/inbox"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// claim asks for an arrival of the folder.
func (b book) claim(t testing.TB, key string, patience time.Duration) (a store.Arrival, mine bool) {
	t.Helper()
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) (err error) {
		a, mine, err = tx.ClaimArrival("folder", key, tx.Now().Add(-patience))
		return err
	})
	return a, mine
}

func TestAnArrivalIsClaimedByOne(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		wins := make([]bool, 8)
		var all errgroup.Group
		for n := range wins {
			all.Go(func() error {
				return s.Update(t.Context(), b.company, func(tx *store.Tx) (err error) {
					_, wins[n], err = tx.ClaimArrival("folder", odd, tx.Now().Add(-time.Minute))
					return err
				})
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if won := slices.DeleteFunc(wins, func(w bool) bool { return !w }); len(won) != 1 {
			t.Errorf("%d claim it", len(won))
		}
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		if _, mine := (book{Store: s, company: other.ID}).claim(t, odd, time.Minute); !mine {
			t.Error("another company's arrival is taken for it")
		}
		clock.Advance(2 * time.Minute)
		a, mine := b.claim(t, odd, time.Minute)
		if diff := cmp.Diff(store.Arrival{Source: "folder", Key: odd, Attempts: 2}, a); diff != "" || !mine {
			t.Errorf("after a while: %t %s", mine, diff)
		}
		a.Outcome = `{"failed":true}`
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			if err := tx.SaveOutcome(&a); err != nil {
				return err
			}
			return tx.ReleaseArrival(&a)
		})
		if again, mine := b.claim(t, odd, time.Minute); !mine || again.Outcome != a.Outcome || again.Attempts != 2 {
			t.Errorf("given back: %t %+v", mine, again)
		}
		stale := func() (all []store.Arrival) {
			testkit.View(t, s, b.company, func(tx *store.Tx) (err error) {
				all, err = tx.StaleArrivals("folder", tx.Now().Add(-time.Minute), 10)
				return err
			})
			return all
		}
		if all := stale(); len(all) != 0 {
			t.Errorf("somebody is at it: %v", all)
		}
		clock.Advance(2 * time.Minute)
		if all := stale(); len(all) != 1 || all[0].Key != odd || all[0].Outcome != a.Outcome {
			t.Errorf("nobody is at it: %v", all)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.ForgetArrival(&a) })
		if first, mine := b.claim(t, odd, time.Minute); !mine || first.Outcome != "" || first.Attempts != 1 {
			t.Errorf("forgotten: %t %+v", mine, first)
		}
	})
}

func TestAMailboxIsKeptAndItsLooksAreNoted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		read := func() (m store.Mailbox, found bool) {
			testkit.View(t, s, b.company, func(tx *store.Tx) (err error) {
				m, found, err = tx.Mailbox(0)
				return err
			})
			return m, found
		}
		if _, found := read(); found {
			t.Error("there is a mailbox before one is saved")
		}
		box := inbox.Mailbox{Host: "mail.lys.example", Port: 993, Security: inbox.Implicit, User: odd, Folder: "INBOX", Done: "Fait", Senders: []string{"@lys.example"}}
		save := func() {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveMailbox(0, &box, []byte{0, 1, 0xff}) })
		}
		save()
		want := store.Mailbox{Mailbox: box, Password: []byte{0, 1, 0xff}, LookedAt: time.Unix(0, 0).UTC()}
		if got, _ := read(); cmp.Diff(want, got) != "" {
			t.Error(cmp.Diff(want, got))
		}
		looks := func() (mine bool) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) (err error) {
				_, mine, err = tx.StartLook(tx.Now().Add(-time.Minute))
				return err
			})
			return mine
		}
		if !looks() || looks() {
			t.Error("two look at once, or nobody does")
		}
		end := func(trouble string) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.EndLook(0, trouble) })
		}
		end("one")
		since := clock.Now()
		clock.Advance(time.Minute)
		end("two")
		if got, _ := read(); got.Trouble != "two" || !got.FailingSince.Equal(since) || !looks() {
			t.Errorf("%+v", got)
		}
		end("")
		if got, _ := read(); got.Trouble != "" || !got.FailingSince.IsZero() || !got.LookedAt.Equal(clock.Now()) {
			t.Errorf("%+v", got)
		}
		end("three")
		box.Done = ""
		save()
		if got, _ := read(); got.Trouble != "" || got.Done != "" || !looks() {
			t.Errorf("saved again: %+v", got)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.DropMailbox(0) })
		if _, found := read(); found || looks() {
			t.Error("it is not forgotten")
		}
	})
}
