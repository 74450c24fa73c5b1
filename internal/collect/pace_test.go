package collect_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// local is a time of a day in the company's zone.
func (b *bureau) local(day, clock string) time.Time {
	b.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, b.company.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

// work sends as the background worker does.
func (b *bureau) work() collect.Sending {
	b.t.Helper()
	sent, err := b.desk.SendInHours(b.t.Context(), &b.company, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return sent
}

func TestWhatWaitedForTheMorningLeavesSpread(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		const customers = 25
		b := newBureau(t, s, clock)
		for n := range customers {
			b.owes(string(rune('A'+n)), 10)
		}
		clock.Set(b.local("2026-01-05", "03:00"))
		b.run()
		for _, early := range []string{"04:00", "07:59", "08:00"} {
			clock.Set(b.local("2026-01-05", early))
			if sent := b.work(); sent != (collect.Sending{}) {
				t.Errorf("at %s: %+v", early, sent)
			}
		}
		var left []string
		for minute := b.local("2026-01-05", "08:01"); minute.Before(b.local("2026-01-05", "09:30")); minute = minute.Add(time.Minute) {
			clock.Set(minute)
			for range b.work().Sent {
				left = append(left, minute.In(b.company.Location()).Format("15:04"))
			}
		}
		if len(left) != customers || slices.Contains(left, "09:00") {
			t.Errorf("%d of %d left: %v", len(left), customers, left)
		}
		if minutes := slices.Compact(left); len(minutes) < customers/2 {
			t.Errorf("they left at %v", minutes)
		}
	})
}

func TestWhatIsDecidedDuringTheDayLeavesAtOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ACME", 10)
		clock.Set(b.local("2026-01-05", "10:00"))
		b.run()
		if sent := b.work(); sent.Sent != 1 {
			t.Errorf("%+v", sent)
		}
		hasty := newBureau(t, s, clock, func(c *company.Company) { c.Name, c.Policy.SpreadMinutes = "Lys Logistique SA", 0 })
		hasty.owes("ACME", 10)
		hasty.run()
		clock.Set(b.local("2026-01-06", "08:00"))
		if sent := hasty.work(); sent.Sent != 1 {
			t.Errorf("without a spread: %+v", sent)
		}
	})
}

// deferring is a channel whose server cannot take the first message.
type deferring struct {
	box
	tried int
}

func (d *deferring) Deliver(ctx context.Context, from string, to []string, raw []byte) deliver.Outcome {
	if d.tried++; d.tried == 1 {
		return deliver.Outcome{Kind: deliver.Later, Answer: "451 later"}
	}
	return d.box.Deliver(ctx, from, to, raw)
}

func TestAMessageThatIsTriedAgainWaitsForItsServerAlone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Channel = &deferring{}
		b.owes("ACME", 10)
		clock.Set(b.local("2026-01-05", "17:55"))
		b.run()
		if sent := b.work(); sent.Later != 1 {
			t.Fatalf("at first: %+v", sent)
		}
		clock.Advance(time.Minute)
		if sent := b.work(); sent != (collect.Sending{}) {
			t.Errorf("a minute later, before its time: %+v", sent)
		}
		clock.Set(b.local("2026-01-05", "18:00"))
		if sent := b.work(); sent != (collect.Sending{}) {
			t.Errorf("after hours: %+v", sent)
		}
		clock.Set(b.local("2026-01-06", "08:00"))
		if sent := b.work(); sent.Sent != 1 {
			t.Errorf("when the window opens: %+v", sent)
		}
	})
}

// slow is a channel that takes an hour for each message.
type slow struct {
	box
	clock *testkit.Clock
}

func (c *slow) Deliver(ctx context.Context, from string, to []string, raw []byte) deliver.Outcome {
	c.clock.Advance(time.Hour)
	return c.box.Deliver(ctx, from, to, raw)
}

func TestSendingEndsWithTheHours(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Channel = &slow{clock: clock}
		for _, number := range []string{"A", "B", "C", "D"} {
			b.owes(number, 10)
		}
		clock.Set(b.local("2026-01-05", "16:30"))
		b.run()
		if sent := b.work(); sent.Sent != 2 {
			t.Errorf("from half past four to six: %+v", sent)
		}
		clock.Set(b.local("2026-01-06", "12:00"))
		if sent := b.work(); sent.Sent != 2 {
			t.Errorf("on the day after: %+v", sent)
		}
	})
}

func TestAClosedCompanyIsChecked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		for name, change := range map[string]func(*company.Policy){
			"a region of another country": func(p *company.Policy) { p.Region = "DE-BY" },
			"a spread before the opening": func(p *company.Policy) { p.SpreadMinutes = -1 },
			"a spread of a day":           func(p *company.Policy) { p.SpreadMinutes = 721 },
			"a period without a reason":   func(p *company.Policy) { p.Closed = []calendar.Period{{From: clock.Today(), To: clock.Today()}} },
			"a period far ahead": func(p *company.Policy) {
				p.Closed = []calendar.Period{{From: clock.Today(), To: date.Must("2028-01-06"), Reason: "a long journey"}}
			},
		} {
			of := b.company
			change(&of.Policy)
			if err := b.desk.EditCompany(t.Context(), of); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheLongestClosingPeriodEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		last := clock.Today().AddMonths(12 * calendar.ClosedYears) // 5 January 2028, a Wednesday
		b.company.Policy.Closed = []calendar.Period{{From: clock.Today(), To: last, Reason: "a long journey"}}
		if err := b.desk.EditCompany(t.Context(), b.company); err != nil {
			t.Fatal(err)
		}
		who := b.owes("ACME", 10)
		decided, err := b.desk.Why(t.Context(), b.company.ID, who.ID, clock.Today())
		if err != nil || len(decided) != 1 {
			t.Fatal(err, decided)
		}
		a := decided[0].Assessment
		if want := (dunning.Reason{Code: dunning.SendClosed, Day: last.AddDays(1), Text: "a long journey"}); a.Reasons[0] != want || a.NextOn != want.Day {
			t.Errorf("%+v, next on %s", a.Reasons, a.NextOn)
		}
	})
}

// A domain gets so many messages a minute: the others wait for the next one, and were not tried.
func TestADomainGetsSoManyMessagesAMinute(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Channel = deliver.Pace(b.box, 3, clock.Now)
		for n := range 8 {
			b.owes(fmt.Sprint("C", n), 12)
		}
		b.run()
		for minute, want := range []int{3, 3, 2} {
			if sent := b.send(); sent.Sent != want || sent.Later != 0 {
				t.Errorf("minute %d: %+v", minute, sent)
			}
			for _, m := range b.inState(message.Queued) {
				if m.Attempts != 0 {
					t.Errorf("a message that waits was tried %d times", m.Attempts)
				}
			}
			clock.Advance(time.Minute)
		}
		b.sound()
	})
}
