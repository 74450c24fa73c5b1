package dunning

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// step is one night of a case: what happened since the night before, and what the
// night says. A message that the night calls for leaves, unless it is stuck.
type step struct {
	on      date.Date
	happens func(*Snapshot)
	stuck   bool
	want    string
}

// TestCasesOfOthers holds the rules against cases that other systems fixed in
// their own tests: Tryton (TRY), metasfresh (MF), OCA credit control (CC), Lago
// (LAGO), Invoice Ninja (IN) and Axelor (AX). L22 is in TestCheck, L23 in
// TestMinimumByCurrency. That a queued message advances nothing, that a run before
// the last one is refused and that a replaced scenario withdraws what was queued
// (L2, L12, L21, L25) is decided here as far as facts go; that queue and run obey,
// and that a draft of a credit note is no fact (L26), is held by the stories of
// collect.
func TestCasesOfOthers(t *testing.T) {
	three := ladder(5, 20, 40)
	lift := func(s *Snapshot) { s.Holds = nil }
	sinceFirst := Scenario{Name: "test", Steps: []Step{
		{Key: "step-1", Tone: Polite, Days: 5, From: FromDue}, {Key: "step-2", Tone: Firm, Days: 10, From: FromPrevious},
	}}
	afterInvoice := Scenario{Name: "test", Steps: []Step{
		{Key: "step-1", Tone: Friendly, Days: 5, From: FromIssue}, {Key: "step-2", Tone: Polite, Days: 10, From: FromIssue},
		{Key: "step-3", Tone: Firm, Days: 15, From: FromIssue, RepeatDays: 14},
	}}
	on := date.Must
	hundred := eur("100.00")
	for _, c := range []struct {
		id, name string
		scenario Scenario
		facts    *Snapshot
		nights   []step
	}{
		{"L1 TRY", "the first step is due on its day, and a settled item is absent", three,
			owing(debt(1, day(0), hundred), debt(2, day(0), eur("0.00"))), []step{
				{on: day(4), want: "wait: step_later"},
				{on: day(5), want: "step-1 R-1"},
			}},
		{"L2 TRY", "a step that was proposed and never left stays the first, in one message", three,
			owing(debt(1, day(0), hundred)), []step{
				{on: day(5), stuck: true, want: "step-1 R-1"},
				{on: day(30), want: "step-1 R-1"},
			}},
		{"L3 TRY", "after a hold the next step follows, none is skipped", three,
			owing(debt(1, day(0), hundred)), []step{
				{on: day(5), want: "step-1 R-1"},
				{on: day(30), happens: func(s *Snapshot) { s.Holds = []hold.Hold{held("wait", date.None)} }, want: "hold: customer_held"},
				{on: day(45), happens: lift, want: "step-2 R-1"},
			}},
		{"L4 TRY", "what is paid in full closes the case", three,
			owing(), []step{{on: day(50), want: "close: nothing_open"}}},
		{"L6 MF", "an item that is late for the second step takes the first", ladder(10, 20, 30),
			owing(debt(1, day(0), hundred)), []step{{on: day(25), want: "step-1 R-1"}}},
		{"L8 MF", "a step that counts from the one before waits for its days", sinceFirst,
			taken(owing(debt(1, on("2012-01-20"), hundred)), "step-1", on("2012-02-01")), []step{
				{on: on("2012-02-05"), want: "wait: step_later"},
				{on: on("2012-02-11"), stuck: true, want: "step-2 R-1"},
				{on: on("2012-02-20"), want: "step-2 R-1"},
			}},
		{"L11 MF", "a hold that ended yesterday lets act", three,
			holding1(owing(debt(1, day(0), hundred)), day(5)), []step{{on: day(6), want: "step-1 R-1"}}},
		{"L11 MF", "a hold until today holds", three,
			holding1(owing(debt(1, day(0), hundred)), day(6)), []step{{on: day(6), want: "hold: customer_held"}}},
		{"L11 MF", "a hold until tomorrow holds", three,
			holding1(owing(debt(1, day(0), hundred)), day(7)), []step{{on: day(6), want: "hold: customer_held"}}},
		{"L12 MF", "the same night run twice acts once, even without a gap and far behind", three,
			owing(debt(1, day(-300), hundred)), []step{
				{on: day(0), want: "step-1 R-1"},
				{on: day(0), want: "wait: too_soon"},
				{on: day(1), want: "step-2 R-1"},
			}},
		{"L15 MF", "a hold to the 9th lets the 10th act", three,
			holding1(owing(debt(1, on("2026-03-01"), hundred)), on("2026-03-09")), []step{{on: on("2026-03-10"), want: "step-1 R-1"}}},
		{"L15 MF", "a hold to the 10th holds on the 10th", three,
			holding1(owing(debt(1, on("2026-03-01"), hundred)), on("2026-03-10")), []step{{on: on("2026-03-10"), want: "hold: customer_held"}}},
		{"L15 MF", "a hold to the 11th holds on the 10th", three,
			holding1(owing(debt(1, on("2026-03-01"), hundred)), on("2026-03-11")), []step{{on: on("2026-03-10"), want: "hold: customer_held"}}},
		{"L21 CC", "a year-old invoice climbs from the first step, night by night", three,
			owing(debt(1, on("2025-06-30"), hundred)), []step{
				{on: on("2025-12-30"), want: "step-1 R-1"},
				{on: on("2026-04-30"), want: "step-2 R-1"},
				{on: on("2026-06-30"), want: "step-3 R-1"},
				{on: on("2026-07-30"), want: "finished: ladder_done"},
			}},
		{"L21 CC", "a night before the last one says nothing", three,
			owing(debt(1, on("2025-06-30"), hundred)), []step{
				{on: on("2026-04-30"), want: "step-1 R-1"},
				{on: on("2026-04-29"), want: "wait: too_soon"},
			}},
		{"L25 LAGO", "an excluded customer hears nothing", three,
			holding1(owing(debt(1, day(0), hundred)), date.None), []step{{on: day(400), want: "hold: customer_held"}}},
		{"L26 LAGO", "a booked credit note is deducted from what is asked", three,
			least(credited(owing(debt(1, day(0), hundred)), eur("40.00")), eur("60.01")), []step{
				{on: day(5), want: "hold: below_minimum"},
				{on: day(5), happens: func(s *Snapshot) { s.MinimumDue = eur("60.00") }, want: "step-1 R-1"},
			}},
		{"L26 LAGO", "an item that a credit note covers drops out", three,
			credited(owing(debt(1, day(0), hundred), debt(2, day(1), hundred)), hundred), []step{
				{on: day(6), want: "step-1 R-2"},
			}},
		{"L26 LAGO", "a credit note that covers everything leaves nothing to ask", three,
			credited(owing(debt(1, day(0), hundred)), hundred), []step{{on: day(5), want: "hold: money_waits"}}},
		{"L27 IN", "steps count from the invoice date, and the last repeats every fortnight", afterInvoice,
			owing(Item{Invoice: 1, Number: "R-1", IssuedOn: on("2024-03-01"), DueOn: on("2024-03-15"), Open: hundred}), []step{
				{on: on("2024-03-05"), want: "wait: step_later"},
				{on: on("2024-03-06"), want: "step-1 R-1"},
				{on: on("2024-03-11"), want: "step-2 R-1"},
				{on: on("2024-03-16"), want: "step-3 R-1"},
				{on: on("2024-03-29"), want: "wait: step_later"},
				{on: on("2024-03-30"), want: "step-3 R-1"},
				{on: on("2024-04-12"), want: "wait: step_later"},
				{on: on("2024-04-13"), want: "step-3 R-1"},
				{on: on("2024-04-27"), want: "step-3 R-1"},
			}},
		{"L29 AX", "debts newer than the last contact start at the first step", three,
			lastSent(owing(debt(2, day(0), hundred), debt(3, day(1), hundred)), day(-10)), []step{
				{on: day(6), want: "step-1 R-2 R-3"},
			}},
	} {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			for _, n := range c.nights {
				if n.happens != nil {
					n.happens(c.facts)
				}
				a := Assess(c.facts, &c.scenario, n.on)
				if a.Verdict == Act && !n.stuck {
					c.facts.Take(&a, n.on)
				}
				if got := says(&a); got != n.want {
					t.Errorf("night of %s: %s, want %s", n.on, got, n.want)
				}
			}
		})
	}
}

