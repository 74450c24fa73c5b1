package company_test

import (
	"testing"

	"acquit/internal/company"
)

// Each proof counts for itself and for all that are easier; what is no proof counts for nothing.
func TestProofsHaveOneOrder(t *testing.T) {
	order := []company.Proof{company.ByLink, company.ByPostcode, company.ByInvoice, company.ByCode}
	for shown, p := range order {
		for asked, q := range order {
			if got := p.Covers(q); got != (shown >= asked) {
				t.Errorf("%q for %q is %t", p, q, got)
			}
		}
	}
	if company.Proof("handshake").Covers(company.ByLink) {
		t.Error("a handshake counts")
	}
}
