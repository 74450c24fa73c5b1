// Package dunning decides what is said to a customer, when, and why. It is pure:
// the same facts on the same day give the same decision, for the night, for the
// look before sending, for a simulation and for a person who asks why.
package dunning

import (
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Scenario is one version of a plan of reminders: a ladder of steps, taken in order, and
// what limits them. A version is never changed.
type Scenario struct {
	ID      id.ID  `json:"-"` // of the version
	Plan    id.ID  `json:"-"` // the scenario that it is a version of
	Name    string `json:"name"`
	Version int    `json:"-"`
	Steps   []Step `json:"steps"`
	// Broken is the step that answers a broken promise, counted from the promised day; nil:
	// the ladder goes on where it was.
	Broken *Step `json:"broken,omitempty"`
	// Thanks is what is said when everything was paid after a reminder; nil for nothing.
	Thanks  *Thanks   `json:"thanks,omitempty"`
	Limits  Limits    `json:"limits,omitzero"`
	Include Inclusion `json:"include,omitempty"`
	// Informal speaks to the reader as to a friend (tu, je, du), formal steps apart.
	Informal bool `json:"informal,omitempty"`
	// Softer and Firmer are the kinds of payer to whom reminders speak one tone milder, or
	// one more severe. Formal steps stay formal, and nothing becomes formal.
	Softer []string `json:"softer,omitempty"`
	Firmer []string `json:"firmer,omitempty"`
}

// Inclusion says what a message lists beside what takes a step with it. What is held is
// never listed.
type Inclusion string

// The inclusions.
const (
	IncludeAll    Inclusion = ""       // every open item
	IncludeLate   Inclusion = "late"   // items past their due day
	IncludeTaking Inclusion = "taking" // nothing else
)

// Thanks is a message that says thank you.
type Thanks struct {
	// After is the tone from which a reminder must have spoken for thanks to follow.
	After Tone            `json:"after"`
	Texts map[string]Text `json:"texts,omitempty"`
}

// Limits bound what a scenario does. Amounts are in minor units by currency; a currency
// that is not named has no limit, and 0 days or times are the company's.
type Limits struct {
	// Least is the overdue sum below which nothing is sent.
	Least map[string]int64 `json:"least,omitempty"`
	// Carry is what an item must come to to carry a message. A smaller one takes its steps
	// with a message that another one carries.
	Carry map[string]int64 `json:"carry,omitempty"`
	// Floor is the amount below which an item is left alone.
	Floor map[string]int64 `json:"floor,omitempty"`
	// Ceiling is the overdue sum above which a person decides about each message.
	Ceiling map[string]int64 `json:"ceiling,omitempty"`
	// GapDays lie at least between two messages.
	GapDays int `json:"gap_days,omitempty"`
	// PerWeek is how many messages a customer gets within seven days at most, whatever the
	// currency.
	PerWeek int `json:"per_week,omitempty"`
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
	if faults := s.Faults(); len(faults) > 0 {
		return faults[0].Err
	}
	return nil
}

// checkRest looks at what is beside the steps.
func (s *Scenario) checkRest() error {
	switch {
	case !slices.Contains([]Inclusion{IncludeAll, IncludeLate, IncludeTaking}, s.Include):
		return fault.New(fault.Invalid, "%q is nothing that says what a message lists", string(s.Include))
	case s.Thanks != nil && !slices.Contains(Tones(), s.Thanks.After):
		return fault.New(fault.Invalid, "thanks follow the tone %q, which is none", string(s.Thanks.After))
	case s.Limits.GapDays < 0 || s.Limits.GapDays > mostDays || s.Limits.PerWeek < 0:
		return fault.New(fault.Invalid, "days between messages, and messages in a week, are whole numbers from 0")
	}
	for _, limit := range []map[string]int64{s.Limits.Least, s.Limits.Carry, s.Limits.Floor, s.Limits.Ceiling} {
		for currency, minor := range limit {
			if _, err := money.ParseCurrency(currency); err != nil || minor < 0 {
				return fault.New(fault.Invalid, "%d %s is no limit", minor, currency)
			}
		}
	}
	return nil
}

// checkBroken looks at the step after a broken promise, beside a ladder whose steps have the
// keys given.
func (s *Scenario) checkBroken(keys map[string]bool) error {
	switch {
	case s.Broken == nil:
		return nil
	case keys[s.Broken.Key]:
		return fault.New(fault.Invalid, "two steps are called %q", s.Broken.Key)
	case s.Broken.From != FromDue || s.Broken.Days < 0 || s.Broken.RepeatDays > 0:
		return fault.New(fault.Invalid, "the step after a broken promise counts days from the promised one, and does not repeat")
	}
	return s.Broken.check(true, true)
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

// rank is the place of a step in the ladder, from 0; -1 for a step that is not in
// it, such as "".
func (s *Scenario) rank(key string) int {
	for n := range s.Steps {
		if s.Steps[n].Key == key {
			return n
		}
	}
	return -1
}

// Step returns the step of a key, and whether there is one: of the ladder, or the one after
// a broken promise.
func (s *Scenario) Step(key string) (Step, bool) {
	if n := s.rank(key); n >= 0 {
		return s.Steps[n], true
	}
	if s.Broken != nil && s.Broken.Key == key {
		return *s.Broken, true
	}
	return Step{}, false
}

// limit is a limit in a currency; nothing where it has none.
func limit(of map[string]int64, c money.Currency) money.Amount {
	if len(of) == 0 {
		return money.Of(0, c)
	}
	return money.Of(of[c.String()], c)
}

// speaks is the tone in which a step speaks to a kind of payer.
func (s *Scenario) speaks(step *Step, payer string) Tone {
	ladder := Tones()
	n := slices.Index(ladder, step.Tone)
	switch {
	case step.Tone == Formal || payer == "":
	case slices.Contains(s.Softer, payer):
		n = max(n-1, 0)
	case slices.Contains(s.Firmer, payer):
		n = min(n+1, slices.Index(ladder, Final))
	}
	return ladder[n]
}
