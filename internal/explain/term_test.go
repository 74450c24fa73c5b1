package explain

import (
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/locale"
)

func TestWhatTheLawSaysOfDaysIsExplained(t *testing.T) {
	issued, due := date.Must("2026-01-02"), date.Must("2026-03-20")
	term, _ := law.TermOf("BE", law.Business, false)
	excess, beyond := term.Exceeds(issued, date.None, due)
	if !beyond {
		t.Fatal("77 days are too many")
	}
	for l, want := range map[locale.Language][2]string{
		"fr": {"77 jours après la facture. La loi admet 60 jours, jusqu’au 3 mars 2026.", "remplacé par 30 jours"},
		"nl": {"77 dagen na de factuurdatum. De wet staat 60 dagen toe, tot 3 maart 2026.", "30 dagen vanaf de ontvangst"},
		"de": {"77 Tage nach der Rechnung. Das Recht erlaubt 60 Tage, bis 3. März 2026.", "treten 30 Tage ab Empfang"},
		"en": {"77 days after the invoice. The law allows 60 days, until 3 March 2026.", "interest may run from 2 February 2026."},
	} {
		w := locale.NewBook().In(locale.For(l, "BE"))
		got := strings.ReplaceAll(Excess(w, &excess, issued, due), "\u00a0", " ")
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q does not say %q", l, got, part)
			}
		}
	}
}

// Whatever the tables of the law may say has its sentence in every language.
func TestEveryRuleOfTheLawHasItsSentence(t *testing.T) {
	for l, w := range everyWords() {
		for _, unless := range constants(t, "law/term.go", "Unless") {
			if !w.Has("term.excess." + unless) {
				t.Errorf("%s: no sentence for %s", l, unless)
			}
		}
		for _, code := range constants(t, "law/advance.go", "AdvanceCode") {
			checkSentence(t, l, code, Advance(w, &law.Advance{Code: law.AdvanceCode(code)}))
		}
		for _, s := range law.Supplies() {
			if !w.Has("term.supply." + string(s)) {
				t.Errorf("%s: no word for %s", l, s)
			}
		}
		for _, country := range []string{"BE", "FR", "NL", "LU", "DE"} {
			for _, b := range []law.Buyer{law.Business, law.Public} {
				term, _ := law.TermOf(country, b, false)
				checkSentence(t, l, country, TermLimit(w, &term))
			}
		}
	}
}

func TestContestingAndLapsing(t *testing.T) {
	w := locale.NewBook().In(locale.For(locale.English, "BE"))
	day := date.Must("2026-01-16")
	be, _ := law.ProtestOf("BE", law.Business)
	lu, _ := law.ProtestOf("LU", law.Business)
	for _, c := range []struct{ got, want string }{
		{Contesting(w, day, day), "until 16 January 2026."},
		{Contesting(w, day, day.AddDays(1)), "accepted since 17 January 2026."},
		{ContestingNote(w, &be), "within about 14 days of"},
		{ContestingNote(w, &lu), "within about a month of"},
		{Lapsing(w, day, day), "can be claimed before a court until 16 January 2026."},
		{Lapsing(w, day, day.AddDays(1)), "Since then the customer may refuse to pay."},
		{LawSource(w, law.Seen, "X"), "Source: X"},
		{LawSource(w, law.Memory, "X"), "not verified: X"},
		{LawSource(w, law.Derived, "X"), "X (as we read it)"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%q does not say %q", c.got, c.want)
		}
	}
}
