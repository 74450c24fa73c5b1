package dunning

import (
	"testing"
	"time"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/message"
)

func TestVerdicts(t *testing.T) {
	three := ladder(-5, 10, 20)
	hundred := eur("100.00")
	sundays := func(d date.Date) bool { return d.Weekday() != time.Sunday }
	for _, c := range []struct {
		name  string
		facts func(*Snapshot)
		on    int // days after the due date of R-1
		want  string
		next  int // NextOn likewise; 0 for none
	}{
		{"before the notice", func(*Snapshot) {}, -6, "wait: step_later", -5},
		{"the notice is due", func(*Snapshot) {}, -5, "step-1 R-1", 0},
		{"the notice can still leave on the due date", func(*Snapshot) {}, 0, "step-1 R-1", 0},
		{"the notice lapses after it", func(*Snapshot) {}, 1, "wait: step_later", 10},
		{"two items at two steps: one message in the severer tone", func(s *Snapshot) {
			s.Items = append(s.Items, debt(2, day(-30), hundred))
			s.Items[1].Taken = Taken{Step: "step-2", On: day(-15), Times: 1}
		}, 10, "step-3 R-2 R-1@step-2", 0},
		{"nobody can be written to", func(s *Snapshot) { s.Reach = Reach{} }, 10, "hold: no_recipient", 0},
		{"nobody can be written to, and the notice will lapse", func(s *Snapshot) { s.Reach = Reach{} }, -2, "hold: no_recipient", 1},
		{"a hold outweighs a missing address", func(s *Snapshot) {
			s.Reach, s.Holds = Reach{}, []hold.Hold{held("new accountant", day(14))}
		}, 10, "hold: customer_held", 15},
		{"of two holds the longer one counts", func(s *Snapshot) {
			s.Holds = []hold.Hold{held("a", day(12)), held("b", day(14)), held("c", day(13))}
		}, 10, "hold: customer_held", 15},
		{"a hold without end counts most", func(s *Snapshot) {
			s.Holds = []hold.Hold{held("a", day(12)), held("b", date.None), held("c", day(13))}
		}, 10, "hold: customer_held", 0},
		{"a lifted hold is none", func(s *Snapshot) {
			s.Holds = []hold.Hold{{Reason: "a", LiftedAt: day(9).Time()}}
		}, 10, "step-2 R-1", 0},
		{"the invoice is held", func(s *Snapshot) { s.Holds = []hold.Hold{heldInvoice(1, day(14))} }, 10, "hold: invoice_held", 15},
		{"another invoice is held", func(s *Snapshot) { s.Holds = []hold.Hold{heldInvoice(2, day(14))} }, 10, "step-2 R-1", 0},
		{"the invoice is held although nothing of it is due", func(s *Snapshot) { s.Holds = []hold.Hold{heldInvoice(1, day(4))} }, 3, "wait: invoice_held", 5},
		{"a held invoice beside one that waits holds", func(s *Snapshot) {
			s.Items = append(s.Items, debt(2, day(20), hundred))
			s.Holds = []hold.Hold{heldInvoice(1, date.None)}
		}, 10, "hold: invoice_held", 15},
		{"bank data of the last allowed day is fresh", func(s *Snapshot) { s.HasBank, s.BankMaxAge, s.BankSeenTo = true, 5, day(5) }, 10, "step-2 R-1", 0},
		{"older bank data is stale", func(s *Snapshot) { s.HasBank, s.BankMaxAge, s.BankSeenTo = true, 5, day(4) }, 10, "hold: bank_stale", 0},
		{"a bank account of which nothing is known", func(s *Snapshot) { s.HasBank, s.BankMaxAge = true, 5 }, 10, "hold: bank_stale", 0},
		{"a company that sets no limit to the age of bank data", func(s *Snapshot) { s.HasBank, s.BankSeenTo = true, day(-400) }, 10, "step-2 R-1", 0},
		{"a company without a bank here", func(s *Snapshot) { s.BankMaxAge = 5 }, 10, "step-2 R-1", 0},
		{"a message is on its way", func(s *Snapshot) { s.OnItsWay = true }, 10, "hold: on_its_way", 0},
		{"less than the minimum", func(s *Snapshot) { s.MinimumDue = eur("100.01") }, 10, "hold: below_minimum", 0},
		{"the minimum", func(s *Snapshot) { s.MinimumDue = hundred }, 10, "step-2 R-1", 0},
		{"less than the minimum until another invoice is overdue", func(s *Snapshot) {
			s.Items, s.MinimumDue = append(s.Items, debt(2, day(12), hundred)), eur("150.00")
			s.Items[1].Taken = Taken{Step: "step-1", On: day(7), Times: 1}
		}, 10, "hold: below_minimum", 13},
		{"an overdue invoice whose step comes later counts towards the minimum", func(s *Snapshot) {
			s.Items, s.MinimumDue = append(s.Items, debt(2, day(9), hundred)), eur("150.00")
		}, 10, "step-2 R-1", 0},
		{"the gap is not over", func(s *Snapshot) { s.GapDays, s.LastSent = 7, day(4) }, 10, "wait: too_soon", 11},
		{"the gap is over", func(s *Snapshot) { s.GapDays, s.LastSent = 7, day(3) }, 10, "step-2 R-1", 0},
		{"a Sunday", func(s *Snapshot) { s.SendDay = leaves(sundays) }, 13, "wait: no_send_day", 14},
		{"a Monday", func(s *Snapshot) { s.SendDay = leaves(sundays) }, 14, "step-2 R-1", 0},
		{"a calendar that never opens", func(s *Snapshot) { s.SendDay = leaves(func(date.Date) bool { return false }) }, 14, "wait: no_send_day", 0},
		{"the recipient's server refused this very message", func(s *Snapshot) { s.Refused = []Refusal{{onceOn(day(10)), message.Mail}} }, 10, "hold: was_refused", 0},
		{"it refused another message", func(s *Snapshot) { s.Refused = []Refusal{{onceOn(day(-5)), message.Mail}} }, 10, "step-2 R-1", 0},
		{"money on account covers the item", func(s *Snapshot) { s.Credits = hundred }, 10, "hold: money_waits", 0},
		{"money on account covers a part", func(s *Snapshot) { s.Credits = eur("99.99") }, 10, "step-2 R-1", 0},
		{"money on account covers the oldest first", func(s *Snapshot) {
			s.Items, s.Credits = append(s.Items, debt(2, day(-1), hundred)), hundred
		}, 10, "step-2 R-1", 0},
		{"money on account is not for what is contested", func(s *Snapshot) {
			s.Items, s.Credits = append(s.Items, debt(2, day(-1), hundred)), hundred
			s.Holds = []hold.Hold{heldInvoice(2, date.None)}
		}, 10, "hold: invoice_held", 0},
		{"a likely payment of this invoice", func(s *Snapshot) { s.Likely = []Likely{{1, hundred, day(9), false}} }, 10, "hold: likely_payment", 0},
		{"a likely payment of another invoice", func(s *Snapshot) { s.Likely = []Likely{{2, hundred, day(9), false}} }, 10, "step-2 R-1", 0},
		{"a likely payment of nobody knows which invoice", func(s *Snapshot) { s.Likely = []Likely{{0, hundred, day(9), false}} }, 10, "hold: likely_payment", 0},
		{"a likely payment of too little", func(s *Snapshot) { s.Likely = []Likely{{1, eur("99.99"), day(9), false}} }, 10, "step-2 R-1", 0},
		{"an announced payment of this invoice", func(s *Snapshot) { s.Likely = []Likely{{1, hundred, day(9), true}} }, 10, "hold: announced", 15},
		{"an announced payment, on its last day", func(s *Snapshot) { s.Likely = []Likely{{1, hundred, day(9), true}} }, 14, "hold: announced", 15},
		{"an announced payment that does not come", func(s *Snapshot) { s.Likely = []Likely{{1, hundred, day(9), true}} }, 15, "step-2 R-1", 0},
		{"an announced payment of another invoice", func(s *Snapshot) { s.Likely = []Likely{{2, hundred, day(9), true}} }, 10, "step-2 R-1", 0},
		{"an announced payment that names no invoice", func(s *Snapshot) { s.Likely = []Likely{{0, hundred, day(9), true}} }, 10, "step-2 R-1", 0},
		{"an announced payment of too little", func(s *Snapshot) { s.Likely = []Likely{{1, eur("99.99"), day(9), true}} }, 10, "step-2 R-1", 0},
		{"an announced payment beside one that is here", func(s *Snapshot) {
			s.Likely = []Likely{{1, eur("200.00"), day(9), true}, {1, hundred, day(8), false}}
		}, 10, "hold: likely_payment", 0},
		{"a likely payment of what money on account leaves", func(s *Snapshot) {
			s.Credits, s.Likely = eur("60.00"), []Likely{{1, eur("40.00"), day(9), false}}
		}, 10, "hold: likely_payment", 0},
		{"a step that the scenario no longer has starts the ladder again", func(s *Snapshot) {
			s.Items[0].Taken = Taken{Step: "visit", On: day(5), Times: 1}
		}, 30, "step-2 R-1", 0},
		{"every step was taken", func(s *Snapshot) { s.Items[0].Taken = Taken{Step: "step-3", On: day(20), Times: 1} }, 30, "finished: ladder_done", 0},
		{"every step was taken and money waits", func(s *Snapshot) {
			s.Items[0].Taken, s.Credits = Taken{Step: "step-3", On: day(20), Times: 1}, hundred
		}, 30, "hold: money_waits", 0},
		{"one item at the end of the ladder, one still on it", func(s *Snapshot) {
			s.Items[0].Taken = Taken{Step: "step-3", On: day(20), Times: 1}
			s.Items = append(s.Items, debt(2, day(29), hundred))
		}, 30, "wait: step_later", 39},
		{"of items that wait the first to change decides", func(s *Snapshot) {
			s.Items = append(s.Items, debt(2, day(9), hundred))
		}, 1, "wait: step_later", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := owing(debt(1, day(0), hundred))
			c.facts(s)
			a := Assess(s, &three, day(c.on))
			if got := says(&a); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			want := date.None
			if c.next != 0 {
				want = day(c.next)
			}
			if a.NextOn != want {
				t.Errorf("changes on %q, want %q", a.NextOn, want)
			}
		})
	}
}

