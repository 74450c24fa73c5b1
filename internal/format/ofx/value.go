package ofx

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

// maxDigits is how many digits a decimal holds exactly; it would round more.
const maxDigits = 19

// blanks takes out what some put between thousands, and makes a sign of a minus.
var blanks = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-")

// amount reads a figure that has a point or a comma before its decimals, and blanks
// or the other sign between thousands if anything. A comma before just three digits
// may be either, where the currency has fewer decimals, and so is no amount.
func amount(figure, currency string) (decimal.Decimal, bool) {
	s := figure
	if strings.Trim(s, "+-.,0123456789") != "" {
		s = blanks.Replace(s)
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign = "-"
	}
	s = strings.TrimLeft(s[len(sign):], "+")
	plain, ok := plainDigits(s, currency)
	_, decimals, _ := strings.Cut(plain, ".")
	if !ok || len(strings.Trim(plain, "0.")) > maxDigits+1 || len(decimals) > maxDigits {
		return decimal.Zero, false
	}
	d, err := decimal.Parse(sign + plain)
	if err != nil {
		return decimal.Zero, false
	}
	return bank.Decimal(d, currency), true
}

// plainDigits rewrites a figure with a point before its decimals and nothing else
// but digits.
func plainDigits(s, currency string) (string, bool) {
	at := strings.LastIndexAny(s, ".,")
	if at < 0 {
		return s, isDigits(s)
	}
	point := s[at : at+1]
	whole, decimals := s[:at], s[at+1:]
	switch {
	case strings.Contains(whole, point): // 1.234.567: it parts thousands
		s, ok := ungroup(s, point)
		return s, ok
	case point == "," && len(decimals) == 3 && digitsOf(currency) != 3 && !strings.Contains(whole, "."):
		return "", false
	}
	whole, ok := ungroup(whole, other(point))
	switch {
	case decimals == "": // "500,"
		return whole, ok && whole != ""
	case whole == "": // ".50"
		whole = "0"
	}
	return whole + "." + decimals, ok && isDigits(decimals)
}

// ungroup takes the separators out between groups of three digits.
func ungroup(s, separator string) (string, bool) {
	if isDigits(s) {
		return s, true
	}
	groups := strings.Split(s, separator)
	for i, group := range groups {
		if !isDigits(group) && s != "" || i > 0 && len(group) != 3 || i == 0 && len(groups) > 1 && len(group) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func other(separator string) string {
	if separator == "." {
		return ","
	}
	return "."
}

// digitsOf is how many decimals a currency has.
func digitsOf(currency string) int {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return 2
	}
	return c.Digits()
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// day reads the day of YYYYMMDDHHMMSS.XXX[-5:EST], of which all but the day may be
// missing. It is the day as written, in the zone that is stated beside it. What is
// no day is None, with a word when something else stands there.
func day(s string) (d date.Date, odd bool) {
	if s == "" || strings.Trim(s, "0") == "" {
		return date.None, false
	}
	if len(s) < 8 {
		return date.None, true
	}
	d, err := date.Digits(s[:4], s[4:6], s[6:8])
	return d, err != nil
}
