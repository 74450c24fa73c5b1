package collect_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// A telephone that was off is no wrong number: this step goes another way, and no more.
func TestATextThatDidNotArriveThisTimeLeavesTheNumberInUse(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, _, c := texting(t, s, clock)
		b.run()
		b.send()
		missed := b.theOne(message.Sent)
		for range 2 {
			if err := b.reports(store.Texts, "own_id="+missed.ID.String()+"&status=EXPIRED&error=absent"); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.contact(c); !got.Textable() || got.TextsRefusedOn != date.None {
			t.Errorf("the number is %+v", got)
		}
		m := b.stored(missed.ID)
		if m.State != message.Failed || !strings.Contains(fault.ReadKept(m.Outcome).String(), "the text message did not arrive: absent") {
			t.Errorf("the text message is %s: %s", m.State, m.Outcome)
		}
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 1 {
			t.Errorf("%+v, and %d mails", sent, len(b.box.mails))
		}
		if kinds := b.eventsOf(c); !slices.Contains(kinds, timeline.MessageFailed) {
			t.Errorf("the timeline tells %v", kinds)
		}
		b.sound()
	})
}

// What the provider reports before its answer was noted is heard when it reports again.
func TestAReportThatComesTooEarlyIsAskedForAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, c := texting(t, s, clock)
		b.run()
		var early error
		h.answer = func(int) (int, string) {
			early = b.reports(store.Texts, "id=P-1&status=DELIVRD") // while it is being handed over
			return http.StatusOK, ""
		}
		if sent := b.send(); sent.Sent != 1 || !errors.Is(early, fault.Unavailable) {
			t.Fatalf("%+v: %v", sent, early)
		}
		if err := b.reports(store.Texts, "id=P-1&status=DELIVRD"); err != nil || !slices.Contains(b.eventsOf(c), timeline.TextDelivered) {
			t.Errorf("reported again: %v, %v", err, b.eventsOf(c))
		}
		if err := b.reports(store.Texts, "id=P-9&status=DELIVRD"); err != nil {
			t.Errorf("of no message of ours: %v", err)
		}
	})
}

// What may have left cannot be withdrawn: a person asks the provider.
func TestWhatMayHaveLeftIsNotWithdrawn(t *testing.T) {
	for name, overtaken := range map[string]func(b *bureau){
		"by the review":    func(b *bureau) { b.run() },
		"by the last look": func(b *bureau) { b.send() },
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b, h, c := printing(t, s, clock)
				h.answer = func(int) (int, string) { return 0, "" }
				b.run()
				if sent := b.send(); sent.Later != 1 {
					t.Fatalf("%+v", sent)
				}
				testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
					return tx.AddHolds(&hold.Hold{Customer: c.ID, Reason: "they called", PlacedBy: person})
				})
				clock.Advance(time.Hour)
				overtaken(b)
				if len(b.inState(message.Withdrawn)) != 0 || len(b.inState(message.Uncertain)) != 1 {
					t.Fatalf("withdrawn are %d, uncertain %d", len(b.inState(message.Withdrawn)), len(b.inState(message.Uncertain)))
				}
				if !slices.Contains(b.tasks(), task.MessageUncertain) || !slices.Contains(b.eventsOf(c), timeline.MessageUncertain) {
					t.Errorf("the tasks are %v, the timeline tells %v", b.tasks(), b.eventsOf(c))
				}
				b.run()
				if len(h.words()) != 1 || len(b.inState(message.Uncertain)) != 1 {
					t.Errorf("it was sent %d times", len(h.words()))
				}
				b.sound()
			})
		})
	}
}

// Who has lost the secret key is told what to do, and messages leave once it is done.
func TestALostKeyIsTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, _ := texting(t, s, clock)
		b.desk.Key = sealedBy(t, 2)
		b.run()
		if sent := b.send(); sent.Postponed != 1 || !slices.Contains(b.tasks(), task.ProviderShut) || slices.Contains(b.tasks(), task.MessageLacks) {
			t.Fatalf("%+v, %v", sent, b.tasks())
		}
		if m := b.stored(b.theOne(message.Queued).ID); !strings.Contains(fault.ReadKept(m.Outcome).String(), "enter it again") {
			t.Errorf("it waits because of %s", m.Outcome)
		}
		if err := b.desk.SaveGateway(t.Context(), b.company.ID, h.gateway(store.Texts), ""); !errors.Is(err, fault.Invalid) {
			t.Errorf("kept without its secret: %v", err)
		}
		if err := b.desk.SaveGateway(t.Context(), b.company.ID, h.gateway(store.Texts), "s3cret"); err != nil {
			t.Fatal(err)
		}
		if sent := b.send(); sent.Sent != 1 || slices.Contains(b.tasks(), task.ProviderShut) {
			t.Errorf("%+v, %v", sent, b.tasks())
		}
		if err := b.reports(store.Texts, "id=P-1&status=DELIVRD"); err != nil {
			t.Errorf("what it reports then: %v", err)
		}
	})
}
