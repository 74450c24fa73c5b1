package explain

import (
	"strings"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/locale"
)

func TestWhatMayBeAskedIsExplained(t *testing.T) {
	w := locale.NewBook().In(locale.For("fr", "BE"))
	sent := claim.Notice{Kind: claim.Reminded, On: date.Must("2026-03-02")}
	got := claim.Open(calendar.New(), claim.Circumstances{Country: "BE", Segment: law.B2C, DueOn: date.Must("2026-01-31"), Clause: true, Notices: []claim.Notice{sent}})
	var all []string
	for _, c := range got.Conditions {
		all = append(all, Condition(w, c))
	}
	text := strings.Join(all, " ")
	for _, want := range []string{"Un rappel est parti le 2 mars 2026.", "finissent le 16 mars 2026.", "dès le 17 mars 2026", "restent à la charge du créancier"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}

func TestWhatTheLawFindsIsExplained(t *testing.T) {
	rate := law.Percent(180_000)
	sum := law.Scale{Bands: []law.Band{{Base: 75_00}}}
	found, err := law.Check(nil, "BE", law.B2C, law.Contract{Rate: &rate, Compensation: &sum}, date.Must("2026-03-01"))
	if err != nil || len(found) != 2 {
		t.Fatal(err, found)
	}
	for l, want := range map[locale.Language][2]string{
		"fr": {"consommateur\u202f: 10,50\u00a0% l’an. La clause ne s’applique pas.", "pour une dette de 0,01\u00a0€, par exemple, celui-ci est de 20,00\u00a0€."},
		"nl": {"gevraagd: 10,50% per jaar. Het beding geldt niet.", "voor een schuld van €\u00a00,01 bijvoorbeeld is dat €\u00a020,00."},
		"de": {"darf: 10,50\u00a0% im Jahr. Die Klausel gilt nicht.", "Für eine Schuld von 0,01\u00a0€ zum Beispiel sind das 20,00\u00a0€."},
		"en": {"consumer: 10.50% a year. The clause does not hold.", "for a debt of €0.01, for example, that is €20.00."},
	} {
		w := locale.NewBook().In(locale.For(l, "BE"))
		for n, f := range found {
			if got := Finding(w, f); !strings.Contains(got, want[n]) {
				t.Errorf("%s: %q does not say %q", l, got, want[n])
			}
		}
	}
}
