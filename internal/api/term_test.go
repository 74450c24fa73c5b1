package api_test

import (
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestAnInvoiceSaysWhatTheLawMakesOfItsDays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error {
			return tx.SaveCompany(with(o.company, func(c *company.Company) { c.Policy.Supplies = law.Goods }))
		})
		write, read := o.token(user.WriteScope), o.token(user.ReadScope)
		for _, c := range []struct{ path, body string }{
			{"/api/v1/customers", `{"customers": [{"number": "1001", "name": "ACME SA", "kind": "business", "large": true}, {"number": "1002", "name": "Lucie Lemaire", "kind": "consumer"}]}`},
			{"/api/v1/invoices", `{"invoices": [
				{"number": "R-1", "customer": {"number": "1001"}, "issue_date": "2026-01-02", "due_date": "2026-04-01", "total_amount": "121.00"},
				{"number": "R-2", "customer": {"number": "1002"}, "issue_date": "2026-01-02", "due_date": "2026-04-01", "total_amount": "50.00", "prepayment": true}]}`},
			{"/api/v1/payments", `{"payments": [{"external_id": "P-1", "customer": {"number": "1002"}, "received_date": "2026-05-20", "amount": 20, "allocations": [{"number": "R-2", "amount": 20}]}]}`},
		} {
			for n, want := range []string{"created", "unchanged"} {
				for _, got := range o.post(write, c.path, c.body).results(t) {
					if got != want {
						t.Errorf("%s, time %d: %s", c.path, n, got)
					}
				}
			}
		}
		for _, c := range []struct {
			path    string
			says    []string
			silence []string
		}{
			{"/api/v1/customers/1001", []string{`"large":true`}, nil},
			{"/api/v1/customers/1002", nil, []string{`"large"`}},
			{"/api/v1/invoices/R-1", []string{`"limitation_on":"2036-04-01"`, `"contestable_until":"2026-01-16"`, `"term_exceeded":true`}, []string{`"prepayment"`}},
			{"/api/v1/invoices/R-2", []string{`"limitation_on":"2027-05-20"`, `"prepayment":true`}, []string{`"contestable_until"`, `"term_exceeded"`}},
			{"/api/v1/invoices", []string{`"limitation_on":"2036-04-01"`, `"limitation_on":"2027-05-20"`}, nil},
			{"/api/v1/invoices?state=beyond", nil, []string{`"R-1"`}}, // no review took place yet
		} {
			a := o.get(read, c.path)
			for _, part := range c.says {
				if a.status != 200 || !strings.Contains(string(a.body), part) {
					t.Errorf("%s (%d) does not say %s: %s", c.path, a.status, part, a.body)
				}
			}
			for _, part := range c.silence {
				if strings.Contains(string(a.body), part) {
					t.Errorf("%s says %s", c.path, part)
				}
			}
		}
	})
}

func with(c company.Company, change func(*company.Company)) *company.Company {
	change(&c)
	return &c
}
