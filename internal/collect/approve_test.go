package collect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

const (
	anna = "anna@lys.example"
	bert = "bert@lys.example"
)

// ladder gives the company a scenario of one step.
func (b *bureau) ladder(step dunning.Step) {
	b.t.Helper()
	step.Key, step.From = "only", dunning.FromDue
	if step.Tone == "" {
		step.Tone = dunning.Polite
	}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "own", Steps: []dunning.Step{step}})
	})
}

// inState are the messages in a state, the oldest first.
func (b *bureau) inState(s message.State) (all []store.ListedMessage) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.Standing(s, message.Channels(), 0, 100)
		return err
	})
	return all
}

func (b *bureau) theOne(s message.State) store.ListedMessage {
	b.t.Helper()
	all := b.inState(s)
	if len(all) != 1 {
		b.t.Fatalf("%d messages are %s", len(all), s)
	}
	return all[0]
}

func (b *bureau) approveBy(by string, ids ...id.ID) collect.Approval {
	b.t.Helper()
	done, err := b.desk.Approve(b.t.Context(), b.company.ID, ids, by, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return done
}

func fourEyes(c *company.Company) { c.Policy.FourEyes = true }

// At the last look a message that needs an approval it does not have waits for it.
func TestAnApprovalThatBecameNeedfulIsAskedForAtTheLastLook(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Tone: dunning.Formal, DeadlineDays: 8})
		b.owes("ACME", 12)
		b.run()
		b.company.Policy.FourEyes = true
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.SaveCompany(&b.company) })
		if sent := b.send(); sent.Proposed != 1 || sent.Sent != 0 {
			t.Fatalf("sent: %+v", sent)
		}
		m := b.theOne(message.Proposed)
		b.approveBy(anna, m.ID)
		b.approveBy(bert, m.ID)
		clock.Advance(time.Minute)
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("sent: %+v", sent)
		}
	})
}

func TestWhoWroteAMessageIsTheFirstOfTwo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, fourEyes)
		b.ladder(dunning.Step{Tone: dunning.Formal, DeadlineDays: 8})
		b.owes("ACME", 12)
		b.run()
		m := b.theOne(message.Proposed)
		if done := b.approveBy(bert, m.ID); len(done.Another) != 1 {
			t.Errorf("one approval: %+v", done)
		}
		const body = "{{greeting}}\n\nOur own words.\n\n{{items}}\n\n{{law}}\n\n{{total}} {{if deadline}}{{deadline}}{{end}}\n\n{{pay}}"
		if err := b.desk.EditMessage(t.Context(), b.company.ID, m.ID, "Our subject", "hello {{custmer}}", anna, clock.Today()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("words that cannot be sent: %v", err)
		}
		if err := b.desk.EditMessage(t.Context(), b.company.ID, m.ID, "Our subject", body, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if m := b.theOne(message.Proposed); len(m.Approved) != 0 || m.Edited.By != anna {
			t.Errorf("approvals of what it said before stand: %v", m.Approved)
		}
		if done := b.approveBy(anna, m.ID); len(done.Another) != 1 {
			t.Errorf("who wrote it approves it as the second: %+v", done)
		}
		if done := b.approveBy(bert, m.ID); len(done.Approved) != 1 {
			t.Errorf("another approves it: %+v", done)
		}
		if done := b.approveBy(bert, m.ID); len(done.Approved) != 1 || done.Gone != 0 {
			t.Errorf("and again: %+v", done)
		}
		clock.Advance(time.Minute)
		b.send()
		if len(b.box.mails) != 1 || b.box.mails[0].Subject != "Our subject" || !strings.Contains(b.box.mails[0].Text, "Our own words.") {
			t.Errorf("it says: %+v", b.box.mails)
		}
	})
}

