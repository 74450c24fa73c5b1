package explain

import (
	"slices"
	"strconv"
	"strings"

	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/locale"
)

// stepWord is the key under which words name a step.
const stepWord = "step."

// Step names a step by its key, in words that Named gave: as the company calls it, or else as
// it is called in every language. One that nobody named is told by its number.
func Step(w *locale.Words, key string) string {
	if w.Has(stepWord + key) {
		return w.T(stepWord + key)
	}
	if number, added := strings.CutPrefix(key, "step-"); added {
		if n, err := strconv.Atoi(number); err == nil {
			return w.T("step.added", "Number", n)
		}
	}
	return key
}

// StepName is what a step is called.
func StepName(w *locale.Words, s *dunning.Step) string {
	if s.Name != "" {
		return s.Name
	}
	return Step(w, s.Key)
}

// Named returns words in which the steps of a scenario are called as its company calls them.
// Step and Sentence say so then; nil is no scenario.
func Named(w *locale.Words, s *dunning.Scenario) *locale.Words {
	if s == nil || !slices.ContainsFunc(s.EveryStep(), func(step dunning.Step) bool { return step.Name != "" }) {
		return w
	}
	own := map[string]string{}
	for _, step := range s.EveryStep() {
		if step.Name != "" {
			own[stepWord+step.Key] = step.Name
		}
	}
	return w.With(own)
}

// Names are words by the version of a scenario that is spoken of: two scenarios may call steps
// of one key by different names.
type Names struct {
	plain *locale.Words
	of    map[id.ID]*locale.Words
}

// NamesOf are the words for some versions.
func NamesOf(w *locale.Words, versions []dunning.Scenario) Names {
	n := Names{plain: w, of: map[id.ID]*locale.Words{}}
	for v := range versions {
		n.of[versions[v].ID] = Named(w, &versions[v])
	}
	return n
}

// Of are the words for a version; those of every scenario for one that is not known.
func (n Names) Of(version id.ID) *locale.Words {
	if w := n.of[version]; w != nil {
		return w
	}
	return n.plain
}

// Step names a step of a version.
func (n Names) Step(version id.ID, key string) string { return Step(n.Of(version), key) }
