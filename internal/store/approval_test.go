package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestWhatWaitsForAPersonIsListedAndAddedUp(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		mail, letter := newMessage(b, "r1"), newMessage(b, "r2")
		mail.State, letter.State = message.Proposed, message.Proposed
		letter.Channel, letter.Currency, letter.Amount = message.Letter, money.USD, money.Of(500, money.USD)
		if err := b.queue(t, mail, letter); err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			sums, err := tx.SumStanding(message.Proposed, 0)
			want := []store.WaitingSum{{Channel: message.Letter, Count: 1, Sum: letter.Amount}, {Channel: message.Mail, Count: 1, Sum: mail.Amount}}
			if diff := cmp.Diff(want, sums); diff != "" || err != nil {
				t.Error(err, diff)
			}
			if sums, err = tx.SumStanding(message.Proposed, mail.ID); len(sums) != 1 || err != nil {
				t.Errorf("through the first: %v %v", sums, err)
			}
			if last, err := tx.LastStanding(message.Proposed); last != letter.ID || err != nil {
				t.Errorf("the last is %s, %v", last, err)
			}
			if last, err := tx.LastStanding(message.Ready); last != 0 || err != nil {
				t.Errorf("there is none: %s, %v", last, err)
			}
			if all, err := tx.StandingThrough(message.Proposed, mail.ID); len(all) != 1 || all[0] != mail.ID || err != nil {
				t.Errorf("through the first: %v %v", all, err)
			}
			if all, err := tx.Standing(message.Proposed, []message.Channel{message.Letter}, 0, 10); len(all) != 1 || all[0].ID != letter.ID || err != nil {
				t.Errorf("letters: %v %v", all, err)
			}
			if c, err := tx.CountWaiting(clock.Today(), 10); c.Proposed != 2 || c.Letters != 0 || err != nil {
				t.Errorf("counted: %+v %v", c, err)
			}
			owners, err := tx.OwnersOf([]id.ID{mail.ID, letter.ID, 42})
			if diff := cmp.Diff([]id.ID{b.customer.Customer}, owners); diff != "" || err != nil {
				t.Error(err, diff)
			}
			locked, err := tx.LockMessages([]id.ID{letter.ID, mail.ID})
			if len(locked) != 2 || locked[0].ID != mail.ID || err != nil {
				t.Fatalf("locked: %v %v", locked, err)
			}
			locked[0].State, locked[0].Approved = message.Queued, []string{"a@lys.example", "b@lys.example"}
			return tx.SaveApprovals(locked[:1])
		})
		at := clock.Now().Add(time.Hour)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.WaitUntil([]id.ID{mail.ID}, at, false) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.WaitUntil([]id.ID{mail.ID}, at.Add(-time.Minute), true) })
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			m, _, err := tx.MessageByID(mail.ID)
			if !m.NotBefore.Equal(at) || !m.Warned || len(m.Approved) != 2 || m.State != message.Queued {
				t.Errorf("approved: %+v", m)
			}
			due, err2 := tx.DueMessages(clock.Now(), 0, 10)
			if len(due) != 0 || err2 != nil {
				t.Errorf("due before its hour: %v %v", due, err2)
			}
			return err
		})
	})
}

func TestLettersThatNobodyPostedAreFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		letter := newMessage(b, "r1")
		letter.Channel = message.Registered
		if err := b.queue(t, letter); err != nil {
			t.Fatal(err)
		}
		letter.State = message.Ready
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveMessage(letter, clock.Now()) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			if all, err := tx.ReadyLetters(clock.Now()); len(all) != 0 || err != nil {
				t.Errorf("written just now: %v %v", all, err)
			}
			all, err := tx.ReadyLetters(clock.Now().Add(time.Second))
			if len(all) != 1 || err != nil {
				t.Fatalf("found: %v %v", all, err)
			}
			found, err := tx.MessagesIn(all, message.Ready)
			if len(found) != 1 || !found[0].WrittenAt.Equal(clock.Now()) || err != nil {
				t.Errorf("read: %v %v", found, err)
			}
			return tx.Requeue(all)
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			m, _, err := tx.MessageByID(letter.ID)
			if m.State != message.Queued || !m.WrittenAt.IsZero() {
				t.Errorf("it is %s, written at %s", m.State, m.WrittenAt)
			}
			return err
		})
	})
}

func TestUnwarnedMessagesAreThoseOfAManager(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		kept := testkit.Customer(t, s, c.ID, "KEPT", func(k *customer.Customer) { k.Manager = "mia@lys.example" })
		other := testkit.Customer(t, s, c.ID, "OTHER")
		var all []*message.Message
		for n, who := range []id.ID{kept.ID, other.ID} {
			all = append(all, &message.Message{Customer: who, Currency: money.EUR, Scenario: 7, Step: "reminder-1", Channel: "mail", Language: "fr", State: message.Queued,
				Once: string(rune('a' + n)), QueuedOn: clock.Today(), Amount: testkit.Euro("1.00"), NotBefore: clock.Now()})
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddMessages(all) })
		unwarned := func() (found []store.Unwarned) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) (err error) {
				found, err = tx.UnwarnedMessages(0, 10)
				return err
			})
			return found
		}
		if found := unwarned(); len(found) != 1 || found[0].Manager != "mia@lys.example" || found[0].Name != kept.Name {
			t.Fatalf("found: %+v", found)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.WaitUntil([]id.ID{all[0].ID}, clock.Now(), true) })
		if found := unwarned(); len(found) != 0 {
			t.Errorf("told already: %+v", found)
		}
	})
}
