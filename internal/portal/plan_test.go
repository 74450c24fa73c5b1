package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/plan"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Within what the company allows a plan that the customer chooses runs at once, needs no person,
// and is what the page says from then on.
func TestACustomerAgreesOnAPlan(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes()
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			c, err := tx.TheCompany()
			if err != nil {
				return err
			}
			c.Policy.Plans = company.Plans{Most: 3, FirstDays: 14, Largest: map[string]int64{"EUR": 200000}}
			return tx.SaveCompany(&c)
		})
		_, page := h.ask(http.MethodGet, h.path+"/say/plan")
		for _, words := range []string{"C’est accepté aussitôt", "605,00\u00a0€ par mois", `value="3"`} {
			if !strings.Contains(page, words) {
				t.Errorf("the form does not say %q: %s", words, page)
			}
		}
		if strings.Contains(page, `value="4"`) {
			t.Error("more instalments are offered than are agreed at once")
		}
		form := url.Values{"parts": {"2"}, "on": {clock.Today().AddDays(9).String()}, "once": {h.once("plan")}}
		for range 2 {
			if status, at, page := h.say("plan", form, nil); status != http.StatusSeeOther || at != h.path+"?said=agreed" {
				t.Fatalf("%d %q: %s", status, at, page)
			}
		}
		now := h.state(late.ID)
		if len(now.holds)+len(now.tasks) != 0 || len(now.replies) != 1 || now.replies[0].State != reply.Noted {
			t.Errorf("%+v", now)
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.PlansOf(h.debtor.ID, 10)
			if len(all) != 1 || all[0].State != plan.Running || len(all[0].Parts) != 2 {
				t.Errorf("%+v", all)
			}
			return err
		})
		_, page = h.ask(http.MethodGet, h.path+"?said=agreed")
		for _, words := range []string{"Votre plan est accepté", "les prochains 605,00\u00a0€", "échéance 1 sur 2"} {
			if !strings.Contains(page, words) {
				t.Errorf("the page does not say %q: %s", words, page)
			}
		}
	})
}
