package table

import (
	"strings"

	"acquit/internal/customer"
	"acquit/internal/registry"
)

// Party is a customer as a row names it. What the row does not say is empty.
type Party struct {
	Number           string `json:"number,omitempty"`
	Name             string `json:"name,omitempty"`
	VATID            string `json:"vat_id,omitempty"`            // letters and digits, in capitals
	EnterpriseNumber string `json:"enterprise_number,omitempty"` // likewise
	Street           string `json:"street,omitempty"`
	Postcode         string `json:"postcode,omitempty"`
	City             string `json:"city,omitempty"`
	Country          string `json:"country,omitempty"`  // ISO 3166-1 alpha-2
	Language         string `json:"language,omitempty"` // fr, nl, de or en
	IBAN             string `json:"iban,omitempty"`     // as found
}

// named reports whether the row says which customer it is about.
func (p *Party) named() bool {
	return p.Number != "" || p.Name != "" || p.VATID != "" || p.EnterpriseNumber != ""
}

// party reads the customer of a row.
func (r *Record) party() Party {
	p := Party{
		Number: r.Text(CustomerNumber), Name: r.Text(CustomerName),
		Street: strings.TrimSpace(r.Text(Street) + " " + r.Text(HouseNumber)), Postcode: r.Text(Postcode), City: r.Text(City),
		IBAN: r.Text(IBAN),
	}
	if both := r.Text(Locality); both != "" && p.Postcode == "" && p.City == "" {
		p.Postcode, p.City = locality(both)
	}
	p.Country = r.country()
	p.Language = r.language()
	normal, _ := registry.Said{Country: p.Country, VATID: r.Text(VATID), Enterprise: r.Text(EnterpriseNumber)}.Normal()
	p.VATID, p.EnterpriseNumber = normal.VATID, normal.Enterprise
	return p
}

// locality parts "4000 Liège", "B-4000 Liège" and "1234 AB Utrecht".
func locality(s string) (postcode, city string) {
	first, rest, found := strings.Cut(s, " ")
	if !found || strings.Trim(first, "0123456789") == first {
		return "", s
	}
	letters, after, more := strings.Cut(rest, " ")
	if more && len(first) == 4 && len(letters) == 2 && letters == strings.ToUpper(letters) && letter(letters[0]) && letter(letters[1]) {
		return first + " " + letters, strings.TrimSpace(after)
	}
	return first, strings.TrimSpace(rest)
}

// country is the row's country by its code or its name.
func (r *Record) country() string {
	text := r.Text(Country)
	if text == "" {
		return ""
	}
	if code := countryOf(text); code != "" {
		return code
	}
	r.note(r.use.mapping.Column(Country), "%q is no country that is known here; it was passed over", text)
	return ""
}

// countryOf is the code of a country, by itself, by its mark on cars where that is
// another one, or by its name in the four languages; "" where none of them is known.
func countryOf(text string) string {
	word := Fold(text)
	if code, known := countryNames[word]; known {
		return code
	}
	if len(text) == 2 && letter(text[0]) && letter(text[1]) {
		return strings.ToUpper(text)
	}
	return ""
}

// countryNames are countries by their names.
var countryNames = namesOf(`BE: b bel belgie belgique belgium belgien
FR: f fra frankrijk france frankreich
NL: nld holland nederland netherlands the_netherlands pays_bas niederlande
LU: l lux luxemburg luxembourg
DE: d deu ger duitsland allemagne germany deutschland
AT: a aut oostenrijk autriche austria osterreich oesterreich
CH: che zwitserland suisse switzerland schweiz
GB: uk gbr verenigd_koninkrijk royaume_uni united_kingdom great_britain vereinigtes_konigreich england angleterre engeland grossbritannien
IE: irl ierland irlande ireland irland
IT: ita i italie italy italien
ES: esp e spanje espagne spain spanien
PT: prt p portugal
DK: dnk denemarken danemark denmark
SE: swe s zweden suede sweden schweden
NO: nor n noorwegen norvege norway norwegen
FI: fin finland finlande finnland
PL: pol polen pologne poland
CZ: cze tsjechie tchequie czech_republic republique_tcheque tschechien
SK: svk slowakije slovaquie slovakia slowakei
HU: hun hongarije hongrie hungary ungarn
RO: rou roemenie roumanie romania rumanien
BG: bgr bulgarije bulgarie bulgaria bulgarien
GR: el grc griekenland grece greece griechenland
US: usa etats_unis verenigde_staten united_states vereinigte_staaten
LT: ltu litouwen lituanie lithuania litauen
LV: lva letland lettonie latvia lettland
EE: est estland estonie estonia
SI: svn slovenie slovenia slowenien
HR: hrv kroatie croatie croatia kroatien
MT: mlt malta malte
CY: cyp cyprus chypre zypern`)

