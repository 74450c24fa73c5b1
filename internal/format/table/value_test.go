package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/format/table/sheet"
)

func TestAmounts(t *testing.T) {
	for _, c := range []struct{ text, sign, want, currency string }{
		{"1234,56", comma, "1234.56", ""},
		{"1.234,56", comma, "1234.56", ""},
		{"1 234,56", comma, "1234.56", ""},
		{"1\u00a0234,56 €", comma, "1234.56", "EUR"},
		{"1\u202f234\u202f567,8", comma, "1234567.8", ""},
		{"1'234.56", point, "1234.56", ""},
		{"1’234.56", point, "1234.56", ""},
		{"1,234.56", point, "1234.56", ""},
		{"1.234.567", comma, "1234567", ""},
		{"1.234", comma, "1234", ""},
		{"1.234", point, "1.234", ""},
		{"1,234", point, "1234", ""},
		{"-5,49", comma, "-5.49", ""},
		{"5,49-", comma, "-5.49", ""},
		{"−5,49", comma, "-5.49", ""},
		{"– 5,49", comma, "-5.49", ""},
		{"+5,49", comma, "5.49", ""},
		{"(5.49)", point, "-5.49", ""},
		{"($1,250.00)", point, "-1250.00", ""},
		{"-€ 12", comma, "-12", "EUR"},
		{"€ -12", comma, "-12", "EUR"},
		{"EUR 12,50", comma, "12.50", "EUR"},
		{"12,50 eur", comma, "12.50", "EUR"},
		{"£12.50", point, "12.50", "GBP"},
		{"CHF 12.-", point, "12", "CHF"},
		{"12,--", comma, "12", ""},
		{"500,", comma, "500", ""},
		{",50", comma, "0.50", ""},
		{"0,00", comma, "0.00", ""},
		{"'579,68 USD", comma, "579.68", "USD"},
		{"007", comma, "7", ""},
		{"1234567890123456,78", comma, "1234567890123456.78", ""},
	} {
		f, ok := figureOf(c.text)
		d, odd, read := f.amount(c.sign)
		if !ok || !read || odd || d.String() != c.want || f.currency != c.currency {
			t.Errorf("%q is %s %s (%t %t %t)", c.text, d, f.currency, ok, read, odd)
		}
	}
	for _, text := range []string{"", "-", "abc", "12..34", "1.2.3", "1,23,456.00x", "1.23.456", "12 34", "1 2345", "EUR", "12 EUR USD", "--5", "(-5)", "5 CR DR", "12345678901234567890", "1e5", "0x10", "5%", "1.234.56", "1,234,56", "1 234.567,8", "’5", "5.,"} {
		f, ok := figureOf(text)
		if d, _, read := f.amount(comma); ok && read {
			t.Errorf("%q is %s", text, d)
		}
	}
}

func TestAnAmountWithTheOtherSign(t *testing.T) {
	f, _ := figureOf("1234.50")
	if d, odd, ok := f.amount(comma); !ok || !odd || d.String() != "1234.50" {
		t.Errorf("%s, %t, %t", d, odd, ok)
	}
	f, _ = figureOf("1.234")
	if d, _, ok := f.amount(""); ok {
		t.Errorf("nobody knows, but it is %s", d)
	}
	f, _ = figureOf("1.50")
	if d, _, ok := f.amount(""); !ok || d.String() != "1.50" {
		t.Errorf("%s, %t", d, ok)
	}
	for text, want := range map[string]string{"12,50 CR": "CR", "12,50D": "D", "99,00 H": "H"} {
		if f, ok := figureOf(text); !ok || f.direction != want {
			t.Errorf("%q stands on %q", text, f.direction)
		}
	}
}

// styles are the ways to write an amount: a decimal sign, what parts thousands, and
// what stands around it.
var styles = []struct{ sign, group, around string }{
	{",", "", "%s"}, {",", ".", "%s"}, {",", " ", "%s"}, {",", "\u00a0", "%s €"}, {",", "\u202f", "€ %s"}, {",", ".", "%s EUR"}, {",", "'", "EUR %s"},
	{".", "", "%s"}, {".", ",", "%s"}, {".", " ", "%s"}, {".", "’", "CHF %s"}, {".", "'", "%s"}, {".", ",", "£%s"},
}

