package render

import (
	"slices"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/testkit/pdfread"
)

// underEachLaw are claims under every rule whose rates are known for their days.
func underEachLaw(t *testing.T) (all []ClaimedInvoice) {
	t.Helper()
	const due = "2024-11-14"
	for _, country := range law.Countries() {
		for _, s := range []law.Segment{law.B2B, law.B2C} {
			rule, err := law.Of(country, s)
			if err != nil {
				t.Fatal(err)
			}
			if law.RatesOf(rule.Series()).Missing(date.Must(due), today) == date.None {
				all = append(all, claimed(t, country, s, country+string(s), "1210.00", due))
			}
		}
	}
	if len(all) < 9 {
		t.Fatalf("only %d rules have rates", len(all))
	}
	return all
}

// sourcesOf are the sources that the annex of a claim names.
func sourcesOf(i *ClaimedInvoice) []string {
	all := []string{i.Rule.Source}
	for _, p := range i.Claim.Periods {
		for _, r := range p.Sources {
			all = append(all, r.Source)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// oneLine is a text without its lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestAnAnnexNamesItsSourcesInTheReadersLanguage finds a source that is printed as the
// tables of the law have it.
func TestAnAnnexNamesItsSourcesInTheReadersLanguage(t *testing.T) {
	all := underEachLaw(t)
	for _, tag := range []locale.Tag{"fr-FR", "nl-BE", "de-DE"} {
		w := locale.NewBook().In(tag)
		b, err := (&Annex{creditor(), debtor(), all}).PDF(w)
		if err != nil {
			t.Fatal(err)
		}
		shown := oneLine(pdfread.Shown(t, b))
		for n := range all {
			for _, source := range sourcesOf(&all[n]) {
				if want := oneLine(w.Source(source)); !strings.Contains(shown, want) {
					t.Errorf("%s: the annex does not name %q", tag, want)
				}
				for _, place := range strings.Split(source, "; ") {
					if w.Source(place) != place && strings.Contains(shown, place) {
						t.Errorf("%s: the annex has the English %q", tag, place)
					}
				}
			}
		}
	}
}
