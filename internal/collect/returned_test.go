package collect_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// bounce is what a mail server writes about a mail that it could not deliver.
func bounce(about, address, status string) string {
	return strings.ReplaceAll(fmt.Sprintf(`From: MAILER-DAEMON@mail.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-%[2]s@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; %[2]s
Action: failed
Status: %[3]s
Diagnostic-Code: smtp; 550 %[3]s no such user

--b
Content-Type: text/rfc822-headers

Message-ID: %[1]s

--b--
`, about, address, status), "\n", "\r\n")
}

// A reminder comes back because its address is wrong: it counts as not said, nothing is
// written there any more, and somebody looks for another address. When it is mended the
// reminder goes there.
func TestAReturnedReminderIsNotSaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		contact := b.contact(c)
		b.run()
		b.send()
		r := b.hear(bounce(b.box.mails[0].MessageID, contact.Email, "5.1.1"))
		if r.Kind != reply.Returned || r.State != reply.Noted || r.Customer != c.ID {
			t.Errorf("heard as %+v", r)
		}
		clock.Advance(time.Hour)
		b.review()
		if sent := b.send(); sent.Sent != 0 || len(b.box.mails) != 1 {
			t.Errorf("written to again: %+v", sent)
		}
		if kinds := b.tasks(); !slices.Contains(kinds, task.NoAddress) {
			t.Errorf("to do: %v", kinds)
		}
		contact = b.contact(c)
		if contact.Mailable() || contact.Refused == "" {
			t.Errorf("the contact is %+v", contact)
		}
		contact.Email = "right@acme.example"
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			if err := tx.SaveContact(&contact); err != nil {
				return err
			}
			return tx.WantReview(c.ID)
		})
		b.review()
		if sent := b.send(); sent.Sent != 1 || !slices.Equal(b.box.mails[1].To, []string{"right@acme.example"}) || b.box.mails[1].Subject != b.box.mails[0].Subject {
			t.Errorf("the reminder does not go to the new address: %+v", sent)
		}
		b.sound()
	})
}

// A reminder went to two people: it counts as said until neither was reached.
func TestAReminderThatOneOfTwoGotIsSaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		b.run()
		b.send()
		sent := b.box.mails[0]
		if len(sent.To) != 2 {
			t.Fatalf("it went to %v", sent.To)
		}
		for n, to := range sent.To {
			b.hear(bounce(sent.MessageID, to, "5.1.1"))
			if got, want := b.events(c.ID, timeline.MessageFailed), n; got != want {
				t.Errorf("after %d bounces the timeline tells %d times that it did not arrive", n+1, got)
			}
		}
		b.sound()
	})
}

// Anybody can write that a mail came back: who was not written to is not concerned, nor is
// anything when no mail of ours is named.
func TestABounceIsBelievedAboutWhomWeWroteTo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, other := b.mailed("ACME", "books@acme.example"), testkit.Customer(t, s, b.company.ID, "LYS")
		b.run()
		b.send()
		sent := b.box.mails[0]
		if len(b.box.mails) != 1 || len(sent.To) != 2 {
			t.Fatalf("%d mails, the first to %v", len(b.box.mails), sent.To)
		}
		b.hear(bounce(sent.MessageID, b.contact(other).Email, "5.1.1"))
		b.hear(bounce("<none@web.example>", b.contact(c).Email, "5.1.1"))
		for _, who := range []customer.Customer{c, other} {
			if contact := b.contact(who); !contact.Mailable() {
				t.Errorf("%s is written to no more", contact.Email)
			}
		}
		if b.events(c.ID, timeline.MessageFailed) != 0 {
			t.Error("the reminder counts as not arrived")
		}
	})
}

// A mail to one alone was handed on, and did not arrive there: whoever the report names, it is
// about the one to whom we wrote.
func TestABounceOfAMailThatWasHandedOn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		b.run()
		b.send()
		b.hear(bounce(b.box.mails[0].MessageID, "old.clerk@elsewhere.example", "5.1.1"))
		if contact := b.contact(c); contact.Mailable() || b.events(c.ID, timeline.MessageFailed) != 1 {
			t.Errorf("the contact is %+v", contact)
		}
	})
}

// A full mailbox is no wrong address, and a mail under way is not lost.
func TestAnAddressThatIsNotAtFaultIsWrittenToAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		b.run()
		b.send()
		b.hear(strings.Replace(bounce(b.box.mails[0].MessageID, b.contact(c).Email, "4.4.1"), "Action: failed", "Action: delayed", 1))
		if contact := b.contact(c); !contact.Mailable() {
			t.Errorf("the contact is %+v", contact)
		}
		if kinds := b.tasks(); len(kinds) != 0 {
			t.Errorf("to do: %v", kinds)
		}
	})
}

func (b *bureau) contact(c customer.Customer) (contact customer.Contact) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Contacts(c.ID)
		contact = all[c.ID][0]
		return err
	})
	return contact
}

// An address that mails do not reach is tried again when a person says so.
func TestAnAddressIsTriedAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, other := b.mailed("ACME", "books@acme.example"), b.mailed("LYS", "books@lys.example")
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			_, err := tx.RefuseAddress("acme@customer.example", "no such user", clock.Today())
			return err
		})
		of := func(c customer.Customer) customer.Ref { return customer.Ref{Company: b.company.ID, Customer: c.ID} }
		if refused := b.contact(c); refused.Mailable() {
			t.Fatalf("the contact is %+v", refused)
		}
		if err := b.desk.TryAddress(t.Context(), of(other), b.contact(c).ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("as another customer's: %v", err)
		}
		if err := b.desk.TryAddress(t.Context(), of(c), b.contact(c).ID); err != nil {
			t.Error(err)
		}
		if tried := b.contact(c); !tried.Mailable() {
			t.Errorf("the contact is %+v", tried)
		}
	})
}