// minuses are the ways to write that it is negative.
var minuses = []string{"-%s", "%s-", "(%s)", "−%s", "- %s"}

// writtenAs is an amount of cents in one style.
func writtenAs(cents int64, decimals int, sign, group string) string {
	digits := fmt.Sprintf("%0*d", decimals+1, cents)
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	for n := len(whole) - 3; n > 0 && group != ""; n -= 3 {
		whole = whole[:n] + group + whole[n:]
	}
	if decimals == 0 {
		return whole
	}
	return whole + sign + fraction
}

// TestAmountsReadBackInEveryStyle writes columns of amounts in one style and reads
// them back, by the sign that the column itself shows.
func TestAmountsReadBackInEveryStyle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		style := rapid.SampledFrom(styles).Draw(t, "style")
		minus := rapid.SampledFrom(minuses).Draw(t, "minus")
		text := rapid.SampledFrom([]string{"", "'"}).Draw(t, "mark of a text")
		decimals := rapid.SampledFrom([]int{2, 2, 2, 0, 1, 4}).Draw(t, "decimals")
		amounts := rapid.SliceOfN(rapid.Int64Range(-999_999_999_999, 999_999_999_999), 1, 20).Draw(t, "amounts")
		var p profile
		var column []string
		for _, a := range amounts {
			figure := strings.ReplaceAll(style.around, "%s", writtenAs(max(a, -a), decimals, style.sign, style.group))
			if a < 0 {
				figure = strings.ReplaceAll(minus, "%s", figure)
			}
			column = append(column, text+figure)
			p.add(sheet.Cell{Text: text + figure})
		}
		if p.amounts != len(amounts) {
			t.Fatalf("%q are not all amounts", column)
		}
		sign, ambiguous := p.sign()
		if sign == "" && ambiguous {
			return // nothing in the column tells: a person is asked
		}
		for n, text := range column {
			f, ok := figureOf(text)
			d, odd, read := f.amount(sign)
			want := decimal.MustNew(amounts[n], decimals)
			if !ok || !read || odd || !d.Equal(want) {
				t.Fatalf("%q is %s with %q, want %s", text, d, sign, want)
			}
		}
	})
}

