package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
	"acquit/internal/user"
)

// A customer's account is printed in the customer's language, for whatever days.
func TestAStatementOfAccountIsPrinted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "rik@lys.example", user.Reader)
		owner := testkit.Customer(t, s, c.ID, "BETA", func(k *customer.Customer) { k.Language, k.Country = "nl", "NL" }).ID
		ref := customer.Ref{Company: c.ID, Customer: owner}
		testkit.Invoice(t, s, ref, "R-77", "120.00", date.Must("2025-12-16")) // issued on 16 November
		testkit.Invoice(t, s, ref, "R-78", "50.00", date.Must("2026-01-17"))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.AddPayments([]*payment.Payment{{Customer: owner, Source: payment.API, ReceivedOn: date.Must("2026-01-03"), Amount: testkit.Euro("20.00"), OnAccount: testkit.Euro("20.00"), BookedBy: "api"}})
		})
		b, address := d.signIn("rik@lys.example"), at(c.ID, "customers", owner.String(), "statement.pdf")
		for _, c := range []struct {
			query          string
			says, unspoken []string
		}{
			{"", []string{"Rekeningoverzicht tot en met", "Factuur R-77", "Factuur R-78", "Betaling ontvangen", "€ 150,00"}, []string{"Beginsaldo"}},
			{"?from=2026-01-01&until=2026-01-31", []string{"Rekeningoverzicht van 1 januari 2026 tot en met 31 januari 2026", "Beginsaldo", "170,00", "€ 150,00"}, []string{"Factuur R-77"}},
			{"?until=2025-12-01", []string{"Factuur R-77", "€ 120,00"}, []string{"R-78", "Betaling"}},
			{"?currency=USD", []string{"Rekeningoverzicht", "USD"}, []string{"R-77"}},
		} {
			p := b.get(address + c.query)
			if p.status != http.StatusOK || p.header.Get("Content-Type") != "application/pdf" || !strings.Contains(p.header.Get("Content-Disposition"), "overzicht-BETA.pdf") {
				t.Fatalf("%s is %d, %v", c.query, p.status, p.header)
			}
			said := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(pdfread.Said(t, []byte(p.text)))
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("%s does not say %q", c.query, want)
				}
			}
			for _, never := range c.unspoken {
				if strings.Contains(said, never) {
					t.Errorf("%s says %q", c.query, never)
				}
			}
		}
		for query, want := range map[string]int{"?from=yesterday": http.StatusUnprocessableEntity, "?from=2026-02-01&until=2026-01-01": http.StatusUnprocessableEntity, "?currency=euro": http.StatusUnprocessableEntity} {
			if p := b.get(address + query); p.status != want {
				t.Errorf("%s is %d", query, p.status)
			}
		}
		if p := b.get(at(c.ID, "customers", id.ID(42).String(), "statement.pdf")); p.status != http.StatusNotFound {
			t.Errorf("nobody's account is %d", p.status)
		}
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Another" })
		d.person(other.ID, "eve@lys.example", user.Owner)
		if p := d.signIn("eve@lys.example").get(address); p.status != http.StatusNotFound {
			t.Errorf("to another company's people it is %d", p.status)
		}
	})
}

// The button on the customer's page asks for the days, by keyboard.
func TestBrowserAsksForAStatement(t *testing.T) {
	var owner id.ID
	_, c, w := openOffice(t, func(d *desk, c company.Company) {
		owner = testkit.Customer(t, d.store, c.ID, "BETA", func(k *customer.Customer) { k.Name = "Peinture Vermeulen & Dochters, Oudenaarde" }).ID
		testkit.Invoice(t, d.store, customer.Ref{Company: c.ID, Customer: owner}, "R-77", "12000000.00", date.Must("2026-01-16"))
		dollars := testkit.NewInvoice(owner, "R-78", money.Of(5000, money.USD), date.Must("2026-01-16"))
		testkit.Update(t, d.store, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{dollars}) })
	})
	page := at(c.ID, "customers", owner.String())
	w.MustNavigate(w.url + page).MustWaitLoad()
	w.MustElement(`button[data-open="statement"]`).MustFocus()
	w.Keyboard.MustType(input.Enter)
	dialog := w.MustElement("#statement[open]")
	w.check("statement")
	if got := dialog.MustElement("#from").MustProperty("value").Str(); !strings.HasSuffix(got, "-01-01") {
		t.Errorf("it begins on %q", got)
	}
	for _, want := range []string{"EUR", "USD"} {
		if text := dialog.MustElement("#currency").MustHTML(); !strings.Contains(text, want) {
			t.Errorf("%s cannot be chosen of %q", want, text)
		}
	}
	for _, l := range []string{"fr", "nl", "de"} {
		w.MustNavigate(w.url + "/language?to=" + l + "&back=" + page).MustWaitLoad()
		if text := w.MustElement(`button[data-open="statement"]`).MustText(); text != map[string]string{"fr": "Relevé de compte", "nl": "Rekeningoverzicht", "de": "Kontoauszug"}[l] {
			t.Errorf("%s: the button says %q", l, text)
		}
	}
}
