package ofx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/bank"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct{ figure, currency, want string }{
		{"-5.27", "EUR", "-5.27"},
		{"+1437.00", "EUR", "1437.00"},
		{"200,29", "EUR", "200.29"},
		{"-140", "EUR", "-140"},
		{"-33.3", "EUR", "-33.3"},
		{"500,", "EUR", "500"},
		{".50", "EUR", "0.50"},
		{"-,5", "EUR", "-0.5"},
		{"1,234.56", "USD", "1234.56"},
		{"1.234,56", "EUR", "1234.56"},
		{"1,234,567", "USD", "1234567"},
		{"1 234,56", "EUR", "1234.56"},
		{"1\u00a0234,56", "EUR", "1234.56"},
		{"\u221212,50", "EUR", "-12.50"},
		{"1,234", "KWD", "1.234"},
		{"1.234", "EUR", "1.234"}, // the point is the sign of the standard
		{"2607.1664944585727", "USD", "2607.1664944585727"},
		{"000000000012.50000", "EUR", "12.50"},
		{"0", "EUR", "0"},
		{"1,234", "EUR", ""}, // a thousand, or one
		{"$120", "USD", ""},
		{"1.23.4", "EUR", ""},
		{"12,34,567.00", "EUR", ""},
		{"1234,567.00", "EUR", ""},
		{"1e5", "EUR", ""},
		{"--5", "EUR", ""},
		{"5-", "EUR", ""},
		{"-", "EUR", ""},
		{".", "EUR", ""},
		{"", "EUR", ""},
		{"12345678901234567890", "EUR", ""},
		{"0.12345678901234567890", "EUR", ""},
		{"123456789012.1234567890", "EUR", ""},
	} {
		got, ok := amount(c.figure, c.currency)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("%q in %s is %s %v, want %q", c.figure, c.currency, got, ok, c.want)
		}
	}
}

// TestAmountsAreReadBack writes amounts in all the ways that banks do.
func TestAmountsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := decimal.MustNew(rapid.Int64Range(-1e15, 1e15).Draw(t, "cents"), 2)
		plain := want.String()
		comma := strings.Replace(plain, ".", ",", 1)
		whole, cents, _ := strings.Cut(strings.TrimPrefix(plain, "-"), ".")
		sign := strings.TrimSuffix(plain, whole+"."+cents)
		for _, figure := range []string{plain, comma, sign + grouped(whole, ",") + "." + cents, sign + grouped(whole, ".") + "," + cents, sign + grouped(whole, " ") + "," + cents} {
			got, ok := amount(figure, "EUR")
			if !ok || !got.Equal(want) {
				t.Fatalf("%q is %s %v, want %s", figure, got, ok, want)
			}
		}
	})
}

func grouped(whole, separator string) string {
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + separator + whole[i:]
	}
	return whole
}

