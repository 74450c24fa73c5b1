package collect_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func labelled(labels ...string) func(*customer.Customer) {
	return func(c *customer.Customer) { c.Labels = labels }
}

// broadly holds those with a label, or everybody.
func (b *bureau) broadly(h hold.Hold) hold.Hold {
	b.t.Helper()
	h.Reason, h.PlacedBy = "the move of the office", person
	placed, err := b.desk.PlaceBroadHold(b.t.Context(), b.company.ID, h, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return placed
}

// lift ends a hold, whatever it is about.
func (b *bureau) lift(h hold.Hold) {
	b.t.Helper()
	if _, err := b.desk.LiftHolds(b.t.Context(), b.company.ID, []id.ID{h.ID}, person, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
}

// A hold on a label, or on everybody, takes back what was queued for those whom it concerns,
// keeps all others on their way, and lets the same message go when it is lifted.
func TestABroadHoldConcernsThoseWhomItNames(t *testing.T) {
	for _, tt := range []struct {
		name string
		hold hold.Hold
		held []string
	}{
		{"a label, in another case", hold.Hold{Label: " key ACCOUNT"}, []string{"1", "3"}},
		{"the whole company", hold.Hold{}, []string{"1", "2", "3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b := newBureau(t, s, clock)
				numbers := map[id.ID]string{}
				for number, labels := range map[string][]string{"1": {"Key account"}, "2": {"key"}, "3": {"fair", "key account"}} {
					c := testkit.Customer(t, s, b.company.ID, number, labelled(labels...))
					b.bill(c, "R-"+number, clock.Today().AddDays(-12))
					numbers[c.ID] = number
				}
				b.run()
				h := b.broadly(tt.hold)
				b.review()
				if got := b.heldBack(numbers); !slices.Equal(got, tt.held) {
					t.Errorf("held: %v, want %v", got, tt.held)
				}
				if sent := b.send(); sent.Sent != 3-len(tt.held) {
					t.Errorf("%+v", sent)
				}
				testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
					page, err := tx.ListCustomers(store.CustomerFilter{Held: true, Today: clock.Today()}, store.Cursor{}, 10)
					if len(page.Rows) != len(tt.held) || len(page.Rows) > 0 && !page.Rows[0].Held {
						t.Errorf("the list of those on hold has %d", len(page.Rows))
					}
					return err
				})
				b.lift(h)
				b.review()
				if sent := b.send(); sent.Sent != len(tt.held) {
					t.Errorf("after it was lifted: %+v", sent)
				}
				for c := range numbers {
					if got := b.events(c, timeline.HoldPlaced) + b.events(c, timeline.HoldLifted); got != 0 {
						t.Errorf("customer %s's timeline tells of it %d times", numbers[c], got)
					}
				}
				b.sound()
			})
		})
	}
}

// heldBack are the numbers of the customers that are decided to be held, sorted.
func (b *bureau) heldBack(numbers map[id.ID]string) (all []string) {
	b.t.Helper()
	for c, number := range numbers {
		decisions, err := b.desk.Why(b.t.Context(), b.company.ID, c, b.clock.Today())
		if err != nil {
			b.t.Fatal(err)
		}
		if decisions[0].Assessment.Verdict == "hold" {
			all = append(all, number)
		}
	}
	slices.Sort(all)
	return all
}

func TestHoldsThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 20)
		bill := b.invoiceOf("R-1")
		today := clock.Today()
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		one := func(h hold.Hold) error { _, err := b.desk.PlaceHold(t.Context(), ref, h, today); return err }
		several := func(h hold.Hold) error {
			_, err := b.desk.PlaceHolds(t.Context(), b.company.ID, []id.ID{c.ID}, h, today)
			return err
		}
		broad := func(h hold.Hold) error {
			_, err := b.desk.PlaceBroadHold(t.Context(), b.company.ID, h, today)
			return err
		}
		for _, tt := range []struct {
			name  string
			place func(hold.Hold) error
			hold  hold.Hold
			field string
		}{
			{"a cause that is none", one, hold.Hold{Cause: "moon", Reason: "x"}, "cause"},
			{"no reason of a person's", one, hold.Hold{}, "reason"},
			{"no reason of sales", one, hold.Hold{Cause: hold.BySales, Until: today}, "reason"},
			{"no reason of a dispute", one, hold.Hold{Cause: hold.ForDispute, Invoice: bill}, "reason"},
			{"an endless reason", one, hold.Hold{Reason: strings.Repeat("x", 501)}, "reason"},
			{"a day that is over", one, hold.Hold{Reason: "x", Until: today.AddDays(-1)}, "until"},
			{"sales without a last day", one, hold.Hold{Cause: hold.BySales, Reason: "x"}, "until"},
			{"sales for too long", one, hold.Hold{Cause: hold.BySales, Reason: "x", Until: today.AddDays(15)}, "until"},
			{"a dispute about everything", one, hold.Hold{Cause: hold.ForDispute, Reason: "x"}, "invoice"},
			{"more contested than is open", one, hold.Hold{Cause: hold.ForDispute, Reason: "x", Invoice: bill, Amount: testkit.Euro("100.01")}, "amount"},
			{"an answer about one invoice", one, hold.Hold{Cause: hold.ForReply, Invoice: bill}, "invoice"},
			{"a promise of several", several, hold.Hold{Cause: hold.ForPromise, PromisedOn: today}, "cause"},
			{"a dispute of several", several, hold.Hold{Cause: hold.ForDispute, Reason: "x"}, "cause"},
			{"a promise of everybody", broad, hold.Hold{Cause: hold.ForPromise, PromisedOn: today}, "cause"},
			{"a label that nobody has", broad, hold.Hold{Reason: "x", Label: "fair"}, "label"},
			{"no reason for everybody", broad, hold.Hold{}, "reason"},
			{"sales for everybody, without a last day", broad, hold.Hold{Cause: hold.BySales, Reason: "x"}, "until"},
		} {
			err := tt.place(tt.hold)
			var wrong *fault.Error
			if !errors.Is(err, fault.Invalid) || !errors.As(err, &wrong) || wrong.Place.Path != tt.field {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		for name, h := range map[string]hold.Hold{
			"sales to the last day":   {Cause: hold.BySales, Reason: "x", Until: today.AddDays(14)},
			"a dispute over a part":   {Cause: hold.ForDispute, Reason: "x", Invoice: bill, Amount: testkit.Euro("40.00")},
			"an answer":               {Cause: hold.ForReply},
			"a person's, without end": {Reason: "x", Amount: testkit.Euro("1.00"), PromisedOn: today},
			"one currency":            {Reason: "x", Currency: money.EUR},
		} {
			if err := one(h); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, h := range b.standing(c.ID) {
			if h.Cause == hold.ByPerson && (!h.Amount.IsZero() || h.PromisedOn != date.None) {
				t.Errorf("a person's hold keeps what is a promise's: %+v", h)
			}
		}
	})
}

// What sales asked for ends by itself, and sales lifts nothing else.
func TestASalesHoldEndsByItself(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 12)
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		asked, err := b.desk.PlaceHold(t.Context(), ref, hold.Hold{Cause: hold.BySales, Reason: "a large order", Until: clock.Today().AddDays(1), PlacedBy: person}, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		other, err := b.desk.PlaceHold(t.Context(), ref, hold.Hold{Reason: "x", Until: clock.Today(), PlacedBy: person}, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.desk.LiftSalesHolds(t.Context(), b.company.ID, []id.ID{other.ID}, person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("sales lifts another's hold: %v", err)
		}
		b.nights(clock.Today().AddDays(1))
		if len(b.box.mails) != 0 || len(b.standing(c.ID)) != 1 {
			t.Fatalf("%d mails, holds %+v", len(b.box.mails), b.standing(c.ID))
		}
		b.nights(clock.Today().AddDays(1))
		if len(b.box.mails) != 1 || len(b.standing(c.ID)) != 0 || b.events(c.ID, timeline.HoldLifted) != 2 {
			t.Errorf("%d mails, holds %+v", len(b.box.mails), b.standing(c.ID))
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.HoldsByID([]id.ID{asked.ID})
			if all[0].LiftedBy == person || all[0].LiftedAt.IsZero() {
				t.Errorf("%+v", all[0])
			}
			return err
		})
	})
}