// onceOn is the name of the message about R-1 that is due on a day.
func onceOn(today date.Date) string {
	three := ladder(-5, 10, 20)
	a := Assess(owing(debt(1, day(0), eur("100.00"))), &three, today)
	return a.Once()
}

func TestRepeats(t *testing.T) {
	scenario := ladder(5)
	scenario.Steps[0].RepeatDays, scenario.Steps[0].RepeatTimes = 10, 2
	s := owing(debt(1, day(0), eur("100.00")))
	for _, c := range []struct {
		on   int
		want string
	}{
		{5, "step-1 R-1"}, {14, "wait: step_later"}, {15, "step-1 R-1"}, {30, "step-1 R-1"}, {60, "finished: ladder_done"},
	} {
		if got := night(s, &scenario, day(c.on)); got != c.want {
			t.Errorf("day %d: %s, want %s", c.on, got, c.want)
		}
	}
	if times := s.Items[0].Taken.Times; times != 3 {
		t.Errorf("the step was taken %d times, want once and two repeats", times)
	}
}

// A ladder that only has steps before the due date is finished when they lapsed,
// though none was taken.
func TestEveryStepLapsed(t *testing.T) {
	scenario := ladder(-10, -5)
	a := Assess(owing(debt(1, day(0), eur("100.00"))), &scenario, day(1))
	if a.Verdict != Finished || a.Reasons[0] != (Reason{Code: LadderDone, Invoice: "R-1"}) {
		t.Errorf("%s: %+v", a.Verdict, a.Reasons)
	}
}

