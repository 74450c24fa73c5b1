package dunning

import (
	"cmp"
	"maps"
	"slices"
)

// Field is what of a scenario can differ from one version to the next.
type Field string

// The fields: first those of a step, then those of the scenario as a whole.
const (
	FieldAdded    Field = "added"   // the step is new
	FieldRemoved  Field = "removed" // the step is gone
	FieldOrder    Field = "order"   // the step comes at another place of the ladder
	FieldName     Field = "name"
	FieldDay      Field = "day" // days and anchor
	FieldTone     Field = "tone"
	FieldRepeat   Field = "repeat"
	FieldDeadline Field = "deadline"
	FieldClaims   Field = "claims"
	FieldChannels Field = "channels"
	FieldTo       Field = "to"
	FieldCopy     Field = "copy"
	FieldSender   Field = "sender"
	FieldApprove  Field = "approve"
	FieldEffects  Field = "effects"
	FieldEncloses Field = "encloses"
	FieldText     Field = "text" // in Change.Language, as the two below
	FieldShort    Field = "short"
	FieldScript   Field = "script"

	FieldLeast       Field = "least"   // in Change.Currency, as the three below
	FieldCarry       Field = "carry"   //
	FieldFloor       Field = "floor"   //
	FieldCeiling     Field = "ceiling" //
	FieldGap         Field = "gap"
	FieldPerWeek     Field = "per_week"
	FieldInclude     Field = "include"
	FieldInformal    Field = "informal"
	FieldSofter      Field = "softer"
	FieldFirmer      Field = "firmer"
	FieldThanks      Field = "thanks"      // from which tone on
	FieldThanksTexts Field = "thanks_text" // in Change.Language
)

// Change is one thing in which a version differs from another.
type Change struct {
	Field    Field
	Was, Is  *Step  // the step as it was and as it is: one is nil for a step that is new or gone, both for what is the scenario's
	Language string // of a text
	Currency string // of a limit
}

// Step is the step that a change is about, as it is, or as it was last; nil for what is the
// scenario's.
func (c *Change) Step() *Step {
	if c.Is != nil {
		return c.Is
	}
	return c.Was
}

// Diff says what changes from one version of a scenario to another: step by step in the order of
// the new ladder, those that are gone behind them, then what is the scenario's.
func Diff(was, is *Scenario) (all []Change) {
	old, now := was.EveryStep(), is.EveryStep()
	moved := outOfOrder(was, is)
	for n := range now {
		step := &now[n]
		before := slices.IndexFunc(old, func(s Step) bool { return s.Key == step.Key })
		if before < 0 {
			all = append(all, Change{Field: FieldAdded, Is: step})
			continue
		}
		if slices.Contains(moved, step.Key) {
			all = append(all, Change{Field: FieldOrder, Was: &old[before], Is: step})
		}
		all = append(all, diffStep(&old[before], step)...)
	}
	for n := range old {
		if _, stays := is.Step(old[n].Key); !stays {
			all = append(all, Change{Field: FieldRemoved, Was: &old[n]})
		}
	}
	return append(all, diffRest(was, is)...)
}

// EveryStep is the ladder, and the step after a broken promise.
func (s *Scenario) EveryStep() []Step {
	if s.Broken == nil {
		return s.Steps
	}
	return append(slices.Clip(s.Steps), *s.Broken)
}

// outOfOrder are the steps of both ladders that follow another step than before.
func outOfOrder(was, is *Scenario) (keys []string) {
	var shared []string
	for _, s := range was.Steps {
		if is.rank(s.Key) >= 0 {
			shared = append(shared, s.Key)
		}
	}
	at := 0
	for _, s := range is.Steps {
		if was.rank(s.Key) < 0 {
			continue
		}
		if shared[at] != s.Key {
			keys = append(keys, s.Key)
		}
		at++
	}
	return keys
}

// diffStep says in what a step differs.
func diffStep(was, is *Step) (all []Change) {
	for _, field := range []struct {
		name    Field
		differs bool
	}{
		{FieldName, was.Name != is.Name},
		{FieldDay, was.Days != is.Days || was.From != is.From},
		{FieldTone, was.Tone != is.Tone},
		{FieldRepeat, was.RepeatDays != is.RepeatDays || was.RepeatTimes != is.RepeatTimes},
		{FieldDeadline, was.DeadlineDays != is.DeadlineDays},
		{FieldClaims, !sameSet(was.Claims, is.Claims)},
		{FieldChannels, !slices.Equal(was.Ways(), is.Ways())},
		{FieldTo, !sameSet(was.To, is.To)},
		{FieldCopy, was.CopyManager != is.CopyManager},
		{FieldSender, was.Sender != is.Sender},
		{FieldApprove, was.Approve != is.Approve},
		{FieldEffects, !sameSet(was.Effects, is.Effects)},
		{FieldEncloses, !sameSet(was.Encloses, is.Encloses)},
	} {
		if field.differs {
			all = append(all, Change{Field: field.name, Was: was, Is: is})
		}
	}
	for _, text := range []struct {
		name      Field
		languages []string
	}{
		{FieldText, keysChanged(was.Texts, is.Texts)}, {FieldShort, keysChanged(was.Short, is.Short)}, {FieldScript, keysChanged(was.Scripts, is.Scripts)},
	} {
		for _, language := range text.languages {
			all = append(all, Change{Field: text.name, Was: was, Is: is, Language: language})
		}
	}
	return all
}

// sameSet reports whether both lists name the same, in any order.
func sameSet[T cmp.Ordered](a, b []T) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// keysChanged are the keys under which two maps differ; what is missing is the zero value.
func keysChanged[V comparable](was, is map[string]V) (all []string) {
	both := maps.Clone(was)
	if both == nil {
		both = map[string]V{}
	}
	maps.Copy(both, is)
	for key := range both {
		if was[key] != is[key] {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all
}

// diffRest says in what the scenario as a whole differs.
func diffRest(was, is *Scenario) (all []Change) {
	for _, limit := range []struct {
		name    Field
		was, is map[string]int64
	}{
		{FieldLeast, was.Limits.Least, is.Limits.Least}, {FieldCarry, was.Limits.Carry, is.Limits.Carry},
		{FieldFloor, was.Limits.Floor, is.Limits.Floor}, {FieldCeiling, was.Limits.Ceiling, is.Limits.Ceiling},
	} {
		for _, currency := range keysChanged(limit.was, limit.is) {
			all = append(all, Change{Field: limit.name, Currency: currency})
		}
	}
	before, after := thanksOf(was), thanksOf(is)
	for _, field := range []struct {
		name    Field
		differs bool
	}{
		{FieldGap, was.Limits.GapDays != is.Limits.GapDays},
		{FieldPerWeek, was.Limits.PerWeek != is.Limits.PerWeek},
		{FieldInclude, was.Include != is.Include},
		{FieldInformal, was.Informal != is.Informal},
		{FieldSofter, !sameSet(was.Softer, is.Softer)},
		{FieldFirmer, !sameSet(was.Firmer, is.Firmer)},
		{FieldThanks, before.After != after.After},
	} {
		if field.differs {
			all = append(all, Change{Field: field.name})
		}
	}
	for _, language := range keysChanged(before.Texts, after.Texts) {
		all = append(all, Change{Field: FieldThanksTexts, Language: language})
	}
	return all
}

// thanksOf are a scenario's thanks; the zero Thanks where it has none.
func thanksOf(s *Scenario) Thanks {
	if s.Thanks == nil {
		return Thanks{}
	}
	return *s.Thanks
}
