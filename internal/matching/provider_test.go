package matching

import (
	"testing"

	"acquit/internal/money"
)

func TestAProviderPaysOutLessItsFee(t *testing.T) {
	items := []Item{item(1, p1, "INV-2026-11", "100.00"), item(2, p2, "INV-2026-12", "60.00"), item(3, p1, "INV-2026-13", "40.00")}
	for _, c := range []struct {
		name, amount, text, charges string
		certain                     bool
		fee                         string // "" for none
		why                         Fact
	}{
		{"the text tells the fee", "194.00", "Payout INV-2026-11 INV-2026-12 INV-2026-13 fee 6,00", "", true, "6.00", ProviderFee},
		{"in other words", "194.00", "INV-2026-11 INV-2026-12 INV-2026-13 Gebühren: EUR 6.00", "", true, "6.00", ProviderFee},
		{"with thousands", "194.00", "INV-2026-11 INV-2026-12 INV-2026-13 frais 1.006,00", "", false, "6.00", ProviderFee},
		{"the bank tells what was kept", "194.00", "INV-2026-11 INV-2026-12 INV-2026-13", "6.00", true, "6.00", BankCharge},
		{"nobody tells the fee", "194.00", "INV-2026-11 INV-2026-12 INV-2026-13", "", false, "6.00", ProviderFee},
		{"another fee than what is missing", "194.00", "INV-2026-11 INV-2026-12 INV-2026-13 fee 5,00", "", false, "6.00", ProviderFee},
		{"more than a fee, although the text says so", "180.00", "INV-2026-11 INV-2026-12 INV-2026-13 fee 20,00", "", false, "", ""},
		{"no fee at all", "200.00", "INV-2026-11 INV-2026-12 INV-2026-13", "", true, "", ""},
		{"one customer who keeps a fee back", "138.00", "INV-2026-11 INV-2026-13 fee 2,00", "", true, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := line(1, "2026-02-02", c.amount).Entry
			if e.Text = c.text; c.charges != "" {
				e.Charges = money.Must(c.charges, money.EUR)
			}
			r := Propose(Read([]Entry{e}), Candidates{Items: items})[0]
			p := r.Certain
			if p == nil && len(r.Ask) > 0 {
				p = &r.Ask[0]
			}
			if p == nil || (r.Certain != nil) != c.certain {
				t.Fatalf("%+v", r)
			}
			gross, fee := e.Amount, money.Of(0, money.EUR)
			for _, d := range p.Differences {
				if fee = fee.Add(d.Amount); d.Reason != c.why {
					t.Errorf("the reason is %s", d.Reason)
				}
			}
			if c.fee == "" {
				c.fee = "0.00"
			}
			if fee.String() != c.fee {
				t.Errorf("a fee of %s", fee)
			}
			for _, s := range p.Shares {
				gross = gross.Sub(s.Amount)
			}
			if c.fee != "0.00" && !gross.IsZero() {
				t.Errorf("%s of the payout settles nothing", gross)
			}
			for _, by := range p.Evidence {
				if by.Fact == FeeTold && (by.Start >= by.End || by.End > len(e.Text)) {
					t.Errorf("the fee stands nowhere: %+v", by)
				}
			}
		})
	}
}
