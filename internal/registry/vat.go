package registry

import (
	"regexp"
	"slices"
	"strings"

	"acquit/internal/fault"
)

// state is how a state writes its VAT numbers, behind its two letters.
type state struct {
	shape *regexp.Regexp
	like  string            // an example of the whole, for people
	check func(string) bool // of the whole; nil where the digits do not check here
}

func shaped(shape, like string) state {
	return state{shape: regexp.MustCompile(`^(?:` + shape + `)$`), like: like}
}

func (s state) checked(by func(string) bool) state {
	s.check = by
	return s
}

// states are those of the European Union, and Northern Ireland, by the letters in front of
// their numbers. Source of the shapes: the Commission's list for VIES, from memory; of the
// Belgian check the rule of the register, of the others the rules published with their
// numbers, from memory.
var states = map[string]state{
	"AT": shaped(`U\d{8}`, "ATU12345675"),
	"BE": shaped(`[01]\d{9}`, "BE0123456749").checked(func(s string) bool { return enterpriseChecks(s[2:]) }),
	"BG": shaped(`\d{9,10}`, "BG123456789"),
	"CY": shaped(`\d{8}[A-Z]`, "CY12345678X"),
	"CZ": shaped(`\d{8,10}`, "CZ12345678"),
	"DE": shaped(`[1-9]\d{8}`, "DE123456788").checked(func(s string) bool { return germanVATChecks(s[2:]) }),
	"DK": shaped(`\d{8}`, "DK12345674"),
	"EE": shaped(`\d{9}`, "EE123456780"),
	"EL": shaped(`\d{9}`, "EL123456783"),
	"ES": shaped(`[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]`, "ESX1234567X"),
	"FI": shaped(`\d{8}`, "FI12345671"),
	"FR": shaped(`[A-HJ-NP-Z0-9]{2}\d{9}`, "FR11123456782").checked(frenchVATChecks),
	"HR": shaped(`\d{11}`, "HR12345678903"),
	"HU": shaped(`\d{8}`, "HU12345676"),
	"IE": shaped(`\d[A-Z0-9]\d{5}[A-Z]{1,2}`, "IE1234567FA"),
	"IT": shaped(`\d{11}`, "IT12345670017"),
	"LT": shaped(`\d{9}|\d{12}`, "LT123456715"),
	"LU": shaped(`\d{8}`, "LU12345613").checked(func(s string) bool { return luxembourgVATChecks(s[2:]) }),
	"LV": shaped(`\d{11}`, "LV12345678901"),
	"MT": shaped(`\d{8}`, "MT12345634"),
	"NL": shaped(`\d{9}B(?:0[1-9]|[1-9]\d)`, "NL123456782B90").checked(dutchVATChecks),
	"PL": shaped(`\d{10}`, "PL1234567883"),
	"PT": shaped(`\d{9}`, "PT123456789"),
	"RO": shaped(`\d{2,10}`, "RO1234567897"),
	"SE": shaped(`\d{10}01`, "SE123456789701"),
	"SI": shaped(`\d{8}`, "SI12345679"),
	"SK": shaped(`\d{10}`, "SK1234567895"),
	"XI": shaped(`\d{9}|\d{12}|GD\d{3}|HA\d{3}`, "XI123456789"),
}

// elsewhere are letters in front of tax numbers of states that are not looked at.
var elsewhere = []string{"AD", "AL", "BA", "CH", "GB", "IS", "LI", "MC", "MD", "ME", "MK", "NO", "RS", "SM", "TR", "UA"}

// frenchVATChecks: the key is that of the SIREN, which checks by itself. A key with a
// letter follows another rule, which is not looked at.
func frenchVATChecks(s string) bool {
	key, siren := s[2:4], s[4:]
	if digits(key, 2) && key != frenchKey(siren) {
		return false
	}
	return luhn(siren) || ofMonaco(siren)
}

// labels are words that people put before a VAT number.
var labels = regexp.MustCompile(`^(?:NTVA|NOTVA|TVA|BTWNR|BTW|VATNO|VATID|VAT|MWSTNR|MWST|USTIDNR|USTID|UID)`)

// ParseVAT reads a VAT number. Without letters in front it is one of the country that is
// given; a Belgian one may lack its first zero. Nothing is none. One from beyond the
// European Union is of kind Other, and not looked at.
//
// Errors: Invalid for a number that cannot exist.
func ParseVAT(text, country string) (Number, error) {
	whole := Fold(text)
	if _, plain := states[whole[:min(len(whole), 2)]]; !plain {
		whole = labels.ReplaceAllString(whole, "")
	}
	if whole == "" {
		return Number{}, nil
	}
	whole, letters := greek(whole), lettersOf(country)
	for _, full := range readings(whole, letters) {
		of, known := states[full[:min(len(full), 2)]]
		if !known || !of.shape.MatchString(full[2:]) {
			continue
		}
		if of.check != nil && !of.check(full) {
			return Number{}, fault.New(fault.Invalid, "%q is no VAT number of %s: its check digits are wrong", text, full[:2])
		}
		return Number{countryOf(full[:2]), VAT, full}, nil
	}
	return unlikeVAT(text, whole, letters)
}

// readings are what a number may be when people leave out what goes without saying: the
// letters of the country, and the zero that Belgian numbers once did not have.
func readings(whole, letters string) []string {
	if bare, belgian := strings.CutPrefix(whole, "BE"); belgian {
		return []string{whole, "BE0" + bare}
	}
	switch _, says := states[whole[:min(len(whole), 2)]]; {
	case says:
		return []string{whole}
	case letters == "BE":
		return []string{"BE" + whole, "BE0" + whole}
	}
	return []string{letters + whole}
}

// unlikeVAT says why a text is not written as a VAT number, if it should be.
func unlikeVAT(text, whole, letters string) (Number, error) {
	if own := whole[:min(len(whole), 2)]; slices.Contains(elsewhere, own) && strings.ContainsAny(whole, "0123456789") {
		return Number{own, Other, Fold(text)}, nil
	} else if _, known := states[own]; known {
		letters = own
	}
	if of, known := states[letters]; known {
		return Number{}, fault.New(fault.Invalid, "%q is no VAT number of %s: it is written like %s", text, letters, of.like)
	}
	return Number{letters, Other, Fold(text)}, nil
}

// lettersOf are the letters of a country's VAT numbers.
func lettersOf(country string) string {
	if country == "GR" {
		return "EL"
	}
	return country
}

// countryOf is the country of the letters of VAT numbers.
func countryOf(letters string) string {
	if letters == "EL" {
		return "GR"
	}
	return letters
}

// greek gives a Greek number, which people begin with the letters of the country, those of
// the language.
func greek(whole string) string {
	if after, is := strings.CutPrefix(whole, "GR"); is {
		return "EL" + after
	}
	return whole
}