// FuzzAmount holds that an amount is what its digits say, or none.
func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1.234,56", "-5", "(1 000.00)", "€ 12", "12,50 CR", "'1", "1,2,3", "", "999999999999999999"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, withComma bool) {
		sign := point
		if withComma {
			sign = comma
		}
		figure, ok := figureOf(s)
		if !ok {
			return
		}
		d, _, ok := figure.amount(sign)
		if !ok {
			return
		}
		only := func(s string) string {
			return strings.TrimLeft(strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, s), "0")
		}
		if got := only(d.String()); got != only(figure.digits) {
			t.Fatalf("%q is %s", s, d)
		}
		if alone, _, ok := ParseAmount(s); ok && !alone.Equal(d) {
			if other, _, _ := figure.amount(map[string]string{comma: point, point: comma}[sign]); !other.Equal(alone) {
				t.Fatalf("%q alone is %s, with %s it is %s", s, alone, sign, d)
			}
		}
	})
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		text  string
		order Order
		want  string
	}{
		{"2026-03-12", "", "2026-03-12"},
		{"2026-03-12T17:00:00+01:00", "", "2026-03-12"},
		{"2026-03-12 17:00:00", DayMonthYear, "2026-03-12"},
		{"2026-03-05-17.04.09.31416", "", "2026-03-05"},
		{"24-03-2026 09:07:31.250", DayMonthYear, "2026-03-24"},
		{"4.11.2022 00:00", DayMonthYear, "2022-11-04"},
		{"12/03/2026", DayMonthYear, "2026-03-12"},
		{"12/03/2026", MonthDayYear, "2026-12-03"},
		{"12.3.26", DayMonthYear, "2026-03-12"},
		{"1/5/2026", MonthDayYear, "2026-01-05"},
		{"2026/03/12", DayMonthYear, "2026-03-12"},
		{"20260312", YearMonthDay, "2026-03-12"},
		{"12032026", DayMonthYear, "2026-03-12"},
		{"120326", DayMonthYear, "2026-03-12"},
		{"260312", YearMonthDay, "2026-03-12"},
		{"46093", Serial, "2026-03-12"},
		{"46093.75", Serial, "2026-03-12"},
		{"12 mars 2026", "", "2026-03-12"},
		{"12. März 2026", "", "2026-03-12"},
		{"12-Mar-26", "", "2026-03-12"},
		{"12 mrt 2026", "", "2026-03-12"},
		{"March 12, 2026", "", "2026-03-12"},
		{"1 août 2026", "", "2026-08-01"},
		{"3 juin 2026", "", "2026-06-03"},
		{"3 juil. 2026", "", "2026-07-03"},
		{"31/01/2026", "", "2026-01-31"},
		{"03/03/2026", "", "2026-03-03"},
		{"31/12/69", DayMonthYear, "2069-12-31"},
		{"31/12/70", DayMonthYear, "1970-12-31"},
		{"29/02/2024", DayMonthYear, "2024-02-29"},
	} {
		if got, ok := ParseDay(c.text, c.order); !ok || got.String() != c.want {
			t.Errorf("%q %s is %s, %t", c.text, c.order, got, ok)
		}
	}
	for _, c := range []struct {
		text  string
		order Order
	}{
		{"", DayMonthYear}, {"soon", DayMonthYear}, {"31/02/2026", DayMonthYear}, {"13/13/2026", DayMonthYear}, {"31/01/2026", MonthDayYear}, {"05/01/2026", ""},
		{"29/02/2026", DayMonthYear}, {"12/03", DayMonthYear}, {"12/03/2026/1", DayMonthYear}, {"1234", DayMonthYear}, {"12.03/2026", DayMonthYear}, {"12/03/1826", DayMonthYear},
		{"12/03/20261", DayMonthYear}, {"12 foo 2026", ""}, {"99999999", YearMonthDay}, {"5", Serial}, {"999999999", Serial}, {"12/003/2026", DayMonthYear},
	} {
		if got, ok := ParseDay(c.text, c.order); ok {
			t.Errorf("%q %s is %s", c.text, c.order, got)
		}
	}
}

func TestTheOrderOfDays(t *testing.T) {
	for _, c := range []struct {
		name      string
		values    string
		want      Order
		ambiguous bool
	}{
		{"a day beyond twelve", "05/01/2026 31/01/2026", DayMonthYear, false},
		{"a month in front", "01/05/2026 01/31/2026", MonthDayYear, false},
		{"nothing that tells", "05/01/2026 06/02/2026", DayMonthYear, true},
		{"the same either way", "03/03/2026 04/04/2026", DayMonthYear, false},
		{"dots", "05.01.2026 06.02.2026", DayMonthYear, false},
		{"ISO", "2026-01-05 2026-02-06", YearMonthDay, false},
		{"digits alone, the year first", "20260105 20260206", YearMonthDay, false},
		{"one wrong value among many", "13/01/2026 14/01/2026 15/01/2026 01/16/2026 17/01/2026", DayMonthYear, false},
		{"two digits for the year", "31/01/26 05/01/26", DayMonthYear, false},
		{"two digits and hyphens", "26-01-05 27-01-06", DayMonthYear, true},
		{"numbers of a spreadsheet", "46093 46100", Serial, false},
		{"no days", "a b", "", false},
	} {
		var p profile
		for _, v := range strings.Fields(c.values) {
			p.add(sheet.Cell{Text: v})
		}
		if got, ambiguous := p.order(); got != c.want || ambiguous != c.ambiguous {
			t.Errorf("%s: %q, %t", c.name, got, ambiguous)
		}
	}
}

