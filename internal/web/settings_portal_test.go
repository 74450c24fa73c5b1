package web_test

import (
	"net/http"
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// Owners say what the customer's page asks and hears, and may switch it off; others do not.
func TestOwnersSetTheCustomersPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c := open(t, s, clock), testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(c.ID, "zoe@lys.example", user.Controller)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "portal")
		form := []string{"on", "1", "proof", "postcode", "link_days", "30", "paid_days", "5", "promise_days", "7", "say_paid", "1", "say_contest", "1", "greeting_fr", "Merci de votre confiance.", "colour", "#B01E4F"}
		if p := d.signIn("zoe@lys.example").post(to, form...); p.status != http.StatusForbidden {
			t.Errorf("a controller who sets it is %d", p.status)
		}
		leads(t, b.post(to, form...))
		got := d.policyOf(c).Portal
		if got == nil || got.Proof != company.ByPostcode || got.LinkDays != 30 || got.PaidDays != 5 || got.PromiseDays != 7 || got.Greeting["fr"] != "Merci de votre confiance." || got.Colour != "#b01e4f" {
			t.Fatalf("%+v", got)
		}
		if got.Hears(company.SayPromise) || got.Hears(company.SayCall) || !got.Hears(company.SayPaid) {
			t.Errorf("customers cannot say %q", got.Closed)
		}
		shows(t, b.get(to), "Merci de votre confiance.", `value="30"`)
		for _, wrong := range [][]string{{"link_days", "400"}, {"link_days", "soon"}, {"paid_days", "-1"}, {"proof", "handshake"}, {"colour", "red"}} {
			p := b.post(to, append(append([]string{}, wrong...), form...)...)
			if p.status != http.StatusUnprocessableEntity {
				t.Errorf("%v is %d", wrong, p.status)
			}
		}
		if again := d.policyOf(c).Portal; again.LinkDays != 30 {
			t.Errorf("what was refused is kept: %+v", again)
		}
		leads(t, b.post(to, "proof", "", "link_days", "30", "paid_days", "5", "promise_days", "7"))
		if d.policyOf(c).Portal != nil {
			t.Error("it is not off")
		}
	})
}
