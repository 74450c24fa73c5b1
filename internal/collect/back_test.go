package collect_test

import (
	"errors"
	"slices"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// postedTo is a bureau that has posted a letter of a step with some ways to a customer with an
// address.
func postedTo(t *testing.T, s *store.Store, clock *testkit.Clock, ways ...message.Channel) (*bureau, customer.Customer, id.ID) {
	t.Helper()
	b := newBureau(t, s, clock)
	b.ladder(dunning.Step{Days: 5, Channels: ways})
	c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode, c.City = "Kaai 1", "9000", "Gent" })
	testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-ACME", "100.00", clock.Today().AddDays(-10))
	b.run()
	b.send()
	m := b.theOne(message.Ready)
	b.posts(m.ID)
	return b, c, m.ID
}

func (b *bureau) posts(letters ...id.ID) {
	b.t.Helper()
	done, err := b.desk.Post(b.t.Context(), b.company.ID, letters, nil, anna, b.clock.Today())
	if err != nil || len(done.Left) != len(letters) {
		b.t.Fatalf("posted: %+v, %v", done, err)
	}
}

func (b *bureau) back(m id.ID, why message.Back, words string) error {
	return b.desk.CameBack(b.t.Context(), b.company.ID, m, collect.Back{Why: why, On: b.clock.Today(), Words: words}, anna, b.clock.Today())
}

func postable(c customer.Customer) bool { return c.Postable() }

// moves changes a customer as a person does.
func (b *bureau) moves(c customer.Customer, change func(*customer.Customer)) {
	b.t.Helper()
	to := b.customer(c.ID)
	change(&to)
	if err := b.desk.EditCustomer(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, to, anna, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
}

// steps is how many steps a customer's items have taken.
func (b *bureau) steps(c customer.Customer) (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM contacted WHERE company_id = $1 AND customer_id = $2`, tx.Company, c.ID)
	})
	return n
}

// A letter that came back from a wrong address was never said: the step goes another way.
func TestALetterThatCameBackGoesAnotherWay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, c, m := postedTo(t, s, clock, message.Letter, message.Mail)
		if b.steps(c) != 1 {
			t.Fatalf("%d steps were taken", b.steps(c))
		}
		if err := b.back(m, message.BackMoved, ""); err != nil {
			t.Fatal(err)
		}
		if got := b.customer(c.ID); b.steps(c) != 0 || got.Postable() || got.LettersRefused != "moved" || got.LettersRefusedOn != clock.Today() {
			t.Errorf("%d steps; %+v", b.steps(c), got)
		}
		if !slices.Contains(b.eventsOf(c), timeline.LetterReturned) || !slices.Contains(b.tasks(), task.LetterReturned) || b.stored(m).State != message.Withdrawn {
			t.Errorf("%v, %v, %s", b.eventsOf(c), b.tasks(), b.stored(m).State)
		}
		b.run()
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 1 || b.steps(c) != 1 {
			t.Errorf("after the letter came back: %+v", sent)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			kept, err := tx.StoredCases(c.ID)
			if err == nil && len(kept) != 1 {
				t.Errorf("%d cases", len(kept))
			}
			return err
		})
		b.sound()
	})
}

// Where there is no other way, it waits for the address, and says why.
func TestALetterThatCameBackWaitsForTheAddress(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, c, m := postedTo(t, s, clock, message.Registered)
		if err := b.back(m, message.BackUnknown, "no such name at the bell"); err != nil {
			t.Fatal(err)
		}
		b.run()
		b.saysWhy(c, dunning.LetterBack)
		if waits := b.tasks(); !slices.Equal(waits, []task.Kind{task.LetterReturned}) {
			t.Errorf("tasks: %v", waits)
		}
		b.moves(c, func(c *customer.Customer) { c.Street = "KAAI 1" }) // no other house
		b.run()
		b.saysWhy(c, dunning.LetterBack)
		b.moves(c, func(c *customer.Customer) { c.Street = "Kaai 12" })
		b.run()
		if sent := b.send(); sent.Ready != 1 || !postable(b.customer(c.ID)) || len(b.tasks()) != 0 {
			t.Errorf("at the new address: %+v, %v", sent, b.tasks())
		}
		b.sound()
	})
}

func TestAnAddressMayBeRightAfterAll(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, c, m := postedTo(t, s, clock, message.Letter)
		if err := b.back(m, message.BackOther, "letter box was full"); err != nil {
			t.Fatal(err)
		}
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		if err := b.desk.TryLetters(t.Context(), ref, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.run()
		if sent := b.send(); sent.Ready != 1 || len(b.tasks()) != 0 || !slices.Contains(b.eventsOf(c), timeline.AddressRight) {
			t.Errorf("%+v, %v", sent, b.tasks())
		}
		if err := b.desk.TryLetters(t.Context(), ref, anna, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("said twice: %v", err)
		}
	})
}

// Who declines a letter, or does not fetch it, was offered it: the step stands.
func TestALetterThatWasOfferedStands(t *testing.T) {
	for _, why := range []message.Back{message.BackDeclined, message.BackUncollected} {
		testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
			b, c, m := postedTo(t, s, clock, message.Registered)
			if err := b.back(m, why, ""); err != nil {
				t.Fatal(err)
			}
			if b.steps(c) != 1 || !postable(b.customer(c.ID)) || b.stored(m).State != message.Sent || len(b.tasks()) != 0 {
				t.Errorf("%s: %d steps, %s, %v", why, b.steps(c), b.stored(m).State, b.tasks())
			}
			if !slices.Contains(b.eventsOf(c), timeline.LetterReturned) {
				t.Errorf("%s is not told", why)
			}
			b.sound()
		})
	}
}

func TestWhatCannotComeBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, _, m := postedTo(t, s, clock, message.Letter)
		today := clock.Today()
		for name, back := range map[string]collect.Back{
			"no reason":           {On: today},
			"an unknown reason":   {Why: "eaten", On: today},
			"no words":            {Why: message.BackOther, On: today, Words: "  "},
			"before it left":      {Why: message.BackMoved, On: today.AddDays(-1)},
			"a day that is ahead": {Why: message.BackMoved, On: today.AddDays(1)},
		} {
			if err := b.desk.CameBack(t.Context(), b.company.ID, m, back, anna, today); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.back(m, message.BackMoved, ""); err != nil {
			t.Fatal(err)
		}
		if err := b.back(m, message.BackMoved, ""); !errors.Is(err, fault.Conflict) {
			t.Errorf("it came back twice: %v", err)
		}
	})
}