func TestDay(t *testing.T) {
	for text, want := range map[string]string{
		"20260105":                   "2026-01-05",
		"20260105120000":             "2026-01-05",
		"20260105233000.000[-5:EST]": "2026-01-05",
		"20260105000000[+1:CET]":     "2026-01-05",
		"20260105[0:GMT]":            "2026-01-05",
		"":                           "",
		"00000000":                   "",
		"20260231":                   "odd",
		"201120000000":               "odd",
		"2026-01-05":                 "odd",
		"05/01/26":                   "odd",
		"202601":                     "odd",
	} {
		d, odd := day(text)
		got := d.String()
		if odd {
			got = "odd"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"A &amp; B &lt;C&gt; &quot;D&quot; &apos;E&apos;": `A & B <C> "D" 'E'`,
		"&#233;&#xE9;&eacute;":                            "ééé",
		"AT&T R&D & &; &copy 2026 &region; &unknown;":     "AT&T R&D & &; &copy 2026 &region; &unknown;",
		"&amp;amp;": "&amp;",
		"ends in &": "ends in &",
		"":          "",
	} {
		if got := unescape(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestAccounts(t *testing.T) {
	for _, c := range []struct {
		name       string
		account    account
		iban, rest string
	}{
		{"an IBAN", account{number: "BE71 0961 2345 6769"}, "BE71096123456769", ""},
		{"a French account", account{"20041", "01005", "0500013M026", ""}, "FR1420041010050500013M02606", ""},
		{"a French account and its key", account{"20041", "01005", "0500013M026", "06"}, "FR1420041010050500013M02606", ""},
		{"a French account with its key behind it", account{"20041", "01005", "0500013M02606", ""}, "FR1420041010050500013M02606", ""},
		{"a French account with a wrong key", account{"20041", "01005", "0500013M026", "07"}, "", "0500013M026"},
		{"an account of a bank without branches", account{"121099999", "", "999988", ""}, "", "999988"},
		{"an Italian account", account{"05428", "11101", "000000123456", "X"}, "", "000000123456"},
		{"no account", account{}, "", ""},
	} {
		iban, other := c.account.numbers()
		if iban != c.iban || other != c.rest {
			t.Errorf("%s: %q %q", c.name, iban, other)
		}
	}
}

// TestSumsFitTheBalance makes statements of random entries: the opening balance that is
// computed is the one they were made with.
func TestSumsFitTheBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opening := rapid.Int64Range(-1e12, 1e12).Draw(t, "opening")
		cents := rapid.SliceOfN(rapid.Int64Range(-1e12, 1e12), 0, 20).Draw(t, "cents")
		var list strings.Builder
		closing := opening
		for _, c := range cents {
			closing += c
			fmt.Fprintf(&list, "<STMTTRN><DTPOSTED>20260115<TRNAMT>%s</STMTTRN>", decimal.MustNew(c, 2))
		}
		statements, err := ofx.Gather(fmt.Appendf(nil, "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>20260131%s</BANKTRANLIST>"+
			"<LEDGERBAL><BALAMT>%s<DTASOF>20260131</LEDGERBAL></STMTRS></OFX>", &list, decimal.MustNew(closing, 2)))
		if err != nil || len(statements[0].Entries) != len(cents) {
			t.Fatal(err)
		}
		if got := statements[0].Opening.Amount; !got.Equal(decimal.MustNew(opening, 2)) {
			t.Fatalf("%s, want %d cents", got, opening)
		}
	})
}

// TestTheOriginalAmountIsWhatWasConverted converts an amount as a bank does and reads it
// back: as near as the cent that the bank rounded to was worth.
func TestTheOriginalAmountIsWhatWasConverted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		original := decimal.MustNew(rapid.Int64Range(1, 1e9).Draw(t, "cents"), 2)
		rate := decimal.MustNew(rapid.Int64Range(10_000, 100_000).Draw(t, "rate"), 4) // a unit is worth 1 to 10
		if rapid.Bool().Draw(t, "paid by us") {
			original = original.Neg()
		}
		product, err := original.Mul(rate)
		if err != nil {
			t.Fatal(err)
		}
		converted := transaction{original: quoted("USD", rate)}
		got := converted.originalOf(&bank.Entry{Amount: product.Round(2), Currency: "EUR"})
		if got == nil || got.Currency != "USD" || !got.Amount.Equal(original) {
			t.Fatalf("%s at %s is booked as %s and was %+v", original, rate, product.Round(2), got)
		}
	})
}

func TestOnlyAConversionWithItsRateHasAnOriginalAmount(t *testing.T) {
	for name, c := range map[string]struct {
		transaction
		amount, want string
	}{
		"converted":                       {transaction{original: rate{"GBP", "1.1450"}}, "1832.00", "1600.00 GBP"},
		"paid by us":                      {transaction{original: rate{"GBP", "1.1450"}}, "-1832.00", "-1600.00 GBP"},
		"rounded":                         {transaction{original: rate{"USD", "0.9213"}}, "100.00", "108.54 USD"},
		"a currency without cents":        {transaction{original: rate{"JPY", "0.0061"}}, "100.00", "16393 JPY"},
		"a comma":                         {transaction{original: rate{"GBP", "1,1450"}}, "1832.00", "1600.00 GBP"},
		"no rate":                         {transaction{original: rate{"GBP", ""}}, "1832.00", ""},
		"a rate of nothing":               {transaction{original: rate{"GBP", "0"}}, "1832.00", ""},
		"a rate below nothing":            {transaction{original: rate{"GBP", "-1.2"}}, "1832.00", ""},
		"a rate that is two":              {transaction{original: rate{"GBP", "1,145"}}, "1832.00", ""},
		"no currency":                     {transaction{original: rate{"", "1.1450"}}, "1832.00", ""},
		"the currency of the account":     {transaction{original: rate{"EUR", "1.0"}}, "1832.00", ""},
		"less than the smallest":          {transaction{original: rate{"USD", "900"}}, "0.01", ""},
		"the amount's own, not converted": {transaction{currency: rate{"GBP", "1.1450"}}, "1832.00", ""},
	} {
		got := c.originalOf(&bank.Entry{Amount: decimal.MustParse(c.amount), Currency: "EUR"})
		if (got == nil) != (c.want == "") || got != nil && got.Amount.String()+" "+got.Currency != c.want {
			t.Errorf("%s: %+v, not %s", name, got, c.want)
		}
	}
}

func quoted(currency string, of decimal.Decimal) rate { return rate{currency, of.String()} }
