package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// The link in a mail to a customer that was merged into another one leads to the page of the one
// that stays, with what both owe.
func TestTheLinkOfAMergedCustomerLeadsToTheOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		other := testkit.Customer(t, s, h.company.ID, "OTHER", func(c *customer.Customer) { c.Name = "The Other SA" })
		testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "77.00", clock.Today().AddDays(-3))
		if _, err := h.desk.Merge(t.Context(), h.company.ID, other.ID, h.debtor.ID, nil, "anne@lys.example", clock.Today()); err != nil {
			t.Fatal(err)
		}
		answer, page := h.ask("GET", h.path+"?in=en")
		if answer.StatusCode != http.StatusOK || !strings.Contains(page, "The Other SA") || !strings.Contains(page, "R-1") || !strings.Contains(page, "R-9") {
			t.Errorf("%d: %s", answer.StatusCode, page)
		}
	})
}
