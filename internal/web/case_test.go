package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A case is listed by its phase; a person begins and ends collection, and notes troubles.
func TestACaseFromTheListToItsEnd(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		anne, rik := d.signIn("anne@lys.example"), d.signIn("rik@lys.example")
		list, of := at(c.ID, "collections"), at(c.ID, "customers", book.acme.String())
		page := of + "/case?currency=EUR"
		shows(t, anne.get(list+"?view=collection"), "Nothing is in collection", "Formal notice")
		shows(t, anne.get(list+"?view=over"), "Nothing was collected yet")
		shows(t, anne.get(page), "What is late", "R-1", "Begin collection", "Interest and costs", "Note a hardship", "What the claim stands on", "things are missing", "A notice of default has left")
		if p := anne.get(page); strings.Contains(p.text, "What the register says") {
			t.Error("no register was taken in")
		}
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return isRegistered(tx, clock.Today()) })
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			who, _, err := tx.Customer(book.acme)
			if who.Country, who.EnterpriseNumber = "BE", "0403199702"; err != nil {
				return err
			}
			return tx.SaveCustomers([]*customer.Customer{&who})
		})
		shows(t, anne.get(page), "What the register says", "0403.199.702", "Acme NV", "No longer active", "Differs from the book", "Faillissement", "Active in the register")
		if p := rik.get(page); p.status != http.StatusOK || strings.Contains(p.text, "Begin collection") || strings.Contains(p.text, "Note a hardship") {
			t.Errorf("a reader sees %d", p.status)
		}
		for _, verb := range []string{"/case/begin", "/case/end", "/trouble", "/troubles/" + book.bill.String() + "/end", "/troubles/" + book.bill.String() + "/lodged"} {
			if p := rik.post(of+verb, "currency", "EUR", "words", "because"); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", verb, p.status)
			}
		}
		if p := anne.post(of+"/case/begin", "currency", "EUR"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Say why") {
			t.Errorf("without a reason: %d", p.status)
		}
		if p := anne.post(of+"/case/begin", "currency", "EUR", "words", "moved away"); p.location != page {
			t.Errorf("begun it leads to %q", p.location)
		}
		d.review(c)
		shows(t, anne.get(list), "Collections", "1 case, ", "&lt;script&gt;")
		shows(t, anne.get(list+"?q=zz"), "No case fits")
		shows(t, anne.get(page), "Collection since", "moved away", "Back to reminders", "anne@lys.example")
		shows(t, anne.get(of), "Collection begins", "moved away")
		if csv := anne.get(at(c.ID, "collections.csv")); !strings.Contains(csv.text, ",Collection,") {
			t.Errorf("as a file: %s", csv.text)
		}
		if p := anne.post(of+"/case/begin", "currency", "EUR", "words", "again"); p.status != http.StatusConflict {
			t.Errorf("twice: %d", p.status)
		}
		if p := anne.post(of+"/case/end", "currency", "EUR", "words", "a plan was agreed"); p.location != page {
			t.Errorf("ended it leads to %q", p.location)
		}
		shows(t, anne.get(list+"?view=over"), "Back to reminders", "a plan was agreed")
	})
}

func TestTroublesAreNotedAndEnded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		anne := d.signIn("anne@lys.example")
		of := at(c.ID, "customers", book.acme.String())
		shows(t, anne.get(of+"/trouble?trouble=insolvency"), "Note an insolvency", "Day of the judgment")
		shows(t, anne.get(of+"/trouble?trouble=hardship"), "Note a hardship", "Look again after")
		if p := anne.post(of+"/trouble?trouble=hardship", "trouble", "hardship", "since", clock.Today().String()); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Say what is known of it") {
			t.Errorf("without words: %d", p.status)
		}
		if p := anne.post(of+"/trouble?trouble=insolvency", "trouble", "insolvency", "since", "soon", "procedure", "bankruptcy"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "is no day") {
			t.Errorf("without a day: %d", p.status)
		}
		to := clock.Today().AddDays(20)
		if p := anne.post(of+"/trouble?trouble=insolvency", "trouble", "insolvency", "since", clock.Today().String(), "procedure", "bankruptcy", "administrator", "Mr Curator", "lodge_by", to.String()); p.location != of+"/case" {
			t.Errorf("noted it leads to %q, %d", p.location, p.status)
		}
		d.review(c)
		shows(t, anne.get(of+"/case"), "Bankruptcy", "To be lodged by", "Mr Curator", "Lodged today")
		shows(t, anne.get(of), "Bankruptcy", "no longer asked for")
		shows(t, anne.get(at(c.ID, "today")), "A claim is to be lodged in an insolvency", "Mr Curator")
		trouble := between(anne.get(of+"/case"), "/troubles/", "/lodged")
		anne.post(of + "/troubles/" + trouble + "/lodged")
		shows(t, anne.get(of+"/case"), "Lodged on")
		anne.post(of + "/troubles/" + trouble + "/end")
		if p := anne.get(of + "/case"); strings.Contains(p.text, "It is over") {
			t.Error("the insolvency lasts")
		}
		shows(t, anne.get(of), "Over: Bankruptcy", "Claim lodged on")
	})
}

// The settings say who counts as loyal.
func TestWhoIsLoyalIsSet(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		page := at(c.ID, "settings", "sending")
		shows(t, anne.get(page), "Loyal customers")
		if p := anne.post(page, "warn_hours", "24", "guard", "1", "years", "99"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("99 years: %d", p.status)
		}
		anne.post(page, "warn_hours", "24", "guard", "1", "years", "3", "least", "1,000.50", "payers", "prompt", "payers", "late")
		if g := d.policyOf(c).Guard; g == nil || g.Years != 3 || g.Least["EUR"] != 1000_50 || len(g.Payers) != 2 {
			t.Errorf("%+v", g)
		}
		anne.post(page, "warn_hours", "24")
		if g := d.policyOf(c).Guard; g != nil {
			t.Errorf("%+v", g)
		}
	})
}

// review takes the reviews that facts asked for.
func (d *desk) review(c company.Company) {
	d.t.Helper()
	if _, err := d.desk.ReviewWanted(d.t.Context(), c.ID, d.clock.Today()); err != nil {
		d.t.Fatal(err)
	}
}

// isRegistered fills a register with a bankrupt business.
func isRegistered(tx *store.Tx, on date.Date) error {
	f, err := tx.FillRegister(registry.KBO, on)
	if err != nil {
		return err
	}
	if _, err := tx.FillBetween(&f, "", "", []registry.Business{{Register: registry.KBO, Number: "0403199702", Name: "Acme NV", Situation: "050"}}); err != nil {
		return err
	}
	return tx.CountRegister(&f, store.Register{Serial: 1, Businesses: 1, By: "test"}, []registry.Code{{Kind: registry.SituationCode, Code: "050", Language: "nl", Words: "Faillissement"}})
}
