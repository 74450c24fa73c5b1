package registry

import (
	"slices"

	"acquit/internal/date"
)

// Register is a public register that hands out what it holds.
type Register string

// The registers.
const (
	KBO    Register = "kbo"    // Belgium: Kruispuntbank van Ondernemingen, Banque-Carrefour des Entreprises
	SIRENE Register = "sirene" // France: the directory of INSEE
)

// Country is the one whose register it is.
func (r Register) Country() string {
	switch r {
	case KBO:
		return "BE"
	case SIRENE:
		return "FR"
	}
	return ""
}

// HeldIn is the register that says who has a number, and the number under which the
// business stands there: the Belgian enterprise number, the French SIREN, also where a VAT
// number or that of one of its places was given. It is false where no register is read here.
func HeldIn(n Number) (Register, Number, bool) {
	if in, is := RegisteredAs(n); is {
		n = in
	}
	switch n = whole(n); n.Kind {
	case Enterprise:
		return KBO, n, true
	case SIREN:
		return SIRENE, n, true
	}
	return "", Number{}, false
}

// Business is what a register says of an undertaking. What it does not say is empty.
type Business struct {
	Register Register
	Number   string // its digits, as Number has them
	Name     string // a person's with the first name behind
	// ShortName is the abbreviation that the register knows, or the name on the door.
	ShortName string
	// Others are further names: in other languages, or those under which it trades.
	Others  []string
	Form    string    // legal form, by the register's own code
	Active  bool      // false: it has stopped, or the register does not hold it any more
	EndedOn date.Date // the day on which it stopped, where the register tells it
	// GoneOn is the day of the first extract that did not hold it any more. The Belgian
	// register leaves out what has stopped.
	GoneOn date.Date
	// Situation is what has befallen it, such as a bankruptcy, by the register's own code.
	Situation string
	Street    string // with the number and the box
	Postcode  string
	City      string
	Country   string    // ISO 3166-1 alpha-2; the register's own word where that is not known here
	Activity  string    // main activity, by the register's own code
	Since     date.Date // the day on which it began
	On        date.Date // the day whose state of the register this is
}

// Names are all names of the business, the first one first.
func (b *Business) Names() []string {
	var all []string
	for _, name := range append([]string{b.Name, b.ShortName}, b.Others...) {
		if name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// Printed is the number as people write it.
func (b *Business) Printed() string {
	kind := Enterprise
	if b.Register == SIRENE {
		kind = SIREN
	}
	return Number{b.Register.Country(), kind, b.Number}.String()
}

// CodeKind is what a code of a register is about.
type CodeKind string

// The kinds of codes whose meaning is kept.
const (
	FormCode      CodeKind = "form"
	SituationCode CodeKind = "situation"
)

// Code is what a register means by one of its codes, in one language.
type Code struct {
	Kind     CodeKind
	Code     string
	Language string // fr, nl, de or en
	Words    string
}
