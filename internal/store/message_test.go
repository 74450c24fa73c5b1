package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/allocation"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// newMessage is a reminder in euros, not stored yet.
func newMessage(b book, once string) *message.Message {
	return &message.Message{Customer: b.customer.Customer, Currency: money.EUR, Scenario: 7, Step: "reminder-1", Channel: "mail", Language: "fr",
		State: message.Queued, Once: once, QueuedOn: day("2026-01-26"), Recipients: []string{"a@acme.example", "b@acme.example"},
		Subject: odd, Amount: testkit.Euro("12.00")}
}

func (b book) queue(t testing.TB, all ...*message.Message) error {
	return b.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.AddMessages(all) })
}

func (b book) save(t testing.TB, m *message.Message, state message.State) {
	t.Helper()
	m.State = state
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.SaveMessage(m, time.Time{}) })
}

func TestAMessageIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		m := newMessage(b, "r1")
		m.Items = []message.Item{
			{Invoice: 8, Part: 0, Step: "reminder-1", Open: testkit.Euro("10.00"), Claims: allocation.Only(allocation.Interest, testkit.Euro("0.12"))},
			{Invoice: 9, Part: 1, Open: testkit.Euro("1.00"), Claims: allocation.Nothing(money.EUR)},
			{Invoice: 9, Part: 2, Step: "notice", Open: testkit.Euro("1.00"), Claims: allocation.Only(allocation.Costs, testkit.Euro("7.50"))},
		}
		bare := newMessage(b, "r2")
		bare.Currency, bare.Amount.Currency, bare.Recipients = money.USD, money.USD, nil
		if err := b.queue(t, m, bare); err != nil {
			t.Fatal(err)
		}
		check := func(want *message.Message) {
			t.Helper()
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				got, found, err := tx.MessageByID(want.ID)
				if diff := cmp.Diff(*want, got, sameInvoice); diff != "" || !found || err != nil {
					t.Errorf("found %t, %v: %s", found, err, diff)
				}
				locked, found, err := tx.LockMessage(want.ID)
				if diff := cmp.Diff(got, locked); diff != "" || !found {
					t.Errorf("locked (found %t): %s", found, diff)
				}
				return err
			})
		}
		check(m)
		check(bare)
		m.SentOn, m.Content, m.Outcome, m.Attempts = day("2026-01-27"), "abc", "250 ok", 2
		m.NextTryAt = clock.Now().Add(time.Hour)
		b.save(t, m, message.Sent)
		check(m)
	})
}

func TestOneMessageIsOnItsWayToACustomerInEachCurrency(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		first, second := newMessage(b, "r1"), newMessage(b, "r2")
		dollars := newMessage(b, "r1$")
		dollars.Currency, dollars.Amount = money.USD, money.Of(1, money.USD)
		if err := b.queue(t, first, dollars); err != nil {
			t.Fatal(err)
		}
		for _, state := range []message.State{message.Queued, message.Sending, message.Uncertain} {
			b.save(t, first, state)
			if err := b.queue(t, second); !db.IsDuplicate(err) {
				t.Errorf("a second one beside one that is %s: %v", state, err)
			}
		}
		b.save(t, first, message.Sent)
		if err := b.queue(t, second); err != nil {
			t.Errorf("after the first was sent: %v", err)
		}
	})
}

func TestTheSameStepsAreTakenByOneMessage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		first, again := newMessage(b, "r1"), newMessage(b, "r1")
		if err := b.queue(t, first); err != nil {
			t.Fatal(err)
		}
		for _, state := range []message.State{message.Sent, message.Failed} {
			b.save(t, first, state)
			if err := b.queue(t, again); !db.IsDuplicate(err) {
				t.Errorf("the same beside one that is %s: %v", state, err)
			}
		}
		b.save(t, first, message.Withdrawn)
		if err := b.queue(t, again); err != nil {
			t.Errorf("after the first was withdrawn: %v", err)
		}
	})
}

func TestMessagesAreTriedInTheirTime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		var ids []id.ID
		for n, number := range []string{"A", "B", "C", "D"} {
			owner := testkit.Customer(t, s, b.company, number)
			m := newMessage(b, "r")
			m.Customer = owner.ID
			if err := b.queue(t, m); err != nil {
				t.Fatal(err)
			}
			if n == 1 {
				m.NextTryAt, m.Attempts = clock.Now().Add(time.Minute), 1
				b.save(t, m, message.Queued)
			}
			ids = append(ids, m.ID)
		}
		due := func(now time.Time, after id.ID, limit int) (found []id.ID) {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				all, err := tx.DueMessages(now, after, limit)
				for _, m := range all {
					found = append(found, m.ID)
				}
				return err
			})
			return found
		}
		if diff := cmp.Diff([]id.ID{ids[0], ids[2]}, due(clock.Now(), 0, 2)); diff != "" {
			t.Error("now:", diff)
		}
		if diff := cmp.Diff([]id.ID{ids[3]}, due(clock.Now(), ids[2], 2)); diff != "" {
			t.Error("after the third:", diff)
		}
		if diff := cmp.Diff(ids, due(clock.Now().Add(time.Minute), 0, 9)); diff != "" {
			t.Error("a minute later:", diff)
		}
	})
}

func TestWhatWasCutOffIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		m := newMessage(b, "r")
		if err := b.queue(t, m); err != nil {
			t.Fatal(err)
		}
		m.State = message.Sending
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveMessage(m, clock.Now()) })
		for before, want := range map[time.Time]int{clock.Now(): 0, clock.Now().Add(time.Second): 1} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				found, err := tx.CutOff(before)
				if len(found) != want {
					t.Errorf("before %s: %d", before, found)
				}
				return err
			})
		}
	})
}

func TestOnlyWhatIsQueuedIsWithdrawn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		queued, sending := newMessage(b, "r"), newMessage(b, "r$")
		sending.Currency, sending.Amount = money.USD, money.Of(1, money.USD)
		if err := b.queue(t, queued, sending); err != nil {
			t.Fatal(err)
		}
		b.save(t, sending, message.Sending)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.Withdraw(nil) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.Withdraw(map[id.ID]string{queued.ID: odd, sending.ID: "too late"})
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			first, _, err := tx.MessageByID(queued.ID)
			if first.State != message.Withdrawn || first.Outcome != odd {
				t.Errorf("the queued one is %s: %q", first.State, first.Outcome)
			}
			if err != nil {
				return err
			}
			second, _, err := tx.MessageByID(sending.ID)
			if second.State != message.Sending || second.Outcome != "" {
				t.Errorf("the one on its way is %s: %q", second.State, second.Outcome)
			}
			return err
		})
	})
}

func TestAStepIsNotedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		m := newMessage(b, "r")
		if err := b.queue(t, m); err != nil {
			t.Fatal(err)
		}
		note := func(items ...store.Contacted) error {
			return s.Update(t.Context(), b.company, func(tx *store.Tx) error {
				return tx.NoteContacted(day("2026-01-27"), store.Took{Message: m, Items: items})
			})
		}
		if err := note(store.Contacted{Invoice: 8, Step: "reminder-1", Times: 1}, store.Contacted{Invoice: 9, Part: 2, Step: "reminder-1", Times: 1}); err != nil {
			t.Fatal(err)
		}
		if err := note(store.Contacted{Invoice: 8, Step: "reminder-1", Times: 2}); err != nil {
			t.Errorf("the same step a second time: %v", err)
		}
		if err := note(store.Contacted{Invoice: 8, Step: "reminder-1", Times: 1}); !db.IsDuplicate(err) {
			t.Errorf("the first time twice: %v", err)
		}
	})
}