// A step that counts from the one before has none to count from when that lapsed.
func TestPreviousStepLapsed(t *testing.T) {
	scenario := Scenario{Name: "test", Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -5, From: FromDue}, {Key: "reminder", Tone: Polite, Days: 15, From: FromPrevious},
	}}
	a := Assess(owing(debt(1, day(0), eur("100.00"))), &scenario, day(3))
	if a.NextOn != day(15) {
		t.Errorf("the reminder is due on %s, want 15 days after the due date", a.NextOn)
	}
}

func TestReasonsCarryTheirFacts(t *testing.T) {
	three := ladder(-5, 10, 20)
	hundred := eur("100.00")
	for _, c := range []struct {
		name  string
		facts func(*Snapshot)
		on    int
		want  Reason
	}{
		{"due", func(*Snapshot) {}, 12, Reason{Code: StepDue, Step: "step-2", Days: 12, Invoice: "R-1", Amount: hundred}},
		{"later", func(*Snapshot) {}, 2, Reason{Code: StepLater, Step: "step-2", Day: day(10), Invoice: "R-1"}},
		{"held", func(s *Snapshot) { s.Holds = []hold.Hold{held("moving", day(20))} }, 12, Reason{Code: CustomerHeld, Day: day(20), Text: "moving"}},
		{"invoice held", func(s *Snapshot) { s.Holds = []hold.Hold{heldInvoice(1, date.None)} }, 12, Reason{Code: InvoiceHeld, Text: "contested", Invoice: "R-1"}},
		{"stale", func(s *Snapshot) { s.HasBank, s.BankMaxAge, s.BankSeenTo = true, 5, day(4) }, 12, Reason{Code: BankStale, Day: day(4), Days: 8}},
		{"minimum", func(s *Snapshot) { s.MinimumDue, s.Credits = hundred, eur("30.00") }, 12, Reason{Code: BelowMinimum, Amount: eur("70.00"), Limit: hundred}},
		{"gap", func(s *Snapshot) { s.LastSent, s.GapDays = day(11), 7 }, 12, Reason{Code: TooSoon, Day: day(18), Days: 7}},
		{"the largest likely payment", func(s *Snapshot) {
			s.Likely = []Likely{{1, hundred, day(8), false}, {0, eur("120.00"), day(9), false}, {1, hundred, day(7), false}}
		}, 12, Reason{Code: LikelyPayment, Amount: eur("120.00"), Day: day(9), Invoice: "R-1"}},
		{"the earlier of two equal ones", func(s *Snapshot) {
			s.Likely = []Likely{{1, hundred, day(8), false}, {1, hundred, day(7), false}}
		}, 12, Reason{Code: LikelyPayment, Amount: hundred, Day: day(7), Invoice: "R-1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := owing(debt(1, day(0), hundred))
			c.facts(s)
			a := Assess(s, &three, day(c.on))
			if a.Reasons[0] != c.want || a.Items[0].Reason != c.want {
				t.Errorf("%+v and %+v, want %+v", a.Reasons[0], a.Items[0].Reason, c.want)
			}
		})
	}
}

func TestPostponed(t *testing.T) {
	three := ladder(5, 20, 40)
	s := owing(debt(1, day(0), eur("100.00")))
	s.SendDay = leaves(func(d date.Date) bool { return d.Weekday() != time.Sunday })
	for _, c := range []struct {
		name string
		on   int
		want bool
	}{
		{"a Saturday, on which the message may leave", 5, false},
		{"a Sunday, on which it only waits", 6, true},
		{"a day on which nothing is due", 4, false},
	} {
		a := Assess(s, &three, day(c.on))
		if a.Postponed() != c.want {
			t.Errorf("%s: postponed is %t", c.name, !c.want)
		}
	}
	s.LastSent, s.GapDays = day(3), 7
	if a := Assess(s, &three, day(6)); a.Postponed() {
		t.Error("a message that comes too soon is not to stay in the queue")
	}
}

func TestTotal(t *testing.T) {
	three := ladder(5, 20, 40)
	a := Assess(owing(debt(1, day(0), eur("100.00")), debt(2, day(90), eur("0.05"))), &three, day(5))
	if a.Total() != eur("100.05") {
		t.Errorf("the total is %s", a.Total().Text())
	}
}
