package fec

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
)

// maxDigits is how many digits a decimal holds exactly; it would round more.
const maxDigits = 19

// amount reads digits with a comma before the decimals, or a point, and a sign in front
// if any. Fields of fixed length are filled up with zeros. Nothing is zero.
func amount(s string) (decimal.Decimal, bool) {
	if s == "" {
		return decimal.Zero, true
	}
	plain := strings.Replace(s, ",", ".", 1)
	if strings.ContainsAny(plain, " \u00a0\u202f") { // between thousands, against the law
		plain = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(plain)
	}
	digits := strings.TrimLeft(strings.TrimLeft(plain, "+-"), "0")
	if len(plain)-len(strings.TrimLeft(plain, "+-")) > 1 || strings.Trim(digits, "0123456789.") != "" || len(digits) > maxDigits+1 {
		return decimal.Zero, false
	}
	d, err := decimal.Parse(plain)
	return d, err == nil
}

// dayOf reads YYYYMMDD. Nothing, and zeros, are no day; what is no day of the calendar
// is none either, and false.
func dayOf(s string) (date.Date, bool) {
	if strings.Trim(s, "0") == "" {
		return date.None, true
	}
	if len(s) != 8 {
		return date.None, false
	}
	d, err := date.Digits(s[:4], s[4:6], s[6:])
	return d, err == nil
}