// languages are the four languages by their codes and names.
var languages = namesOf(`fr: f fra fre fr_be fr_fr fr_lu frans francais french franzosisch
nl: n nld dut nl_be nl_nl nederlands neerlandais dutch niederlandisch
de: d deu ger de_de de_at de_lu duits allemand german deutsch
en: e eng en_gb en_us engels anglais english englisch`)

// namesOf reads lines of "code: names", of which one in two words has a stroke
// between them. The code itself is a name as well.
func namesOf(list string) map[string]string {
	names := map[string]string{}
	for line := range strings.SplitSeq(list, "\n") {
		code, rest, _ := strings.Cut(line, ":")
		names[strings.ToLower(code)] = code
		for name := range strings.FieldsSeq(rest) {
			names[strings.ReplaceAll(name, "_", " ")] = code
		}
	}
	return names
}

// language is the row's language, "" for one that is not spoken here.
func (r *Record) language() string {
	text := r.Text(Language)
	if text == "" {
		return ""
	}
	code := languages[Fold(text)]
	if code == "" {
		r.note(r.use.mapping.Column(Language), "%q is none of the languages fr, nl, de and en; it was passed over", text)
	}
	return code
}

// customerKinds and positions are the words for them in the four languages.
var (
	customerKinds = namesOf(`business: b2b company professional pro entreprise societe professionnel assujetti bedrijf onderneming zakelijk zakelijke unternehmen firma geschaftskunde gewerblich firmenkunde
consumer: b2c private person individual particulier particuliers prive consommateur consument privat privatkunde privatperson verbraucher
public: b2g government authority publique administration secteur overheid openbaar behorde offentlich offentliche`)
	positions = namesOf(`accountant: accounting accounts bookkeeper bookkeeping comptable comptabilite boekhouder boekhouding boekhoudster buchhalter buchhaltung buchhalterin
payer: payable payment payments paiement paiements fournisseurs betaling betalingen crediteuren crediteurenadministratie zahlung kreditoren kreditorenbuchhaltung
purchaser: purchasing buyer procurement acheteur achats achat inkoper inkoop einkauf einkaufer
sales: vente ventes commercial verkoop verkoper verkauf vertrieb
director: manager ceo owner cfo directeur gerant directrice gerante zaakvoerder bestuurder geschaftsfuhrer geschaftsfuhrung inhaber leitung`)
)

// kind is the row's kind of customer, "" where it says none that is known.
func (r *Record) kind() customer.Kind {
	text := r.Text(CustomerKind)
	if text == "" {
		return ""
	}
	if k, err := customer.ParseKind(text); err == nil {
		return k
	}
	if k := anyWord(customerKinds, text); k != "" {
		return customer.Kind(k)
	}
	r.note(r.use.mapping.Column(CustomerKind), "%q is no kind of customer that is known here; it was passed over", text)
	return ""
}

// anyWord is what the first known word of a text stands for. A word may go on behind
// a long one that is known: Geschäftsführerin.
func anyWord(names map[string]string, text string) string {
	for word := range strings.SplitSeq(Fold(text), " ") {
		for n := len(word); n == len(word) || n >= 6; n-- {
			if found := names[word[:n]]; found != "" {
				return found
			}
		}
	}
	return ""
}

// positionOf is a position at the customer's by its name in any language.
func positionOf(text string) customer.Position {
	if p := customer.ParsePosition(text); p != customer.Other {
		return p
	}
	if p := anyWord(positions, text); p != "" {
		return customer.Position(p)
	}
	return customer.Other
}
