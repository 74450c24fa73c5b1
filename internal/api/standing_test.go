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
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestAProgramSeesWhatComesNextForAnInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		o := open(t, s, clock)
		ladder := dunning.Scenario{Name: "own", Steps: []dunning.Step{{Key: "step-1", Name: "Word of the house", Tone: dunning.Polite, From: dunning.FromDue, Days: 10},
			{Key: "reminder-2", Tone: dunning.Firm, From: dunning.FromDue, Days: 30}}}
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error { return tx.StartWith(&ladder) })
		acme := customer.Ref{Company: o.company.ID, Customer: testkit.Customer(t, s, o.company.ID, "ACME").ID}
		testkit.Invoice(t, s, acme, "R-1", "100.00", date.Must("2026-02-18"))
		testkit.Invoice(t, s, acme, "R-2", "100.00", date.Must("2026-03-01"))
		held := testkit.Invoice(t, s, acme, "R-3", "100.00", date.Must("2026-02-20"))
		testkit.Invoice(t, s, acme, "C-1", "-7.00", date.Must("2026-02-20"))
		desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
		if _, err := desk.PlaceHold(t.Context(), acme, hold.Hold{Invoice: held.ID, Reason: "x", PlacedBy: "anne@lys.example"}, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.RunDay(t.Context(), o.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		token := o.token(user.ReadScope)
		for query, want := range map[string]string{
			"":              "R-1 act step_due step-1 Word of the house 2026-02-28; R-3 hold invoice_held step-1 Word of the house 2026-03-02; R-2 wait step_later step-1 Word of the house 2026-03-11; ",
			"?verdict=hold": "R-3 hold invoice_held step-1 Word of the house 2026-03-02; ", "?reason=step_later": "R-2 wait step_later step-1 Word of the house 2026-03-11; ",
			"?reason=step_later&state=settled": "", "?verdict=finished&state=all": "", "?state=credits": "C-1 nothing; ",
		} {
			got := o.get(token, "/api/v1/invoices"+query)
			var list api.InvoiceList
			if err := json.Unmarshal(got.body, &list); err != nil || got.status != http.StatusOK {
				t.Fatalf("%d %s %v", got.status, got.body, err)
			}
			told := ""
			for _, i := range list.Invoices {
				if n := i.Next; n == nil {
					told += i.Number + " nothing; "
				} else {
					told += i.Number + " " + string(n.Verdict) + " " + string(n.Reason) + " " + n.Step + " " + n.Name + " " + n.On.String() + "; "
				}
			}
			if told != want {
				t.Errorf("%q: %q, not %q", query, told, want)
			}
		}
		for _, wrong := range []string{"?verdict=whim", "?reason=whim", "?verdict=close"} {
			if got := o.get(token, "/api/v1/invoices"+wrong); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", wrong, got.status, got.body)
			}
		}
	})
}
