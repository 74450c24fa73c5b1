package dunning

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
)

// anyScenario draws a ladder that Check accepts.
func anyScenario(t *rapid.T) Scenario {
	s := Scenario{Name: "drawn"}
	days := rapid.IntRange(-10, 10).Draw(t, "first day")
	for n := range rapid.IntRange(1, 5).Draw(t, "steps") {
		step := Step{Key: string(rune('a' + n)), Tone: Polite, Days: days, From: FromDue}
		if n > 0 && rapid.Bool().Draw(t, "from previous") {
			step.From, step.Days = FromPrevious, rapid.IntRange(0, 20).Draw(t, "days after previous")
		}
		days += rapid.IntRange(1, 20).Draw(t, "days to the next")
		if !step.BeforeDue() && rapid.IntRange(0, 3).Draw(t, "sets a deadline") == 0 {
			step.DeadlineDays = rapid.IntRange(1, 15).Draw(t, "deadline")
		}
		if !step.BeforeDue() && rapid.IntRange(0, 3).Draw(t, "repeats before the next") == 0 {
			step.RepeatDays, step.RepeatTimes = rapid.IntRange(1, 8).Draw(t, "repeat days"), rapid.IntRange(1, 3).Draw(t, "repeat times")
		}
		if !step.BeforeDue() && rapid.IntRange(0, 4).Draw(t, "collects") == 0 {
			step.Effects = []Effect{ToCollection}
		}
		if rapid.IntRange(0, 3).Draw(t, "ways") == 0 {
			step.Channels = []message.Channel{message.Mail, message.Letter}
		}
		s.Steps = append(s.Steps, step)
	}
	anyRest(t, &s)
	last := &s.Steps[len(s.Steps)-1]
	if !last.BeforeDue() && rapid.Bool().Draw(t, "repeats") {
		last.RepeatDays, last.RepeatTimes = rapid.IntRange(1, 15).Draw(t, "repeat days"), rapid.IntRange(0, 3).Draw(t, "repeat times")
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	return s
}

// anyRest draws what is beside the ladder.
func anyRest(t *rapid.T, s *Scenario) {
	some := func(what string) map[string]int64 {
		if rapid.IntRange(0, 3).Draw(t, what) > 0 {
			return nil
		}
		return map[string]int64{"EUR": rapid.Int64Range(0, 30).Draw(t, what+" of") * 1000}
	}
	s.Limits = Limits{Least: some("least"), Carry: some("carry"), Floor: some("floor"), Ceiling: some("ceiling"),
		GapDays: rapid.IntRange(0, 5).Draw(t, "own gap"), PerWeek: rapid.IntRange(0, 2).Draw(t, "a week")}
	s.Include = rapid.SampledFrom([]Inclusion{IncludeAll, IncludeLate, IncludeTaking}).Draw(t, "include")
	if rapid.Bool().Draw(t, "answers broken promises") {
		s.Broken = &Step{Key: "broken", Tone: Firm, Days: rapid.IntRange(0, 5).Draw(t, "days after the promise"), From: FromDue}
	}
}

func anyDay(t *rapid.T, label string, low, high int) date.Date {
	return day(rapid.IntRange(low, high).Draw(t, label))
}

// maybeDay draws a day or none.
func maybeDay(t *rapid.T, label string, low, high int) date.Date {
	if rapid.Bool().Draw(t, "no "+label) {
		return date.None
	}
	return anyDay(t, label, low, high)
}

func anyAmount(t *rapid.T, label string) money.Amount {
	return money.Of(rapid.Int64Range(0, 30).Draw(t, label)*1000, money.EUR)
}

func anyItem(t *rapid.T, n int, scenario *Scenario) Item {
	due := anyDay(t, "due", -60, 60)
	item := Item{Invoice: id.ID(n/2 + 1), Part: n % 2, Number: "R", IssuedOn: due.AddDays(-30), DueOn: due, Open: anyAmount(t, "open")}
	if rapid.Bool().Draw(t, "on the ladder") {
		step := rapid.SampledFrom(scenario.Steps).Draw(t, "taken")
		item.Taken = Taken{Step: step.Key, On: due.AddDays(rapid.IntRange(-5, 40).Draw(t, "taken on")), Times: 1}
	}
	return item
}

// anySnapshot draws facts as of day 0, and policies of every kind.
func anySnapshot(t *rapid.T, scenario *Scenario) *Snapshot {
	s := &Snapshot{Customer: 1, Currency: money.EUR, Reach: Reach{Mail: rapid.IntRange(0, 9).Draw(t, "reachable") > 0},
		Credits: anyAmount(t, "credits"), LastSent: maybeDay(t, "last sent", -30, 0),
		GapDays: rapid.IntRange(0, 10).Draw(t, "gap"), MinimumDue: anyAmount(t, "minimum")}
	for n := range rapid.IntRange(0, 6).Draw(t, "items") {
		s.Items = append(s.Items, anyItem(t, n, scenario))
	}
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		s.Holds = append(s.Holds, hold.Hold{Invoice: id.ID(rapid.IntRange(0, 3).Draw(t, "held")), Reason: "r", Until: maybeDay(t, "until", -5, 40)})
	}
	if rapid.IntRange(0, 2).Draw(t, "promises") == 0 {
		on := anyDay(t, "promised", -10, 20)
		s.Holds = append(s.Holds, hold.Hold{Cause: hold.ForPromise, Invoice: id.ID(rapid.IntRange(0, 3).Draw(t, "promised invoice")), PromisedOn: on,
			Until: on.AddDays(rapid.IntRange(0, 4).Draw(t, "grace"))})
	}
	for range rapid.IntRange(0, 3).Draw(t, "contacts") {
		s.Contacts = append(s.Contacts, anyDay(t, "contact", -10, 0))
	}
	if rapid.IntRange(0, 3).Draw(t, "takes on old debts") == 0 {
		s.Entry = Entry{Before: anyDay(t, "old before", -30, 30), On: anyDay(t, "enters", -20, 20), ByAge: rapid.SampledFrom([]Tone{"", Polite, Final}).Draw(t, "by age")}
	}
	if rapid.IntRange(0, 3).Draw(t, "collects") == 0 {
		s.Collecting = anyDay(t, "collects since", -30, 0)
	}
	if rapid.IntRange(0, 5).Draw(t, "insolvent") == 0 {
		s.Insolvent = anyDay(t, "judgment", -60, 0)
	}
	if rapid.IntRange(0, 3).Draw(t, "hardship") == 0 {
		s.Hardship = Spell{anyDay(t, "hardship since", -30, 0), maybeDay(t, "hardship until", 0, 30)}
	}
	for range rapid.IntRange(0, 2).Draw(t, "likely") {
		s.Likely = append(s.Likely, Likely{id.ID(rapid.IntRange(0, 3).Draw(t, "pays")), anyAmount(t, "likely amount"), anyDay(t, "arrived", -10, 0), rapid.Bool().Draw(t, "announced")})
	}
	if rapid.Bool().Draw(t, "refused before") {
		a := Assess(s, scenario, day(0))
		s.Refused = []Refusal{{a.Once(), message.Mail}}
	}
	if rapid.Bool().Draw(t, "calendar") {
		s.SendDay = leaves(func(d date.Date) bool { return d.Weekday() != time.Sunday && d.Weekday() != time.Saturday })
	}
	return s
}

