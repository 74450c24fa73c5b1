package collect_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// comes is a mail that comes in: its head without the lines that every mail has, and its body.
func (b *bureau) comes(from, head, body string) reply.Reply {
	b.t.Helper()
	raw := fmt.Sprintf("From: %s\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\nMessage-ID: <%d@customer.example>\r\n%s\r\n\r\n%s\r\n",
		from, b.clock.Now().UnixNano()+int64(len(head)+len(body)), strings.ReplaceAll(head, "\n", "\r\n"), strings.ReplaceAll(body, "\n", "\r\n"))
	return b.hear(raw)
}

func (b *bureau) hear(raw string) reply.Reply {
	b.t.Helper()
	mail, err := inbox.ReadMail([]byte(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := b.desk.Hear(b.t.Context(), b.company.ID, []byte(raw), &mail, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// held reports whether reminders to a customer wait for an answer to be given.
func (b *bureau) waitsForAnswer(c customer.Customer) (waits bool) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Holds(c.ID)
		waits = len(all) > 0
		return err
	})
	return waits
}

func (b *bureau) replyNow(i id.ID) (r reply.Reply) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		r, _, err = tx.ReplyByID(i)
		return err
	})
	return r
}

// mailed is a customer with a contact at an address, who owes something.
func (b *bureau) mailed(number, address string) customer.Customer {
	b.t.Helper()
	c := b.owes(number, 12)
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Email: address, Position: customer.Accountant}})
	})
	return c
}

// A customer writes: reminders wait until somebody has answered, in the same conversation.
func TestAReplyHoldsRemindersUntilItIsAnswered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		b.run()
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v", sent)
		}
		asked := b.box.mails[0].MessageID
		r := b.comes("Ann <ann@elsewhere.example>", "In-Reply-To: "+asked+"\nReferences: "+asked+"\nSubject: Re: R-ACME", "We shall look into it.")
		if r.Customer != c.ID || r.Sign != reply.ByMessage || r.Answers == 0 || !r.Waits() || !b.waitsForAnswer(c) {
			t.Errorf("heard as %+v", r)
		}
		if kinds := b.tasks(); !slices.Equal(kinds, []task.Kind{task.ReplyWaits}) {
			t.Errorf("to do: %v", kinds)
		}
		clock.SetDay(clock.Today().AddDays(30))
		if counts := b.run(); counts["hold"] != 1 {
			t.Errorf("the night decides %v", counts)
		}
		m, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID},
			collect.Letter{To: []string{r.From}, Subject: "Re: R-ACME", Body: "Thank you.\n\nPlease tell us by Friday.", Answers: r.ID}, person, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v", sent)
		}
		answer := b.box.mails[1]
		if answer.InReplyTo != "<"+b.replyNow(r.ID).MailID+">" || !slices.Contains(answer.References, asked) || answer.MessageID != message.MailID(b.company.ID, m, b.company.Domain()) {
			t.Errorf("the answer stands outside the conversation: in reply to %s, after %v", answer.InReplyTo, answer.References)
		}
		if !strings.HasPrefix(strings.ReplaceAll(answer.Text, "\r\n", "\n"), "Thank you.\n\nPlease tell us by Friday.\n\n"+b.company.Name) || !strings.Contains(answer.HTML, "Please tell us by Friday.") || !slices.Equal(answer.To, []string{r.From}) {
			t.Errorf("it says to %v: %q", answer.To, answer.Text)
		}
		if now := b.replyNow(r.ID); now.State != reply.Answered || now.ClosedBy != person || b.waitsForAnswer(c) || len(b.tasks()) != 0 {
			t.Errorf("the reply is %+v; to do: %v", now, b.tasks())
		}
		if counts := b.run(); counts["wait"] != 1 {
			t.Errorf("on the day of the answer the night decides %v", counts)
		}
		clock.SetDay(clock.Today().AddDays(b.company.Policy.MinimumGapDays))
		if counts := b.run(); counts["act"] != 1 {
			t.Errorf("a while after the answer the night decides %v", counts)
		}
		if b.events(c.ID, timeline.ReplyCame) != 1 || b.events(c.ID, timeline.MessageSent) != 2 {
			t.Error("the timeline does not tell of both")
		}
		b.sound()
	})
}