func taken(s *Snapshot, step string, on date.Date) *Snapshot {
	s.Items[0].Taken, s.LastSent = Taken{Step: step, On: on, Times: 1}, on
	return s
}

func lastSent(s *Snapshot, on date.Date) *Snapshot {
	s.LastSent = on
	return s
}

func holding1(s *Snapshot, until date.Date) *Snapshot {
	s.Holds = []hold.Hold{held("asked by sales", until)}
	return s
}

func credited(s *Snapshot, a money.Amount) *Snapshot {
	s.Credits = a
	return s
}

func least(s *Snapshot, a money.Amount) *Snapshot {
	s.MinimumDue = a
	return s
}

// L2 and L25 at the level of facts: the name by which a message is queued once
// stays while it waits, however late, and is another one under another scenario.
func TestAMessageHasOneNameWhileItWaits(t *testing.T) {
	s := owing(debt(1, day(0), eur("100.00")), debt(2, day(1), eur("50.00")))
	three := ladder(5, 20, 40)
	first := Assess(s, &three, day(6))
	for _, c := range []struct {
		name     string
		scenario Scenario
		on       date.Date
		happens  func(*Snapshot)
		same     bool
	}{
		{"the next night", three, day(7), func(*Snapshot) {}, true},
		{"a month later, when further steps would be due", three, day(36), func(*Snapshot) {}, true},
		{"on a Sunday, when it may not leave", three, day(6), func(s *Snapshot) { s.SendDay = leaves(func(date.Date) bool { return false }) }, true},
		{"the items in another order", three, day(7), func(s *Snapshot) { s.Items[0], s.Items[1] = s.Items[1], s.Items[0] }, true},
		{"one of the items was paid", three, day(7), func(s *Snapshot) { s.Items = s.Items[1:] }, false},
		{"one of the items is contested", three, day(7), func(s *Snapshot) { s.Holds = []hold.Hold{heldInvoice(2, date.None)} }, false},
		{"the step left the house", three, day(30), func(s *Snapshot) { s.Take(&first, day(6)) }, false},
		{"another scenario", Standard(), day(12), func(*Snapshot) {}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			later := *s
			later.Items = append([]Item(nil), s.Items...)
			c.happens(&later)
			a := Assess(&later, &c.scenario, c.on)
			if same := a.Once() == first.Once(); same != c.same {
				t.Errorf("the message is called %q, was %q", a.Once(), first.Once())
			}
		})
	}
}

