package explain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/locale"
	"acquit/internal/profile"
)

func TestHowACustomerPaysIsSaid(t *testing.T) {
	late := profile.Profile{Kind: profile.Late, Paid: 9, Late: 7, UsualDelay: 6, UsualDelayLate: 8, Slowest: 31, Trend: -8, Broken: 2, Disputed: 1, OldestOpenLate: 40}
	for _, tt := range []struct {
		language locale.Language
		profile  profile.Profile
		want     []string
	}{
		{"en", profile.Profile{Kind: profile.New}, []string{"No invoice has been paid yet"}},
		{"en", profile.Profile{Kind: profile.New, Paid: 1}, []string{"1 invoice has been paid: too few to tell"}},
		{"en", profile.Profile{Kind: profile.Prompt, Paid: 9}, []string{"Pays on time: 9 of the last 9 invoices"}},
		{"en", profile.Profile{Kind: profile.Prompt, Paid: 10, Late: 1, Slowest: 12},
			[]string{"Pays on time: 9 of the last 10 invoices; the slowest came 12 days late"}},
		{"en", profile.Profile{Kind: profile.Late, Paid: 10, Late: 4, UsualDelay: 1, UsualDelayLate: 6, Slowest: 9},
			[]string{"Late now and then, by 6 days: 4 of the last 10 invoices, up to 9 days"}},
		{"en", late, []string{"Usually 6 days late: 7 of the last 9 invoices, up to 31 days", "Lately 8 days sooner than before", "2 promises broken in a year",
			"1 dispute in a year", "The oldest open invoice is 40 days late"}},
		{"en", profile.Profile{Kind: profile.Habitual, Paid: 12, Late: 12, UsualDelay: 20, Slowest: 40, Trend: 5},
			[]string{"Habitually 20 days late: 12 of the last 12 invoices, up to 40 days", "Lately 5 days later than before"}},
		{"fr", late, []string{"En général 6 jours de retard : 7 des 9 dernières factures, jusqu’à 31 jours", "Ces derniers temps 8 jours plus tôt qu’avant",
			"2 promesses non tenues en un an", "1 litige en un an", "La plus ancienne facture ouverte a 40 jours de retard"}},
		{"de", late, []string{"Meist 6 Tage zu spät: 7 der letzten 9 Rechnungen, bis zu 31 Tage", "Zuletzt 8 Tage früher als davor", "2 Zusagen in einem Jahr gebrochen",
			"1 Beanstandung in einem Jahr", "Die älteste offene Rechnung ist 40 Tage überfällig"}},
		{"nl", late, []string{"Meestal 6 dagen te laat: 7 van de laatste 9 facturen, tot 31 dagen", "De laatste tijd 8 dagen vroeger dan daarvoor",
			"2 toezeggingen niet nagekomen in een jaar", "1 betwisting in een jaar", "De oudste openstaande factuur is 40 dagen te laat"}},
	} {
		got := Profile(locale.NewBook().In(locale.For(tt.language, "BE")), &tt.profile)
		for n := range got {
			got[n] = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got[n])
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.language, diff)
		}
	}
}

func TestEveryKindOfPayerHasItsWordAndSentence(t *testing.T) {
	for l, w := range everyWords() {
		for _, k := range profile.Kinds {
			p := profile.Profile{Kind: k, Paid: 9, Late: 1, UsualDelay: 3, Slowest: 3}
			for _, said := range []string{Profile(w, &p)[0], PayerKind(w, k)} {
				if strings.HasPrefix(said, "profile.") || strings.Contains(said, "{{") || strings.Contains(said, "no value") {
					t.Errorf("%s in %s: %q", k, l, said)
				}
			}
		}
		checkSentence(t, l, "note", PayerNote(w))
	}
}