// Two replies wait: the hold ends with the second.
func TestTheLastReplyEndsTheHold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		var all []reply.Reply
		for n := range 2 {
			all = append(all, b.comes("books@ACME.example", fmt.Sprintf("Subject: mail %d", n), "Hello."))
		}
		for n, r := range all {
			if r.Sign != reply.ByContact || r.Customer != c.ID {
				t.Errorf("heard as %+v", r)
			}
			if !b.waitsForAnswer(c) {
				t.Errorf("nothing is held before reply %d is dismissed", n)
			}
			if _, err := b.desk.Dismiss(t.Context(), b.company.ID, []id.ID{r.ID}, person, clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		if b.waitsForAnswer(c) {
			t.Error("the hold stands when both are dismissed")
		}
		if _, err := b.desk.Dismiss(t.Context(), b.company.ID, []id.ID{all[0].ID}, person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("dismissed twice: %v", err)
		}
		if _, err := b.desk.Reopen(t.Context(), b.company.ID, []id.ID{all[0].ID}, clock.Today()); err != nil || !b.waitsForAnswer(c) {
			t.Errorf("opened again, nothing is held: %v", err)
		}
		b.sound()
	})
}

// By what a mail is known, the surest first, and what is not known at all.
func TestWhoseAReplyIs(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme, lys := b.mailed("ACME1", "books@acme.example"), b.mailed("LYS2", "books@lys.example")
		for _, number := range []string{"S1", "S2"} {
			b.mailed(number, "shared@agency.example")
		}
		for _, tt := range []struct {
			from, subject, body string
			whose               id.ID
			sign                reply.Sign
		}{
			{"books@lys.example", "R-ACME1", "", lys.ID, reply.ByContact},
			{"stranger@web.example", "about r-acme1", "", acme.ID, reply.ByNumber},
			{"stranger@web.example", "your bill", "It is R-LYS2, of 5 January 2026.", lys.ID, reply.ByNumber},
			{"stranger@web.example", "both", "R-LYS2 and R-ACME1", 0, reply.ByNothing},
			{"shared@agency.example", "hello", "which one?", 0, reply.ByNothing},
			{"stranger@web.example", "hello", "who are you?", 0, reply.ByNothing},
		} {
			r := b.comes(tt.from, "Subject: "+tt.subject, tt.body)
			if r.Customer != tt.whose || r.Sign != tt.sign {
				t.Errorf("%s, %s: %s by %q", tt.from, tt.subject, r.Customer, r.Sign)
			}
		}
	})
}

// A person says whose a mail is: it holds there, with its files, and no more where it was.
func TestAPersonSaysWhoseAReplyIs(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme, lys := b.mailed("ACME", "books@acme.example"), b.mailed("LYS", "books@lys.example")
		r := b.hear(strings.ReplaceAll(`From: books@acme.example
Subject: proof
Message-ID: <1@acme.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Paid.
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename=proof.pdf

%PDF-1.4
--b--
`, "\n", "\r\n"))
		documents := func(c customer.Customer) (n int) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				all, err := tx.AttachmentsOfCustomer(c.ID)
				n = len(all)
				return err
			})
			return n
		}
		if r.Files != 1 || documents(acme) != 1 {
			t.Errorf("it came with %d files, of which %d are kept", r.Files, documents(acme))
		}
		if err := b.desk.PlaceReply(t.Context(), b.company.ID, r.ID, lys.ID, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if b.waitsForAnswer(acme) || !b.waitsForAnswer(lys) || documents(lys) != 1 {
			t.Error("the hold or the file did not go with it")
		}
		if kinds := b.tasks(); !slices.Equal(kinds, []task.Kind{task.ReplyWaits}) {
			t.Errorf("to do: %v", kinds)
		}
		if _, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: acme.ID},
			collect.Letter{Subject: "s", Body: "b", Answers: r.ID}, person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("another customer was answered: %v", err)
		}
		b.sound()
	})
}

// Programs answer: nothing is held, and nobody has to do anything.
func TestWhatProgramsAnswerHoldsNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		r := b.comes("books@acme.example", "Auto-Submitted: auto-replied\nSubject: Out of office", "I am away until 15 January 2026.")
		if r.Kind != reply.Absence || r.State != reply.Noted || b.waitsForAnswer(c) || len(b.tasks()) != 0 {
			t.Errorf("heard as %+v; to do: %v", r, b.tasks())
		}
		if b.events(c.ID, timeline.ReplyCame) != 1 {
			t.Error("the timeline does not tell of it")
		}
	})
}