// L23 LAGO: at least EUR 150 or USD 100, two contacts, a gap of two days. EUR 149
// and USD 120 fell due on the first; EUR 10, of an invoice at shorter terms, on the
// fifth. Steps count from the invoice date. Each currency is a case of its own,
// with its own minimum.
func TestMinimumByCurrency(t *testing.T) {
	start := date.Must("2026-01-01")
	item := func(n int, open money.Amount) Item {
		return Item{Invoice: id.ID(n), Number: fmt.Sprintf("R-%d", n), IssuedOn: start.AddDays(-31), DueOn: start, Open: open}
	}
	scenario := Scenario{Name: "two contacts", Steps: []Step{
		{Key: "first", Tone: Polite, Days: 33, From: FromIssue},
		{Key: "second", Tone: Firm, Days: 3, From: FromPrevious},
	}}
	usd := func(s string) money.Amount { return money.Must(s, money.USD) }
	inEuro := &Snapshot{Currency: money.EUR, Items: []Item{item(1, eur("149.00"))}, Reach: Reach{Mail: true}, GapDays: 2, MinimumDue: eur("150.00")}
	inDollar := &Snapshot{Currency: money.USD, Items: []Item{item(2, usd("120.00"))}, Reach: Reach{Mail: true}, GapDays: 2, MinimumDue: usd("100.00")}

	messages := map[money.Currency][]string{}
	finished := map[money.Currency]date.Date{}
	for today := start; today <= date.Must("2026-01-12"); today++ {
		if today == date.Must("2026-01-05") {
			inEuro.Items = append(inEuro.Items, Item{Invoice: 3, Number: "R-3", IssuedOn: today.AddDays(-1), DueOn: today, Open: eur("10.00")})
		}
		for _, s := range []*Snapshot{inEuro, inDollar} {
			a := Assess(s, &scenario, today)
			if a.Verdict == Act {
				s.Take(&a, today)
				messages[s.Currency] = append(messages[s.Currency], today.String()+" "+says(&a))
			}
			if a.Items[0].Verdict == Finished && finished[s.Currency] == date.None {
				finished[s.Currency] = today
			}
		}
	}
	if diff := cmp.Diff(map[money.Currency][]string{
		money.USD: {"2026-01-03 first R-2", "2026-01-06 second R-2"},
		money.EUR: {"2026-01-06 first R-1", "2026-01-09 second R-1"},
	}, messages); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[money.Currency]date.Date{money.USD: date.Must("2026-01-07"), money.EUR: date.Must("2026-01-10")}, finished); diff != "" {
		t.Errorf("the scenario is finished on another day\n%s", diff)
	}
}