// TestDaysReadBackInEveryStyle writes columns of days in one style and reads them
// back by the order that the column shows, or asks.
func TestDaysReadBackInEveryStyle(t *testing.T) {
	layouts := []string{"02/01/2006", "2/1/2006", "02.01.2006", "02-01-2006", "01/02/2006", "1/2/2006", "2006-01-02", "20060102", "02/01/06", "02012006", "2006-01-02T15:04:05Z", "2 January 2006", "02-Jan-2006", "Jan 2, 2006", "02/01/2006 15:04"}
	first, last := date.Must("1990-01-01"), date.Must("2060-12-31")
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		days := rapid.SliceOfN(rapid.Int32Range(int32(first), int32(last)), 1, 30).Draw(t, "days")
		var p profile
		var column []string
		for _, d := range days {
			column = append(column, date.Date(d).Time().Format(layout))
			p.add(sheet.Cell{Text: column[len(column)-1]})
		}
		order, ambiguous := p.order()
		if ambiguous {
			return
		}
		for n, text := range column {
			if got, ok := ParseDay(text, order); !ok || got != date.Date(days[n]) {
				t.Fatalf("%q is %s in %q, want %s", text, got, order, date.Date(days[n]))
			}
		}
	})
}

// FuzzDay holds that a day that is read is one that the text can mean.
func FuzzDay(f *testing.F) {
	for _, s := range []string{"12/03/2026", "20260312", "12 mars 2026", "2026-03-12T10:00", "46093", "1.2.3", "March 1, 2026"} {
		f.Add(s, "dmy")
	}
	f.Fuzz(func(t *testing.T, s, order string) {
		d, ok := ParseDay(s, Order(order))
		if !ok {
			return
		}
		if !d.Valid() {
			t.Fatalf("%q is %d", s, d)
		}
		_, _, day := d.Civil()
		if Order(order) != Serial && !strings.Contains(s, fmt.Sprint(day)) {
			t.Fatalf("%q is %s", s, d)
		}
	})
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Échéance": "echeance", "N° facture": "n facture", "Straße": "strasse", "InvoiceDate": "invoice date", "customerID": "customer id", "  e-Mail (2) ": "e mail 2", "Œuvre": "oeuvre", "D/C": "d c", "BTW-nr.": "btw nr", "---": "", "": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
}

func TestValues(t *testing.T) {
	for text, want := range map[string]string{"a@b.example": "a@b.example", "Jan <jan@b.example>; els@c.example": "jan@b.example els@c.example", "mailto:a@b.example": "a@b.example", "nobody": "", "a@b": "", "@x.y": ""} {
		if got := strings.Join(emails(text), " "); got != want {
			t.Errorf("%q has %q", text, got)
		}
	}
	for text, want := range map[string]bool{"BE 0400.000.086": true, "400000185": true, "0400.000.186": false, "DE129273398": true, "NL004495445B01": true, "hello": false, "2026": false, "XX123456789": false} {
		if got := isVAT(text); got != want {
			t.Errorf("%q is a VAT number: %t", text, got)
		}
	}
	for text, want := range map[string][2]string{"4000 Liège": {"4000", "Liège"}, "B-4000 Liège": {"B-4000", "Liège"}, "1234 AB Den Haag": {"1234 AB", "Den Haag"}, "Namur": {"", "Namur"}, "": {"", ""}} {
		if postcode, city := locality(text); [2]string{postcode, city} != want {
			t.Errorf("%q is %q %q", text, postcode, city)
		}
	}
	for text, want := range map[string]string{"Belgique": "BE", "be": "BE", "D": "DE", "Niederlande": "NL", "Pays-Bas": "NL", "UK": "GB", "Oz": "OZ", "Atlantis": ""} {
		if got := countryOf(text); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
	for text, want := range map[string]int{"30": 30, "30 days": 30, "14 jours": 14, "60 Tage netto": 60, "8d": 8, "30 jours fin de mois": -1, "soon": -1, "999": -1} {
		if days, ok := termsDays(text); ok != (want >= 0) || ok && days != want {
			t.Errorf("%q is %d, %t", text, days, ok)
		}
	}
	for text, want := range map[string]bool{"Credit Memo": true, "Avoir": true, "Gutschrift": true, "creditnota": true, "NC": true, "Invoice": false, "Facture": false, "": false, "Note de crédit": true, "out_refund": true} {
		if got := isCreditNote(text); got != want {
			t.Errorf("%q is a credit note: %t", text, got)
		}
	}
	for column, want := range map[int]string{0: "A7", 25: "Z7", 26: "AA7", 1023: "AMJ7"} {
		if got := CellName(column, 7); got != want {
			t.Errorf("column %d is %s", column, got)
		}
	}
}