var exact = cmp.AllowUnexported(Decision{})

func TestOrderOfFactsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		mixed := *s
		mixed.Items = rapid.Permutation(s.Items).Draw(t, "items in another order")
		mixed.Holds = rapid.Permutation(s.Holds).Draw(t, "holds in another order")
		mixed.Likely = rapid.Permutation(s.Likely).Draw(t, "likely payments in another order")
		if diff := cmp.Diff(Assess(s, &scenario, day(0)), Assess(&mixed, &scenario, day(0)), exact); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAssessLeavesItsSnapshotAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		before := *s
		before.Items, before.Holds, before.Likely = slices.Clone(s.Items), slices.Clone(s.Holds), slices.Clone(s.Likely)
		before.SendDay = nil
		Assess(s, &scenario, day(0))
		s.SendDay = nil
		if diff := cmp.Diff(before, *s); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEveryOpenItemGetsAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		a := Assess(s, &scenario, day(0))
		open := 0
		for _, i := range s.Items {
			open += i.Open.Sign()
		}
		if len(a.Items) != open {
			t.Errorf("%d decisions about %d open items", len(a.Items), open)
		}
		for _, d := range a.Items {
			if d.Verdict == "" || d.Verdict == Close || d.Reason.Code == "" {
				t.Errorf("an item without a verdict of its own or a reason: %+v", d)
			}
			if d.Verdict != d.Reason.Code.Verdict() || !slices.Contains(ItemCodes(), d.Reason.Code) {
				t.Errorf("%s does not mean %s of an item", d.Reason.Code, d.Verdict)
			}
		}
		if a.Verdict == "" || len(a.Reasons) == 0 {
			t.Errorf("no verdict or no reason: %+v", a)
		}
	})
}

func TestNothingActsThatIsHeldOrCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		a := Assess(s, &scenario, day(0))
		purse := s.Credits
		for _, d := range a.Items {
			if slices.ContainsFunc(s.Holds, func(h hold.Hold) bool {
				return (h.Invoice == 0 || h.Invoice == d.Item.Invoice) && h.HoldsOn(day(0))
			}) {
				if d.Verdict == Act {
					t.Errorf("a held item acts: %+v", d)
				}
				continue
			}
			covered := purse.Min(d.Item.Open)
			purse = purse.Sub(covered)
			if d.Verdict == Act && covered == d.Item.Open {
				t.Errorf("an item that credits cover acts: %+v", d)
			}
			if d.Verdict == Act && slices.ContainsFunc(s.Likely, func(l Likely) bool {
				names := l.Invoice == d.Item.Invoice || l.Invoice == 0 && !l.Announced
				return names && l.Amount.Cmp(d.Item.Open) >= 0 && (!l.Announced || l.On >= day(-announcedDays))
			}) {
				t.Errorf("an item that a likely payment covers acts: %+v", d)
			}
		}
	})
}

// TestNights lives through four months of nights, some missed, with payments and
// new invoices, and checks what must hold on every one of them.
func TestNights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		s.Items = slices.CompactFunc(s.Items, func(a, b Item) bool { return a.Invoice == b.Invoice && a.Part == b.Part })
		for n := range s.Items {
			s.Items[n].Taken = Taken{}
		}
		for n := range 120 {
			today := day(n)
			switch rapid.IntRange(0, 9).Draw(t, "fact") {
			case 0:
				if len(s.Items) > 0 {
					i := &s.Items[rapid.IntRange(0, len(s.Items)-1).Draw(t, "paid")]
					i.Open = i.Open.Sub(i.Open.Min(anyAmount(t, "payment")))
				}
			case 1:
				s.Items = append(s.Items, Item{Invoice: id.ID(1000 + n), DueOn: today.AddDays(10), IssuedOn: today, Open: anyAmount(t, "new")})
			case 2, 3:
				continue // the night is missed
			}
			a := Assess(s, &scenario, today)
			if a.Verdict != Act {
				continue
			}
			checkMessage(t, s, &scenario, &a, today)
			s.Take(&a, today)
			if again := Assess(s, &scenario, today); again.Verdict == Act {
				t.Fatalf("%s: a second message on one day: %s", today, says(&again))
			}
		}
	})
}

