package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func happened(customer id.ID, text string) timeline.Event {
	return timeline.Event{Customer: customer, Kind: timeline.CustomerUpdated, On: day("2026-01-05"), Actor: "test", Data: timeline.Data{Text: text}.JSON()}
}

func (b book) note(t testing.TB, all ...timeline.Event) {
	t.Helper()
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.Note(all...) })
}

// chains are the customers' timelines as WholeTimeline gives them.
func (b book) chains(t testing.TB) map[id.ID][]timeline.Event {
	t.Helper()
	all := map[id.ID][]timeline.Event{}
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) error {
		return tx.WholeTimeline(func(one []timeline.Event) error {
			all[one[0].Customer] = slices.Clone(one)
			return nil
		})
	})
	return all
}

func TestTheTimelineIsAChainForEachCustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		acme, other := b.customer.Customer, testkit.Customer(t, s, b.company, "OTHER").ID
		bare := timeline.Event{Customer: other, Kind: timeline.HoldPlaced, On: day("2026-01-05"), Subject: 1 << 62}
		b.note(t)
		b.note(t, happened(acme, "1"), bare, happened(acme, odd))
		b.note(t, happened(other, "2"), happened(acme, "3"))
		chains := b.chains(t)
		if len(chains[acme]) != 3 || len(chains[other]) != 2 {
			t.Fatalf("rows: %d and %d", len(chains[acme]), len(chains[other]))
		}
		for _, chain := range chains {
			if bad := timeline.Verify(chain); bad != 0 {
				t.Errorf("row %d does not follow", bad)
			}
		}
		if data, err := chains[acme][1].Read(); data.Text != odd || err != nil {
			t.Errorf("kept %q, %v", data.Text, err)
		}
	})
}

func TestTamperingShows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for what, tamper := range map[string]string{
			"a changed text":  `UPDATE timeline SET data = '{"text":"9"}' WHERE company_id = $1 AND seq = 2`,
			"a changed day":   `UPDATE timeline SET on_day = '2026-01-01' WHERE company_id = $1 AND seq = 2`,
			"a missing row":   `DELETE FROM timeline WHERE company_id = $1 AND seq = 2`,
			"another's name":  `UPDATE timeline SET actor = 'somebody' WHERE company_id = $1 AND seq = 2`,
			"another subject": `UPDATE timeline SET subject_id = 5 WHERE company_id = $1 AND seq = 2`,
		} {
			b := newBook(t, s, called(what))
			acme := b.customer.Customer
			b.note(t, happened(acme, "1"), happened(acme, "2"), happened(acme, "3"))
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				_, err := tx.Exec(tamper, b.company)
				return err
			})
			if bad := timeline.Verify(b.chains(t)[acme]); bad != 2 {
				t.Errorf("%s: found at row %d", what, bad)
			}
		}
	})
}

func TestWritersOfOneTimelineMakeOneChain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		var all errgroup.Group
		for range 6 {
			all.Go(func() error {
				return s.Update(t.Context(), b.company, func(tx *store.Tx) error {
					if err := tx.LockCustomers([]id.ID{b.customer.Customer}); err != nil {
						return err
					}
					return tx.Note(happened(b.customer.Customer, "at once"), happened(b.customer.Customer, "again"))
				})
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		chain := b.chains(t)[b.customer.Customer]
		if bad := timeline.Verify(chain); len(chain) != 12 || bad != 0 {
			t.Errorf("%d rows, the first wrong one is %d", len(chain), bad)
		}
	})
}

func TestTheTimelineIsPagedFromItsEnd(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		for n := range 5 {
			e := happened(b.customer.Customer, "")
			e.Subject = id.ID(n % 2)
			b.note(t, e)
		}
		var seen, subject []int
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for before := 0; ; {
				page, err := tx.Timeline(b.customer.Customer, before, 2)
				if err != nil {
					return err
				}
				for _, e := range page {
					seen, before = append(seen, e.Seq), e.Seq
				}
				if len(page) == 0 {
					break
				}
			}
			about, err := tx.TimelineOf(1, 9)
			for _, e := range about {
				subject = append(subject, e.Seq)
			}
			return err
		})
		if diff := cmp.Diff([]int{5, 4, 3, 2, 1}, seen); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]int{4, 2}, subject); diff != "" {
			t.Error(diff)
		}
	})
}
