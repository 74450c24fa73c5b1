package dunning

import (
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/message"
)

// TestWhatAScenarioLimits tells in one sentence each what bounds a message beside its steps.
func TestWhatAScenarioLimits(t *testing.T) {
	euros := func(minor int64) map[string]int64 { return map[string]int64{"EUR": minor} }
	for _, c := range []struct {
		name     string
		scenario func(*Scenario)
		facts    func(*Snapshot)
		want     string
		next     int // day on which the answer changes by itself; 0: none
	}{
		{"an own threshold counts instead of the company's", func(s *Scenario) { s.Limits.Least = euros(150_00) },
			func(s *Snapshot) { s.MinimumDue = eur("10.00") }, "hold: below_minimum", 0},
		{"an own threshold may be lower than the company's", func(s *Scenario) { s.Limits.Least = euros(50_00) },
			func(s *Snapshot) { s.MinimumDue = eur("500.00") }, "step-1 R-1", 0},
		{"a small invoice carries no message", func(s *Scenario) { s.Limits.Carry = euros(100_01) }, nil, "hold: none_carries", 0},
		{"a small invoice goes with a large one", func(s *Scenario) { s.Limits.Carry = euros(150_00) },
			func(s *Snapshot) { s.Items = append(s.Items, debt(2, day(0), eur("150.00"))) }, "step-1 R-1 R-2", 0},
		{"what is below the floor is left alone", func(s *Scenario) { s.Limits.Floor = euros(100_01) }, nil, "hold: below_floor", 0},
		{"what is below the floor keeps nothing else back", func(s *Scenario) { s.Limits.Floor = euros(100_01) },
			func(s *Snapshot) { s.Items = append(s.Items, debt(2, day(0), eur("150.00"))) }, "step-1 R-2", 0},
		{"a limit of another currency is none", func(s *Scenario) { s.Limits.Floor = map[string]int64{"USD": 900_00} }, nil, "step-1 R-1", 0},
		{"an own gap counts instead of the company's", func(s *Scenario) { s.Limits.GapDays = 9 },
			func(s *Snapshot) { s.GapDays, s.LastSent = 2, day(2) }, "wait: too_soon", 11},
		{"two messages in seven days are enough", func(s *Scenario) { s.Limits.PerWeek = 2 },
			func(s *Snapshot) { s.Contacts = []date.Date{day(4), day(8)} }, "wait: too_often", 11},
		{"one that is a week old counts no more", func(s *Scenario) { s.Limits.PerWeek = 2 },
			func(s *Snapshot) { s.Contacts = []date.Date{day(3), day(8)} }, "step-1 R-1", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			scenario, s := ladder(10, 30), owing(debt(1, day(0), eur("100.00")))
			c.scenario(&scenario)
			if c.facts != nil {
				c.facts(s)
			}
			if err := scenario.Check(); err != nil {
				t.Fatal(err)
			}
			a := Assess(s, &scenario, day(10))
			next := date.None
			if c.next != 0 {
				next = day(c.next)
			}
			if got := says(&a); got != c.want || a.NextOn != next {
				t.Errorf("%s, until %q; want %s, until %q", got, a.NextOn, c.want, next)
			}
		})
	}
}

func TestAboveTheCeilingAPersonDecides(t *testing.T) {
	scenario := ladder(10)
	scenario.Limits.Ceiling = map[string]int64{"EUR": 100_00}
	for sum, want := range map[string]Code{"100.00": "", "100.01": AboveCeiling} {
		a := Assess(owing(debt(1, day(0), eur(sum))), &scenario, day(10))
		if a.Verdict != Act || (a.Approval == nil) != (want == "") || a.Approval != nil && a.Approval.Code != want {
			t.Errorf("%s: %s, approval %+v", sum, a.Verdict, a.Approval)
		}
	}
	scenario.Limits, scenario.Steps[0].Approve = Limits{}, true
	if a := Assess(owing(debt(1, day(0), eur("1.00"))), &scenario, day(10)); a.Approval == nil || a.Approval.Code != AsksApproval {
		t.Errorf("approval %+v", a.Approval)
	}
}

