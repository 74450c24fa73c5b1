package web_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// Every page with a day in its address says what is wrong with one that is none, in the reader's
// language, and shows no other day instead.
func TestADayThatIsNoneIsSaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		acme := d.aHeldCustomer(c.ID)
		d.person(c.ID, "anna@lys.example", user.Owner)
		b := d.signIn("anna@lys.example")
		var owed id.ID
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.OpenInvoices(acme.ID)
			owed = all[0].ID
			return err
		})
		says := func(path, language, want string) {
			t.Helper()
			b.get("/language?to=" + language + "&back=/")
			p := b.get(at(c.ID) + path)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(p.text), want) {
				t.Errorf("%s in %s (%d) does not say %q", path, language, p.status, want)
			}
		}
		customer, claim := "customers/"+acme.ID.String(), "invoices/"+owed.String()+"/claim"
		for _, path := range []string{customer + "/why?on=", "why?from=", "why?through=", "scenarios/plan?day=", "invoices?from=", "invoices?to=", claim + "?on=", "bank/entries?from=", "bank/entries?until="} {
			says(path+"2026-13-45", "en", "is no day: write year, month and day, such as 2026-03-03")
		}
		for language, want := range map[string]string{
			"fr": "«\u202fdemain\u202f» n’est pas une date\u202f: écrivez l’année, le mois et le jour, par exemple 2026-03-03",
			"nl": "is geen datum: schrijf jaar, maand en dag, bijvoorbeeld 2026-03-03",
			"de": "ist kein Datum: Schreiben Sie Jahr, Monat und Tag, zum Beispiel 2026-03-03",
		} {
			says(customer+"/why?on=demain", language, want)
		}
		says(customer+"/why?on=2031-01-01", "en", "2031-01-01 is still to come: ask for a day up to 2026-03-03")
		says(customer+"/why?on=2031-01-01", "fr", "Le 01/01/2031 est encore à venir\u202f: demandez un jour jusqu’au 03/03/2026")
	})
}