// A preview is what leaves, byte for byte, and stores nothing.
func TestAPreparedMessageIsShownAsItLeaves(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Approve: true, DeadlineDays: 8, CopyManager: true})
		b.owes("ACME", 12)
		b.run()
		m := b.theOne(message.Proposed)
		var p collect.Prepared
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
			whole, _, err := tx.MessageByID(m.ID)
			if err == nil {
				p, err = b.desk.Compose(tx, &whole, clock.Today())
			}
			return err
		})
		if p.People != 1 || p.Why.Code != dunning.AsksApproval || p.Oldest(clock.Today()) != 12 || p.Mail == nil {
			t.Fatalf("prepared: %+v", p)
		}
		b.approveBy(anna, m.ID)
		clock.Advance(time.Minute)
		b.send()
		if diff := cmp.Diff([]string{p.Mail.Subject, p.Mail.Text, p.Mail.HTML}, []string{b.box.mails[0].Subject, strings.ReplaceAll(b.box.mails[0].Text, "\r\n", "\n"), b.box.mails[0].HTML}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatHasLeftIsNotTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Approve: true})
		b.owes("ACME", 12)
		b.run()
		m := b.theOne(message.Proposed)
		b.approveBy(anna, m.ID)
		if sent := b.send(); sent.Sent != 0 {
			t.Errorf("it left before the approval could be taken back: %+v", sent)
		}
		if n, err := b.desk.Unapprove(t.Context(), b.company.ID, []id.ID{m.ID}, anna, clock.Today()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		b.approveBy(anna, m.ID)
		clock.Advance(time.Minute)
		b.send()
		if _, err := b.desk.Unapprove(t.Context(), b.company.ID, []id.ID{m.ID}, anna, clock.Today()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("what has left: %v", err)
		}
	})
}

// The customer is written to, and the manager gets a copy, in the sender's name. A copy that
// was taken reaches nobody who owes.
func TestACopyAndASender(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) {
			c.Policy.Senders = []company.Sender{{Key: "desk", Name: "Vera Vos", Email: "vera@lys.example", Signature: "Credit desk"}}
		})
		b.ladder(dunning.Step{CopyManager: true, Sender: "desk", Effects: []dunning.Effect{dunning.EndService}})
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Manager = "mia@lys.example" })
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-1", "100.00", clock.Today().AddDays(-12))
		b.run()
		b.send()
		if len(b.box.mails) != 1 {
			t.Fatalf("%d mails", len(b.box.mails))
		}
		m := b.box.mails[0]
		if !slices.Equal(m.Cc, []string{"mia@lys.example"}) || m.FromName != "Vera Vos" || m.ReplyTo != "vera@lys.example" ||
			!strings.Contains(m.Text, "Vera Vos") || !strings.Contains(m.Text, "Credit desk") {
			t.Errorf("the mail: %+v", m)
		}
	})
}

func TestAMailThatOnlyItsCopyReachedIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{CopyManager: true})
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Manager = "mia@lys.example" })
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-1", "100.00", clock.Today().AddDays(-12))
		b.desk.Channel = &answers{outcomes: []deliver.Outcome{{Kind: deliver.Accepted, Answer: "250 ok",
			Missed: []deliver.Missed{{Address: "ACME@customer.example", Kind: deliver.Refused, Answer: "550 no such user"}}}}}
		b.run()
		if sent := b.send(); sent.Failed != 1 || sent.Sent != 0 {
			t.Errorf("sent: %+v", sent)
		}
		if diff := cmp.Diff([]task.Kind{task.MessageFailed}, b.tasks()); diff != "" {
			t.Error(diff)
		}
	})
}

// A letter gives its time from the day on which it may be posted last, and keeps it.
func TestALetterGivesItsTimeFromTheLastDayToPostIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{DeadlineDays: 8, Channels: []message.Channel{message.Registered}})
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode = "Rue Haute 5", "5000" })
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-1", "100.00", clock.Today().AddDays(-12))
		b.run()
		if sent := b.send(); sent.Ready != 1 {
			t.Fatalf("sent: %+v", sent)
		}
		m := b.theOne(message.Ready)
		var body []byte
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			doc, _, err := tx.Document(m.Content)
			body = doc.Body
			return err
		})
		if !strings.HasPrefix(string(body), "%PDF-") || m.Document != "" && m.Subject == "" {
			t.Errorf("the letter is %.20q", body)
		}
		done, err := b.desk.Post(t.Context(), b.company.ID, []id.ID{m.ID, m.ID + 1}, map[id.ID]string{m.ID: "RR 12"}, anna, clock.Today())
		if err != nil || len(done.Left) != 1 {
			t.Fatal(done, err)
		}
		if again, err := b.desk.Post(t.Context(), b.company.ID, []id.ID{m.ID}, nil, anna, clock.Today()); err != nil || len(again.Gone) != 1 {
			t.Errorf("posted twice: %+v %v", again, err)
		}
		posted := days.NextBusinessDay("BE", clock.Today().AddDays(1))
		want := days.NextBusinessDay("BE", posted.AddDays(8))
		var until date.Date
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			cases, err := tx.Cases([]id.ID{c.ID})
			until = cases[0].Snapshot.Items[0].Taken.Until
			return err
		})
		if until != want {
			t.Errorf("the time runs until %s, not %s", until, want)
		}
		if m := b.theOne(message.Sent); !strings.Contains(m.Outcome, "RR 12") {
			t.Errorf("the number of the post: %q", m.Outcome)
		}
	})
}

