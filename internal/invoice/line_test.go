package invoice_test

import (
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/invoice"
	"acquit/internal/money"
)

func TestALineWithItsVAT(t *testing.T) {
	for _, c := range []struct{ net, rate, want string }{
		{"100.00", "21", "121.00"}, {"100.00", "0", "100.00"}, {"33.33", "5.5", "35.16"}, {"-10.00", "20", "-12.00"}, {"0.005", "0", "0.01"}, {"12.3456", "19", "14.69"},
	} {
		line := invoice.Line{Net: decimal.MustParse(c.net), TaxRate: decimal.MustParse(c.rate)}
		if got, err := line.Gross(money.EUR); err != nil || got.String() != c.want {
			t.Errorf("%s with %s %% is %s, %v, want %s", c.net, c.rate, got, err, c.want)
		}
	}
	if _, err := (&invoice.Line{Net: decimal.MustParse("9999999999999999999"), TaxRate: decimal.MustParse("21")}).Gross(money.EUR); err == nil {
		t.Error("an amount that is too large is taken")
	}
}
