// Package dunning decides what is said to a customer, when, and why. It is pure:
// the same facts on the same day give the same decision, for the night, for the
// look before sending, for a simulation and for a person who asks why.
package dunning

import (
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Anchor is the day from which a step counts.
type Anchor string

// The anchors.
const (
	FromDue      Anchor = "due"
	FromIssue    Anchor = "issue"
	FromPrevious Anchor = "previous" // the day the step before left the house
)

// Tone is how a step speaks; templates exist for each.
type Tone string

// The tones, from mild to severe.
const (
	Friendly Tone = "friendly"
	Polite   Tone = "polite"
	Firm     Tone = "firm"
	Final    Tone = "final"
	Formal   Tone = "formal"
)

// Step is one rung of the ladder.
type Step struct {
	Key  string `json:"key"` // unique in its scenario: "reminder-1"
	Tone Tone   `json:"tone"`
	Days int    `json:"days"` // after the anchor; negative before a due date
	From Anchor `json:"from"`
	// RepeatDays, when not 0, takes the last step again every so many days, at most
	// RepeatTimes times more; RepeatTimes 0 repeats without end.
	RepeatDays  int `json:"repeat_days,omitempty"`
	RepeatTimes int `json:"repeat_times,omitempty"`
	// DeadlineDays after it was sent is the new day by which a formal step asks to
	// be paid; 0 sets none.
	DeadlineDays int `json:"deadline_days,omitempty"`
	// Claims are the parts of a claim, beside the principal, that the step asks for as far as
	// the law and the contract let it.
	Claims []allocation.Part `json:"claims,omitempty"`
}

// BeforeDue reports whether the step announces a due date. Such a step lapses when
// the due date has passed: a notice that an invoice will fall due makes no sense
// afterwards, and the ladder goes on with the next step.
func (s Step) BeforeDue() bool { return s.From == FromDue && s.Days < 0 }

// Scenario is a ladder of steps, taken in order.
type Scenario struct {
	ID      id.ID  `json:"-"`
	Name    string `json:"name"`
	Version int    `json:"-"`
	Steps   []Step `json:"steps"`
}

// Standard is the ladder that a new company starts with: a friendly notice, three
// reminders two weeks apart, and a notice of default, which claims what being late costs.
func Standard() Scenario {
	return Scenario{Name: "standard", Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -5, From: FromDue},
		{Key: "reminder-1", Tone: Polite, Days: 10, From: FromDue},
		{Key: "reminder-2", Tone: Firm, Days: 24, From: FromDue},
		{Key: "final-reminder", Tone: Final, Days: 38, From: FromDue, DeadlineDays: 8},
		{Key: "default-notice", Tone: Formal, Days: 52, From: FromDue, DeadlineDays: 15,
			Claims: []allocation.Part{allocation.Interest, allocation.Compensation}},
	}}
}

// Check refuses a scenario that could not be followed.
func (s *Scenario) Check() error {
	if s.Name == "" || len(s.Steps) == 0 {
		return fault.New(fault.Invalid, "a scenario needs a name and at least one step")
	}
	seen := map[string]bool{}
	last := map[Anchor]Step{}
	for n, step := range s.Steps {
		if err := step.check(n == 0, n == len(s.Steps)-1); err != nil {
			return err
		}
		if seen[step.Key] {
			return fault.New(fault.Invalid, "two steps are called %q", step.Key)
		}
		seen[step.Key] = true
		if before, ok := last[step.From]; ok && step.From != FromPrevious && step.Days <= before.Days {
			return fault.New(fault.Invalid, "step %q comes after %q and must count more than its %d days", step.Key, before.Key, before.Days)
		}
		last[step.From] = step
	}
	return nil
}

// Formal reports whether the ladder has a notice of default, and what the notices claim.
func (s *Scenario) Formal() (claims []allocation.Part, found bool) {
	for _, step := range s.Steps {
		if step.Tone == Formal {
			claims, found = step.Claims, true
		}
	}
	return claims, found
}

// Claiming is the ladder whose notices of default claim some parts, and nothing else does.
func (s Scenario) Claiming(parts ...allocation.Part) Scenario {
	s.Steps = slices.Clone(s.Steps)
	for n := range s.Steps {
		if s.Steps[n].Claims = nil; s.Steps[n].Tone == Formal {
			s.Steps[n].Claims = parts
		}
	}
	return s
}

// mostDays bounds the days of a step: ten years, beyond any debt's life.
const mostDays = 3660

func (s Step) check(first, last bool) error {
	switch {
	case s.Key == "":
		return fault.New(fault.Invalid, "a step needs a name")
	case !slices.Contains([]Tone{Friendly, Polite, Firm, Final, Formal}, s.Tone):
		return fault.New(fault.Invalid, "step %q speaks in the tone %q, which is none: friendly, polite, firm, final or formal", s.Key, s.Tone)
	case s.From != FromDue && s.From != FromIssue && s.From != FromPrevious:
		return fault.New(fault.Invalid, "step %q counts from %q, which is no day: due, issue or previous", s.Key, s.From)
	case first && s.From == FromPrevious:
		return fault.New(fault.Invalid, "the first step %q cannot count from the previous step, since there is none", s.Key)
	case s.From != FromDue && s.Days < 0:
		return fault.New(fault.Invalid, "only a step that counts from the due date can come before it; %q has %d days", s.Key, s.Days)
	case max(s.Days, -s.Days, s.RepeatDays, s.DeadlineDays) > mostDays:
		return fault.New(fault.Invalid, "step %q counts more than %d days", s.Key, mostDays)
	case s.DeadlineDays < 0:
		return fault.New(fault.Invalid, "step %q sets a deadline of %d days", s.Key, s.DeadlineDays)
	}
	if err := s.checkClaims(); err != nil {
		return err
	}
	return s.checkRepeat(last)
}

func (s Step) checkClaims() error {
	for _, p := range s.Claims {
		switch {
		case p != allocation.Interest && p != allocation.Compensation:
			return fault.New(fault.Invalid, "step %q claims %q, which is nothing that follows from being late: interest or compensation", s.Key, p)
		case s.BeforeDue():
			return fault.New(fault.Invalid, "step %q comes before the due date and can claim nothing for being late", s.Key)
		}
	}
	return nil
}

func (s Step) checkRepeat(last bool) error {
	switch {
	case s.RepeatDays < 0 || s.RepeatTimes < 0 || s.RepeatDays == 0 && s.RepeatTimes > 0:
		return fault.New(fault.Invalid, "step %q cannot repeat every %d days, %d times", s.Key, s.RepeatDays, s.RepeatTimes)
	case s.RepeatDays > 0 && !last:
		return fault.New(fault.Invalid, "only the last step can repeat; %q is not the last", s.Key)
	case s.RepeatDays > 0 && s.BeforeDue():
		return fault.New(fault.Invalid, "step %q comes before the due date and cannot repeat", s.Key)
	}
	return nil
}

// rank is the place of a step in the ladder, from 0; -1 for a step that is not in
// it, such as "".
func (s *Scenario) rank(key string) int {
	for n, step := range s.Steps {
		if step.Key == key {
			return n
		}
	}
	return -1
}

// Step returns the step of a key, and whether there is one.
func (s *Scenario) Step(key string) (Step, bool) {
	if n := s.rank(key); n >= 0 {
		return s.Steps[n], true
	}
	return Step{}, false
}