// Customers who both have a message that waits for a person can be merged: one message is
// written for both.
func TestCustomersWithMessagesThatWaitAreMerged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Approve: true})
		kept, gone := b.owes("KEPT", 12), b.owes("GONE", 12)
		b.run()
		if n := len(b.inState(message.Proposed)); n != 2 {
			t.Fatalf("%d wait", n)
		}
		if _, err := b.desk.Merge(t.Context(), b.company.ID, kept.ID, gone.ID, nil, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.run()
		if m := b.theOne(message.Proposed); m.Customer != kept.ID || m.Amount != testkit.Euro("200.00") {
			t.Errorf("it is to %s about %s", m.Customer, m.Amount)
		}
	})
}

// On a day on which nothing leaves, what waits is shown as it will leave on the next one.
func TestAPreviewOnASundayIsOfTheNextDayForMessages(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Approve: true})
		b.owes("ACME", 12)
		b.run()
		for clock.Today().Weekday() != time.Sunday {
			clock.Advance(24 * time.Hour)
		}
		m := b.theOne(message.Proposed)
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			whole, _, err := tx.MessageByID(m.ID)
			if err != nil {
				return err
			}
			p, err := b.desk.Compose(tx, &whole, clock.Today())
			if p.Overtaken || p.Mail == nil || p.On != clock.Today().AddDays(1) {
				t.Errorf("prepared: %+v", p)
			}
			return err
		})
	})
}

// Nobody who is reached in vain falls silent: where no other channel is left a person looks.
func TestACallInVainWithoutAnotherChannelIsForAPerson(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Channels: []message.Channel{message.Call}})
		c := b.owes("ACME", 12)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Name: "Ada", Phone: "+3281550102"}})
		})
		b.run()
		b.send()
		m := b.theOne(message.Ready)
		if err := b.desk.NoteCall(t.Context(), b.company.ID, collect.Call{Message: m.ID, How: collect.WrongNumber}, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		got := b.tasks()
		slices.Sort(got)
		if diff := cmp.Diff([]task.Kind{task.MessageFailed, task.WrongNumber}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// An account manager whose address no server takes keeps nothing back: a person is told.
func TestAManagerWhoCannotBeToldKeepsNothingBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.WarnHours = 2 })
		b.ladder(dunning.Step{Effects: []dunning.Effect{dunning.WarnTheManager}})
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Manager = "mia@lys.example" })
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-1", "100.00", clock.Today().AddDays(-12))
		channel := &answers{outcomes: []deliver.Outcome{{Kind: deliver.Later}, {Kind: deliver.Refused, Answer: "550 no such user"}, {Kind: deliver.Accepted}}}
		b.desk.Channel = channel
		b.run()
		for _, want := range []collect.Sending{{}, {}, {}} { // not taken now; refused; the hours run
			if sent := b.send(); sent != want {
				t.Errorf("sent: %+v", sent)
			}
			clock.Advance(time.Minute)
		}
		if diff := cmp.Diff([]task.Kind{task.WarnFailed}, b.tasks()); diff != "" {
			t.Error(diff)
		}
		clock.Advance(2 * time.Hour)
		if sent := b.send(); sent.Sent != 1 || !slices.Equal(channel.to, []string{"ACME@customer.example"}) {
			t.Errorf("sent: %+v to %v", sent, channel.to)
		}
	})
}