// A dispute holds its invoice until that is settled or somebody lifts it; the others go on.
func TestADisputeEndsWithItsInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 12)
		contested := debt{owner: customer.Ref{Company: b.company.ID, Customer: c.ID}, id: b.invoiceOf("R-1")}
		other := b.bill(c, "R-2", clock.Today().AddDays(-12))
		h := hold.Hold{Cause: hold.ForDispute, Reason: "it never came", Invoice: contested.id, PlacedBy: person}
		if _, err := b.desk.PlaceHold(t.Context(), contested.owner, h, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.run()
		if sent := b.send(); sent.Sent != 1 || strings.Contains(b.box.mails[0].Text, "R-1") || !strings.Contains(b.box.mails[0].Text, "R-2") {
			t.Errorf("%+v", sent)
		}
		b.pay(other, "100.00")
		b.review()
		if len(b.standing(c.ID)) != 1 {
			t.Error("the dispute ended with another invoice")
		}
		b.pay(contested, "100.00")
		b.review()
		if len(b.standing(c.ID)) != 0 || b.events(c.ID, timeline.HoldLifted) != 1 {
			t.Errorf("the dispute outlives its invoice: %+v", b.standing(c.ID))
		}
	})
}

// Of an invoice that is contested in part the mail asks for the rest, and says what it leaves out.
func TestTheRestOfAContestedInvoiceIsAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 12)
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		h := hold.Hold{Cause: hold.ForDispute, Reason: "half of it never came", Invoice: b.invoiceOf("R-1"), Amount: testkit.Euro("40.00"), PlacedBy: person}
		placed, err := b.desk.PlaceHold(t.Context(), ref, h, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		b.run()
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v", sent)
		}
		text := b.box.mails[0].Text
		if !strings.Contains(text, "60,00") || !strings.Contains(text, "en plus sont contestés") {
			t.Errorf("the mail says: %s", text)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			m, err := tx.MessagesAbout(h.Invoice, 10)
			if err == nil && (len(m) != 1 || m[0].Amount != testkit.Euro("60.00")) {
				t.Errorf("%+v", m)
			}
			return err
		})
		if err := b.desk.LiftHold(t.Context(), ref, placed.ID, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		clock.Advance(14 * 24 * time.Hour)
		b.run()
		if sent := b.send(); sent.Sent != 1 || !strings.Contains(b.box.mails[1].Text, "100,00") || strings.Contains(b.box.mails[1].Text, "contest") {
			t.Errorf("%+v", sent)
		}
	})
}

// lookout refuses every message that leaves while something that it lists is held.
type lookout struct {
	*bureau
	r    *rapid.T
	left int
}

func (l *lookout) Deliver(_ context.Context, _ string, _ []string, raw []byte) deliver.Outcome {
	m, err := deliver.Read(raw)
	if err != nil {
		l.r.Fatal(err)
	}
	l.left++
	name, _, _ := strings.Cut(strings.TrimPrefix(m.MessageID, "<"), ".")
	i, err := id.Parse(name)
	if err != nil {
		l.r.Fatal(err)
	}
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		sent, _, err := tx.MessageByID(i)
		if err != nil {
			return err
		}
		who, _, err := tx.Customer(sent.Customer)
		if err != nil {
			return err
		}
		own, err := tx.Holds(sent.Customer)
		if err != nil {
			return err
		}
		broad, err := tx.BroadHolds()
		for _, h := range append(own, broad...) {
			listed := h.Invoice == 0
			for _, item := range sent.Items {
				listed = listed || item.Invoice == h.Invoice
			}
			about := h.Label == "" || who.HasLabel(h.Label)
			inCurrency := h.Currency == (money.Currency{}) || h.Currency == sent.Currency
			if h.HoldsOn(l.clock.Today()) && listed && about && inCurrency {
				l.r.Fatalf("a mail leaves although %+v holds it back", h)
			}
		}
		return err
	})
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"}
}

