package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// 1,190 euros, due on 16 December 2025 between Belgian businesses: 20 days at 10.5 % on
// 5 January 2026.
func TestAClaimSaysEachFigureWithItsSource(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o := open(t, s, clock)
		token := o.token(user.WriteScope)
		stored := o.post(token, "/api/v1/invoices", `{"invoices": [{"external_id": "E-1", "number": "R-1", "customer": {"external_id": "K-1", "name": "Acme SA", "country": "BE", "vat_id": "BE0400000086"},
			"issue_date": "2025-11-16", "due_date": "2025-12-16", "total_amount": "1190.00"}]}`).results(t)
		if len(stored) != 1 || stored[0] != "created" {
			t.Fatal(stored)
		}
		var got struct {
			Principal, Interest, Compensation, Costs, Total, Country, Segment, Source string
			Fresh                                                                     map[string]string `json:"not_asked_yet"`
			Debts                                                                     []struct {
				Periods []struct {
					From, To, Interest, Source string
					Days                       int
					Rate                       string `json:"rate_percent"`
				}
				Conditions []string
			}
		}
		a := o.get(token, "/api/v1/invoices/E-1/claim")
		if err := json.Unmarshal(a.body, &got); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d: %v", a.status, err)
		}
		if got.Principal+" "+got.Interest+" "+got.Compensation+" "+got.Costs+" "+got.Total+" "+got.Country+" "+got.Segment != "1190.00 6.85 40.00 0.00 1236.85 BE B2B" || got.Fresh["interest"] != "6.85" || got.Source == "" {
			t.Errorf("it comes to %s", a.body)
		}
		p := got.Debts[0].Periods
		if len(p) != 1 || p[0].From != "2025-12-17" || p[0].To != "2026-01-05" || p[0].Days != 20 || p[0].Rate != "10.50" || p[0].Interest != "6.84657534" || p[0].Source == "" {
			t.Errorf("its periods are %+v", p)
		}
		if said := got.Debts[0].Conditions; len(said) != 1 || !strings.Contains(said[0], "17 December 2025") || !strings.Contains(said[0], "Law of 2 August 2002") {
			t.Errorf("its conditions are %q", said)
		}
		for path, status := range map[string]int{"E-1/claim?on=2027-02-01": http.StatusNotFound, "E-1/claim?on=soon": http.StatusUnprocessableEntity, "E-9/claim": http.StatusNotFound} {
			if a := o.get(token, "/api/v1/invoices/"+path); a.status != status || status == http.StatusNotFound && strings.Contains(path, "2027") && !strings.Contains(string(a.body), "2027-01-01") {
				t.Errorf("%s is %d: %s", path, a.status, a.body)
			}
		}
	})
}
