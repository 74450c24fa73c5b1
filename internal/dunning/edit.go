package dunning

import (
	"maps"
	"slices"
	"strconv"

	"acquit/internal/fault"
)

// halfMonth is how far the end of a month lies behind a day in it, as a rule.
const halfMonth = 15

// Line is the day of each step of the ladder, counted from the due day, for an invoice that is
// due so many days after it was issued, and whose steps all leave on their days.
func (s *Scenario) Line(terms int) []int {
	days, before := make([]int, len(s.Steps)), 0
	for n := range s.Steps {
		step := &s.Steps[n]
		switch before = step.Days + before; step.From {
		case FromIssue:
			before = step.Days - terms
		case FromMonthEnd:
			before = step.Days + halfMonth
		case FromDue:
			before = step.Days
		}
		days[n] = before
	}
	return days
}

// Shift moves a step of the ladder by some days. Where it comes past another one they change
// places. A step that counts from another day than the due date stays on it, or after it.
func (s *Scenario) Shift(key string, by, terms int) {
	n := s.rank(key)
	if n < 0 {
		return
	}
	step := &s.Steps[n]
	if step.Days = min(step.Days+by, mostDays); step.From != FromDue {
		step.Days = max(step.Days, 0)
	}
	step.Days = max(step.Days, -mostDays)
	s.settle(n, terms)
}

// settle puts the nth step where its day belongs. What counts from the step before it follows
// that one, and is passed by nobody.
func (s *Scenario) settle(n, terms int) {
	free := func(n int) bool { return s.Steps[n].From != FromPrevious }
	for line := s.Line(terms); n > 0 && free(n) && free(n-1) && line[n] < line[n-1]; n-- {
		s.swap(n, line)
	}
	for line := s.Line(terms); n+1 < len(line) && free(n) && free(n+1) && line[n] > line[n+1]; n++ {
		s.swap(n+1, line)
	}
}

// swap lets the nth step change places with the one before it.
func (s *Scenario) swap(n int, line []int) {
	s.Steps[n], s.Steps[n-1] = s.Steps[n-1], s.Steps[n]
	line[n], line[n-1] = line[n-1], line[n]
}

// spacing is how many days a step comes after the last one, when nobody says otherwise.
const spacing = 14

// Add puts a step behind another one, half way to the next and in its tone; behind "" it comes
// first. It returns the key of the new step.
func (s *Scenario) Add(after string) string {
	at := s.rank(after) + 1
	step := Step{Key: s.freeKey(), Tone: Polite, From: FromDue, Days: spacing}
	line := s.Line(0)
	switch {
	case at == 0 && len(line) > 0:
		step.Tone, step.Days = Friendly, line[0]-spacing
	case at > 0 && at < len(line):
		step.Tone, step.Days = s.Steps[at-1].Tone, (line[at-1]+line[at])/2
	case at > 0:
		step.Tone, step.Days = s.Steps[at-1].Tone, line[at-1]+spacing
	}
	s.Steps = slices.Insert(s.Steps, at, step)
	return step.Key
}

// freeKey is a key that no step has.
func (s *Scenario) freeKey() string {
	for n := len(s.Steps) + 1; ; n++ {
		key := "step-" + strconv.Itoa(n)
		if _, taken := s.Step(key); !taken {
			return key
		}
	}
}

// Remove takes a step out: of the ladder, or the one after a broken promise.
func (s *Scenario) Remove(key string) {
	if s.Broken != nil && s.Broken.Key == key {
		s.Broken = nil
		return
	}
	s.Steps = slices.DeleteFunc(s.Steps, func(step Step) bool { return step.Key == key })
}

// Put replaces the step of the same key. One that is new is NotFound.
func (s *Scenario) Put(step *Step, terms int) error {
	switch n := s.rank(step.Key); {
	case n >= 0:
		s.Steps[n] = *step
		s.settle(n, terms)
	case s.Broken != nil && s.Broken.Key == step.Key:
		s.Broken = step
	default:
		return fault.New(fault.NotFound, "the step %q is gone", step.Key)
	}
	return nil
}

// Answer gives the scenario a step after a broken promise, and returns its key.
func (s *Scenario) Answer() string {
	if s.Broken == nil {
		s.Broken = &Step{Key: "broken-promise", Tone: Firm, From: FromDue, Days: 1}
	}
	return s.Broken.Key
}

// Fault is something for which a scenario cannot be followed.
type Fault struct {
	Step string // the key of the step that is at fault; "" for the scenario itself
	Err  error  // Invalid
}

// Faults is everything that Check refuses; of each step the first.
func (s *Scenario) Faults() (all []Fault) {
	if s.Name == "" || len(s.Steps) == 0 {
		all = append(all, Fault{"", fault.New(fault.Invalid, "a scenario needs a name and at least one step")})
	}
	seen := map[string]bool{}
	last := map[Anchor]Step{}
	for n, step := range s.Steps {
		err := step.check(n == 0, n == len(s.Steps)-1)
		before, ok := last[step.From]
		switch {
		case err != nil:
		case seen[step.Key]:
			err = fault.New(fault.Invalid, "two steps are called %q", step.Key)
		case ok && step.From != FromPrevious && step.Days <= before.Days:
			err = fault.New(fault.Invalid, "step %q comes after %q and must count more than its %d days", step.Key, before.Key, before.Days)
		}
		if err != nil {
			all = append(all, Fault{step.Key, err})
		}
		seen[step.Key], last[step.From] = true, step
	}
	if err := s.checkBroken(seen); err != nil {
		all = append(all, Fault{s.Broken.Key, err})
	}
	if err := s.checkRest(); err != nil {
		all = append(all, Fault{"", err})
	}
	return all
}

// ByCurrency are the limits that are amounts, by the names that they have in JSON.
func (l Limits) ByCurrency() map[string]map[string]int64 {
	return map[string]map[string]int64{"least": l.Least, "carry": l.Carry, "floor": l.Floor, "ceiling": l.Ceiling}
}

// In sets the limits of one currency, by their names; what is not named has none. Those of
// other currencies stay.
func (l Limits) In(currency string, named map[string]int64) Limits {
	for name, to := range map[string]*map[string]int64{"least": &l.Least, "carry": &l.Carry, "floor": &l.Floor, "ceiling": &l.Ceiling} {
		of := maps.Clone(*to)
		delete(of, currency)
		if minor := named[name]; minor != 0 {
			if of == nil {
				of = map[string]int64{}
			}
			of[currency] = minor
		}
		*to = of
	}
	return l
}
