package dunning_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/message"
)

// ladder writes the steps of a scenario with their days.
func ladder(s *dunning.Scenario) string {
	var all []string
	for _, step := range s.Steps {
		all = append(all, fmt.Sprint(step.Key, " ", step.Days))
	}
	return strings.Join(all, ", ")
}

func TestShiftingAStep(t *testing.T) {
	for name, c := range map[string]struct {
		key  string
		by   int
		want string
	}{
		"by a day":                              {"reminder-1", 1, "notice -5, reminder-1 11, reminder-2 24, final-reminder 38, default-notice 52"},
		"past the next one":                     {"reminder-1", 20, "notice -5, reminder-2 24, reminder-1 30, final-reminder 38, default-notice 52"},
		"past all":                              {"reminder-1", 90, "notice -5, reminder-2 24, final-reminder 38, default-notice 52, reminder-1 100"},
		"past the ones before":                  {"reminder-2", -30, "reminder-2 -6, notice -5, reminder-1 10, final-reminder 38, default-notice 52"},
		"onto another one, which Check refuses": {"reminder-1", 14, "notice -5, reminder-1 24, reminder-2 24, final-reminder 38, default-notice 52"},
		"no further than the days go":           {"reminder-1", 99999, "notice -5, reminder-2 24, final-reminder 38, default-notice 52, reminder-1 3660"},
		"one that is not there":                 {"nobody", 3, "notice -5, reminder-1 10, reminder-2 24, final-reminder 38, default-notice 52"},
	} {
		s := dunning.Standard()
		if s.Shift(c.key, c.by, 30); ladder(&s) != c.want {
			t.Errorf("%s: %s", name, ladder(&s))
		}
	}
}

func TestAStepThatCountsFromThePreviousOneFollowsIt(t *testing.T) {
	s := dunning.Scenario{Steps: []dunning.Step{
		{Key: "a", Days: 5, From: dunning.FromDue}, {Key: "b", Days: 10, From: dunning.FromPrevious}, {Key: "c", Days: 40, From: dunning.FromIssue},
		{Key: "d", Days: 3, From: dunning.FromMonthEnd}}}
	if got := s.Line(30); !slices.Equal(got, []int{5, 15, 10, 18}) {
		t.Errorf("the line is %v", got)
	}
	s.Shift("b", -20, 30)
	s.Shift("a", 90, 30)
	if ladder(&s) != "a 95, b 0, c 40, d 3" {
		t.Errorf("the ladder is %s", ladder(&s))
	}
	s.Shift("d", -9, 30)
	s.Shift("c", 30, 30)
	if ladder(&s) != "a 95, b 0, d 0, c 70" {
		t.Errorf("the ladder is %s", ladder(&s))
	}
}

// Wherever steps are dragged, none is lost, and those that count from the due day stand in the
// order of their days.
func TestShiftingKeepsTheOrderOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := dunning.Standard()
		for range rapid.IntRange(1, 8).Draw(t, "times") {
			s.Shift(s.Steps[rapid.IntRange(0, 4).Draw(t, "step")].Key, rapid.IntRange(-60, 60).Draw(t, "by"), 30)
		}
		line := s.Line(30)
		if len(line) != 5 || !slices.IsSorted(line) {
			t.Fatal(ladder(&s))
		}
	})
}

func TestAddingAndRemovingSteps(t *testing.T) {
	s := dunning.Standard()
	for _, c := range []struct{ after, key, want string }{
		{"reminder-1", "step-6", "notice -5, reminder-1 10, step-6 17, reminder-2 24, final-reminder 38, default-notice 52"},
		{"default-notice", "step-7", "notice -5, reminder-1 10, step-6 17, reminder-2 24, final-reminder 38, default-notice 52, step-7 66"},
		{"", "step-8", "step-8 -19, notice -5, reminder-1 10, step-6 17, reminder-2 24, final-reminder 38, default-notice 52, step-7 66"},
	} {
		if key := s.Add(c.after); key != c.key || ladder(&s) != c.want {
			t.Errorf("behind %q: %s in %s", c.after, key, ladder(&s))
		}
	}
	if s.Steps[7].Tone != dunning.Formal || s.Steps[0].Tone != dunning.Friendly {
		t.Errorf("tones: %+v", s.Steps)
	}
	s.Name = "x"
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	for _, key := range []string{"notice", "step-6", "nobody"} {
		s.Remove(key)
	}
	if key := s.Answer(); key != s.Answer() || s.Broken == nil || s.Check() != nil {
		t.Errorf("the answer is %+v: %v", s.Broken, s.Check())
	}
	changed := *s.Broken
	changed.Days = 4
	if err := s.Put(&changed, 30); err != nil || s.Broken.Days != 4 {
		t.Errorf("put: %v, %+v", err, s.Broken)
	}
	if s.Remove(changed.Key); s.Broken != nil || s.Put(&changed, 30) == nil {
		t.Error("the answer is not gone")
	}
	if ladder(&s) != "step-8 -19, reminder-1 10, reminder-2 24, final-reminder 38, default-notice 52, step-7 66" {
		t.Error(ladder(&s))
	}
}

