// Package money holds exact amounts: a whole number of a currency's smallest
// unit. There is no rounding here except in the functions that are named for it.
package money

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
)

// Currency is an ISO 4217 alphabetic code. The zero value means "none".
type Currency [3]byte

// Currencies that the code itself speaks of.
var (
	EUR = Currency{'E', 'U', 'R'}
	USD = Currency{'U', 'S', 'D'}
	GBP = Currency{'G', 'B', 'P'}
	CHF = Currency{'C', 'H', 'F'}
	JPY = Currency{'J', 'P', 'Y'}
)

// digits lists the currencies of ISO 4217 whose smallest unit is not a
// hundredth; every other one has two digits.
var digits = map[Currency]int{
	{'B', 'I', 'F'}: 0, {'C', 'L', 'P'}: 0, {'D', 'J', 'F'}: 0, {'G', 'N', 'F'}: 0,
	{'I', 'S', 'K'}: 0, {'J', 'P', 'Y'}: 0, {'K', 'M', 'F'}: 0, {'K', 'R', 'W'}: 0,
	{'P', 'Y', 'G'}: 0, {'R', 'W', 'F'}: 0, {'U', 'G', 'X'}: 0, {'U', 'Y', 'I'}: 0,
	{'V', 'N', 'D'}: 0, {'V', 'U', 'V'}: 0, {'X', 'A', 'F'}: 0, {'X', 'O', 'F'}: 0,
	{'X', 'P', 'F'}: 0,
	{'B', 'H', 'D'}: 3, {'I', 'Q', 'D'}: 3, {'J', 'O', 'D'}: 3, {'K', 'W', 'D'}: 3,
	{'L', 'Y', 'D'}: 3, {'O', 'M', 'R'}: 3, {'T', 'N', 'D'}: 3,
	{'C', 'L', 'F'}: 4, {'U', 'Y', 'W'}: 4,
}

// ParseCurrency reads three capital letters.
func ParseCurrency(s string) (Currency, error) {
	var c Currency
	if len(s) != 3 {
		return c, fault.New(fault.Invalid, "%q is not a currency code of three letters", s)
	}
	for i := range c {
		if s[i] < 'A' || s[i] > 'Z' {
			return Currency{}, fault.New(fault.Invalid, "%q is not a currency code of three letters", s)
		}
		c[i] = s[i]
	}
	return c, nil
}

// String gives the code, or "" for none.
func (c Currency) String() string {
	if c == (Currency{}) {
		return ""
	}
	return string(c[:])
}

// Digits is the number of decimals of the currency's smallest unit.
func (c Currency) Digits() int {
	if n, ok := digits[c]; ok {
		return n
	}
	return 2
}

// MarshalText writes the code.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a code; the empty text is none.
func (c *Currency) UnmarshalText(text []byte) (err error) {
	*c = Currency{}
	if len(text) > 0 {
		*c, err = ParseCurrency(string(text))
	}
	return err
}

// Amount is a sum in one currency. The zero value is nothing of no currency, and
// may be added to any amount.
type Amount struct {
	Minor    int64 // smallest units: cents for EUR, yen for JPY
	Currency Currency
}

// Of returns an amount of minor units.
func Of(minor int64, c Currency) Amount { return Amount{Minor: minor, Currency: c} }

// Parse reads a decimal with a dot, such as "1190.00" or "-0.5". More decimals
// than the currency has are refused unless they are zeros.
func Parse(s string, c Currency) (Amount, error) {
	d, err := decimal.Parse(s)
	if err != nil || strings.ContainsAny(s, "eE") {
		return Amount{}, fault.New(fault.Invalid, "%q is not an amount", s)
	}
	// The text is asked, because a decimal keeps 19 digits and rounds the rest.
	if _, fraction, _ := strings.Cut(s, "."); len(strings.TrimRight(fraction, "0")) > c.Digits() {
		return Amount{}, fault.New(fault.Invalid, "%s has more than %d decimals", s, c.Digits())
	}
	a, _, err := Round(d, c)
	return a, err
}

// Must is Parse for amounts that stand in code. It panics on a wrong one.
func Must(s string, c Currency) Amount {
	a, err := Parse(s, c)
	if err != nil {
		panic(err)
	}
	return a
}

