// Package registry reads the numbers under which a business is known: in the register of
// companies of its country, to the tax office, and as an electronic address. It tells
// whether a number can exist, never whether it does.
package registry

import (
	"regexp"
	"strings"
	"unicode"
)

// Kind is a sort of number.
type Kind string

// The kinds.
const (
	VAT        Kind = "vat"        // of a state of the European Union, with its two letters in front
	Enterprise Kind = "enterprise" // Belgium (BCE, KBO): 10 digits
	SIREN      Kind = "siren"      // France, a business: 9 digits
	SIRET      Kind = "siret"      // France, one of its places: the SIREN and 5 digits
	KvK        Kind = "kvk"        // Netherlands, trade register: 8 digits, none of which checks the others
	Branch     Kind = "branch"     // Netherlands, a place of business in the trade register: 12 digits
	RSIN       Kind = "rsin"       // Netherlands, legal persons: 9 digits
	RCS        Kind = "rcs"        // Luxembourg, trade register: a letter and up to 6 digits
	Court      Kind = "court"      // Germany, as the court of the register has it: free text such as HRB 12345
	Other      Kind = "other"      // of a country whose rule is not known here: anything
)

// Number is a number in its normal form, fit to be stored and compared. The zero value is
// none.
type Number struct {
	Country string // ISO 3166-1 alpha-2, XI for Northern Ireland; "" where nothing tells it
	Kind    Kind
	Digits  string // capitals and digits alone; a VAT number with the letters of its country
}

// String is the number as people write it.
func (n Number) String() string {
	switch d := n.Digits; {
	case n.Kind == Enterprise:
		return belgian(d)
	case n.Kind == SIREN, n.Kind == SIRET:
		return french(d)
	case n.Kind == VAT && n.Country == "BE":
		return "BE " + belgian(d[2:])
	case n.Kind == VAT && n.Country == "FR":
		return "FR " + d[2:4] + " " + french(d[4:])
	case n.Kind == Court:
		return strings.TrimSpace(courtNumber.ReplaceAllString(d, " $1 $2 "))
	default:
		return d
	}
}

// belgian writes 0123456749 as 0123.456.749.
func belgian(d string) string { return d[:4] + "." + d[4:7] + "." + d[7:] }

// french writes 732829320 as 732 829 320; the number of a place follows in one block.
func french(d string) string {
	return strings.TrimSpace(d[:3] + " " + d[3:6] + " " + d[6:9] + " " + d[9:])
}

var courtNumber = regexp.MustCompile(`(HR[AB]|GNR|PR|VR)([0-9]+)`)

// Checked reports whether the number has check digits, which agree. Any other digits of
// the same length would do for one that has none.
func (n Number) Checked() bool {
	switch n.Kind {
	case Enterprise, SIREN, SIRET, RSIN:
		return true
	case VAT:
		return states[n.Digits[:2]].check != nil
	}
	return false
}

// Fold keeps letters, in capitals, and digits: "BE 0123.456.749" and "be0123456749" are
// one number.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return strings.Map(folded, s)
		}
	}
	return s
}

func folded(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return unicode.ToUpper(r)
	}
	return -1
}

// VATOf is the VAT number that follows from a number of a register: in Belgium the same
// number, in France the SIREN behind its key. It is false where none follows. That the
// business is liable to VAT does not follow.
func VATOf(n Number) (Number, bool) {
	switch n.Kind {
	case Enterprise:
		return Number{"BE", VAT, "BE" + n.Digits}, true
	case SIREN, SIRET:
		siren := n.Digits[:9]
		return Number{"FR", VAT, "FR" + frenchKey(siren) + siren}, true
	}
	return Number{}, false
}

// RegisteredAs is the number of a register that is in a VAT number: the Belgian enterprise
// number, the French SIREN. It is false where there is none.
func RegisteredAs(vat Number) (Number, bool) {
	switch {
	case vat.Kind == VAT && vat.Country == "BE":
		return Number{"BE", Enterprise, vat.Digits[2:]}, true
	case vat.Kind == VAT && vat.Country == "FR" && !ofMonaco(vat.Digits[4:]):
		return Number{"FR", SIREN, vat.Digits[4:]}, true
	}
	return Number{}, false
}