func TestAMessageGoesByTheFirstWayThatIsOpen(t *testing.T) {
	scenario := ladder(10)
	scenario.Steps[0].Channels = []message.Channel{message.Mail, message.Call, message.Letter}
	once := onceOf(&scenario)
	for name, c := range map[string]struct {
		reach   Reach
		refused []Refusal
		want    string
	}{
		"by mail":                          {Reach{Mail: true, Post: true}, nil, "mail"},
		"by letter where no mail reaches":  {Reach{Post: true}, nil, "letter"},
		"by call before a letter":          {Reach{Post: true, Phone: true}, nil, "call"},
		"by letter where mail was refused": {Reach{Mail: true, Post: true}, []Refusal{{once, message.Mail}}, "letter"},
		"another message was refused":      {Reach{Mail: true, Post: true}, []Refusal{{"another", message.Mail}}, "mail"},
		"all were refused":                 {Reach{Mail: true, Post: true}, []Refusal{{once, message.Mail}, {once, message.Letter}}, "hold: was_refused"},
		"no way is open":                   {Reach{SMS: true}, nil, "hold: no_recipient"},
		"a letter came back":               {Reach{BackOn: day(1), Back: message.BackMoved}, nil, "hold: letter_back"},
		"a letter came back, mail reaches": {Reach{Mail: true, BackOn: day(1), Back: message.BackMoved}, nil, "mail"},
	} {
		s := owing(debt(1, day(0), eur("100.00")))
		s.Reach, s.Refused = c.reach, c.refused
		a := Assess(s, &scenario, day(10))
		got := says(&a)
		if a.Verdict == Act {
			got = string(a.Channel)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func onceOf(scenario *Scenario) string {
	a := Assess(owing(debt(1, day(0), eur("100.00"))), scenario, day(10))
	return a.Once()
}

// A step that left late gives its whole time; the one behind it waits.
func TestNoStepIsTakenWhileTimeRuns(t *testing.T) {
	scenario := ladder(10, 20, 30)
	scenario.Steps[0].DeadlineDays = 15
	s := owing(debt(1, day(0), eur("100.00")))
	s.PayDay = func(d date.Date) date.Date { return d.AddDays(1) } // a holiday at its end
	for _, n := range []struct {
		on   int
		want string
	}{{10, "step-1 R-1"}, {20, "wait: deadline_runs"}, {26, "wait: deadline_runs"}, {27, "step-2 R-1"}, {30, "step-3 R-1"}} {
		if got := night(s, &scenario, day(n.on)); got != n.want {
			t.Errorf("day %d: %s, want %s", n.on, got, n.want)
		}
	}
}

func TestABrokenPromiseIsAnsweredOnceAndTheLadderGoesOn(t *testing.T) {
	scenario := ladder(10, 20, 40)
	scenario.Broken = &Step{Key: "broken-promise", Tone: Firm, Days: 1, From: FromDue}
	s := owing(debt(1, day(0), eur("100.00")), debt(2, day(16), eur("50.00")))
	s.Items[0].Taken, s.LastSent = Taken{Step: "step-1", On: day(10), Times: 1}, day(10)
	s.Holds = []hold.Hold{{Cause: hold.ForPromise, PromisedOn: day(15), Until: day(18), Amount: eur("100.00")}}
	for _, n := range []struct {
		on   int
		want string
	}{
		{18, "wait: step_later"}, // it still holds, and nothing of the ladder is due
		{19, "broken-promise R-1"},
		{20, "step-2 R-1"}, // the invoice that fell due after the promise climbs by itself
		{26, "step-1 R-2"},
		{40, "step-3 R-1 R-2@step-2"},
	} {
		if got := night(s, &scenario, day(n.on)); got != n.want {
			t.Errorf("day %d: %s, want %s", n.on, got, n.want)
		}
	}
}

func TestOldDebtsComeOntoTheLadderGently(t *testing.T) {
	scenario := ladder(10, 20, 30)
	scenario.Steps[1].Tone, scenario.Steps[2].Tone = Firm, Formal
	for name, c := range map[string]struct {
		entry Entry
		on    int
		want  string
	}{
		"before its day nothing is taken":         {Entry{Before: day(50), On: day(60)}, 59, "wait: enters_later"},
		"at the first step, whatever its age":     {Entry{Before: day(50), On: day(60)}, 60, "step-1 R-1"},
		"by its age, as far as the tone goes":     {Entry{Before: day(50), On: day(60), ByAge: Firm}, 60, "step-2 R-1"},
		"by its age to the end":                   {Entry{Before: day(50), On: day(60), ByAge: Formal}, 60, "step-3 R-1"},
		"by the age that it has on its day":       {Entry{Before: day(50), On: day(15), ByAge: Formal}, 60, "step-1 R-1"},
		"a debt due on the day itself is not old": {Entry{Before: day(0), On: day(60), ByAge: Formal}, 10, "step-1 R-1"},
	} {
		s := owing(debt(1, day(0), eur("100.00")))
		s.Entry = c.entry
		if got := night(s, &scenario, day(c.on)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAMessageListsWhatTheScenarioSays(t *testing.T) {
	for include, want := range map[Inclusion]string{IncludeAll: "R-1 R-2 R-4", IncludeLate: "R-1 R-2", IncludeTaking: "R-1"} {
		scenario := ladder(10, 30)
		scenario.Include = include
		s := owing(debt(1, day(0), eur("100.00")), debt(2, day(5), eur("50.00")), debt(3, day(6), eur("20.00")), debt(4, day(20), eur("30.00")))
		s.Holds = []hold.Hold{heldInvoice(3, date.None)}
		a := Assess(s, &scenario, day(10))
		got := ""
		for _, d := range a.Items {
			if d.Listed {
				got += " " + d.Item.Number
			}
		}
		if got[1:] != want {
			t.Errorf("%q lists%s, want %s: what is contested is never listed", include, got, want)
		}
	}
}

func TestTheKindOfPayerPicksTheTone(t *testing.T) {
	for _, c := range []struct {
		tone  Tone
		payer string
		want  Tone
	}{
		{Polite, "", Polite}, {Polite, "late", Polite}, {Firm, "prompt", Polite}, {Friendly, "prompt", Friendly},
		{Firm, "habitual", Final}, {Final, "habitual", Final}, {Formal, "habitual", Formal}, {Formal, "prompt", Formal},
	} {
		scenario := ladder(10)
		scenario.Steps[0].Tone, scenario.Softer, scenario.Firmer = c.tone, []string{"prompt"}, []string{"habitual"}
		s := owing(debt(1, day(0), eur("100.00")))
		s.Payer = c.payer
		if a := Assess(s, &scenario, day(10)); a.Step.Tone != c.want {
			t.Errorf("%s to a %q payer: %s, want %s", c.tone, c.payer, a.Step.Tone, c.want)
		}
	}
}

func TestAStepMayRepeatBeforeTheNext(t *testing.T) {
	scenario := ladder(10, 40)
	scenario.Steps[0].RepeatDays, scenario.Steps[0].RepeatTimes = 7, 2
	s := owing(debt(1, day(0), eur("100.00")))
	for _, n := range []struct {
		on   int
		want string
	}{{10, "step-1 R-1"}, {16, "wait: step_later"}, {17, "step-1 R-1"}, {24, "step-1 R-1"}, {31, "wait: step_later"}, {40, "step-2 R-1"}, {47, "finished: ladder_done"}} {
		if got := night(s, &scenario, day(n.on)); got != n.want {
			t.Errorf("day %d: %s, want %s", n.on, got, n.want)
		}
	}
}

func TestTheFirstRuleThatFitsGivesTheScenario(t *testing.T) {
	rules := []Rule{
		{Plan: 1, Labels: []string{"VIP"}},
		{Plan: 2, Kinds: []customer.Kind{customer.Consumer}, Countries: []string{"BE", "LU"}},
		{Plan: 3, Payers: []string{"habitual"}, Least: map[string]int64{"EUR": 500_00}},
		{Plan: 4, Managers: []string{"Anna@lys.example"}, Held: true},
	}
	for name, c := range map[string]struct {
		debtor Debtor
		plan   int
		rule   int
	}{
		"a label, whatever its case":        {Debtor{Labels: []string{"north", "vip"}, Kind: customer.Consumer, Country: "BE"}, 1, 0},
		"kind and country together":         {Debtor{Kind: customer.Consumer, Country: "LU"}, 2, 1},
		"kind without the country":          {Debtor{Kind: customer.Consumer, Country: "FR"}, 9, -1},
		"a payer who owes enough":           {Debtor{Payer: "habitual", Owes: eur("500.00")}, 3, 2},
		"a payer who owes less":             {Debtor{Payer: "habitual", Owes: eur("499.99")}, 9, -1},
		"an account manager who holds":      {Debtor{Manager: "anna@lys.example", Held: true}, 4, 3},
		"an account manager without a hold": {Debtor{Manager: "anna@lys.example"}, 9, -1},
	} {
		if plan, rule := Assign(rules, &c.debtor, 9); int(plan) != c.plan || rule != c.rule {
			t.Errorf("%s: scenario %d by rule %d, want %d by %d", name, plan, rule, c.plan, c.rule)
		}
	}
}

// A message speaks in the most severe of the tones that its steps ask for, wherever they
// stand in the ladder.
func TestAMessageSpeaksInItsMostSevereTone(t *testing.T) {
	scenario := ladder(10, 20, 30)
	scenario.Steps[1].Tone, scenario.Steps[2].Tone = Formal, Final
	scenario.Broken = &Step{Key: "broken-promise", Tone: Firm, Days: 1, From: FromDue}
	older, younger := debt(1, day(0), eur("100.00")), debt(2, day(10), eur("50.00"))
	older.Taken, younger.Taken = Taken{Step: "step-2", On: day(20), Times: 1}, Taken{Step: "step-1", On: day(20), Times: 1}
	s := owing(older, younger)
	if a := Assess(s, &scenario, day(30)); says(&a) != "step-2 R-1@step-3 R-2" {
		t.Errorf("%s", says(&a))
	}
	s.Holds = []hold.Hold{{Cause: hold.ForPromise, Invoice: 1, PromisedOn: day(25), Until: day(28), Amount: eur("100.00")}}
	if a := Assess(s, &scenario, day(30)); says(&a) != "step-2 R-1@broken-promise R-2" {
		t.Errorf("%s", says(&a))
	}
}