// checkMessage checks a message that is to leave: not too soon, not on a closed
// day, and for each item the step after its last, or the last again.
func checkMessage(t *rapid.T, s *Snapshot, scenario *Scenario, a *Assessment, today date.Date) {
	gap := s.GapDays
	if scenario.Limits.GapDays > 0 {
		gap = scenario.Limits.GapDays
	}
	if s.LastSent != date.None && int(today-s.LastSent) < max(gap, 1) {
		t.Fatalf("%s: only %d days after the last message", today, today-s.LastSent)
	}
	if lately := len(slices.DeleteFunc(slices.Clone(s.Contacts), func(on date.Date) bool { return on <= today.AddDays(-7) })); scenario.Limits.PerWeek > 0 && lately >= scenario.Limits.PerWeek {
		t.Fatalf("%s: %d messages within a week already", today, lately)
	}
	if s.SendDay != nil && isClosed(s.SendDay, today) {
		t.Fatalf("%s: a message on a closed day", today)
	}
	for _, d := range a.Items {
		if d.Listed != (d.Due || scenario.Include != IncludeTaking && (d.Verdict != Hold || d.Reason.Code == MoneyWaits) && (scenario.Include == IncludeAll || d.Item.DueOn < today)) {
			t.Fatalf("%s: listed %t: %+v", today, d.Listed, d)
		}
		if !d.Due {
			continue
		}
		if scenario.Broken != nil && d.Step == scenario.Broken.Key {
			if d.Reason.Code != PromiseBroken || d.Reason.Day >= today {
				t.Fatalf("%s: no promise was broken: %+v", today, d)
			}
			continue
		}
		if d.Item.Taken.Until >= today {
			t.Fatalf("%s: step %s is taken while time runs until %s", today, d.Step, d.Item.Taken.Until)
		}
		if first := scenario.collection(); s.collects(&d.Item) && scenario.rank(d.Step) == first && scenario.rank(d.Item.reached(scenario).Step) < first {
			continue // collection begins with its first step, on the day on which it began
		}
		if d.Item.Taken.Step == "" && d.Item.DueOn < s.Entry.Before {
			if today < s.Entry.On {
				t.Fatalf("%s: an old debt takes %s before %s", today, d.Step, s.Entry.On)
			}
			continue // it may begin higher up
		}
		reached := d.Item.reached(scenario)
		d.Item.Taken.Step, d.Item.Taken.Times = reached.Step, reached.Times
		before, now := scenario.rank(d.Item.Taken.Step), scenario.rank(d.Step)
		switch {
		case now == before:
			last := scenario.Steps[now]
			if last.RepeatDays == 0 || d.Times != d.Item.Taken.Times+1 || last.RepeatTimes > 0 && d.Times > last.RepeatTimes+1 {
				t.Fatalf("%s: step %s for the %d. time", today, d.Step, d.Times)
			}
		case now < before:
			t.Fatalf("%s: down the ladder from %s to %s", today, d.Item.Taken.Step, d.Step)
		}
		for _, skipped := range scenario.Steps[before+1 : max(now, before+1)] {
			if !skipped.BeforeDue() || today <= d.Item.DueOn {
				t.Fatalf("%s: step %s is skipped", today, skipped.Key)
			}
		}
		if stepDay(&scenario.Steps[now], &d.Item) > today && now != before {
			t.Fatalf("%s: step %s is taken before its day", today, d.Step)
		}
	}
}

// TestNothingChangesBeforeNextOn says that NextOn is honest: before it the verdict
// is the same every day, and on it something is another.
func TestNothingChangesBeforeNextOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		a := Assess(s, &scenario, day(0))
		if a.Verdict == Act {
			return
		}
		end := a.NextOn
		if end == date.None {
			end = day(200)
		}
		if end <= day(0) {
			t.Fatalf("the answer changes on %s, which is not to come", end)
		}
		for today := day(1); today < end; today++ {
			if b := Assess(s, &scenario, today); b.Verdict != a.Verdict {
				t.Fatalf("%s: %s became %s although it changes on %q", today, says(&a), says(&b), a.NextOn)
			}
		}
		if a.NextOn != date.None && slices.Equal(states(s, &scenario, end-1), states(s, &scenario, end)) {
			t.Fatalf("%s and on %s the answer is as before", says(&a), end)
		}
	})
}

// states is what an assessment says, less what changes every day.
func states(s *Snapshot, scenario *Scenario, today date.Date) []string {
	a := Assess(s, scenario, today)
	said := []string{says(&a), a.Reasons[0].Step}
	for _, d := range a.Items {
		said = append(said, d.Step, string(d.Verdict), string(d.standing(today)), string(d.Reason.Code), d.Reason.Day.String(), d.Reason.Amount.Text())
	}
	return append(said, a.asked(today).Text())
}

// TestASimulationIsItsNights says that only days on which something may happen
// need to be looked at: going from NextOn to NextOn sends what going day by day
// sends.
func TestASimulationIsItsNights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		daily, leaping := *s, *s
		daily.Items, leaping.Items = slices.Clone(s.Items), slices.Clone(s.Items)
		var byDay, byLeaps []string
		for today := day(0); today < day(120); today++ {
			if a := Assess(&daily, &scenario, today); a.Verdict == Act {
				byDay = append(byDay, today.String()+" "+says(&a))
				daily.Take(&a, today)
			}
		}
		for today := day(0); today != date.None && today < day(120); {
			a := Assess(&leaping, &scenario, today)
			if a.Verdict != Act {
				today = a.NextOn
				continue
			}
			byLeaps = append(byLeaps, today.String()+" "+says(&a))
			leaping.Take(&a, today)
		}
		if diff := cmp.Diff(byDay, byLeaps); diff != "" {
			t.Error(diff)
		}
	})
}
