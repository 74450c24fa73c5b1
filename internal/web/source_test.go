package web_test

import (
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Where the law says something, it has the name that the reader's courts give it.
func TestPagesNameTheLawInTheReadersLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		pages := map[string]string{"claim": l.claim(l.r1), "invoice": l.at("invoices", l.r1.ID.String()), "rates": l.at("settings", "rates") + "?series=BE+B2B"}
		for language, says := range map[string]map[string]string{
			"fr": {"claim": "Loi du 2 août 2002 concernant la lutte contre le retard de paiement dans les transactions commerciales, art. 5 et 6",
				"invoice": "Loi du 2 août 2002 concernant", "rates": "Loi du 2 août 2002, art. 5\u202f: taux de la BCE 2,40 + 8 points, arrondi au demi-point supérieur"},
			"nl": {"claim": "Wet van 2 augustus 2002 betreffende de bestrijding van de betalingsachterstand bij handelstransacties, art. 5 en 6",
				"invoice": "Wet van 2 augustus 2002 betreffende", "rates": "Wet van 2 augustus 2002, art. 5: rentevoet van de ECB 2,40 + 8 procentpunten, naar boven afgerond op een half procentpunt"},
			"de": {"claim": "Gesetz vom 2. August 2002 zur Bekämpfung von Zahlungsverzug im Geschäftsverkehr, Art. 5 und 6",
				"invoice": "Gesetz vom 2. August 2002 zur", "rates": "Gesetz vom 2. August 2002, Art. 5: EZB-Satz 2,40 + 8 Prozentpunkte, auf den nächsten halben Punkt aufgerundet"},
		} {
			l.anne.get("/language?to=" + language + "&back=/")
			for name, address := range pages {
				p := l.anne.get(address)
				shows(t, p, says[name])
				misses(t, p, "Law of 2 August 2002", "Civil Code", "Economic Law Code")
			}
		}
	})
}