// The same mail twice is one reply.
func TestAMailThatComesTwiceIsHeardOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		for range 2 {
			b.hear("From: books@acme.example\r\nSubject: once\r\nMessage-ID: <1@acme.example>\r\n\r\nHello.\r\n")
		}
		if n := b.events(c.ID, timeline.ReplyCame); n != 1 || len(b.tasks()) != 1 {
			t.Errorf("told %d times; to do: %v", n, b.tasks())
		}
	})
}

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

// The files that a person may send leave room for the mail around them.
func TestWhatAPersonSendsFitsAMail(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := customer.Ref{Company: b.company.ID, Customer: b.owes("ACME", 0).ID}
		full := evidence.New("plan.pdf", "application/pdf", make([]byte, collect.MostEnclosed))
		if _, err := b.desk.Write(t.Context(), c, collect.Letter{Subject: "s", Body: "b", Files: []evidence.Document{full, evidence.New("n.txt", "text/plain", []byte("n"))}},
			person, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("more than fits: %v", err)
		}
		m, err := b.desk.Write(t.Context(), c, collect.Letter{Subject: "s", Body: strings.Repeat("é", 50_000), Files: []evidence.Document{full}}, person, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		b.send()
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			sent, _, err := tx.MessageByID(m)
			if err != nil {
				return err
			}
			doc, _, err := tx.DocumentFacts(sent.Content)
			if sent.State != message.Sent || doc.Size > deliver.Limit {
				t.Errorf("it is %s with %d bytes", sent.State, doc.Size)
			}
			return err
		})
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

// What a person may not write, said before anything is kept.
func TestWhatNoMailCanBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 0)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			_, err := tx.RefuseAddress(b.contact(c).Email, "550 no such user", clock.Today())
			return err
		})
		for name, l := range map[string]collect.Letter{
			"no subject":        {Body: "b"},
			"no text":           {Subject: "s", Body: " \n"},
			"no address":        {Subject: "s", Body: "b", To: []string{"nobody"}},
			"nobody":            {Subject: "s", Body: "b"},
			"a refused address": {Subject: "s", Body: "b", To: []string{b.contact(c).Email}},
		} {
			if _, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, l, person, clock.Today()); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := b.rows()["message"]; n != 0 {
			t.Errorf("%d messages are kept", n)
		}
	})
}

// Outside the company's hours nothing leaves but what a person wrote.
func TestWhatAPersonWroteLeavesAtAnyHour(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		b.run()
		clock.Set(time.Date(2026, time.January, 4, 2, 0, 0, 0, time.UTC)) // a Sunday night
		if _, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, collect.Letter{Subject: "s", Body: "b"}, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		sent, err := b.desk.SendInHours(t.Context(), &b.company, nil)
		if err != nil || sent.Sent != 1 || len(b.box.mails) != 1 || b.box.mails[0].Subject != "s" {
			t.Errorf("%+v: %v", sent, err)
		}
	})
}

