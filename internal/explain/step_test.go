package explain_test

import (
	"strings"
	"testing"

	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/locale"
)

func TestStepsAreCalledAsTheirCompanyCallsThem(t *testing.T) {
	plain := locale.NewBook().In(locale.For(locale.French, "BE"))
	one := dunning.Scenario{ID: 1, Steps: []dunning.Step{{Key: "reminder-1"}, {Key: "step-1", Name: "Petit mot"}}, Broken: &dunning.Step{Key: "broken-promise", Name: "Parole"}}
	two := dunning.Scenario{ID: 2, Steps: []dunning.Step{{Key: "reminder-1", Name: "Bonjour"}, {Key: "step-1"}}}
	names := explain.NamesOf(plain, []dunning.Scenario{one, two})
	for _, c := range []struct {
		name string
		got  string
		want string
	}{
		{"a known step without a name of its own", names.Step(1, "reminder-1"), "Premier rappel"},
		{"a step of the company’s own", names.Step(1, "step-1"), "Petit mot"},
		{"the answer to a broken promise", names.Step(1, "broken-promise"), "Parole"},
		{"a known step with another name", names.Step(2, "reminder-1"), "Bonjour"},
		{"the same key in another scenario", names.Step(2, "step-1"), "Étape ajoutée 1"},
		{"a version that nobody knows", names.Step(3, "reminder-1"), "Premier rappel"},
		{"a key that nobody knows", explain.Step(plain, "only"), "only"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.name, c.got, c.want)
		}
	}
	why := dunning.Reason{Code: dunning.StepLater, Step: "step-1", Invoice: "R-1", Day: 739000}
	if said := explain.Sentence(explain.Named(plain, &one), why); !strings.Contains(said, "Petit mot") || strings.Contains(said, "step-1") {
		t.Errorf("a sentence says %q", said)
	}
	if explain.Named(plain, nil) != plain {
		t.Error("no scenario has other words")
	}
}
