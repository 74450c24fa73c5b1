package collect_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func sqlite(t *testing.T) (*store.Store, *testkit.Clock) {
	t.Helper()
	clock := testkit.NewClock()
	return testkit.Open(t, testkit.Dir(t)+"/acquit.db", clock), clock
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
	t.Parallel()
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
