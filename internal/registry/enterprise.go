package registry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"acquit/internal/fault"
)

// named are words that people put before a number of a register.
var named = regexp.MustCompile(`^(?:KVKNUMMER|KVKNR|KVK|SIREN|SIRET|RSIN|RCSLUXEMBOURG|RCS|BCE|KBO|RPM|RPR|TVA|BTW)`)

// ParseEnterprise reads the number of a business in the register of a country. A Belgian
// one may have its country in front, or lack its first zero. Nothing is none. That of a
// country whose rule is not known here is of kind Other, and not looked at.
//
// Errors: Invalid for a number that cannot exist.
func ParseEnterprise(text, country string) (Number, error) {
	whole := Fold(text)
	if whole == "" {
		return Number{}, nil
	}
	bare := named.ReplaceAllString(whole, "")
	if rest := strings.TrimPrefix(bare, "BE"); rest != bare && strings.Trim(rest, "0123456789") == "" {
		return parseBelgian(text, rest)
	}
	if len(bare) == 10 && Belgian(bare) != "" && slices.Contains([]string{"FR", "NL", "LU"}, country) {
		return parseBelgian(text, bare) // no number of theirs has ten digits
	}
	switch country {
	case "BE":
		return parseBelgian(text, bare)
	case "FR":
		if strings.HasPrefix(whole, "RCS") { // the court stands before the number
			bare = strings.TrimLeftFunc(bare, unicode.IsLetter)
		}
		return parseFrench(text, bare)
	case "NL":
		return parseDutch(text, bare)
	case "LU":
		return parseLuxembourg(text, bare)
	case "DE":
		return Number{country, Court, whole}, nil
	}
	return Number{country, Other, whole}, nil
}

// Belgian is a Belgian enterprise number in ten digits, "" for anything else.
func Belgian(text string) string {
	whole := zeroed(strings.TrimPrefix(Fold(text), "BE"))
	if !digits(whole, 10) || whole[0] > '1' || !enterpriseChecks(whole) {
		return ""
	}
	return whole
}

// zeroed puts the zero in front that Belgian numbers once did not have, and that
// spreadsheets lose.
func zeroed(bare string) string {
	if digits(bare, 9) {
		return "0" + bare
	}
	return bare
}

// parseBelgian reads ten digits of which the first is 0 or 1, or nine that lack it.
// Source: the rule of the register (97 less the number modulo 97).
func parseBelgian(text, bare string) (Number, error) {
	switch bare = zeroed(bare); {
	case !digits(bare, 10) || bare[0] > '1':
		return Number{}, fault.New(fault.Invalid, "%q is no Belgian enterprise number: it has 10 digits, the first of which is 0 or 1", text)
	case !enterpriseChecks(bare):
		return Number{}, fault.New(fault.Invalid, "%q is no Belgian enterprise number: its check digits are wrong", text)
	}
	return Number{"BE", Enterprise, bare}, nil
}

// parseFrench reads a SIREN or a SIRET. Source: both check by the Luhn rule, from memory.
func parseFrench(text, bare string) (Number, error) {
	switch {
	case digits(bare, 9) && luhn(bare):
		return Number{"FR", SIREN, bare}, nil
	case digits(bare, 14) && luhn(bare[:9]) && siretChecks(bare):
		return Number{"FR", SIRET, bare}, nil
	case digits(bare, 9), digits(bare, 14):
		return Number{}, fault.New(fault.Invalid, "%q is no SIREN or SIRET: its check digit is wrong", text)
	}
	return Number{}, fault.New(fault.Invalid, "%q is no SIREN or SIRET: they have 9 and 14 digits", text)
}

// parseDutch reads the number of the trade register, of a place in it, or an RSIN.
func parseDutch(text, bare string) (Number, error) {
	switch {
	case digits(bare, 8):
		return Number{"NL", KvK, bare}, nil
	case digits(bare, 12):
		return Number{"NL", Branch, bare}, nil
	case digits(bare, 9) && eleven(bare):
		return Number{"NL", RSIN, bare}, nil
	case digits(bare, 9):
		return Number{}, fault.New(fault.Invalid, "%q is no RSIN: its check digit is wrong", text)
	}
	return Number{}, fault.New(fault.Invalid, "%q is no KvK number or RSIN: they have 8 and 9 digits", text)
}

var luxembourg = regexp.MustCompile(`^[A-Z][0-9]{1,6}$`)

// parseLuxembourg reads a letter, which tells the kind of business, and its number.
func parseLuxembourg(text, bare string) (Number, error) {
	if !luxembourg.MatchString(bare) {
		return Number{}, fault.New(fault.Invalid, "%q is no number of the register of Luxembourg: it is a letter and up to 6 digits, such as B123456", text)
	}
	return Number{"LU", RCS, bare}, nil
}
