package explain

import (
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/message"
)

// changed is the standard scenario and another one in which every field differs.
func changed() (was, is dunning.Scenario) {
	was, is = dunning.Standard(), dunning.Standard()
	is.Remove("notice")
	is.Add("reminder-2")
	is.Shift("reminder-1", 40, 30)
	step := &is.Steps[0]
	step.Name, step.Tone, step.RepeatDays, step.RepeatTimes, step.DeadlineDays = "Second", dunning.Final, 7, 2, 8
	step.Claims, step.Channels = []allocation.Part{allocation.Interest}, []message.Channel{message.Call, message.SMS, message.Mail}
	step.To, step.CopyManager, step.Sender, step.Approve, step.Effects = []customer.Position{customer.Director}, true, "desk", true, dunning.Effects()
	step.Encloses = dunning.Enclosures()
	step.Texts = map[string]dunning.Text{"fr": {Subject: "a", Body: "b"}}
	step.Short, step.Scripts = map[string]string{"de": "c"}, map[string]string{"en": "d"}
	is.Limits = dunning.Limits{Least: map[string]int64{"EUR": 100}, Carry: map[string]int64{"EUR": 100}, Floor: map[string]int64{"EUR": 100},
		Ceiling: map[string]int64{"EUR": 100}, GapDays: 3, PerWeek: 1}
	is.Include, is.Informal, is.Softer, is.Firmer = dunning.IncludeLate, true, []string{"prompt"}, []string{"habitual"}
	is.Thanks = &dunning.Thanks{After: dunning.Firm, Texts: map[string]dunning.Text{"nl": {Subject: "a", Body: "b"}}}
	return was, is
}

func TestEveryChangeOfAScenarioIsSaid(t *testing.T) {
	was, is := changed()
	senders := map[string]string{"": "Lys & Fils", "desk": "The desk"}
	for l, w := range everyWords() {
		seen := map[dunning.Field]bool{}
		for _, c := range dunning.Diff(&was, &is) {
			seen[c.Field] = true
			said := Change(w, &c, &was, &is, senders)
			if said.What == "" || said.Was == "" && said.Is == "" || said.Was == said.Is || strings.Contains(said.What+said.Was+said.Is, "scenario.") {
				t.Errorf("%s: %s is said as %+v", l, c.Field, said)
			}
		}
		for _, f := range constants(t, "dunning/diff.go", "Field") {
			if !seen[dunning.Field(f)] {
				t.Errorf("%s: nothing shows how %s is said", l, f)
			}
		}
	}
}

func TestTheDayOfAStepIsSaid(t *testing.T) {
	w := everyWords()[locale.English]
	for want, s := range map[string]dunning.Step{
		"5 days before the due day":         {Days: -5, From: dunning.FromDue},
		"on the due day":                    {From: dunning.FromDue},
		"1 day after the due day":           {Days: 1, From: dunning.FromDue},
		"40 days after the invoice’s date":  {Days: 40, From: dunning.FromIssue},
		"at the end of the month":           {From: dunning.FromMonthEnd},
		"3 days after the end of the month": {Days: 3, From: dunning.FromMonthEnd},
		"7 days after the step before":      {Days: 7, From: dunning.FromPrevious},
	} {
		if got := StepDay(w, &s); got != want {
			t.Errorf("%q is said %q", want, got)
		}
	}
	for want, s := range map[string]dunning.Step{"": {}, "every 7 days, without end": {RepeatDays: 7}, "every 7 days, 2 times more": {RepeatDays: 7, RepeatTimes: 2}} {
		if got := Repeats(w, &s); got != want {
			t.Errorf("%q is said %q", want, got)
		}
	}
}