// Round turns a decimal into an amount, half away from zero at the currency's
// smallest unit, and says whether nothing was rounded away.
func Round(d decimal.Decimal, c Currency) (a Amount, exact bool, err error) {
	scale := c.Digits()
	rounded := roundHalfAway(d, scale)
	whole, fraction, ok := rounded.Int64(scale)
	if !ok {
		return Amount{}, false, fault.New(fault.Invalid, "%s is too large for an amount", d)
	}
	unit := int64(math.Pow10(scale))
	minor := whole*unit + fraction
	if whole != 0 && minor/unit != whole {
		return Amount{}, false, fault.New(fault.Invalid, "%s is too large for an amount", d)
	}
	return Amount{Minor: minor, Currency: c}, rounded.Equal(d), nil
}

// roundHalfAway rounds as courts and banks do; decimal.Round would round a half
// to the even neighbour.
func roundHalfAway(d decimal.Decimal, scale int) decimal.Decimal {
	if d.Scale() <= scale {
		return d
	}
	cut := d.Trunc(scale)
	half := decimal.MustNew(5, scale+1)
	if certain(d.Sub(cut)).Abs().Less(half) {
		return cut
	}
	unit := decimal.MustNew(1, scale)
	if d.IsNeg() {
		unit = unit.Neg()
	}
	return certain(cut.Add(unit))
}

// certain is the result of a sum that has at least one digit to spare, and so
// cannot overflow.
func certain(d decimal.Decimal, err error) decimal.Decimal {
	if err != nil {
		panic(err)
	}
	return d
}

// Decimal returns the amount as an exact decimal number.
func (a Amount) Decimal() decimal.Decimal { return decimal.MustNew(a.Minor, a.Currency.Digits()) }

// String gives the plain decimal without its currency: "-1190.00".
func (a Amount) String() string { return a.Decimal().String() }

// Text gives the plain decimal and its currency: "1190.00 EUR".
func (a Amount) Text() string { return strings.TrimSpace(a.String() + " " + a.Currency.String()) }

// MarshalText writes the decimal and its currency, "1190.00 EUR", or nothing for
// the zero value.
func (a Amount) MarshalText() ([]byte, error) {
	if a == (Amount{}) {
		return nil, nil
	}
	return []byte(a.Text()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (a *Amount) UnmarshalText(text []byte) error {
	*a = Amount{}
	if len(text) == 0 {
		return nil
	}
	number, code, _ := strings.Cut(string(text), " ")
	c, err := ParseCurrency(code)
	if err != nil {
		return err
	}
	*a, err = Parse(number, c)
	return err
}

// Add returns a + b. Adding two currencies, or overflowing, is a bug and panics.
func (a Amount) Add(b Amount) Amount {
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		panic(fmt.Sprintf("money: %s + %s overflows", a.Text(), b.Text()))
	}
	return Amount{Minor: sum, Currency: a.common(b)}
}

// Sub returns a - b under the rules of Add.
func (a Amount) Sub(b Amount) Amount { return a.Add(b.Neg()) }

// Neg returns -a.
func (a Amount) Neg() Amount {
	if a.Minor == math.MinInt64 {
		panic("money: negation overflows")
	}
	return Amount{Minor: -a.Minor, Currency: a.Currency}
}

// Cmp is -1, 0 or 1 as a is less than, equal to or more than b.
func (a Amount) Cmp(b Amount) int {
	a.common(b)
	switch {
	case a.Minor < b.Minor:
		return -1
	case a.Minor > b.Minor:
		return 1
	}
	return 0
}

// Min returns the smaller of a and b.
func (a Amount) Min(b Amount) Amount {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

// Split divides an amount that is not negative in proportion to weights, none of them
// negative and one of them more than nothing. Units that do not divide go to the first
// that have a weight, one each.
func (a Amount) Split(weights []int64) []Amount {
	var sum uint64
	for _, w := range weights {
		sum += uint64(w)
	}
	parts, left := make([]Amount, len(weights)), a.Minor
	for n, w := range weights {
		high, low := bits.Mul64(uint64(a.Minor), uint64(w)) // may be beyond 64 bits
		quotient, _ := bits.Div64(high, low, sum)
		parts[n] = Of(int64(quotient), a.Currency)
		left -= int64(quotient)
	}
	for n, w := range weights {
		if w > 0 && left > 0 {
			parts[n].Minor++
			left--
		}
	}
	return parts
}

// IsZero reports whether nothing is left, in whatever currency.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Sign is -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a.Minor < 0:
		return -1
	case a.Minor > 0:
		return 1
	}
	return 0
}

// common returns the currency that a and b share; the zero Amount shares any.
func (a Amount) common(b Amount) Currency {
	switch {
	case a.Currency == b.Currency, b == (Amount{}):
		return a.Currency
	case a == (Amount{}):
		return b.Currency
	}
	panic(fmt.Sprintf("money: %s and %s do not mix", a.Text(), b.Text()))
}