// The second reminder about an invoice follows the first in the customer's mail program; one
// about another invoice stands by itself.
func TestRemindersAboutTheSameAreOneConversation(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		for range 3 {
			b.run()
			b.send()
			clock.SetDay(clock.Today().AddDays(14))
		}
		if len(b.box.mails) != 3 {
			t.Fatalf("%d mails", len(b.box.mails))
		}
		first, second, third := b.box.mails[0], b.box.mails[1], b.box.mails[2]
		if first.InReplyTo != "" || second.InReplyTo != first.MessageID || third.InReplyTo != second.MessageID || !slices.Equal(third.References, []string{first.MessageID, second.MessageID}) {
			t.Errorf("the second follows %q, the third %q of %v", second.InReplyTo, third.InReplyTo, third.References)
		}
		b.bill(c, "R-OTHER", clock.Today().AddDays(-12))
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE invoice SET open_minor = 0 WHERE company_id = $1 AND number = 'R-ACME'`, tx.Company)
			return err
		})
		b.run()
		b.send()
		if len(b.box.mails) != 4 || b.box.mails[3].InReplyTo != "" {
			t.Errorf("%d mails, the last follows %q", len(b.box.mails), b.box.mails[len(b.box.mails)-1].InReplyTo)
		}
	})
}

// A reply that is put off waits for nobody until its day, and holds all the same; who is to
// answer it is said.
func TestAReplyIsPutOffAndGiven(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		one, two := b.comes("books@acme.example", "Subject: one", "Hello."), b.comes("books@acme.example", "Subject: two", "Hello again.")
		both := []id.ID{two.ID, one.ID, one.ID}
		waiting := func() (n int) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				w, err := tx.CountWaiting(clock.Today(), 9)
				if n = w.Replies; w.Tasks != n {
					t.Errorf("%d tasks for %d replies", w.Tasks, n)
				}
				return err
			})
			return n
		}
		until := clock.Today().AddDays(3)
		hidden, err := b.desk.PutOffReplies(t.Context(), b.company.ID, both, until, person, clock.Today())
		if err != nil || len(hidden) != 2 || waiting() != 0 || !b.waitsForAnswer(c) {
			t.Fatalf("put off %v, %v; %d wait", hidden, err, waiting())
		}
		clock.SetDay(until)
		if waiting() != 2 {
			t.Error("they do not come back on their day")
		}
		if _, err := b.desk.PutOffReplies(t.Context(), b.company.ID, both, until, person, until); !errors.Is(err, fault.Invalid) {
			t.Errorf("put off until today: %v", err)
		}
		if given, err := b.desk.GiveReplies(t.Context(), b.company.ID, both, " Anne@LYS.example"); err != nil || len(given) != 2 || b.replyNow(one.ID).Owner != "anne@lys.example" {
			t.Errorf("given: %v, %v", given, err)
		}
		if done, err := b.desk.Dismiss(t.Context(), b.company.ID, both, person, until); err != nil || len(done) != 2 || b.waitsForAnswer(c) {
			t.Errorf("dismissed: %v, %v", done, err)
		}
		for verb, err := range map[string]error{
			"given":   second(b.desk.GiveReplies(t.Context(), b.company.ID, both, person)),
			"put off": second(b.desk.PutOffReplies(t.Context(), b.company.ID, both, until.AddDays(1), person, until)),
		} {
			if !errors.Is(err, fault.Conflict) {
				t.Errorf("%s once dismissed: %v", verb, err)
			}
		}
		if _, err := b.desk.Dismiss(t.Context(), b.company.ID, []id.ID{one.ID, c.ID}, person, until); !errors.Is(err, fault.NotFound) {
			t.Errorf("what is no reply: %v", err)
		}
		b.sound()
	})
}

func second(_ []id.ID, err error) error { return err }

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

// Photographs that come with a mail are kept; those that its page shows are part of it.
func TestPhotographsAreKept(t *testing.T) {
	mail := inbox.Mail{HTML: `<img src="cid:logo@acme">`, Files: []inbox.Attachment{{Name: "a.pdf"}},
		Pictures: []inbox.Attachment{{Name: "logo.png", ContentID: "logo@acme"}, {Name: "broken.jpg"}, {Name: "box.jpg", ContentID: "box@acme"}}}
	var names []string
	for _, f := range collect.Brought(&mail) {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"a.pdf", "broken.jpg", "box.jpg"}) || len(mail.Files) != 1 {
		t.Errorf("kept: %v", names)
	}
}

// What a reply promises is noted with one act, or not at all.
func TestAPromiseInAReplyIsNotedAtOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "books@acme.example")
		r := b.comes("books@acme.example", "Subject: soon", "We shall pay on Friday.")
		promise := hold.Hold{Cause: hold.ForPromise, PromisedOn: clock.Today().AddDays(4), PlacedBy: person}
		standing := func() (causes []hold.Cause) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				all, err := tx.Holds(c.ID)
				for _, h := range all {
					causes = append(causes, h.Cause)
				}
				return err
			})
			return causes
		}
		late := promise
		late.PromisedOn = clock.Today().AddDays(-1)
		if _, err := b.desk.NoteReply(t.Context(), b.company.ID, r.ID, late, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("a promise for yesterday: %v", err)
		}
		if now := b.replyNow(r.ID); !now.Waits() || !slices.Equal(standing(), []hold.Cause{hold.ForReply}) {
			t.Errorf("it was refused, but the reply is %s, and what holds is %v", now.State, standing())
		}
		h, err := b.desk.NoteReply(t.Context(), b.company.ID, r.ID, promise, clock.Today())
		if err != nil || h.Until == date.None {
			t.Fatalf("%+v: %v", h, err)
		}
		if now := b.replyNow(r.ID); now.State != reply.Dismissed || now.ClosedBy != person || !slices.Equal(standing(), []hold.Cause{hold.ForPromise}) {
			t.Errorf("the reply is %s, and what holds is %v", now.State, standing())
		}
		if _, err := b.desk.NoteReply(t.Context(), b.company.ID, r.ID, promise, clock.Today()); !errors.Is(err, fault.Conflict) || len(standing()) != 1 {
			t.Errorf("noted twice: %v, and what holds is %v", err, standing())
		}
		b.sound()
	})
}
