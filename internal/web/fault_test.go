package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
)

// brokenInvoice breaks off in its third line.
const brokenInvoice = `<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
<ID xmlns="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">R-1</ID>`

// oddCustomers has two lines that are taken with a warning.
const oddCustomers = "number;name;terms;email\nC1;ACME;soon;\nC2;Lys;30;nowhere\nC3;Vos;30;vos@vos.example\n"

// newestReport is the page of the file that was taken in last.
func (l *ledger) newestReport() page {
	l.t.Helper()
	history := l.anne.get(l.at("import")).text
	link := history[strings.Index(history, l.at("import")+"/"):]
	return l.anne.get(link[:strings.IndexByte(link, '"')])
}

func TestWhatIsWrongWithAFileIsSaidInTheReadersLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.anne.get("/language?to=fr")
		p := l.anne.upload(l.at("import"), true, "R-1.xml", brokenInvoice)
		shows(t, p, "Ligne 3, Invoice\u202f: le fichier s’arrête au milieu de l’élément Invoice")
		shows(t, l.newestReport(), "Ligne 3, Invoice\u202f: le fichier s’arrête au milieu de l’élément Invoice")
		p = l.anne.upload(l.at("import"), true, "customers.csv", oddCustomers)
		shows(t, p, "Ligne 2, C2 terms\u202f: «\u202fsoon\u202f» n’est pas un nombre de jours de 0 à 365", "Ligne 3, D3 email\u202f: «\u202fnowhere\u202f» n’est pas une adresse e-mail")
		shows(t, l.anne.upload(l.at("import"), true, "photo.png", "\x89PNG\r\n\x1a\n"), "Le fichier n’est d’aucun type connu ici")
		shows(t, l.newestReport(), "Le fichier n’est d’aucun type connu ici")

		// What is stored is no sentence of one language.
		l.anne.get("/language?to=de")
		shows(t, l.newestReport(), "Die Datei ist von keiner hier bekannten Art")
		l.anne.get("/language?to=nl")
		shows(t, l.anne.upload(l.at("import"), false, "customers.csv", oddCustomers), "Regel 2, C2 terms: “soon” is geen aantal dagen van 0 tot 365")
		l.anne.get("/language?to=en")
		shows(t, l.newestReport(), "Line 2: C2 terms: &#34;soon&#34; is no number of days from 0 to 365")
	})
}

func TestThePlaceOfAnEntryInItsFileIsSaidInTheReadersLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "100.00", func(e *store.Entry) { e.Place = "line 12: Ntry 3" })
		for language, want := range map[string]string{"fr": "ligne 12, Ntry 3", "nl": "regel 12, Ntry 3", "de": "Zeile 12, Ntry 3", "en": "line 12: Ntry 3"} {
			l.anne.get("/language?to=" + language)
			shows(t, l.anne.get(l.at("bank", "entries", e.ID.String())), want)
		}
	})
}

func TestAReportOfLongAgoIsShownAsItWasWritten(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.AddImport(&store.Import{Kind: "statements", Name: "old.coda", Actor: "anne@lys.example", Report: `{"file": "old.coda", "kind": "statements",
				"format": "coda", "read": 1, "created": 1, "unchanged": 0, "updated": 0, "errors": [{"place": "line 9", "message": "50% of it is lost"}],
				"warnings": [{"place": "", "message": "line 2: the account has no currency"}]}`})
		})
		l.anne.get("/language?to=fr")
		shows(t, l.newestReport(), "Ligne 9\u202f: 50% of it is lost", "line 2: the account has no currency")
	})
}

func TestWhatIsWrongWithAFormIsSaidInTheReadersLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "100.00", nil)
		for _, c := range []struct{ language, customer, entry string }{
			{"fr", "Un client doit avoir un nom", "Un paiement doit avoir un client"},
			{"nl", "Een klant moet een naam hebben", "Een betaling moet een klant hebben"},
			{"de", "Ein Kunde braucht einen Namen", "Eine Zahlung braucht einen Kunden"},
			{"en", "A customer needs a name", "A payment needs a customer"},
		} {
			l.anne.get("/language?to=" + c.language)
			p := l.anne.post(l.at("customers", l.acme.ID.String(), "edit"), "name", "", "kind", "business", "language", "fr", "country", "BE")
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, c.customer) {
				t.Errorf("a customer without a name is %d, and does not show %q", p.status, c.customer)
			}
			p = l.anne.post(l.at("bank", "entries", e.ID.String(), "confirm"), "customer", "")
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, c.entry) {
				t.Errorf("a payment without a customer is %d, and does not show %q", p.status, c.entry)
			}
		}
	})
}
