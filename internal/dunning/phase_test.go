package dunning

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/money"
	"acquit/internal/phase"
)

// pursuit is a ladder with a notice of default and two steps of collection behind it.
func pursuit() Scenario {
	return Scenario{Name: "pursuit", Steps: []Step{
		{Key: "soon", Tone: Friendly, Days: -5, From: FromDue},
		{Key: "first", Tone: Polite, Days: 10, From: FromDue},
		{Key: "notice", Tone: Formal, Days: 30, From: FromDue, DeadlineDays: 15},
		{Key: "call", Tone: Firm, Days: 60, From: FromDue, Effects: []Effect{ToCollection}},
		{Key: "last", Tone: Final, Days: 7, From: FromPrevious},
	}}
}

func TestACaseIsInThePhaseOfTheMostSevereStepThatItsOpenDebtsTook(t *testing.T) {
	s := pursuit()
	s.Broken = &Step{Key: "broken", Tone: Formal, Days: 1, From: FromDue}
	took := func(item Item, steps ...string) Item {
		for n, step := range steps {
			item.Took(Taken{Step: step, On: day(n), Times: 1})
		}
		return item
	}
	open, paid := debt(1, day(0), eur("10.00")), debt(2, day(0), eur("0.00"))
	for _, c := range []struct {
		name  string
		facts *Snapshot
		want  phase.Phase
	}{
		{"nothing was asked for", owing(open), phase.Quiet},
		{"only a notice before the due day has left", owing(took(open, "soon")), phase.Quiet},
		{"a reminder has left", owing(took(open, "soon", "first")), phase.Reminder},
		{"a step that the ladder does not have any more was a reminder", owing(took(open, "gone")), phase.Reminder},
		{"a notice of default has left", owing(took(open, "first", "notice")), phase.Notice},
		{"a milder step came after the notice", owing(took(open, "notice", "first")), phase.Notice},
		{"a broken promise was answered formally", owing(took(open, "first", "broken")), phase.Notice},
		{"what took the notice is paid", owing(took(paid, "notice"), took(open, "first")), phase.Reminder},
		{"one debt of two took the notice", owing(took(debt(3, day(0), eur("1.00")), "notice"), open), phase.Notice},
	} {
		if got := c.facts.Phase(&s); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	collected := owing(open)
	if collected.Collecting = day(3); collected.Phase(&s) != phase.Collection {
		t.Errorf("a person began to collect: %q", collected.Phase(&s))
	}
}

func TestCollectionTakesItsFirstStepAtOnce(t *testing.T) {
	s := pursuit()
	facts := owing(debt(1, day(0), eur("100.00")), debt(2, day(20), eur("50.00")))
	facts.Collecting = day(12)
	if got := night(facts, &s, day(12)); got != "call R-1" {
		t.Fatalf("%s: what is not due yet climbs the ladder, what is begins with the call", got)
	}
	if got := night(facts, &s, day(19)); got != "last R-1 R-2@soon" {
		t.Error(got)
	}
	if got := night(facts, &s, day(30)); got != "first R-2" {
		t.Error(got)
	}
}

func TestCollectionLeavesTheTimeThatANoticeGave(t *testing.T) {
	s := pursuit()
	facts := owing(debt(1, day(0), eur("100.00")))
	for n := range 31 {
		night(facts, &s, day(n))
	}
	until := facts.Items[0].Taken.Until
	facts.Collecting = day(31)
	for today := day(31); today <= until; today++ {
		if got := night(facts, &s, today); got != "wait: deadline_runs" {
			t.Fatalf("%s: %s, while the notice gives until %s", today, got, until)
		}
	}
	if got := night(facts, &s, until.AddDays(1)); got != "call R-1" {
		t.Error(got)
	}
}

func TestAStepOfCollectionBeginsCollectionForEveryDebtThatIsDue(t *testing.T) {
	s := pursuit()
	facts := owing(debt(1, day(0), eur("100.00")), debt(2, day(45), eur("50.00")))
	for n := range 60 {
		night(facts, &s, day(n))
	}
	if got := night(facts, &s, day(60)); got != "call R-1" || facts.Collecting != day(60) {
		t.Fatalf("%s, collecting since %s", got, facts.Collecting)
	}
	if got := night(facts, &s, day(61)); got != "call R-2" {
		t.Errorf("%s: the second debt fell due before the collection began", got)
	}
}

func TestWhatALadderWithoutCollectionDoesIsNotChangedByIt(t *testing.T) {
	s := ladder(5, 10)
	facts := owing(debt(1, day(0), eur("100.00")))
	facts.Collecting = day(4)
	if got := night(facts, &s, day(5)); got != "step-1 R-1" {
		t.Error(got)
	}
}

func TestDebtsFromBeforeAJudgmentAreNotAskedFor(t *testing.T) {
	s := ladder(5)
	before, after := debt(1, day(0), eur("100.00")), debt(2, day(0), eur("50.00"))
	before.IssuedOn, after.IssuedOn = day(-30), day(-29)
	facts := owing(before, after)
	facts.Insolvent = day(-30)
	a := Assess(facts, &s, day(5))
	if got := says(&a); got != "step-1 R-2" {
		t.Fatal(got)
	}
	if r := a.Items[0].Reason; r.Code != Insolvent || r.Day != day(-30) || a.Items[0].Listed {
		t.Errorf("%+v", a.Items[0])
	}
	before.IssuedOn = date.None
	facts = owing(before)
	if facts.Insolvent = day(0); night(facts, &s, day(5)) != "hold: insolvent" {
		t.Error("an invoice without a day counts by its due day")
	}
}

func TestAPersonDecidesAboutSevereStepsToWhomIsLoyalOrInHardship(t *testing.T) {
	s := pursuit()
	at := func(change func(*Snapshot), key string) *Reason {
		facts := owing(debt(1, day(0), eur("100.00")))
		for n := range s.Steps[:s.rank(key)] {
			facts.Items[0].Took(Taken{Step: s.Steps[n].Key, On: day(n), Times: 1})
		}
		change(facts)
		a := Assess(facts, &s, day(70))
		if a.Verdict != Act || a.Step.Key != key {
			t.Fatalf("%s, want %s", says(&a), key)
		}
		return a.Approval
	}
	loyal := func(s *Snapshot) {
		s.Loyal = Loyal{Since: day(-2000), Paid: money.Of(5000_00, money.EUR), From: day(70)}
	}
	young := func(s *Snapshot) { s.Loyal = Loyal{Since: day(-2000), From: day(71)} }
	hard := func(s *Snapshot) { s.Hardship = Spell{Since: day(-1)} }
	over := func(s *Snapshot) { s.Hardship = Spell{Since: day(-30), Until: day(69)} }
	for _, c := range []struct {
		name, step string
		change     func(*Snapshot)
		want       Code
	}{
		{"a reminder to a loyal customer leaves", "first", loyal, ""},
		{"a notice to a loyal customer waits", "notice", loyal, IsLoyal},
		{"collection from a loyal customer waits", "call", loyal, IsLoyal},
		{"one who is not long enough a customer is like any other", "notice", young, ""},
		{"a notice to somebody in hardship waits", "notice", hard, InHardship},
		{"hardship comes before loyalty", "notice", func(s *Snapshot) { loyal(s); hard(s) }, InHardship},
		{"hardship that is over counts no more", "notice", over, ""},
	} {
		got := at(c.change, c.step)
		if got == nil && c.want != "" || got != nil && got.Code != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
