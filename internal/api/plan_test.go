package api_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/api"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A program agrees on plans, reads them, decides about those that customers ask for, and ends them.
func TestAProgramDealsWithPlans(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		ref := func(number string) customer.Ref {
			return customer.Ref{Company: o.company.ID, Customer: testkit.Customer(t, s, o.company.ID, number).ID}
		}
		acme, beta := ref("1001"), ref("1002")
		testkit.Invoice(t, s, acme, "R-1", "100.00", clock.Today().AddDays(-5))
		testkit.Invoice(t, s, acme, "R-2", "50.00", clock.Today().AddDays(5))
		testkit.Invoice(t, s, beta, "R-3", "90.00", clock.Today().AddDays(-5))
		write, look := o.token(user.WriteScope), o.token(user.ReadScope)
		first := clock.Today().AddDays(10).String()
		if a := o.post(look, "/api/v1/customers/1001/plans", `{"instalments": 2, "first_date": "`+first+`"}`); a.status != http.StatusForbidden {
			t.Errorf("who only reads is answered %d", a.status)
		}
		for body, at := range map[string]string{
			`{"first_date": "` + first + `"}`:                                            "/instalments",
			`{"instalments": 1, "first_date": "` + first + `"}`:                          "/instalments",
			`{"instalments": 2, "first_date": "2020-01-01"}`:                             "/first_date",
			`{"instalments": 2, "first_date": "` + first + `", "invoices": ["R-3"]}`:     "/invoices",
			`{"instalments": 2, "first_date": "` + first + `", "invoices": ["none"]}`:    "/invoices",
			`{"instalments": 2, "first_date": "` + first + `", "currency": "EURO"}`:      "/currency",
			`{"instalments": 2, "first_date": "` + first + `", "every": "now and then"}`: "/every",
		} {
			if a := o.post(write, "/api/v1/customers/1001/plans", body); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), `"`+at) {
				t.Errorf("%s is %d: %s", body, a.status, a.body)
			}
		}
		p := read[api.PlanAnswer](t, o.post(write, "/api/v1/customers/1001/plans", `{"instalments": 2, "first_date": "`+first+`", "invoices": ["R-1", "R-2"], "every": "week"}`))
		if p.State != "running" || p.Total != "150.00" || p.Left != "150.00" || len(p.Parts) != 2 || p.Parts[1].Amount != "75.00" || len(p.Invoices) != 2 || p.Invoices[0].Invoice != "R-1" || p.Customer.Number != "1001" {
			t.Errorf("%+v", p)
		}
		if a := o.post(write, "/api/v1/customers/1001/plans", `{"instalments": 2, "first_date": "`+first+`"}`); a.status != http.StatusConflict {
			t.Errorf("twice about one invoice: %d %s", a.status, a.body)
		}
		if l := read[api.PlanList](t, o.get(look, "/api/v1/plans?customer=1001")); len(l.Plans) != 1 || l.Plans[0].ID != p.ID {
			t.Errorf("%+v", l)
		}
		if a := o.post(write, "/api/v1/plans/"+p.ID+"/end", `{}`); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), `"/grounds"`) {
			t.Errorf("without grounds: %d %s", a.status, a.body)
		}
		ended := read[api.PlanAnswer](t, o.post(write, "/api/v1/plans/"+p.ID+"/end", `{"grounds": "paid at once"}`))
		if ended.State != "ended" || ended.ClosedOn != clock.Today() {
			t.Errorf("%+v", ended)
		}
		for n, verb := range []string{"agree", "refuse"} {
			asked, err := o.desk().AskPlan(t.Context(), beta, collect.Wish{Parts: 3, First: clock.Today().AddDays(10), By: collect.Guest}, clock.Today())
			if err != nil {
				t.Fatal(err)
			}
			path := "/api/v1/plans/" + asked.ID.String()
			if l := read[api.PlanList](t, o.get(look, "/api/v1/plans?state=asked")); len(l.Plans) != 1 || l.Plans[0].AskedBy != collect.Guest {
				t.Errorf("%+v", l)
			}
			decided := read[api.PlanAnswer](t, o.post(write, path+"/"+verb, []string{"", `{"grounds": "non"}`}[n]))
			if string(decided.State) != []string{"running", "refused"}[n] {
				t.Errorf("%s: %+v", verb, decided)
			}
			if a := o.post(write, path+"/agree", ""); a.status != http.StatusConflict {
				t.Errorf("decided twice: %d", a.status)
			}
			o.post(write, path+"/end", `{"grounds": "over"}`)
		}
		for _, path := range []string{"/api/v1/plans/0000000000001", "/api/v1/plans/what", "/api/v1/plans?customer=nobody"} {
			if a := o.get(look, path); a.status != http.StatusNotFound {
				t.Errorf("%s is %d", path, a.status)
			}
		}
	})
}
