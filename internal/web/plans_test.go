package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A plan is made with a look at its schedule first, stands in the list and on its customer's page,
// and can be ended.
func TestAPlanFromItsScheduleToItsEnd(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		anne, rik := d.signIn("anne@lys.example"), d.signIn("rik@lys.example")
		list, form := at(c.ID, "plans"), at(c.ID, "customers", book.acme.String(), "plan")
		shows(t, anne.get(list), "No plan runs")
		shows(t, anne.get(list+"?view=asked"), "Nobody asks for a plan")
		shows(t, anne.get(list+"?view=promises"), "Nothing is promised")
		shows(t, anne.get(form), "Agree on a payment plan", "R-1", "Show the schedule")
		asked := form + "?parts=3&every=month&first=2026-01-19&tell=1&invoice=" + book.bill.String()
		shows(t, anne.get(asked), "Agree on this plan", "375.10", "19/01/2026", "19/02/2026", "19/03/2026")
		if p := anne.get(form + "?parts=1&every=month&first=2026-01-19&invoice=" + book.bill.String()); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.beside("parts"), "2 to 60") {
			t.Errorf("one instalment is %d: %q", p.status, p.beside("parts"))
		}
		if p := rik.post(form, "parts", "3", "first", "2026-01-19"); p.status != http.StatusForbidden {
			t.Errorf("a reader makes a plan: %d", p.status)
		}
		page := anne.post(form, "parts", "3", "every", "month", "first", "2026-01-19", "invoice", book.bill.String(), "tell", "1").location
		if !strings.HasPrefix(page, list+"/") {
			t.Fatalf("a plan leads to %s", page)
		}
		shows(t, anne.get(page), "Running", "375.10", "R-1", "Plan agreed")
		shows(t, anne.get(list), "0 of 3", "Running")
		if file := anne.get(at(c.ID, "plans.csv")).text; !strings.Contains(file, "375.10") || !strings.Contains(file, "2026-02-19") || strings.Count(file, "Running") != 3 {
			t.Errorf("as a file: %s", file)
		}
		shows(t, anne.get(at(c.ID, "customers", book.acme.String())), "On a plan: €1,125.30 in 3 instalments", "To the plan")
		if p := anne.post(form, "parts", "2", "every", "month", "first", "2026-01-19", "invoice", book.bill.String()); p.status != http.StatusConflict && p.status != http.StatusUnprocessableEntity {
			t.Errorf("a second plan about one invoice is %d", p.status)
		}
		if p := anne.post(page+"/end", "grounds", " "); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.beside("grounds"), "why the plan ends") {
			t.Errorf("ended without grounds: %d %q", p.status, p.beside("grounds"))
		}
		anne.post(page+"/end", "grounds", "They pay at once.")
		shows(t, anne.get(page), "Ended", "They pay at once.")
		shows(t, anne.get(list+"?view=closed"), "Ended")
		shows(t, anne.get(list+"?view=broken"), "No plan was broken")
	})
}

// Whoever makes a plan says whether what was claimed for late payment is paid as well.
func TestAPlanSaysWhatBecomesOfClaims(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.AddClaimed([]store.Claimed{{Invoice: book.bill, Kind: store.WasClaimed, Part: allocation.Costs, On: clock.Today(), Amount: testkit.Euro("40.00"), By: "anne@lys.example"}})
		})
		anne, form := d.signIn("anne@lys.example"), at(c.ID, "customers", book.acme.String(), "plan")
		shows(t, anne.get(form), "claimed for late payment", "€40.00")
		with := form + "?parts=2&every=month&first=2026-01-19&beside_asked=1&invoice=" + book.bill.String()
		shows(t, anne.get(with+"&beside=1"), "582.65")
		shows(t, anne.get(with), "562.65")
		page := anne.post(form, "parts", "2", "every", "month", "first", "2026-01-19", "invoice", book.bill.String(), "beside_asked", "1").location
		shows(t, anne.get(page), "€40.00", "let go once the plan is kept")
	})
}

// What a customer asks for waits in the list, and is agreed to or refused on its page.
func TestAPlanThatIsAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		anne := d.signIn("anne@lys.example")
		wish := collect.Wish{Parts: 4, First: clock.Today().AddDays(9), Text: "The season was bad.", By: collect.Guest}
		if _, err := d.desk.AskPlan(t.Context(), customer.Ref{Company: c.ID, Customer: book.acme}, wish, clock.Today()); err != nil {
			t.Fatal(err)
		}
		list := at(c.ID, "plans")
		shows(t, anne.get(list), "One plan is asked for")
		p := anne.get(list + "?view=asked")
		shows(t, p, "Asked for")
		n := strings.Index(p.text, list+"/")
		page := p.text[n : n+len(list)+14]
		shows(t, anne.get(page), "The season was bad.", "Agree", "Refuse")
		shows(t, anne.get(at(c.ID, "today")), page)
		anne.post(page + "/agree")
		shows(t, anne.get(page), "Running")
		if p := anne.post(page+"/refuse", "grounds", "no"); p.status != http.StatusConflict {
			t.Errorf("refused after it was agreed: %d", p.status)
		}
	})
}
