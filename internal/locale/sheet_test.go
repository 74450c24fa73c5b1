package locale

import (
	"testing"

	"acquit/internal/money"
)

func TestAmountsForASpreadsheetOfTheReadersRegion(t *testing.T) {
	for _, c := range []struct {
		tag       Tag
		amount    money.Amount
		want      string
		separator rune
	}{
		{"fr-BE", money.Must("1234567.89", money.EUR), "1234567,89", ';'},
		{"nl-NL", money.Must("-84.70", money.EUR), "-84,70", ';'},
		{"de-DE", money.Must("0.05", money.EUR), "0,05", ';'},
		{"de-CH", money.Must("1234.50", money.EUR), "1234.50", ';'},
		{"en-IE", money.Must("-1234.50", money.EUR), "-1234.50", ','},
		{"fr-FR", money.Of(1500, money.Currency{'J', 'P', 'Y'}), "1500", ';'},
	} {
		f := c.tag.Format()
		if got := f.SheetAmount(c.amount); got != c.want || f.SheetSeparator() != c.separator {
			t.Errorf("%s writes %s as %s, parted by %c", c.tag, c.amount.Text(), got, f.SheetSeparator())
		}
		if back, err := f.ParseAmount(f.SheetAmount(c.amount), c.amount.Currency); err != nil || back != c.amount {
			t.Errorf("%s reads %s back as %s, %v", c.tag, c.amount.Text(), back.Text(), err)
		}
	}
}
