package camt

import (
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

func FuzzRead(f *testing.F) {
	camt.Fuzz(f, func(_ []byte, s *bank.Statement) bool {
		right := len(s.Warnings) <= maxNotes+1
		for _, e := range s.Entries {
			for _, e := range append(e.Details, e) {
				right = right && e.BookedOn != date.None && e.ValueOn != date.None && e.Status != "" && e.Place != "" && bank.Stated(e.EndToEndID) == e.EndToEndID
			}
		}
		return right
	})
}

// FuzzAmount checks that an amount is exact or none.
func FuzzAmount(f *testing.F) {
	for _, figure := range []string{"1190.00", "0", "+5", "-5", "1e3", "12,50", "", "999999999999999.99999", "0.123456789012345678901"} {
		f.Add(figure, "EUR")
	}
	f.Fuzz(func(t *testing.T, figure, currency string) {
		d, ok := amount{figure, currency}.decimal()
		if !ok {
			return
		}
		if d.IsNeg() {
			t.Fatalf("%q is negative", figure)
		}
		if !sameNumber(figure, d.String()) {
			t.Fatalf("%q is read as %s", figure, d)
		}
		if c, err := money.ParseCurrency(currency); err == nil {
			if _, _, err := money.Round(d, c); err != nil && len(figure) < 15 {
				t.Fatalf("%q %s cannot be an amount: %v", figure, currency, err)
			}
		}
	})
}
