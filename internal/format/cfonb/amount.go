package cfonb

import (
	"bytes"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
)

// amount reads the fourteen characters of columns 91 to 104, with as many decimals
// as column 20 says: two where it says nothing.
func (r *record) amount(currency string) (decimal.Decimal, bool) {
	n, ok := overpunched(r.cut(91, 103), r.cut(104, 104))
	if !ok {
		return decimal.Zero, false
	}
	scale := 2
	if c := r.cut(20, 20)[0]; isDigit(c) {
		scale = int(c - '0')
	}
	return bank.Decimal(decimal.MustNew(n, scale), currency), true
}

// overpunched reads digits, filled up with blanks or zeros, whose last one carries
// the sign: A to I are 1 to 9 of a credit, J to R of a debit, and { and } their
// zeros. A last digit without a sign says neither and is no amount.
func overpunched(digits, last []byte) (n int64, ok bool) {
	n, ok = natural(digits)
	unit, debit, signed := sign(last)
	n = n*10 + unit
	if debit {
		n = -n
	}
	return n, ok && signed
}

// natural reads digits that may be filled up with blanks at the left.
func natural(digits []byte) (n int64, ok bool) {
	for _, c := range bytes.TrimLeft(digits, " ") {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// sign reads the last character of an amount. The braces have other letters at
// their places in the national alphabets of seven bits and of mainframes: é and è
// in France, ä and ü in Germany.
func sign(last []byte) (unit int64, debit, ok bool) {
	switch string(last) {
	case "{", "é", "ä":
		return 0, false, true
	case "}", "è", "ü":
		return 0, true, true
	}
	switch c := last[0] | 0x20; {
	case len(last) > 1:
	case c >= 'a' && c <= 'i' && isAlnum(last[0]):
		return int64(c-'a') + 1, false, true
	case c >= 'j' && c <= 'r' && isAlnum(last[0]):
		return int64(c-'j') + 1, true, true
	}
	return 0, false, false
}
