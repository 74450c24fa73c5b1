package api_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/api"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A program notes what is contested, reads it, and answers it once.
func TestAProgramDealsWithDisputes(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		acme := testkit.Customer(t, s, o.company.ID, "1001")
		testkit.Invoice(t, s, customer.Ref{Company: o.company.ID, Customer: acme.ID}, "R-1", "100.00", clock.Today().AddDays(-5))
		write, look := o.token(user.WriteScope), o.token(user.ReadScope)
		if a := o.post(look, "/api/v1/invoices/R-1/contest", `{"text": "broken"}`); a.status != http.StatusForbidden {
			t.Errorf("who only reads is answered %d", a.status)
		}
		for body, at := range map[string]string{
			`{"reason": "quality"}`:                       "/text",
			`{"text": "broken", "reason": "moon"}`:        "/reason",
			`{"text": "broken", "amount": "100.01"}`:      "/amount",
			`{"text": "broken", "amount": "10.001"}`:      "/amount",
			`{"text": "broken", "amount": "10", "x": ""}`: "/x",
		} {
			if a := o.post(write, "/api/v1/invoices/R-1/contest", body); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), `"`+at+`"`) {
				t.Errorf("%s is %d: %s", body, a.status, a.body)
			}
		}
		d := read[api.DisputeAnswer](t, o.post(write, "/api/v1/invoices/R-1/contest", `{"text": "three are broken", "reason": "quality", "amount": "30.00"}`))
		if d.State != "open" || d.Contested != "30.00" || d.Peppol != "QUA" || d.Customer.Number != "1001" || d.Invoice != "R-1" {
			t.Errorf("%+v", d)
		}
		again := read[api.DisputeAnswer](t, o.post(write, "/api/v1/invoices/R-1/contest", `{"text": "four are broken", "amount": "40.00"}`))
		if again.ID != d.ID || again.Contested != "40.00" || again.Reason != "quality" {
			t.Errorf("said again it is %+v", again)
		}
		if l := read[api.DisputeList](t, o.get(look, "/api/v1/disputes?customer=1001")); len(l.Disputes) != 1 || l.Disputes[0].ID != d.ID {
			t.Errorf("%+v", l)
		}
		if a := o.post(write, "/api/v1/disputes/"+d.ID+"/reject", `{}`); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), `"/grounds"`) {
			t.Errorf("without grounds: %d %s", a.status, a.body)
		}
		accepted := read[api.DisputeAnswer](t, o.post(write, "/api/v1/disputes/"+d.ID+"/accept", `{"amount": "25.00", "grounds": "Deux sont cassés."}`))
		if accepted.State != "accepted" || accepted.Agreed != "25.00" || accepted.PayBy == 0 || accepted.ClosedOn != 0 {
			t.Errorf("%+v", accepted)
		}
		if a := o.post(write, "/api/v1/disputes/"+d.ID+"/reject", `{"grounds": "no"}`); a.status != http.StatusConflict {
			t.Errorf("answered twice: %d", a.status)
		}
		if l := read[api.DisputeList](t, o.get(look, "/api/v1/disputes?state=credit")); len(l.Disputes) != 1 {
			t.Errorf("%+v", l)
		}
		if over := read[api.DisputeAnswer](t, o.post(write, "/api/v1/disputes/"+d.ID+"/withdraw", "")); over.ClosedOn != clock.Today() {
			t.Errorf("%+v", over)
		}
		for _, path := range []string{"/api/v1/disputes/0000000000001", "/api/v1/disputes/what"} {
			if a := o.get(look, path); a.status != http.StatusNotFound {
				t.Errorf("%s is %d", path, a.status)
			}
		}
	})
}
