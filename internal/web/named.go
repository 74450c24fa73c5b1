package web

import (
	"slices"

	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// learn loads the versions of scenarios whose steps a page names, so that it calls them as the
// company does. Zero is none; what is not learned is called as in every scenario.
func (v *visit) learn(tx *store.Tx, versions ...id.ID) error {
	versions = slices.DeleteFunc(slices.Clone(versions), func(i id.ID) bool { return i == 0 })
	slices.Sort(versions)
	if versions = slices.Compact(versions); len(versions) == 0 {
		return nil
	}
	found, err := tx.ScenariosByID(versions)
	v.names = explain.NamesOf(v.Words, append(v.learned, found...))
	v.learned = append(v.learned, found...)
	return err
}

// learnOf is learn for the versions that rows of a list speak of.
func learnOf[T any](v *visit, tx *store.Tx, rows []T, version func(*T) id.ID) error {
	versions := make([]id.ID, len(rows))
	for n := range rows {
		versions[n] = version(&rows[n])
	}
	return v.learn(tx, versions...)
}

func versionOf(m *message.Message) id.ID           { return m.Scenario }
func versionOfListed(m *store.ListedMessage) id.ID { return m.Scenario }

// learnEvents learns the versions by which events came about.
func (v *visit) learnEvents(tx *store.Tx, events []timeline.Event) error {
	if err := v.learnDocuments(tx, events); err != nil {
		return err
	}
	versions, err := tx.ScenariosOf(events)
	if err != nil {
		return err
	}
	v.cameBy = map[eventKey]id.ID{}
	for n := range events {
		v.cameBy[eventKey{events[n].Customer, events[n].Seq}] = versions[n]
	}
	return v.learn(tx, versions...)
}

// eventKey names an event.
type eventKey struct {
	customer id.ID
	seq      int
}

// speaking are the words in which the steps of a version are called as the company calls them.
func (v *visit) speaking(version id.ID) *locale.Words {
	if w := v.names.Of(version); w != nil {
		return w
	}
	return v.Words
}

// stepName names a step of a version.
func (v *visit) stepName(version id.ID, key string) string {
	return explain.Step(v.speaking(version), key)
}

// stepsOf are the steps of scenarios by their keys, in the order of the ladders, each with all
// its names: two scenarios may call steps of one key differently.
func stepsOf(w *locale.Words, scenarios []dunning.Scenario) (keys []string, names map[string]string) {
	names = map[string]string{}
	known := map[string][]string{}
	for n := range scenarios {
		s := &scenarios[n]
		for _, step := range s.EveryStep() {
			name := explain.StepName(w, &step)
			if known[step.Key] == nil {
				keys = append(keys, step.Key)
			}
			if !slices.Contains(known[step.Key], name) {
				known[step.Key] = append(known[step.Key], name)
			}
		}
	}
	for key, all := range known {
		names[key] = joined(all...)
	}
	return keys, names
}
