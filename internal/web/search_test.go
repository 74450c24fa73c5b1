package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestSearchFindsWhatWordsMayMean(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Customer(t, s, l.company.ID, "KD-7", func(c *customer.Customer) {
			c.Name, c.VATID, c.EnterpriseNumber = "Brasserie Étoile", "BE0999120487", "0999120487"
		})
		e := l.receives("A", "1190.00", func(e *store.Entry) { e.Text, e.Name, e.IBAN = "", "Unknown "+hostile, "" })
		invoice, entry := "/invoices/"+l.r1.ID.String(), "/bank/entries/"+e.ID.String()
		for words, want := range map[string][]string{
			"acme":           {"/customers/" + l.acme.ID.String()},
			"brasserie etoi": {"Brasserie Étoile"},
			"kd-7":           {"Brasserie Étoile"},
			"be 0999.120":    {"Brasserie Étoile"},
			"0999 120 487":   {"Brasserie Étoile"},
			"inv 2026/0001":  {invoice, "€1,190.00 open"},
			"INV2026":        {invoice, "INV-2026-0002"},
			"1190.00":        {invoice, entry, "Exactly this amount is open"},
			"1 190,00":       {invoice, entry},
			"import":         {l.at("import")},
		} {
			query := "?q=" + url.QueryEscape(words)
			part := l.anne.get(l.at("search", "suggest") + query)
			shows(t, part, want...)
			if strings.Contains(part.text, "<html") {
				t.Errorf("%q is suggested as a whole page", words)
			}
			shows(t, l.anne.get(l.at("search")+query), want...)
		}
	})
}

func TestSearchSaysWhenNothingIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for words, want := range map[string]string{"": "What can be searched", "zzz": "Nothing found for “zzz”", hostile: "Nothing found", "'; --": "Nothing found",
			"12.345": "Nothing found", "99999999999999999999": "Nothing found", "\x00": "What can be searched", "%": "Nothing found", "_": "Nothing found"} {
			shows(t, l.anne.get(l.at("search")+"?q="+url.QueryEscape(words)), want)
			if p := l.anne.get(l.at("search", "suggest") + "?q=" + url.QueryEscape(words)); p.status != http.StatusOK || strings.Contains(p.text, "<script") {
				t.Errorf("%q suggests %d %s", words, p.status, p.text)
			}
		}
	})
}

func TestSearchStaysInsideTheCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for _, words := range []string{"acme", "INV-2026", "1190.00"} {
			p := l.stranger.get(at(l.strangersCompany(), "search") + "?q=" + words)
			shows(t, p, "Nothing found")
		}
	})
}
