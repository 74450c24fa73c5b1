package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// beside is what a page says is wrong with a field, below its control.
func (p page) beside(field string) string {
	_, after, found := strings.Cut(p.text, `id="`+field+`-error"`)
	if !found {
		return ""
	}
	_, after, _ = strings.Cut(after, ">")
	text, _, _ := strings.Cut(after, "</p>")
	return text
}

func TestANumberThatCannotExistIsRefusedBesideItsField(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		edit := l.at("customers", l.acme.ID.String(), "edit")
		form := func(more ...string) []string {
			return append([]string{"name", "Acme", "kind", "business", "language", "fr", "country", "BE", "terms_days", "30"}, more...)
		}
		bad := l.anne.post(edit, form("vat_id", "BE 0123.456.748", "enterprise_number", "77")...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.text, `value="BE 0123.456.748"`) || !strings.Contains(bad.text, "nothing was changed") {
			t.Errorf("a wrong number is %d, or what was typed is gone", bad.status)
		}
		for field, want := range map[string]string{"vat_id": "is no VAT number of BE: its check digits are wrong", "enterprise_number": "it has 10 digits"} {
			if got := bad.beside(field); !strings.Contains(got, want) {
				t.Errorf("beside %s stands %q", field, got)
			}
		}
		for language, want := range map[string]string{"fr": "ses chiffres de contrôle sont faux", "nl": "de controlecijfers kloppen niet", "de": "Die Prüfziffern sind falsch"} {
			l.anne.get("/language?to=" + language + "&back=/")
			if got := l.anne.post(edit, form("vat_id", "BE0123456748")...).beside("vat_id"); !strings.Contains(got, want) {
				t.Errorf("in %s stands %q", language, got)
			}
		}
		l.anne.get("/language?to=en&back=/")
		if p := l.anne.post(edit, form("vat_id", "BE 123.456.749", "enterprise_number", "0123 456 749")...); p.status != http.StatusSeeOther {
			t.Fatalf("numbers as people write them: %d", p.status)
		}
		if got := l.customer(); got.VATID != "BE0123456749" || got.EnterpriseNumber != "0123456749" {
			t.Errorf("stored as %s, %s", got.VATID, got.EnterpriseNumber)
		}
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "BE 0123.456.749", "0123.456.749")
		shows(t, l.anne.get(edit), `value="BE 0123.456.749"`, `value="0123.456.749"`)
	})
}

// customer is the customer of the ledger as it is stored.
func (l *ledger) customer() (c customer.Customer) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		c, _, err = tx.Customer(l.acme.ID)
		return err
	})
	return c
}

// Who mends an address need not know the number that an import got wrong.
func TestAWrongNumberOfAnImportKeepsNoOtherFieldFromChanging(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			c := l.customer()
			c.VATID = "BE0123456748"
			return tx.SaveCustomers([]*customer.Customer{&c})
		})
		edit := l.at("customers", l.acme.ID.String(), "edit")
		shows(t, l.anne.get(edit), `value="BE0123456748"`)
		form := []string{"name", "Acme", "kind", "business", "language", "fr", "country", "BE", "city", "Namur", "vat_id", "BE0123456748"}
		if p := l.anne.post(edit, form...); p.status != http.StatusSeeOther || l.customer().City != "Namur" || l.customer().VATID != "BE0123456748" {
			t.Errorf("%d, %+v", p.status, l.customer())
		}
		form[len(form)-1] = "BE0123456747"
		if p := l.anne.post(edit, form...); p.status != http.StatusUnprocessableEntity {
			t.Errorf("another wrong number: %d", p.status)
		}
	})
}

func TestTheNumbersOfACompanyAreLookedAt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "olga@lys.example", user.Owner)
		olga := d.signIn("olga@lys.example")
		to := at(c.ID, "settings")
		form := func(enterprise, vat string) []string {
			return []string{"name", c.Name, "language", "fr", "enterprise_number", enterprise, "vat_id", vat, "from", "08:00", "until", "18:00", "gap", "7",
				"bank_age", "5", "terms", "30", "limitation", "90", "sales_hold", "14", "promise", "30", "answer_days", "10", "pay_days", "8", "protest_days", "0", "plan_most", "0", "plan_first", "0", "plan_least", "0", "plan_largest", "0", "night", "3", "minimum", "0", "day", "1"}
		}
		bad := olga.post(to, form("0123.456.750", "FR11123456783")...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.beside("enterprise_number"), "check digits") || !strings.Contains(bad.beside("vat_id"), "check digits") {
			t.Errorf("%d: %q, %q", bad.status, bad.beside("enterprise_number"), bad.beside("vat_id"))
		}
		if p := olga.post(to, form("1000.000.021", "1000.000.021")...); p.status != http.StatusSeeOther {
			t.Fatalf("right numbers: %d", p.status)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.TheCompany()
			if got.EnterpriseNumber != "1000000021" || got.VATID != "BE1000000021" {
				t.Errorf("stored as %s, %s", got.EnterpriseNumber, got.VATID)
			}
			return err
		})
		shows(t, olga.get(to), `value="1000.000.021"`, `value="BE 1000.000.021"`)
	})
}
