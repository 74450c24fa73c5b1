package bank

import (
	"strings"

	"acquit/internal/fault"
)

// ibanLength is the length of an IBAN by country: the SWIFT IBAN registry (ISO
// 13616), and the countries whose banks use one though it is not registered.
var ibanLength = map[[2]byte]int{
	{'A', 'D'}: 24, {'A', 'E'}: 23, {'A', 'L'}: 28, {'A', 'T'}: 20, {'A', 'X'}: 18,
	{'A', 'Z'}: 28, {'B', 'A'}: 20, {'B', 'E'}: 16, {'B', 'G'}: 22, {'B', 'H'}: 22,
	{'B', 'I'}: 27, {'B', 'L'}: 27, {'B', 'R'}: 29, {'B', 'Y'}: 28, {'C', 'G'}: 27,
	{'C', 'H'}: 21, {'C', 'R'}: 22, {'C', 'Y'}: 28, {'C', 'Z'}: 24, {'D', 'E'}: 22,
	{'D', 'J'}: 27, {'D', 'K'}: 18, {'D', 'O'}: 28, {'E', 'E'}: 20, {'E', 'G'}: 29,
	{'E', 'S'}: 24, {'F', 'I'}: 18, {'F', 'K'}: 18, {'F', 'O'}: 18, {'F', 'R'}: 27,
	{'G', 'B'}: 22, {'G', 'E'}: 22, {'G', 'F'}: 27, {'G', 'I'}: 23, {'G', 'L'}: 18,
	{'G', 'P'}: 27, {'G', 'R'}: 27, {'G', 'T'}: 28, {'H', 'N'}: 28, {'H', 'R'}: 21,
	{'H', 'U'}: 28, {'I', 'E'}: 22, {'I', 'L'}: 23, {'I', 'Q'}: 23, {'I', 'S'}: 26,
	{'I', 'T'}: 27, {'J', 'O'}: 30, {'K', 'W'}: 30, {'K', 'Z'}: 20, {'L', 'B'}: 28,
	{'L', 'C'}: 32, {'L', 'I'}: 21, {'L', 'T'}: 20, {'L', 'U'}: 20, {'L', 'V'}: 21,
	{'L', 'Y'}: 25, {'M', 'C'}: 27, {'M', 'D'}: 24, {'M', 'E'}: 22, {'M', 'F'}: 27,
	{'M', 'K'}: 19, {'M', 'N'}: 20, {'M', 'Q'}: 27, {'M', 'R'}: 27, {'M', 'T'}: 31,
	{'M', 'U'}: 30, {'N', 'C'}: 27, {'N', 'I'}: 28, {'N', 'L'}: 18, {'N', 'O'}: 15,
	{'O', 'M'}: 23, {'P', 'F'}: 27, {'P', 'K'}: 24, {'P', 'L'}: 28, {'P', 'M'}: 27,
	{'P', 'S'}: 29, {'P', 'T'}: 25, {'Q', 'A'}: 29, {'R', 'E'}: 27, {'R', 'O'}: 24,
	{'R', 'S'}: 22, {'R', 'U'}: 33, {'S', 'A'}: 24, {'S', 'C'}: 31, {'S', 'D'}: 18,
	{'S', 'E'}: 24, {'S', 'I'}: 19, {'S', 'K'}: 24, {'S', 'M'}: 27, {'S', 'O'}: 23,
	{'S', 'T'}: 25, {'S', 'V'}: 28, {'T', 'F'}: 27, {'T', 'L'}: 23, {'T', 'N'}: 24,
	{'T', 'R'}: 26, {'U', 'A'}: 29, {'V', 'A'}: 22, {'V', 'G'}: 24, {'W', 'F'}: 27,
	{'X', 'K'}: 20, {'Y', 'E'}: 30, {'Y', 'T'}: 27,

	// Not in the registry.
	{'A', 'O'}: 25, {'B', 'F'}: 27, {'B', 'J'}: 28, {'C', 'F'}: 27, {'C', 'I'}: 28,
	{'C', 'M'}: 27, {'C', 'V'}: 25, {'D', 'Z'}: 24, {'G', 'A'}: 27, {'G', 'Q'}: 27,
	{'G', 'W'}: 25, {'I', 'R'}: 26, {'K', 'M'}: 27, {'M', 'A'}: 28, {'M', 'G'}: 27,
	{'M', 'L'}: 28, {'M', 'Z'}: 25, {'N', 'E'}: 28, {'S', 'N'}: 28, {'T', 'D'}: 27,
	{'T', 'G'}: 28,
}

