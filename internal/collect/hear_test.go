package collect_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
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
