package dunning

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/fault"
)

func TestCheck(t *testing.T) {
	good := Step{Key: "a", Tone: Polite, Days: 10, From: FromDue}
	with := func(change func(*Step)) []Step {
		s := good
		change(&s)
		return []Step{s}
	}
	then := func(change func(*Step)) []Step {
		s := good
		s.Key, s.Days = "b", 20
		change(&s)
		return []Step{good, s}
	}
	for _, c := range []struct {
		name  string
		steps []Step
		want  string // a part of the refusal; "" for none
	}{
		{"the standard ladder", Standard().Steps, ""},
		{"no step", nil, "at least one step"},
		{"a step without a name", with(func(s *Step) { s.Key = "" }), "needs a name"},
		{"a tone that nothing is written in", with(func(s *Step) { s.Tone = "rude" }), `the tone "rude"`},
		{"a day that is none", with(func(s *Step) { s.From = "birth" }), `counts from "birth"`},
		{"L22: the first step counts from the previous one", with(func(s *Step) { s.From = FromPrevious }), `the first step "a" cannot count from the previous step`},
		{"a later step counts from the previous one", then(func(s *Step) { s.From, s.Days = FromPrevious, 5 }), ""},
		{"a step before the invoice date", with(func(s *Step) { s.From, s.Days = FromIssue, -1 }), "can come before it"},
		{"a step before the due date", with(func(s *Step) { s.Days = -1 }), ""},
		{"two steps of one name", then(func(s *Step) { s.Key = "a" }), `two steps are called "a"`},
		{"steps that go back in time", then(func(s *Step) { s.Days = 9 }), `"b" comes after "a"`},
		{"two steps on one day", then(func(s *Step) { s.Days = 10 }), `"b" comes after "a"`},
		{"days of two kinds cannot be compared", then(func(s *Step) { s.From, s.Days = FromIssue, 9 }), ""},
		{"a step in another age", with(func(s *Step) { s.Days = 1 << 31 }), "more than 3660 days"},
		{"a deadline in the past", with(func(s *Step) { s.DeadlineDays = -8 }), "deadline"},
		{"a last step that repeats", with(func(s *Step) { s.RepeatDays = 14 }), ""},
		{"a step that repeats before another", []Step{{Key: "a", Tone: Polite, From: FromDue, RepeatDays: 7}, {Key: "b", Tone: Firm, Days: 20, From: FromDue}}, "only the last step can repeat"},
		{"a number of repeats without days", with(func(s *Step) { s.RepeatTimes = 3 }), "cannot repeat"},
		{"a notice that repeats", with(func(s *Step) { s.Days, s.RepeatDays = -5, 2 }), "before the due date and cannot repeat"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Scenario{Name: "test", Steps: c.steps}
			switch err := s.Check(); {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestStepByItsKey(t *testing.T) {
	s := Standard()
	if step, ok := s.Step("final-reminder"); !ok || step.Tone != Final {
		t.Errorf("final-reminder is %v, %t", step, ok)
	}
	if step, ok := s.Step("visit"); ok {
		t.Errorf("visit is %v", step)
	}
}
