package collect_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// box is a channel that takes every message, and keeps which.
type box struct {
	mu    sync.Mutex
	mails []deliver.Mail
}

func (b *box) Deliver(_ context.Context, _ string, _ []string, raw []byte) deliver.Outcome {
	m, err := deliver.Read(raw)
	if err != nil {
		return deliver.Outcome{Kind: deliver.Refused, Answer: err.Error()}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append(b.mails, m)
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"}
}

// ids are the Message-IDs of the mails, sorted.
func (b *box) ids() (all []string) {
	for _, m := range b.mails {
		all = append(all, m.MessageID)
	}
	slices.Sort(all)
	return all
}

// bureau is a company with a desk, a box for its mails, and a clock.
type bureau struct {
	t       testing.TB
	store   *store.Store
	clock   *testkit.Clock
	desk    *collect.Desk
	box     *box
	company company.Company
	lines   int // of the bank, so far
}

var days = calendar.New()
var book = locale.NewBook()

func newBureau(t testing.TB, s *store.Store, clock *testkit.Clock, options ...func(*company.Company)) *bureau {
	t.Helper()
	b := &bureau{t: t, store: s, clock: clock, box: &box{}, company: testkit.Company(t, s, options...)}
	b.desk = &collect.Desk{Store: s, Calendar: days, Words: book, Channel: b.box}
	return b
}

// owes stores a customer who owes an invoice that is so many days late.
func (b *bureau) owes(number string, late int) customer.Customer {
	b.t.Helper()
	c := testkit.Customer(b.t, b.store, b.company.ID, number)
	testkit.Invoice(b.t, b.store, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-"+number, "100.00", b.clock.Today().AddDays(-late))
	return c
}

func (b *bureau) run() map[string]int {
	b.t.Helper()
	counts, err := b.desk.RunDay(b.t.Context(), b.company.ID, b.clock.Today(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return counts
}

func (b *bureau) send() collect.Sending {
	b.t.Helper()
	sent, err := b.desk.Send(b.t.Context(), b.company.ID, b.clock.Today(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return sent
}

func (b *bureau) tasks() (kinds []task.Kind) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range open {
			kinds = append(kinds, t.Kind)
		}
		return err
	})
	return kinds
}

// breakFacts makes what is stored of a customer unreadable.
func (b *bureau) breakFacts(c customer.Customer) { b.setCurrency(c, "no") }

func (b *bureau) mendFacts(c customer.Customer) { b.setCurrency(c, "EUR") }

func (b *bureau) setCurrency(c customer.Customer, code string) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE invoice SET currency = $3 WHERE company_id = $1 AND customer_id = $2`, tx.Company, c.ID, code)
		return err
	})
}

func TestACustomerWhoseFactsCannotBeReadStopsNoNight(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ALPHA", 12)
		broken := b.owes("BETA", 12)
		b.owes("GAMMA", 12)
		b.breakFacts(broken)
		if counts := b.run(); counts["act"] != 2 {
			t.Errorf("the night decided %v", counts)
		}
		if sent := b.send(); sent.Sent != 2 {
			t.Errorf("sent: %+v", sent)
		}
		if diff := cmp.Diff([]task.Kind{task.ReviewFailed}, b.tasks()); diff != "" {
			t.Error(diff)
		}
		b.run()
		if diff := cmp.Diff([]task.Kind{task.ReviewFailed}, b.tasks()); diff != "" {
			t.Error("after the next night: ", diff)
		}
		b.mendFacts(broken)
		b.run()
		if left := b.tasks(); len(left) != 0 {
			t.Errorf("after a night that could read them: %v", left)
		}
	})
}

func TestACustomerWhoseFactsCannotBeReadStopsNoPreview(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ALPHA", 12)
		b.breakFacts(b.owes("BETA", 12))
		b.owes("GAMMA", 12)
		var seen []string
		err := b.desk.Preview(t.Context(), b.company.ID, clock.Today(), func(d collect.Decision) { seen = append(seen, d.Number) })
		if diff := cmp.Diff([]string{"ALPHA", "GAMMA"}, seen); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		n := 0
		if err := b.desk.Simulate(t.Context(), b.company.ID, collect.Asked{Today: clock.Today(), Days: 20}, func(collect.Planned) { n++ }); err != nil || n == 0 {
			t.Errorf("%d messages foreseen: %v", n, err)
		}
	})
}

// While some book and others review, no wish for a review is lost.
func TestReviewsAndBookingsSideBySide(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		clock := testkit.NewClock()
		b := newBureau(t, testkit.Open(t, url, clock), clock)
		var all []id.ID
		for n := range 20 {
			all = append(all, b.owes(fmt.Sprintf("C%02d", n), 12).ID)
		}
		var work sync.WaitGroup
		for range 3 {
			work.Go(func() {
				for range 10 {
					err := b.store.Update(t.Context(), b.company.ID, func(tx *store.Tx) error {
						if err := tx.LockCustomers(all); err != nil {
							return err
						}
						return tx.WantReview(all...)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
			work.Go(func() {
				for range 10 {
					if _, err := b.desk.ReviewWanted(t.Context(), b.company.ID, clock.Today()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		work.Wait()
		if sent := b.send(); sent.Sent != len(all) {
			t.Errorf("sent: %+v", sent)
		}
	})
}

func TestACustomerWhoseFactsCannotBeReadStopsNoReview(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		all := []id.ID{b.owes("ALPHA", 12).ID, b.owes("BETA", 12).ID, b.owes("GAMMA", 12).ID}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.WantReview(all...) })
		b.breakFacts(customer.Customer{ID: all[1]})
		if n, err := b.desk.ReviewWanted(t.Context(), b.company.ID, clock.Today()); err != nil || n != 3 {
			t.Errorf("reviewed %d: %v", n, err)
		}
		if n, err := b.desk.ReviewWanted(t.Context(), b.company.ID, clock.Today()); err != nil || n != 0 {
			t.Errorf("reviewed %d again: %v", n, err)
		}
		if sent := b.send(); sent.Sent != 2 {
			t.Errorf("sent: %+v", sent)
		}
		if diff := cmp.Diff([]task.Kind{task.ReviewFailed}, b.tasks()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAMessageThatCannotBeLookedAtKeepsNoOtherBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		first := b.owes("ALPHA", 12)
		b.owes("BETA", 12)
		b.run()
		b.breakFacts(first)
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("sent: %+v", sent)
		}
		if diff := cmp.Diff([]task.Kind{task.ReviewFailed}, b.tasks()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestACompanyWithoutAnAddressFailsNoMessage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Email = "" })
		b.owes("ALPHA", 12)
		b.run()
		if _, err := b.desk.Send(t.Context(), b.company.ID, clock.Today(), nil); !errors.Is(err, fault.Invalid) {
			t.Errorf("sending without an address: %v", err)
		}
		b.company.Email = "compta@lys.example"
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.SaveCompany(&b.company) })
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("sent: %+v", sent)
		}
	})
}

// A message that was queued by a clock that runs ahead, as another node's may, need
// not wait for that time.
func TestAMessageOfAnotherClockIsSent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ALPHA", 12)
		clock.Advance(time.Minute)
		b.run()
		clock.Advance(-time.Minute)
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("sent: %+v", sent)
		}
	})
}

// Two nodes run the same nights and send at the same time.
func TestTwoDesksDoNothingTwice(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		clock := testkit.NewClock()
		b := newBureau(t, testkit.Open(t, url, clock), clock)
		const customers = 40
		for n := range customers {
			b.owes(fmt.Sprintf("C%02d", n), 12)
		}
		other := &collect.Desk{Store: testkit.Open(t, url, clock), Calendar: days, Words: book, Channel: b.box}
		for range 3 { // reminder 1, 2 and the last
			var work sync.WaitGroup
			for _, desk := range []*collect.Desk{b.desk, other, b.desk, other} {
				work.Go(func() {
					if _, err := desk.RunDay(t.Context(), b.company.ID, clock.Today(), nil); err != nil {
						t.Error(err)
					}
					if _, err := desk.Send(t.Context(), b.company.ID, clock.Today(), nil); err != nil {
						t.Error(err)
					}
				})
			}
			work.Wait()
			clock.SetDay(clock.Today().AddDays(14))
		}
		all := b.box.ids()
		if len(all) != 3*customers || len(slices.Compact(all)) != 3*customers {
			t.Errorf("%d mails, %d different, for %d customers and three steps", len(b.box.mails), len(slices.Compact(b.box.ids())), customers)
		}
		if kinds := b.tasks(); len(kinds) != 0 {
			t.Errorf("to do: %v", kinds)
		}
		b.sound()
	})
}

// sound asks the doctor.
func (b *bureau) sound() {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { b.t.Errorf("the doctor finds: %+v", f) })
	})
}

func TestAPreviewStoresNothingAndDecidesAsTheNight(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ALPHA", 12)
		b.owes("BETA", 3)
		b.owes("GAMMA", 90)
		decide := func(how func(collect.See) error) (all []string) {
			err := how(func(d collect.Decision) {
				all = append(all, fmt.Sprint(d.Number, d.Assessment.Verdict, d.Assessment.Step.Key, d.Assessment.Reasons[0].Code, d.Assessment.NextOn))
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		preview := func(see collect.See) error { return b.desk.Preview(t.Context(), b.company.ID, clock.Today(), see) }
		before := b.rows()
		first := decide(preview)
		if diff := cmp.Diff(before, b.rows()); diff != "" {
			t.Error("a preview wrote: ", diff)
		}
		night := decide(func(see collect.See) error {
			_, err := b.desk.RunDay(t.Context(), b.company.ID, clock.Today(), see)
			return err
		})
		if diff := cmp.Diff(first, night); diff != "" {
			t.Error(diff)
		}
		if len(night) != 3 {
			t.Errorf("%d decisions", len(night))
		}
	})
}

// rows counts the rows of what a night may write.
func (b *bureau) rows() map[string]int {
	b.t.Helper()
	counts := map[string]int{}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		for _, table := range []string{"message", "message_item", "dunning_case", "task", "timeline", "night", "contacted", "review_wanted", "document"} {
			var n int
			if err := tx.Row([]any{&n}, `SELECT COUNT(*) FROM `+table+` WHERE company_id = $1`, tx.Company); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	return counts
}
