package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// What comes and what would have come are seen by whoever may look, filtered by the address.
func TestWhatComesIsShown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-10"))
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "rik@lys.example", user.Reader)
		for _, number := range []string{"ALPHA", "BETA"} {
			who := testkit.Customer(t, s, c.ID, number)
			testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, "R-"+number, "120.00", date.Must("2026-03-02"))
		}
		calls := dunning.Scenario{Name: "by telephone", Steps: []dunning.Step{
			{Key: "reminder-1", Name: "A call", Tone: dunning.Firm, Days: 12, From: dunning.FromDue, Approve: true}}}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) (err error) {
			if calls.Plan, err = tx.AddPlan(calls.Name); err != nil {
				return err
			}
			return tx.PublishScenario(&calls, "anne@lys.example")
		})
		b, to := d.signIn("rik@lys.example"), at(c.ID, "scenarios", "plan")
		shows(t, b.get(to), "6 messages to 2 customers until", "First reminder", "ALPHA SA", `datetime="2026-03-12"`, "240.00", "day=2026-03-12")
		shows(t, b.get(to+"?days=90"), "Second reminder", "Notice of default")
		page := b.get(to + "?days=90&step=reminder-2&q=beta")
		if shows(t, page, "1 message to 1 customer"); strings.Contains(page.text, "ALPHA SA") {
			t.Error("a filter lets others through")
		}
		shows(t, b.get(to+"?day=2026-03-13"), "No message is to come")
		compared := b.get(to + "?all=1&compare=" + calls.ID.String())
		shows(t, compared, "2 customers would hear something else", "A call", "to approve")
		shows(t, b.get(to+"?compare="+calls.ID.String()), "0 customers would hear something else")
		shows(t, b.get(at(c.ID, "scenarios", "replay")+"?all=1&with="+calls.ID.String()), "Messages by month and step", "Nothing would have been sent")
		clock.SetDay(date.Must("2026-04-10"))
		shows(t, b.get(at(c.ID, "scenarios", "replay")), "8 messages to 2 customers since", "Final reminder", "BETA SA")
		for _, odd := range []string{"?days=x&from=-1&compare=x", "?from=99999", "?step=%3Cb%3E"} {
			if p := b.get(to + odd); p.status != http.StatusOK || strings.Contains(p.text, "<b>") {
				t.Errorf("%s is %d", odd, p.status)
			}
		}
	})
}
