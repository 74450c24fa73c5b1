package registry

import (
	"errors"
	"slices"
	"strings"

	"acquit/internal/fault"
)

// Said is what a form or a file says of a party.
type Said struct {
	Country    string // ISO 3166-1 alpha-2, where the party is
	VATID      string
	Enterprise string
	Endpoint   string // electronic address, scheme:value
}

// Field names a field of Said, as imports and forms do.
type Field string

// The fields.
const (
	FieldVAT        Field = "vat_id"
	FieldEnterprise Field = "enterprise_number"
	FieldEndpoint   Field = "endpoint"
)

// Wrong is what is wrong with a field.
type Wrong struct {
	Field Field
	Err   *fault.Error
}

// Refuse makes a failure of what is wrong, with the fields as its places; nil of nothing.
func Refuse(all []Wrong) error {
	var errs []error
	for _, w := range all {
		errs = append(errs, &fault.Error{Kind: fault.Invalid, Place: fault.Place{Path: string(w.Field)}, Cause: w.Err})
	}
	return errors.Join(errs...)
}

// Edited is what a form makes of the numbers of a party that were stored. A number that
// was wrong before and was not touched stays: who mends an address need not know it.
//
// Errors: Invalid with the fields as places for new numbers that cannot exist.
func (s Said) Edited(was Said) (Said, error) {
	normal, wrong := s.Normal()
	wrong = slices.DeleteFunc(wrong, func(w Wrong) bool { return normal.Country == was.Country && normal.of(w.Field) == was.of(w.Field) })
	return normal, Refuse(wrong)
}

func (s Said) of(f Field) string {
	switch f {
	case FieldVAT:
		return s.VATID
	case FieldEnterprise:
		return s.Enterprise
	}
	return s.Endpoint
}

// Normal gives the numbers of a party the form in which they are stored, and tells what is
// wrong with them. A number that cannot exist stays, folded: nothing is lost. An address
// stays as it is.
func (s Said) Normal() (Said, []Wrong) {
	normal := Said{Country: s.Country, VATID: Fold(s.VATID), Enterprise: belgianBare(Fold(s.Enterprise)), Endpoint: s.Endpoint}
	var all []Wrong
	wrong := func(f Field, err error) {
		if e, is := err.(*fault.Error); is {
			all = append(all, Wrong{f, e})
		}
	}
	vat, err := ParseVAT(s.VATID, s.Country)
	wrong(FieldVAT, err)
	if err == nil {
		normal.VATID = vat.Digits
	}
	enterprise, err := ParseEnterprise(s.Enterprise, s.Country)
	wrong(FieldEnterprise, err)
	if err == nil {
		normal.Enterprise = enterprise.Digits
	}
	address, err := ParseEndpoint(s.Endpoint)
	wrong(FieldEndpoint, err)
	if err == nil {
		wrong(FieldEndpoint, agree(s.Endpoint, address, enterprise, vat))
	}
	return normal, all
}

// belgianBare takes the country from before a Belgian number, right or wrong: it is stored
// without.
func belgianBare(folded string) string {
	if bare := strings.TrimPrefix(folded, "BE"); bare != "" && strings.Trim(bare, "0123456789") == "" {
		return bare
	}
	return folded
}

// schemes are those of electronic addresses (EAS) that carry a number of a register.
// Sources: 0208 and 9925 as the Belgian law on electronic invoices asks for them; the
// others from memory.
var schemes = map[string]func(string) (Number, error){
	"0002": ofRegister("FR"), // SIREN
	"0009": ofRegister("FR"), // SIRET
	"0106": ofRegister("NL"), // KvK
	"0208": ofRegister("BE"),
	"9925": ofTax("BE"),
	"9957": ofTax("FR"),
}

func ofRegister(country string) func(string) (Number, error) {
	return func(s string) (Number, error) { return ParseEnterprise(s, country) }
}

func ofTax(country string) func(string) (Number, error) {
	return func(s string) (Number, error) { return ParseVAT(s, country) }
}

// ParseEndpoint reads the number in an electronic address, scheme:value. An address that
// carries none is none.
//
// Errors: Invalid for a number that cannot exist.
func ParseEndpoint(address string) (Number, error) {
	scheme, number, _ := strings.Cut(address, ":")
	read := schemes[scheme]
	if read == nil || number == "" {
		return Number{}, nil
	}
	n, err := read(number)
	return n, fault.Wrap(fault.Invalid, err, "the electronic address %s", address)
}

// agree refuses an address that carries another number than the party has in the same
// register. A VAT number may be that of a group of businesses: it says nothing of the
// register.
func agree(address string, in, enterprise, vat Number) error {
	has := enterprise
	if in.Kind == VAT {
		has = vat
	}
	if a, b := whole(in), whole(has); a != (Number{}) && a.Kind == b.Kind && a != b {
		return fault.New(fault.Invalid, "the electronic address %s is not that of %s", address, has)
	}
	return nil
}

// whole is the number of the business that a number of one of its places begins with.
func whole(n Number) Number {
	if n.Kind == SIRET {
		return Number{n.Country, SIREN, n.Digits[:9]}
	}
	return n
}

// PrintVAT writes a stored VAT number as people do; one that cannot exist stays as it is.
func PrintVAT(stored, country string) string { return printed(ParseVAT, stored, country) }

// PrintEnterprise does so with the number of a register.
func PrintEnterprise(stored, country string) string { return printed(ParseEnterprise, stored, country) }

func printed(read func(text, country string) (Number, error), stored, country string) string {
	n, err := read(stored, country)
	if err != nil {
		return stored
	}
	return n.String()
}
