package registry

import "strings"

// value is the number that s writes; s has digits alone and at most 18 of them.
func value(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// digits reports whether s is n digits and nothing else.
func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// enterpriseChecks: the last two of ten digits are 97 less the first eight modulo 97.
func enterpriseChecks(s string) bool { return value(s[8:]) == 97-value(s[:8])%97 }

// luhn: every second digit from the right is doubled, and the sum of all digits is a
// multiple of ten. Source: ISO/IEC 7812-1.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// post is the SIREN of the French post, which has more places of business than numbers
// that check: those of its other places add up to a multiple of five. From memory.
const post = "356000000"

// siretChecks reports whether 14 digits may be a SIRET; the SIREN in front is looked at by
// itself.
func siretChecks(s string) bool {
	if luhn(s) {
		return true
	}
	sum := 0
	for i := range len(s) {
		sum += int(s[i] - '0')
	}
	return s[:9] == post && sum%5 == 0
}

// frenchKey is the key before the SIREN in a VAT number: (12 + 3 * (SIREN mod 97)) mod 97.
func frenchKey(siren string) string {
	key := (12 + 3*(value(siren)%97)) % 97
	return string([]byte{byte('0' + key/10), byte('0' + key%10)})
}

// ofMonaco: a VAT number of Monaco begins with FR, and has zeros in the place of a SIREN.
// From memory.
func ofMonaco(siren string) bool { return strings.HasPrefix(siren, "000") }

// eleven: nine digits, weighted 9 down to 2 and the last -1, add up to a multiple of
// eleven ("elfproef"), as in an RSIN.
func eleven(s string) bool {
	sum := -int(s[8] - '0')
	for i := range 8 {
		sum += int(s[i]-'0') * (9 - i)
	}
	return sum%11 == 0
}

// dutchVATChecks: the nine digits check as an RSIN, in numbers of legal persons; or the
// whole leaves 1 modulo 97, letters counted from 10, in those of persons since 2020.
func dutchVATChecks(s string) bool {
	if eleven(s[2:11]) {
		return true
	}
	rest := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

// germanVATChecks: ISO 7064 MOD 11,10 over the nine digits.
func germanVATChecks(s string) bool {
	product := 10
	for i := range 8 {
		sum := (int(s[i]-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return (11-product)%10 == int(s[8]-'0')
}

// luxembourgVATChecks: the last two of eight digits are the first six modulo 89.
func luxembourgVATChecks(s string) bool { return value(s[6:]) == value(s[:6])%89 }
