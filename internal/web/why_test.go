package web_test

import (
	"net/http"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// aHeldCustomer owes for twelve days, was to be reminded on the 2nd of March, and is on hold
// since the 3rd; another owes nothing that is due.
func (d *desk) aHeldCustomer(company id.ID) (acme customer.Customer) {
	d.t.Helper()
	d.clock.SetDay(date.Must("2026-03-02"))
	acme = testkit.Customer(d.t, d.store, company, "ACME")
	ref := customer.Ref{Company: company, Customer: acme.ID}
	testkit.Invoice(d.t, d.store, ref, "R-1", "100.00", d.clock.Today().AddDays(-12))
	beta := testkit.Customer(d.t, d.store, company, "BETA")
	testkit.Invoice(d.t, d.store, customer.Ref{Company: company, Customer: beta.ID}, "R-2", "50.00", d.clock.Today().AddDays(30))
	d.nightOf(company)
	d.clock.SetDay(date.Must("2026-03-03"))
	if _, err := d.desk.PlaceHold(d.t.Context(), ref, hold.Hold{Reason: "at the fair", PlacedBy: "anna@lys.example"}, d.clock.Today()); err != nil {
		d.t.Fatal(err)
	}
	d.nightOf(company)
	return acme
}

func (d *desk) nightOf(company id.ID) {
	d.t.Helper()
	if _, err := d.desk.RunDay(d.t.Context(), company, d.clock.Today(), nil); err != nil {
		d.t.Fatal(err)
	}
}

func TestAnyDayTellsWhy(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		acme := d.aHeldCustomer(c.ID)
		d.person(c.ID, "anna@lys.example", user.Reader)
		b := d.signIn("anna@lys.example")
		page := at(c.ID, "customers", acme.ID.String())
		b.tells(page, []string{"Why?", page + "/why"}, nil)
		b.tells(page+"/why", []string{"What stands today", "the customer is on hold until somebody lifts it (“at the fair”)", "Facts used", "On hold",
			"Invoice R-1", "First reminder", "stopped", "Second reminder", "to come", "lapsed", "What was decided"}, []string{"Nobody looked"})
		b.tells(page+"/why?on=2026-03-02", []string{"What stood on 2 March 2026", "Invoice R-1 (€100.00) is 12 days late", "leaves", "Withdrawn"}, []string{"at the fair"})
		b.tells(page+"/why?on=2026-03-01", []string{"Nothing was decided about this customer by then"}, []string{"Invoice R-1"})
		if status := b.get(at(c.ID, "customers", id.ID(7).String(), "why")).status; status != http.StatusNotFound {
			t.Errorf("a customer who does not exist: %d", status)
		}
	})
}

func TestDecisionsAreSearched(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		acme := d.aHeldCustomer(c.ID)
		d.person(c.ID, "anna@lys.example", user.Reader)
		b := d.signIn("anna@lys.example")
		held, sent := "the customer is on hold", "is 12 days late"
		for query, want := range map[string]struct{ there, gone []string }{
			"":                                  {[]string{held, sent, "BETA SA"}, nil},
			"?code=customer_held":               {[]string{held, "ACME SA"}, []string{sent, "BETA SA"}},
			"?from=2026-03-03":                  {[]string{held}, []string{sent, "BETA SA"}},
			"?through=2026-03-02":               {[]string{sent, "BETA SA"}, []string{held}},
			"?q=beta":                           {[]string{"BETA SA"}, []string{held, "ACME SA"}},
			"?customer=" + acme.ID.String():     {[]string{held, sent}, []string{"BETA SA"}},
			"?from=2027-01-01":                  {[]string{"No decision was made that fits"}, []string{"ACME SA"}},
			"?code=%3Cscript%3E&after=nonsense": {[]string{"No decision was made that fits"}, []string{"<script>"}},
		} {
			b.tells(at(c.ID, "why")+query, want.there, want.gone)
		}
	})
}

func TestTheCoverageLeadsToItsItems(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anna@lys.example", user.Reader)
		b := d.signIn("anna@lys.example")
		b.tells(at(c.ID, "coverage"), []string{"Nothing is overdue", "No night has run yet"}, nil)
		d.aHeldCustomer(c.ID)
		b.tells(at(c.ID, "coverage"), []string{"1 overdue item", "100%", "Customer on hold", at(c.ID, "coverage", "customer_held"), "The last nights"}, []string{"neither"})
		b.tells(at(c.ID, "coverage", "customer_held"), []string{"ACME SA", "R-1", "€100.00", "First reminder"}, []string{"BETA SA"})
		b.tells(at(c.ID, "coverage", "step_due"), []string{"Nothing is overdue"}, []string{"ACME SA"})
		if status := b.get(at(c.ID, "coverage", "nonsense")).status; status != http.StatusNotFound {
			t.Errorf("a reason that does not exist: %d", status)
		}
		d.forget(c.ID)
		b.tells(at(c.ID, "coverage"), []string{"0%", "1 overdue item has neither a next step nor a reason"}, nil)
		b.tells(at(c.ID, "coverage", "none"), []string{"ACME SA", "R-1"}, []string{"BETA SA"})
		d.lose(c.ID)
		for _, page := range []string{"overview", "today"} {
			b.tells(at(c.ID, page), []string{"1 overdue item has neither a next step nor a reason", at(c.ID, "coverage")}, nil)
		}
	})
}

// forget takes away what stands about the items.
func (d *desk) forget(company id.ID) {
	d.t.Helper()
	testkit.Update(d.t, d.store, company, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM decided_item WHERE company_id = $1`, tx.Company)
		return err
	})
}

// lose runs a night that sees that nothing stands about an item whose decision is unchanged.
func (d *desk) lose(company id.ID) { d.nightOf(company) }

func TestEachReasonOfAnItemHasAShortName(t *testing.T) {
	book := locale.NewBook()
	for _, l := range locale.Languages {
		for _, code := range dunning.ItemCodes() {
			if key := "why.code." + string(code); !book.In(locale.For(l, "BE")).Has(key) {
				t.Errorf("%s is missing in %s", key, l)
			}
		}
	}
}