// ParseIBAN returns the normal form of an IBAN, in capitals and without blanks,
// hyphens or dots. A wrong length for the country or wrong check digits are
// refused; the account number inside is not looked at.
func ParseIBAN(s string) (string, error) {
	iban := compact(s)
	if len(iban) < 5 || !isLetter(iban[0]) || !isLetter(iban[1]) || !allAlnum(iban) {
		return "", fault.New(fault.Invalid, "%q is not an IBAN", s)
	}
	length, known := ibanLength[[2]byte{iban[0], iban[1]}]
	switch {
	case !known:
		return "", fault.New(fault.Invalid, "%q is not an IBAN: no country %s uses one", s, iban[:2])
	case len(iban) != length:
		return "", fault.New(fault.Invalid, "%q is not an IBAN: one of %s has %d characters, not %d", s, iban[:2], length, len(iban))
	case !checked97(iban):
		return "", fault.New(fault.Invalid, "%q is not an IBAN: its check digits are wrong", s)
	}
	return iban, nil
}

// BelgianIBAN turns a Belgian account number of twelve digits, as used before
// the IBAN and still in CODA files, into its IBAN. It is false for anything
// else, wrong check digits of the number itself included.
func BelgianIBAN(bban string) (string, bool) {
	n := compact(bban)
	if len(n) != 12 || !ogmChecks(n) {
		return "", false
	}
	return MakeIBAN("BE", n), true
}

// MakeIBAN puts the country and the check digits before a national account
// number in capitals and digits.
func MakeIBAN(country, bban string) string {
	return country + checkDigits97(bban, country) + bban
}

// FormatIBAN writes an IBAN in groups of four, as it is printed.
func FormatIBAN(iban string) string { return group(compact(iban), 4, 4) }

// compact returns s in capitals without blanks, hyphens and dots. Nothing is
// copied when s is compact already.
func compact(s string) string {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && (s[i] < 'A' || s[i] > 'Z') {
			return squeeze(s)
		}
	}
	return s
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u202f' || r == '-' || r == '.':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// group writes s in blocks parted by blanks: one of first characters, then of
// size.
func group(s string, first, size int) string {
	var b strings.Builder
	for len(s) > first {
		b.WriteString(s[:first])
		b.WriteByte(' ')
		s, first = s[first:], size
	}
	b.WriteString(s)
	return b.String()
}

// checked97 says whether the third and fourth characters of s are its check
// digits under ISO 7064 MOD 97-10, as in an IBAN and an ISO 11649 reference: s,
// with its first four characters moved to the end and letters counted from 10,
// leaves 1. Digits below 02 or above 98 are never made, though some would pass.
func checked97(s string) bool {
	if !isDigit(s[2]) || !isDigit(s[3]) {
		return false
	}
	check := int(s[2]-'0')*10 + int(s[3]-'0')
	return check >= 2 && check <= 98 && mod97(mod97(0, s[4:]), s[:4]) == 1
}

// checkDigits97 returns the two digits that make prefix + digits + body pass
// checked97.
func checkDigits97(body, prefix string) string {
	n := 98 - mod97(mod97(mod97(0, body), prefix), "00")
	return string([]byte{byte('0' + n/10), byte('0' + n%10)})
}

// mod97 carries a remainder on over the capitals and digits of s; blanks are
// passed over and small letters count as capitals.
func mod97(rest int, s string) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isDigit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case isLetter(c):
			rest = (rest*100 + int(c|0x20-'a') + 10) % 97
		}
	}
	return rest
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return c|0x20-'a' <= 'z'-'a' }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func allAlnum(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && !isLetter(s[i]) {
			return false
		}
	}
	return s != ""
}
