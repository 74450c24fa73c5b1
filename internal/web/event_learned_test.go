package web_test

import (
	"strings"
	"testing"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func TestWhatWasLearnedIsToldInEachLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		said := func(kind timeline.Kind, data timeline.Data) timeline.Event {
			return timeline.Event{Customer: l.acme.ID, Kind: kind, On: clock.Today(), Actor: "bob@lys.example", Subject: 4711, Data: data.JSON()}
		}
		name, account, rule := timeline.Data{Text: "Lac & Fils"}, timeline.Data{Account: "BE71…6769"}, timeline.Data{Text: "loyer"}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.Note(said(timeline.PayerTaught, name), said(timeline.PayerTaught, account), said(timeline.PayerForgotten, name), said(timeline.PayerForgotten, account),
				said(timeline.RuleMade, rule), said(timeline.RuleChanged, rule), said(timeline.RuleSwitchedOn, rule), said(timeline.RuleSwitchedOff, rule), said(timeline.RuleForgotten, rule))
		})
		here := l.at("customers", l.acme.ID.String())
		for language, wants := range map[string][]string{
			"en": {"Remembered: “Lac &amp; Fils” pays for this customer", "Remembered: this customer pays from BE71…6769", "Forgotten: “Lac &amp; Fils” pays", "Forgotten: this customer pays from BE71…6769",
				"A rule points to this customer: “loyer”", "The rule is now “loyer”", "The rule “loyer” was switched on", "The rule “loyer” was switched off", "The rule “loyer” was forgotten"},
			"fr": {"Retenu\u202f: «\u202fLac &amp; Fils\u202f» paie pour ce client", "Oublié\u202f: ce client paie du compte BE71…6769", "La règle «\u202floyer\u202f» a été désactivée"},
			"nl": {"Onthouden: “Lac &amp; Fils” betaalt voor deze klant", "Vergeten: deze klant betaalt van BE71…6769", "De regel “loyer” is uitgezet"},
			"de": {"Gemerkt: „Lac &amp; Fils“ zahlt für diesen Kunden", "Vergessen: Dieser Kunde zahlt von BE71…6769", "Die Regel „loyer“ wurde ausgeschaltet"},
		} {
			l.anne.get("/language?to=" + language + "&back=" + here)
			p := l.anne.get(here)
			shows(t, p, append(wants, "bob@lys.example", `href="`+l.at("bank", "rules", id.ID(4711).String())+`"`)...)
			if strings.Contains(p.text, "learn.event") {
				t.Errorf("a sentence is missing in %s", language)
			}
		}
	})
}
