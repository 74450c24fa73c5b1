package table

import (
	"strings"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

// figure is an amount as somebody wrote it, taken apart.
type figure struct {
	digits    string // with their separators: "1.234,56"
	negative  bool   // a minus before or behind it, or brackets around it
	currency  string // "EUR" for EUR and €, wherever it stands
	direction string // a mark behind it: CR, DR, C, D, S, H
}

// figureOf takes an amount apart: "-1.234,56", "1.234,56-", "(1 234.56)", "€ 12",
// "12,50 EUR", "12,50 CR", "'12" as spreadsheets write a number that is text.
func figureOf(s string) (f figure, ok bool) {
	if plain(s) {
		f.negative = s[0] == '-'
		f.digits = strings.TrimLeft(s, "+-")
		return f, f.digits != ""
	}
	s = strings.TrimLeft(strings.TrimSpace(s), "'")
	for range 4 { // sign, currency and direction come in any order
		before := s
		if s, ok = f.strip(strings.Trim(s, " \u00a0\u202f")); !ok {
			return figure{}, false
		}
		if s == before {
			break
		}
	}
	s = withoutCents(s)
	if s == "" || !digit(s[len(s)-1]) && s[len(s)-1] != '.' && s[len(s)-1] != ',' {
		return figure{}, false
	}
	f.digits = s
	return f, digit(s[0]) || len(s) > 1 && digit(s[1])
}

// plain reports whether nothing but digits and separators follows an optional sign.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; !digit(c) && c != '.' && c != ',' && (i > 0 || c != '-' && c != '+') {
			return false
		}
	}
	return s != ""
}

func digit(c byte) bool { return c-'0' <= 9 }

// strip takes one thing off an end of s. It is false where that contradicts what
// was taken off before.
func (f *figure) strip(s string) (rest string, ok bool) {
	if len(s) > 1 && s[0] == '(' && s[len(s)-1] == ')' {
		return s[1 : len(s)-1], f.minus()
	}
	for _, sign := range []string{"-", "\u2212", "\u2013"} {
		if rest, found := strings.CutPrefix(s, sign); found {
			return rest, f.minus()
		}
		if rest, found := strings.CutSuffix(s, sign); found && rest != "" && strings.IndexByte(".,-", rest[len(rest)-1]) < 0 {
			return rest, f.minus()
		}
	}
	if rest, found := strings.CutPrefix(s, "+"); found {
		return rest, !f.negative
	}
	if rest, found := strings.CutSuffix(s, "+"); found {
		return rest, !f.negative
	}
	return f.words(s)
}

func (f *figure) minus() bool {
	twice := f.negative
	f.negative = true
	return !twice
}

// symbols are the currencies that have one of their own. The dollar and the crown
// are several countries'; a column that says so tells which.
var symbols = []struct{ symbol, code string }{{"€", "EUR"}, {"£", "GBP"}, {"$", ""}, {"Fr.", "CHF"}, {"kr.", ""}, {"kr", ""}}

// words takes a currency off either end, and a direction off the end.
func (f *figure) words(s string) (rest string, ok bool) {
	for _, c := range symbols {
		if rest, found := strings.CutPrefix(s, c.symbol); found {
			return rest, f.in(c.code)
		}
		if rest, found := strings.CutSuffix(s, c.symbol); found {
			return rest, f.in(c.code)
		}
	}
	first := 0
	for first < len(s) && letter(s[first]) {
		first++
	}
	if first > 0 {
		return s[first:], isCurrency(strings.ToUpper(s[:first])) && f.in(strings.ToUpper(s[:first]))
	}
	last := len(s)
	for last > 0 && letter(s[last-1]) {
		last--
	}
	switch word := strings.ToUpper(s[last:]); {
	case word == "":
		return s, true
	case isCurrency(word):
		return s[:last], f.in(word)
	case strings.Contains(" CR DR C D S H ", " "+word+" "):
		twice := f.direction != ""
		f.direction = word
		return s[:last], !twice
	}
	return s, false
}

func (f *figure) in(code string) bool {
	if f.currency != "" && code != "" && f.currency != code {
		return false
	}
	if code != "" {
		f.currency = code
	}
	return true
}

func letter(c byte) bool { return c|0x20-'a' <= 'z'-'a' }

// withoutCents takes the strokes away that stand for no cents: "5,-", "5.--".
func withoutCents(s string) string {
	for _, end := range []string{".--", ",--", ".-", ",-", ".–", ",–", ".—", ",—"} {
		if rest, found := strings.CutSuffix(s, end); found {
			return rest
		}
	}
	return s
}

// reading is what digits say with one decimal sign.
type reading struct {
	value decimal.Decimal
	ok    bool
}

// maxDigits is how many digits an amount may have: what fits a whole number of 63
// bits, and far more than any amount has.
const maxDigits = 18

// read reads digits with a decimal sign, '.' or ','. Thousands may be parted by the
// other one, by blanks or by apostrophes, in groups of three, all by the same.
func read(digits string, sign byte) reading {
	var coefficient int64
	count, group, scale := 0, 0, -1 // group: digits since the last separator
	var separator rune
	for i := 0; i < len(digits); {
		c := digits[i]
		if digit(c) {
			coefficient = coefficient*10 + int64(c-'0')
			count++
			group++
			if scale >= 0 {
				scale++
			}
			if count > maxDigits {
				return reading{}
			}
			i++
			continue
		}
		if scale >= 0 { // nothing but digits follows the decimal sign
			return reading{}
		}
		mark, size := rune(c), 1
		if c >= utf8.RuneSelf {
			mark, size = utf8.DecodeRuneInString(digits[i:])
		}
		i += size
		switch {
		case separator != 0 && group != 3:
			return reading{}
		case c == sign:
			scale = 0
		case !parts(mark) || separator != 0 && mark != separator || group == 0 || group > 3:
			return reading{}
		default:
			separator = mark
		}
		group = 0
	}
	if count == 0 || scale < 0 && separator != 0 && group != 3 {
		return reading{}
	}
	d, err := decimal.New(coefficient, max(scale, 0))
	return reading{d, err == nil}
}

// parts reports whether a mark may part thousands.
func parts(mark rune) bool { return strings.ContainsRune(".,' \u00a0\u202f\u2009’", mark) }

// The decimal signs.
const (
	comma = ","
	point = "."
)

// readings are what digits say with either sign.
func readings(digits string) (withComma, withPoint reading) {
	return read(digits, ','), read(digits, '.')
}

// amount reads an amount in a column whose decimal sign is known. A value that only
// the other sign makes sense of is taken so, which odd says. An empty sign is one
// that nobody could tell: only what reads the same either way is an amount.
func (f figure) amount(sign string) (d decimal.Decimal, odd, ok bool) {
	r := reading{}
	if sign != "" {
		r = read(f.digits, sign[0])
	}
	if !r.ok {
		c, p := readings(f.digits)
		switch {
		case c.ok && p.ok && !c.value.Equal(p.value):
			return decimal.Zero, false, false
		case c.ok:
			r = c
		default:
			r = p
		}
		odd = sign != "" && r.ok
	}
	if f.negative {
		r.value = r.value.Neg()
	}
	return r.value, odd, r.ok
}

// ParseAmount reads an amount that stands alone, with the currency that it names. It
// is false for one that can be read in two ways.
func ParseAmount(s string) (d decimal.Decimal, currency string, ok bool) {
	f, ok := figureOf(s)
	if !ok {
		return decimal.Zero, "", false
	}
	d, _, ok = f.amount("")
	return d, f.currency, ok
}
