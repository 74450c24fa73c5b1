package sms

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for _, tt := range []struct {
		written, country, want string
		line                   Line
	}{
		{"+32 475 12 34 56", "", "+32475123456", Mobile},
		{"+32 475 12 34 56", "FR", "+32475123456", Mobile},
		{"0032475123456", "BE", "+32475123456", Mobile},
		{"00 32 (0)475/12.34.56", "", "+32475123456", Mobile},
		{"+32 (0) 475/12 34 56", "BE", "+32475123456", Mobile},
		{"+320475123456", "BE", "+32475123456", Mobile},
		{"0475/12 34 56", "BE", "+32475123456", Mobile},
		{"0475-12-34-56", "BE", "+32475123456", Mobile},
		{"\u202a", "BE", "", ""},
		{"tel:+32475123456", "", "+32475123456", Mobile},
		{"475123456", "BE", "+32475123456", Mobile},   // a spreadsheet ate the zero
		{"32475123456", "BE", "+32475123456", Mobile}, // or the plus
		{"02 555 01 23", "BE", "+3225550123", Fixed},
		{"04 220 01 23", "BE", "+3242200123", Fixed}, // Liège
		{"0800 12 345", "BE", "+3280012345", Fixed},
		{"0475 12 34", "BE", "", ""},
		{"0475 12 34 56 7", "BE", "", ""},

		{"06 12 34 56 78", "FR", "+33612345678", Mobile},
		{"07.56.78.90.12", "FR", "+33756789012", Mobile},
		{"07 00 12 34 56", "FR", "+33700123456", Unknown}, // machines
		{"01 23 45 67 89", "FR", "+33123456789", Fixed},
		{"+33 (0)9 72 12 34 56", "", "+33972123456", Fixed},
		{"612345678", "FR", "+33612345678", Mobile},
		{"06 12 34 56 7", "FR", "", ""},

		{"06-12345678", "NL", "+31612345678", Mobile},
		{"06 81234567", "NL", "+31681234567", Mobile},
		{"06 6123 4567", "NL", "+31661234567", Unknown}, // pagers
		{"020 555 01 23", "NL", "+31205550123", Fixed},
		{"085-0123456", "NL", "+31850123456", Fixed},
		{"+31 (0)6 1234 5678", "DE", "+31612345678", Mobile},

		{"621 123 456", "LU", "+352621123456", Mobile},
		{"+352 691 12 34 56", "", "+352691123456", Mobile},
		{"24 12 34", "LU", "+352241234", Fixed},
		{"26 20 12 34", "LU", "+35226201234", Fixed},
		{"0621123456", "LU", "", ""}, // there is no trunk zero
		{"352621123456", "LU", "+352621123456", Mobile},
		{"35226201234", "LU", "", ""}, // eleven digits: with the code, or without

		{"0151 12345678", "DE", "+4915112345678", Mobile},
		{"0170/1234567", "DE", "+491701234567", Mobile},
		{"0176 12345678", "DE", "+4917612345678", Mobile},
		{"0160 9912345", "DE", "+491609912345", Mobile},
		{"0164 1234567", "DE", "+491641234567", Unknown},
		{"030 / 555 01 23 - 45", "DE", "+4930555012345", Fixed},
		{"+49 (0) 170 1234567", "FR", "+491701234567", Mobile},
		{"4917612345678", "DE", "", ""},

		{"+41 79 123 45 67", "", "+41791234567", Unknown},
		{"+1 202 555 0123", "BE", "+12025550123", Unknown},
		{"+1234567890123456", "", "", ""},
		{"+123456", "", "", ""},
		{"0475 12 34 56", "", "", ""},
		{"079 123 45 67", "CH", "", ""},
		{"0475 12 34 56 ext. 3", "BE", "", ""},
		{"compta@acme.example", "BE", "", ""},
		{"", "BE", "", ""}, {"+", "BE", "", ""}, {"00", "BE", "", ""}, {"0", "BE", "", ""}, {"0000475123456", "BE", "", ""},
	} {
		got, err := ParseNumber(tt.written, tt.country)
		if got.E164 != tt.want || got.Line != tt.line || (fault.KindOf(err) == fault.Invalid) != (tt.want == "") {
			t.Errorf("%q in %s is %+v (%v), want %s, %s", tt.written, tt.country, got, err, tt.want, tt.line)
		}
	}
}

// What was read is read again as the same, wherever its reader is, and with any signs between.
func TestANumberIsReadAsItWasWritten(t *testing.T) {
	countries := []string{"BE", "FR", "NL", "LU", "DE", "", "CH"}
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.StringMatching(`(\+|00|0)?[1-9][0-9]{5,12}`).Draw(t, "written")
		n, err := ParseNumber(written, rapid.SampledFrom(countries).Draw(t, "country"))
		if err != nil {
			return
		}
		var spread strings.Builder
		for _, r := range n.E164 {
			spread.WriteString(rapid.SampledFrom([]string{"", " ", ".", "-", "/", "\u00a0"}).Draw(t, "between"))
			spread.WriteRune(r)
		}
		again, err := ParseNumber(strings.TrimLeft(spread.String(), " .-/\u00a0"), rapid.SampledFrom(countries).Draw(t, "reader"))
		if err != nil || again != n {
			t.Errorf("%q was read %+v, then %+v (%v)", written, n, again, err)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"+32 (0)475 12 34 56", "0475/12", "tel:00", "(0)(0)+"} {
		f.Add(s, "BE")
	}
	f.Fuzz(func(t *testing.T, written, country string) {
		n, err := ParseNumber(written, country)
		if (err == nil) != (n.E164 != "") || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%+v, %v", n, err)
		}
		if err == nil && (n.E164[0] != '+' || strings.Trim(n.E164[1:], "0123456789") != "" || len(n.E164) > mostDigits+1) {
			t.Errorf("%q is %s", written, n.E164)
		}
	})
}
