package collect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// answers is a channel that gives its outcomes one after the other.
type answers struct {
	outcomes []deliver.Outcome
	to       []string
}

func (a *answers) Deliver(_ context.Context, _ string, to []string, _ []byte) deliver.Outcome {
	o := a.outcomes[0]
	a.outcomes, a.to = a.outcomes[1:], to
	return o
}

const person = "anne@lys.example"

// stuck is a book with one overdue invoice whose reminder ended as the first of the
// outcomes says.
type stuck struct {
	t        *testing.T
	store    *store.Store
	desk     *collect.Desk
	channel  *answers
	company  id.ID
	customer customer.Customer
	message  message.Message
	today    date.Date
}

func newStuck(t *testing.T, s *store.Store, clock *testkit.Clock, outcomes ...deliver.Outcome) *stuck {
	t.Helper()
	b := &stuck{t: t, store: s, channel: &answers{outcomes: outcomes}, company: testkit.Company(t, s).ID, today: clock.Today()}
	b.desk = &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook(), Channel: b.channel}
	b.customer = testkit.Customer(t, s, b.company, "acme")
	testkit.Invoice(t, s, customer.Ref{Company: b.company, Customer: b.customer.ID}, "R-1", "1190.00", b.today.AddDays(-12))
	b.night()
	b.message = b.messages()[0].Message
	return b
}

func (b *stuck) night() {
	b.t.Helper()
	if _, err := b.desk.RunDay(b.t.Context(), b.company, b.today, nil); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.desk.Send(b.t.Context(), b.company, b.today, nil); err != nil {
		b.t.Fatal(err)
	}
}

func (b *stuck) messages() (all []store.ListedMessage) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company, func(tx *store.Tx) (err error) {
		all, err = tx.Messages(store.MessageFilter{Limit: 10})
		return err
	})
	return all
}

// states are the states of all messages, the newest first.
func (b *stuck) states() string {
	var all []string
	for _, m := range b.messages() {
		all = append(all, string(m.State))
	}
	return strings.Join(all, " ")
}

func (b *stuck) tasks() (kinds []task.Kind) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 10)
		for _, t := range open {
			kinds = append(kinds, t.Kind)
		}
		return err
	})
	return kinds
}

// lastEvent is what the timeline says last of the message, and who did it.
func (b *stuck) lastEvent() (e timeline.Event) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company, func(tx *store.Tx) error {
		all, err := tx.TimelineOf(b.message.ID, 1)
		e = all[0]
		return err
	})
	return e
}

func TestAMessageThatArrivedAfterAllTakesItsSteps(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newStuck(t, s, clock, deliver.Outcome{Kind: deliver.Uncertain, Answer: "the line broke"})
		if got := b.states(); got != "uncertain" || cmp.Diff(b.tasks(), []task.Kind{task.MessageUncertain}) != "" {
			t.Fatalf("the message is %s, to do is %v", got, b.tasks())
		}
		handed := b.today
		clock.Advance(72 * time.Hour)
		b.today = clock.Today()
		if err := b.desk.Arrived(t.Context(), b.company, b.message.ID, person, b.today); err != nil {
			t.Fatal(err)
		}
		m := b.messages()[0]
		if m.State != message.Sent || m.SentOn != handed || len(b.tasks()) != 0 {
			t.Errorf("the message is %s, sent on %s; to do is %v", m.State, m.SentOn, b.tasks())
		}
		if e := b.lastEvent(); e.Kind != timeline.MessageSent || e.Actor != person {
			t.Errorf("the timeline says %s by %s", e.Kind, e.Actor)
		}
		b.night()
		if got := b.states(); got != "sent" {
			t.Errorf("after the next night the messages are: %s", got)
		}
		if err := b.desk.Arrived(t.Context(), b.company, b.message.ID, person, b.today); !errors.Is(err, fault.Conflict) {
			t.Errorf("arrived twice: %v", err)
		}
	})
}

func TestAMessageThatDidNotArriveIsWrittenAnew(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newStuck(t, s, clock, deliver.Outcome{Kind: deliver.Uncertain, Answer: "the line broke"}, deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"})
		b.night()
		if got := b.states(); got != "uncertain" {
			t.Fatalf("while nobody knows, the messages are: %s", got)
		}
		if err := b.desk.NotArrived(t.Context(), b.company, b.message.ID, person, b.today); err != nil {
			t.Fatal(err)
		}
		if e := b.lastEvent(); e.Kind != timeline.MessageWithdrawn || e.Actor != person || !strings.Contains(e.Data, string(collect.NotArrived)) {
			t.Errorf("the timeline says %s by %s: %s", e.Kind, e.Actor, e.Data)
		}
		if _, err := b.desk.ReviewWanted(t.Context(), b.company, b.today); err != nil {
			t.Fatal(err)
		}
		b.night()
		if got := b.states(); got != "sent withdrawn" || len(b.tasks()) != 0 {
			t.Errorf("the messages are: %s; to do is %v", got, b.tasks())
		}
	})
}

func TestARefusedMessageIsTriedAgainAtTheNewAddress(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newStuck(t, s, clock, deliver.Outcome{Kind: deliver.Refused, Answer: "550 no such user"}, deliver.Outcome{Kind: deliver.Accepted})
		b.night()
		if got := b.states(); got != "failed" {
			t.Fatalf("a refused message is not tried again by itself: %s", got)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			all, err := tx.Contacts(b.customer.ID)
			if err != nil {
				return err
			}
			contact := all[b.customer.ID][0]
			contact.Email = "new@customer.example"
			return tx.SaveContact(&contact)
		})
		if err := b.desk.Retry(t.Context(), b.company, b.message.ID, person, b.today); err != nil {
			t.Fatal(err)
		}
		b.night()
		if got := b.states(); got != "sent withdrawn" || cmp.Diff(b.channel.to, []string{"new@customer.example"}) != "" || len(b.tasks()) != 0 {
			t.Errorf("the messages are: %s, the last to %v; to do is %v", got, b.channel.to, b.tasks())
		}
	})
}

func TestAMessageIsResolvedOnlyAsItStands(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newStuck(t, s, clock, deliver.Outcome{Kind: deliver.Accepted})
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		for what, do := range map[string]func(context.Context, id.ID, id.ID, string, date.Date) error{
			"arrived": b.desk.Arrived, "not arrived": b.desk.NotArrived, "retry": b.desk.Retry,
		} {
			if err := do(t.Context(), b.company, b.message.ID, person, b.today); !errors.Is(err, fault.Conflict) {
				t.Errorf("%s, of a message that was sent: %v", what, err)
			}
			if err := do(t.Context(), other.ID, b.message.ID, person, b.today); !errors.Is(err, fault.NotFound) {
				t.Errorf("%s, of another company's message: %v", what, err)
			}
		}
		if got := b.states(); got != "sent" {
			t.Errorf("the messages are: %s", got)
		}
	})
}
