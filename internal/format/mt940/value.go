package mt940

import (
	"strings"
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

// maxDigits is how many digits an amount may have. SWIFT has room for 15 characters.
const maxDigits = 18

// cutAmount cuts an amount off the beginning of s: digits with a comma among or behind
// them, or with the point that some banks write instead. What could be thousands as
// well as decimals is no amount.
func cutAmount(s string) (d decimal.Decimal, rest string, ok bool) {
	whole := digitsEnd(s, 0)
	end := whole
	if whole < len(s) && (s[whole] == ',' || s[whole] == '.') {
		end = digitsEnd(s, whole+1)
		if s[whole] == '.' && end-whole > 3 {
			return decimal.Zero, s, false
		}
	}
	if whole == 0 || end < len(s) && (s[end] == ',' || s[end] == '.') {
		return decimal.Zero, s, false
	}
	d, ok = amountOf(s[:whole], s[min(whole+1, end):end])
	return d, s[end:], ok
}

func amountOf(whole, fraction string) (decimal.Decimal, bool) {
	whole = strings.TrimLeft(whole, "0")
	if len(whole)+len(fraction) > maxDigits {
		return decimal.Zero, false
	}
	coefficient := int64(0)
	for _, digits := range []string{whole, fraction} {
		for i := 0; i < len(digits); i++ {
			coefficient = coefficient*10 + int64(digits[i]-'0')
		}
	}
	d, err := decimal.New(coefficient, len(fraction))
	return d, err == nil
}

func digitsEnd(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// cutSum cuts an amount with its currency in front off the beginning of s: "EUR11,85".
// Without a currency it is one of the account's.
func cutSum(s, currency string) (sum *bank.Sum, rest string) {
	s = strings.TrimLeft(s, " ")
	if len(s) > 3 {
		if _, err := money.ParseCurrency(s[:3]); err == nil {
			currency, s = s[:3], strings.TrimLeft(s[3:], " ")
		}
	}
	d, rest, ok := cutAmount(s)
	if !ok || d.IsZero() {
		return nil, s
	}
	return &bank.Sum{Amount: bank.Decimal(d, currency), Currency: currency}, rest
}

// cutCurrency takes a code of three letters from the end of an account's number, as in
// "NL50BANK0123456789EUR" and "123456789 EUR".
func cutCurrency(s string) (number, currency string) {
	n := len(s) - 3
	if n < 1 || !isDigit(s[n-1]) && s[n-1] != ' ' {
		return s, ""
	}
	if _, err := money.ParseCurrency(s[n:]); err != nil {
		return s, ""
	}
	return strings.TrimRight(s[:n], " "), s[n:]
}

// dayOf reads a day of the calendar. One beyond the end of its month, such as the 30th
// of February by which some banks reckon interest, is the last of it, and not exact.
func dayOf(year, month, day int) (d date.Date, exact, ok bool) {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return date.None, false, false
	}
	first := date.New(year, time.Month(month), 1)
	last := first.EndOfMonth()
	if d = first.AddDays(day - 1); d > last {
		return last, false, true
	}
	return d, true, true
}

// number reads two digits.
func number(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// fullYear completes a year of two digits. No bank sent MT940 before 1980.
func fullYear(yy int) int {
	if yy >= 80 {
		return 1900 + yy
	}
	return 2000 + yy
}

// nearest gives a month and a day the year that brings them closest to a day: an entry
// of the 1st of January may have its value on the 31st of December before.
func nearest(to date.Date, month, day int) (best date.Date, exact, ok bool) {
	year, _, _ := to.Civil()
	for _, y := range []int{year, year - 1, year + 1} {
		d, isExact, isDay := dayOf(y, month, day)
		if !isDay {
			return date.None, false, false
		}
		if best == date.None || apart(d, to) < apart(best, to) {
			best, exact = d, isExact
		}
	}
	return best, exact, true
}

func apart(a, b date.Date) int {
	if a < b {
		a, b = b, a
	}
	return int(a - b)
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

func allAlnum(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return s != ""
}

// looksIBAN has the shape of an IBAN, right or wrong.
func looksIBAN(s string) bool {
	return len(s) >= 15 && len(s) <= 34 && isLetter(s[0]) && isLetter(s[1]) && isDigit(s[2]) && isDigit(s[3]) && allAlnum(s)
}

// isIBAN knows an IBAN by its check digits, and a Dutch one by its four letters and ten
// digits, which nothing else has.
func isIBAN(s string) bool {
	if !looksIBAN(s) {
		return false
	}
	if len(s) == 18 && s[:2] == "NL" && allDigits(s[8:]) {
		return true
	}
	_, err := bank.ParseIBAN(s)
	return err == nil
}

// isZeros knows what stands for no number.
func isZeros(s string) bool { return strings.Trim(s, "0") == "" }