func TestFaultsNameEachStep(t *testing.T) {
	s := dunning.Standard()
	s.Steps[1].Tone, s.Steps[3].Days, s.Include = "loud", 24, "some"
	s.Broken = &dunning.Step{Key: "reminder-1"}
	var at []string
	for _, f := range s.Faults() {
		at = append(at, f.Step)
	}
	if !slices.Equal(at, []string{"reminder-1", "final-reminder", "reminder-1", ""}) {
		t.Errorf("faults at %q", at)
	}
	if faults := s.Faults(); s.Check() == nil || s.Check().Error() != faults[0].Err.Error() {
		t.Errorf("check says %v", s.Check())
	}
}

// said writes changes as "field step".
func said(all []dunning.Change) (words []string) {
	for _, c := range all {
		word := string(c.Field)
		if s := c.Step(); s != nil {
			word += " " + s.Key
		}
		words = append(words, strings.TrimSpace(word+" "+c.Language+c.Currency))
	}
	return words
}

func TestADiffNamesWhatChanged(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*dunning.Scenario)
		want   []string
	}{
		"nothing":            {func(*dunning.Scenario) {}, nil},
		"the day":            {func(s *dunning.Scenario) { s.Steps[1].Days = 12 }, []string{"day reminder-1"}},
		"a step goes":        {func(s *dunning.Scenario) { s.Remove("notice") }, []string{"removed notice"}},
		"a step comes":       {func(s *dunning.Scenario) { s.Add("notice") }, []string{"added step-6"}},
		"two change places":  {func(s *dunning.Scenario) { s.Shift("reminder-1", 20, 30) }, []string{"order reminder-2", "order reminder-1", "day reminder-1"}},
		"an answer":          {func(s *dunning.Scenario) { s.Answer() }, []string{"added broken-promise"}},
		"mail said out loud": {func(s *dunning.Scenario) { s.Steps[1].Channels = []message.Channel{message.Mail} }, nil},
		"another order of what is claimed": {func(s *dunning.Scenario) {
			s.Steps[4].Claims = []allocation.Part{allocation.Compensation, allocation.Interest}
		}, nil},
		"much of a step": {func(s *dunning.Scenario) {
			step := &s.Steps[2]
			step.Name, step.Tone, step.RepeatDays, step.RepeatTimes, step.DeadlineDays = "Second", dunning.Final, 7, 2, 8
			step.Channels, step.To, step.CopyManager = []message.Channel{message.Call, message.Mail}, []customer.Position{customer.Director}, true
			step.Sender, step.Approve, step.Effects = "desk", true, []dunning.Effect{dunning.StopSupply}
			step.Encloses = []dunning.Enclosure{dunning.EncloseInvoices}
			step.Texts = map[string]dunning.Text{"fr": {Subject: "a", Body: "b"}}
		}, []string{"name reminder-2", "tone reminder-2", "repeat reminder-2", "deadline reminder-2", "channels reminder-2", "to reminder-2",
			"copy reminder-2", "sender reminder-2", "approve reminder-2", "effects reminder-2", "encloses reminder-2", "text reminder-2 fr"}},
		"the whole": {func(s *dunning.Scenario) {
			s.Limits = dunning.Limits{Least: map[string]int64{"EUR": 1}, Carry: map[string]int64{"EUR": 1}, Floor: map[string]int64{"EUR": 1},
				Ceiling: map[string]int64{"EUR": 1, "CHF": 2}, GapDays: 3, PerWeek: 1}
			s.Include, s.Informal, s.Softer, s.Firmer = dunning.IncludeLate, true, []string{"prompt"}, []string{"habitual"}
			s.Thanks = &dunning.Thanks{After: dunning.Firm, Texts: map[string]dunning.Text{"nl": {Subject: "a", Body: "b"}}}
		}, []string{"least EUR", "carry EUR", "floor EUR", "ceiling CHF", "ceiling EUR", "gap", "per_week", "include", "informal", "softer", "firmer", "thanks", "thanks_text nl"}},
	} {
		was, is := dunning.Standard(), dunning.Standard()
		c.change(&is)
		if got := said(dunning.Diff(&was, &is)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Whatever field a step or a scenario will get one day, a diff must not pass it over.
func TestADiffLooksAtEveryField(t *testing.T) {
	for _, c := range []struct {
		of     reflect.Type
		fields int
	}{{reflect.TypeFor[dunning.Step](), 19}, {reflect.TypeFor[dunning.Scenario](), 12}, {reflect.TypeFor[dunning.Limits](), 6}, {reflect.TypeFor[dunning.Thanks](), 2}} {
		if n := c.of.NumField(); n != c.fields {
			t.Errorf("%s has %d fields: let Diff look at the new one, and count it here", c.of, n)
		}
	}
}
