package locale

import (
	"strings"

	"acquit/internal/fault"
	"acquit/internal/money"
)

// blanks are what people, spreadsheets and our own pages put between thousands:
// every kind of blank, and the Swiss apostrophes.
const blanks = " \u00a0\u202f\u2009'’"

// ParseAmount reads an amount as a person types it in a form: "1.234,56",
// "1 234,56", "1,234.56", "1234.5", "€ 12", "−12,50". Where a text can be read
// in two ways, such as "1.234" by a French reader, it is refused: a wrong guess
// would be a thousand times too much or too little.
func (f *Format) ParseAmount(s string, c money.Currency) (money.Amount, error) {
	digits, negative := f.strip(s, c)
	plain, ok := f.plain(digits, c.Digits())
	if !ok {
		return money.Amount{}, fault.New(fault.Invalid, "%q is not an amount in %s that can be read in one way only", s, c)
	}
	if negative {
		plain = "-" + plain
	}
	return money.Parse(plain, c)
}

// strip takes away the currency, the sign and the blanks at either end.
func (f *Format) strip(s string, c money.Currency) (digits string, negative bool) {
	symbol := strings.Trim(f.around(c).plus+f.around(c).after, blanks)
	s = strings.Trim(s, blanks)
	for range 2 { // the sign and the currency come in either order
		for _, sign := range []string{"-", minus} {
			if rest, ok := strings.CutPrefix(s, sign); ok && !negative {
				s, negative = strings.Trim(rest, blanks), true
			}
		}
		for _, name := range []string{c.String(), symbol} {
			if name != "" {
				s = strings.TrimSuffix(strings.TrimPrefix(s, name), name)
				s = strings.Trim(s, blanks)
			}
		}
	}
	return s, negative
}

// plain turns digits with separators into a decimal with a dot.
func (f *Format) plain(s string, decimals int) (string, bool) {
	whole, fraction, point := f.split(s, decimals)
	if point && fraction == "" || !isDigits(fraction) {
		return "", false
	}
	whole, ok := ungroup(whole)
	if !ok {
		return "", false
	}
	if point {
		return whole + "." + fraction, true
	}
	return whole, true
}

// split cuts s at its decimal separator, if it has one.
//
// Of two different marks the last one is it, and a mark that comes twice is not.
// A single mark before exactly three digits, as in "1,000", is it only where the
// reader writes it so and the currency has three decimals; it parts thousands
// where the reader does so; otherwise nothing is left and the text is refused.
func (f *Format) split(s string, decimals int) (whole, fraction string, point bool) {
	at := strings.LastIndexAny(s, ".,")
	if at < 0 {
		return s, "", false
	}
	mark, before, after := s[at:at+1], s[:at], s[at+1:]
	switch {
	case strings.Contains(before, mark):
		return s, "", false
	case len(after) == 3 && !strings.ContainsAny(before, ".,"+blanks):
		if mark == f.amount.group {
			return s, "", false
		}
		if mark != f.amount.decimal || decimals < 3 {
			return "", "", false
		}
	}
	return before, after, true
}

// ungroup joins groups of thousands that are parted by one and the same mark.
func ungroup(s string) (string, bool) {
	at := strings.IndexAny(s, ".,"+blanks)
	if at < 0 {
		return s, s != "" && isDigits(s)
	}
	mark := string([]rune(s[at:])[0])
	groups := strings.Split(s, mark)
	if first := groups[0]; first == "" || len(first) > 3 || first[0] == '0' || !isDigits(first) {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || !isDigits(g) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// isDigits reports whether nothing but digits stands in s.
func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
