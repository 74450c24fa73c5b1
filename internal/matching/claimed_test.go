package matching

import (
	"testing"

	"acquit/internal/money"
)

// TestWhatWasClaimedIsPaidWithTheInvoice: 1,000 are open, and 62.68 were asked for being late.
func TestWhatWasClaimedIsPaidWithTheInvoice(t *testing.T) {
	for name, c := range map[string]struct {
		open, paid string
		payer      bool // the account is known, and nothing is named
		share      string
		account    string
		fact       Fact
		certain    bool
	}{
		"all of it with the number":              {"1000.00", "1062.68", false, "1062.68", "0.00", ClaimsPaid, true},
		"the invoice alone with the number":      {"1000.00", "1000.00", false, "1000.00", "0.00", AmountExact, true},
		"a part of what was claimed":             {"1000.00", "1040.00", false, "1040.00", "0.00", ClaimsPartPaid, true},
		"more than both stays on account":        {"1000.00", "1100.00", false, "1062.68", "37.32", PaidMore, true},
		"all of it by a known payer":             {"1000.00", "1062.68", true, "1062.68", "0.00", OnlyFit, true},
		"the claim afterwards with the number":   {"0.00", "62.68", false, "62.68", "0.00", ClaimsPaid, true},
		"the claim afterwards by a known payer":  {"0.00", "62.68", true, "62.68", "0.00", OnlyFit, true},
		"what a known payer means by some of it": {"1000.00", "1040.00", true, "1040.00", "0.00", ClaimsPartPaid, false},
	} {
		t.Run(name, func(t *testing.T) {
			item := Item{Invoice: 1, Customer: 7, Number: "INV-2026-0815", NumberKey: "INV20260815", Open: money.Must(c.open, money.EUR), Claimed: money.Must("62.68", money.EUR)}
			e := Entry{ID: 9, Amount: money.Must(c.paid, money.EUR), Text: "INV-2026-0815"}
			candidates := Candidates{Items: []Item{item}}
			if c.payer {
				e.Text, e.IBAN = "", "BE71096123456769"
				candidates.Payers = []Payer{{e.IBAN, 7}}
			}
			r := Propose(Read([]Entry{e}), candidates)[0]
			p := r.Certain
			if p == nil && len(r.Ask) > 0 {
				p = &r.Ask[0]
			}
			if p == nil || (r.Certain != nil) != c.certain {
				t.Fatalf("certain: %v, want %v; proposed %+v, refused %s", r.Certain != nil, c.certain, r.Ask, r.Refused)
			}
			if len(p.Shares) != 1 || p.Shares[0].Amount.String() != c.share {
				t.Errorf("shares %+v, want %s", p.Shares, c.share)
			}
			if left := money.Of(p.OnAccount.Minor, money.EUR); left.String() != c.account {
				t.Errorf("on account %s, want %s", left, c.account)
			}
			found := false
			for _, by := range p.Evidence {
				found = found || by.Fact == c.fact
			}
			if !found {
				t.Errorf("evidence %+v lacks %s", p.Evidence, c.fact)
			}
		})
	}
}
