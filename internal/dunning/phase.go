package dunning

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/phase"
)

// Phase is how far a case has come: what its open debts heard last, unless the company collects
// itself.
func (s *Snapshot) Phase(scenario *Scenario) phase.Phase {
	if s.Collecting != date.None {
		return phase.Collection
	}
	reached := phase.Quiet
	for n := range s.Items {
		i := &s.Items[n]
		if i.Open.Sign() <= 0 {
			continue
		}
		for _, t := range append(i.Earlier[:len(i.Earlier):len(i.Earlier)], i.Taken) {
			if entered := scenario.enters(t.Step); entered.Severer(reached) {
				reached = entered
			}
		}
	}
	return reached
}

// enters is the phase that a debt is in after a step. One that the scenario does not have any more
// was a reminder, as far as anybody can tell; so is a notice that a debt will fall due not.
func (s *Scenario) enters(key string) phase.Phase {
	step, found := s.Step(key)
	switch {
	case key == "", found && step.BeforeDue():
		return phase.Quiet
	case step.Tone == Formal, step.Has(ToNotice):
		return phase.Notice
	}
	return phase.Reminder
}

// collection is the place of the first step of collection in the ladder: the one that has the case
// enter it; -1 where the ladder has none.
func (s *Scenario) collection() int {
	return slices.IndexFunc(s.Steps, func(step Step) bool { return step.Has(ToCollection) })
}

// collects reports whether the company collects a debt itself: it fell due before that began.
func (s *Snapshot) collects(i *Item) bool {
	return s.Collecting != date.None && i.DueOn < s.Collecting
}

// lodged reports whether a debt is part of an insolvency: its invoice is from the day of the
// judgment or from before.
func (s *Snapshot) lodged(i *Item) bool {
	from := i.IssuedOn
	if from == date.None {
		from = i.DueOn
	}
	return s.Insolvent != date.None && from <= s.Insolvent
}

// severe reports whether a step costs the customer more than a letter: it is formal, or leads to
// what cannot be taken back.
func (s *Step) severe() bool {
	return s.Tone == Formal || slices.ContainsFunc(s.Effects, func(e Effect) bool { return e != WarnTheManager && e != ToNotice })
}

// Collects reports whether anything is open that the company collects itself.
func (s *Snapshot) Collects() bool {
	return slices.ContainsFunc(s.Items, func(i Item) bool { return i.Open.Sign() > 0 && s.collects(&i) })
}

// NearsSevere reports whether the next step of an open debt may be a severe one.
func (s *Snapshot) NearsSevere(scenario *Scenario) bool {
	if s.Collecting != date.None || scenario.Broken != nil && scenario.Broken.severe() {
		return len(s.Items) > 0
	}
	return slices.ContainsFunc(s.Items, func(i Item) bool {
		reached := scenario.rank(i.reached(scenario).Step)
		if reached >= 0 && scenario.Steps[reached].severe() {
			return true
		}
		for n := reached + 1; n < len(scenario.Steps); n++ {
			if step := &scenario.Steps[n]; !step.BeforeDue() {
				return step.severe()
			}
		}
		return false
	})
}
