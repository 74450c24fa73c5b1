package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"acquit/internal/api"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestAProgramAsksWhy(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		o := open(t, s, clock)
		acme := testkit.Customer(t, s, o.company.ID, "ACME")
		testkit.Invoice(t, s, customer.Ref{Company: o.company.ID, Customer: acme.ID}, "R-1", "100.00", date.Must("2026-02-18"))
		desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
		if _, err := desk.RunDay(t.Context(), o.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		clock.SetDay(date.Must("2026-03-08")) // a Sunday
		token := o.token(user.ReadScope)
		for address, want := range map[string]string{
			"?on=2026-03-02": "act step_due leaves", "?on=2026-03-01": "", "": "wait no_send_day stopped",
		} {
			got := o.get(token, "/api/v1/customers/ACME/why"+address)
			var why api.WhyAnswer
			if err := json.Unmarshal(got.body, &why); err != nil || got.status != http.StatusOK {
				t.Fatalf("%d %s %v", got.status, got.body, err)
			}
			told := ""
			for _, d := range why.Decisions {
				told += string(d.Verdict) + " " + string(d.Reasons[0].Code) + " " + string(d.Items[0].Ladder[1].State)
			}
			if told != want {
				t.Errorf("%q: %q, not %q", address, told, want)
			}
		}
		for address, want := range map[string]int{"ACME/why?on=soon": http.StatusUnprocessableEntity, "ACME/why?on=2026-03-09": http.StatusUnprocessableEntity, "NOBODY/why": http.StatusNotFound} {
			if got := o.get(token, "/api/v1/customers/"+address); got.status != want {
				t.Errorf("%s: %d %s", address, got.status, got.body)
			}
		}
	})
}
