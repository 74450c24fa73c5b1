package collect_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/payment"
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
func (b *bureau) breakFacts(c customer.Customer) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE invoice SET currency = 'no' WHERE company_id = $1 AND customer_id = $2`, tx.Company, c.ID)
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
		if err := b.desk.Simulate(t.Context(), b.company.ID, clock.Today(), 20, func(collect.Planned) { n++ }); err != nil || n == 0 {
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

// A simulation of sixty days foresees exactly what leaves when nothing happens.
func TestASimulationIsWhatHappensWhenNothingHappens(t *testing.T) {
	s, clock := sqlite(t)
	for seed := range 2 {
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		clock.SetDay(date.Must("2026-03-02").AddDays(random.IntN(30)))
		b := newBureau(t, s, clock, named(seed))
		b.randomBook(30, func(_ string, from, to int) int { return from + random.IntN(to-from+1) })
		b.run()
		b.send()
		var foreseen, happened []string
		err := b.desk.Simulate(t.Context(), b.company.ID, clock.Today(), 60, func(p collect.Planned) {
			foreseen = append(foreseen, fmt.Sprint(p.On, " ", p.Customer, " ", p.Assessment.Step.Key, " ", p.Assessment.Once()))
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			clock.SetDay(clock.Today().AddDays(1))
			b.run()
			_, err := b.desk.Send(t.Context(), b.company.ID, clock.Today(), func(r collect.Result) {
				happened = append(happened, fmt.Sprint(clock.Today(), " ", r.Message.Customer, " ", r.Message.Step, " ", r.Message.Once))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(foreseen)
		slices.Sort(happened)
		if diff := cmp.Diff(foreseen, happened); diff != "" || len(happened) < 100 {
			t.Fatalf("%d foreseen, %d happened: %s", len(foreseen), len(happened), diff)
		}
	}
}

func sqlite(t *testing.T) (*store.Store, *testkit.Clock) {
	t.Helper()
	clock := testkit.NewClock()
	return testkit.Open(t, t.TempDir()+"/acquit.db", clock), clock
}

func named(n int) func(*company.Company) {
	return func(c *company.Company) { c.Name = fmt.Sprintf("Company %d", n) }
}

// debt is an invoice of a random book.
type debt struct {
	id    id.ID
	owner customer.Ref
}

// randomBook stores customers with one to three invoices each, some of them in two
// instalments. pick chooses a number from a range.
func (b *bureau) randomBook(customers int, pick func(what string, from, to int) int) (all []debt) {
	b.t.Helper()
	for n := range customers {
		c := testkit.Customer(b.t, b.store, b.company.ID, fmt.Sprintf("C%d", n), func(c *customer.Customer) {
			c.Country = []string{"BE", "FR", "DE"}[pick("country", 0, 2)]
		})
		for k := range pick("invoices", 1, 3) {
			var parts []int
			if pick("in parts", 0, 2) == 0 {
				parts = []int{2}
			}
			due := b.clock.Today().AddDays(pick("due", -60, 30))
			i := testkit.NewInvoice(c.ID, fmt.Sprintf("R-%d-%d", n, k), testkit.Euro("100.00"), due, parts...)
			testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
			all = append(all, debt{i.ID, customer.Ref{Company: b.company.ID, Customer: c.ID}})
		}
	}
	return all
}

// Whatever is paid, held, lifted, run and sent, in whatever order: each step leaves
// once, none is skipped, and nothing is sent about what is settled or held.
func TestWhateverHappensEachStepLeavesOnce(t *testing.T) {
	s, clock := sqlite(t)
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock, named(1000+companies))
		debts := b.randomBook(2, func(what string, from, to int) int { return rapid.IntRange(from, to).Draw(r, what) })
		witness := &witness{bureau: b, r: r}
		b.desk.Channel = witness
		r.Repeat(map[string]func(*rapid.T){
			"run":  func(*rapid.T) { b.run() },
			"send": func(*rapid.T) { b.send() },
			"a day": func(r *rapid.T) {
				clock.SetDay(clock.Today().AddDays(rapid.IntRange(1, 9).Draw(r, "days")))
			},
			"pay": func(r *rapid.T) {
				b.pay(rapid.SampledFrom(debts).Draw(r, "debt"), rapid.SampledFrom([]string{"30.00", "50.00", "100.00"}).Draw(r, "amount"))
			},
			"hold": func(r *rapid.T) {
				d := rapid.SampledFrom(debts).Draw(r, "debt")
				until := clock.Today().AddDays(rapid.IntRange(0, 10).Draw(r, "until"))
				b.hold(d, until)
			},
		})
		witness.checkSteps()
		b.sound()
	})
}

// witness looks at each message at the moment it leaves.
type witness struct {
	*bureau
	r    *rapid.T
	sent []message.Message
}

func (w *witness) Deliver(ctx context.Context, _ string, _ []string, raw []byte) deliver.Outcome {
	m, err := deliver.Read(raw)
	if err != nil {
		w.r.Fatal(err)
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(m.MessageID, "<"), ".")
	i, err := id.Parse(name)
	if err != nil {
		w.r.Fatal(err)
	}
	testkit.View(w.t, w.store, w.company.ID, func(tx *store.Tx) error {
		stored, _, err := tx.MessageByID(i)
		if err != nil {
			return err
		}
		w.sent = append(w.sent, stored)
		for _, item := range stored.Items {
			if err := w.checkItem(tx, &stored, item); err != nil {
				return err
			}
		}
		return nil
	})
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"}
}

func (w *witness) checkItem(tx *store.Tx, m *message.Message, item message.Item) error {
	i, _, err := tx.Invoice(item.Invoice)
	if err != nil {
		return err
	}
	open := testkit.Euro("0.00")
	for _, p := range i.OpenParts() {
		if p.Number == item.Part {
			open = p.Amount
		}
	}
	if open != item.Open || open.Sign() <= 0 {
		w.r.Fatalf("a mail asks for %s of %s, of which %s is open", item.Open, i.Number, open)
	}
	holds, err := tx.Holds(m.Customer)
	for _, h := range holds {
		if h.HoldsOn(w.clock.Today()) && item.Step != "" && (h.Invoice == 0 || h.Invoice == item.Invoice) {
			w.r.Fatalf("a mail about %s leaves although it is held", i.Number)
		}
	}
	return err
}

// checkSteps looks at the steps that each item took: in the order of the ladder,
// none twice, and none left out but a notice that lapsed.
func (w *witness) checkSteps() {
	var ladder []string
	for _, step := range dunning.Standard().Steps {
		ladder = append(ladder, step.Key)
	}
	type key struct {
		invoice id.ID
		part    int
	}
	next := map[key]int{}
	for _, m := range w.sent {
		for _, item := range m.Items {
			if item.Step == "" {
				continue
			}
			k := key{item.Invoice, item.Part}
			at := slices.Index(ladder, item.Step)
			if at != next[k] && !(at == 1 && next[k] == 0) {
				w.r.Fatalf("%v took %s after %d steps", k, item.Step, next[k])
			}
			next[k] = at + 1
		}
	}
}

// pay books a payment of a debt, as far as it is open.
func (b *bureau) pay(d debt, amount string) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		i, _, err := tx.Invoice(d.id)
		if err != nil || i.Open.IsZero() {
			return err
		}
		paid := testkit.Euro(amount).Min(i.Open)
		p := &payment.Payment{Customer: d.owner.Customer, ReceivedOn: b.clock.Today(), Amount: paid, OnAccount: paid, BookedBy: person}
		if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
			return err
		}
		a := &payment.Allocation{Payment: p.ID, Invoice: d.id, On: b.clock.Today(), Amount: paid, Evidence: "[]", BookedBy: person}
		if err := tx.Allocate([]*payment.Allocation{a}); err != nil {
			return err
		}
		return tx.WantReview(d.owner.Customer)
	})
}

// hold keeps messages about a debt back.
func (b *bureau) hold(d debt, until date.Date) {
	b.t.Helper()
	h := hold.Hold{Invoice: d.id, Reason: "to be looked into", Until: until, PlacedBy: person}
	if _, err := b.desk.PlaceHold(b.t.Context(), d.owner, h, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
}