// Whatever is held by whom, for what, how wide and how long, lifted, paid, run and sent, in
// whatever order: nothing leaves that is held.
func TestNothingThatIsHeldLeaves(t *testing.T) {
	t.Parallel()
	s, clock := sqlite(t)
	companies, left := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock, named(2000+companies))
		l := &lookout{bureau: b, r: r}
		b.desk.Channel = l
		debts := b.randomBook(2, func(what string, from, to int) int { return rapid.IntRange(from, to).Draw(r, what) })
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			c, _, err := tx.Customer(debts[0].owner.Customer)
			c.Labels = []string{"fair"}
			if err != nil {
				return err
			}
			return tx.SaveCustomers([]*customer.Customer{&c})
		})
		var placed []id.ID
		r.Repeat(map[string]func(*rapid.T){
			"run and send": func(*rapid.T) { b.run(); b.send() },
			"send":         func(*rapid.T) { b.send() },
			"days": func(r *rapid.T) {
				clock.SetDay(clock.Today().AddDays(rapid.IntRange(1, 9).Draw(r, "days")))
			},
			"pay":  func(r *rapid.T) { b.pay(rapid.SampledFrom(debts).Draw(r, "debt"), "100.00") },
			"hold": func(r *rapid.T) { placed = append(placed, b.anyHold(r, debts)...) },
			"lift": func(r *rapid.T) {
				if len(placed) == 0 {
					r.Skip("nothing was held")
				}
				_, err := b.desk.LiftHolds(t.Context(), b.company.ID, []id.ID{rapid.SampledFrom(placed).Draw(r, "hold")}, person, clock.Today())
				if err != nil && !errors.Is(err, fault.Conflict) {
					r.Fatal(err)
				}
			},
		})
		b.sound()
		left += l.left
	})
	if left < companies {
		t.Errorf("only %d mails left in %d lives", left, companies)
	}
}

// anyHold places some hold, unless it cannot be, and returns it.
func (b *bureau) anyHold(r *rapid.T, debts []debt) []id.ID {
	today := b.clock.Today()
	d := rapid.SampledFrom(debts).Draw(r, "debt")
	h := hold.Hold{Cause: rapid.SampledFrom(hold.Causes()).Draw(r, "cause"), Reason: "x", PlacedBy: person,
		PromisedOn: today.AddDays(rapid.IntRange(0, 9).Draw(r, "promised"))}
	if rapid.Bool().Draw(r, "ends") {
		h.Until = today.AddDays(rapid.IntRange(0, 9).Draw(r, "until"))
	}
	var err error
	switch rapid.IntRange(0, 4).Draw(r, "scope") {
	case 0:
		h, err = b.desk.PlaceBroadHold(b.t.Context(), b.company.ID, h, today)
	case 1:
		h.Label = "Fair"
		h, err = b.desk.PlaceBroadHold(b.t.Context(), b.company.ID, h, today)
	case 2:
		h.Currency = money.EUR
		h, err = b.desk.PlaceHold(b.t.Context(), d.owner, h, today)
	case 3:
		h.Invoice = d.id
		h, err = b.desk.PlaceHold(b.t.Context(), d.owner, h, today)
	default:
		h, err = b.desk.PlaceHold(b.t.Context(), d.owner, h, today)
	}
	if errors.Is(err, fault.Invalid) {
		return nil
	}
	if err != nil {
		r.Fatal(err)
	}
	return []id.ID{h.ID}
}
