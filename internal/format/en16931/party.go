package en16931

import (
	"strings"

	"acquit/internal/invoice"
)

// Party gathers what a document says of the seller, the buyer or the payee, before
// it is known which name counts.
type Party struct {
	Legal, Trading, Person, Contact string // names
	ID, LegalID                     string
	VAT, OtherTax                   string
	Endpoint, Scheme                string
	Phone, Email                    string
	Address                         Address

	mail string // an electronic address that is one of mail
}

// Address gathers a postal address.
type Address struct{ Street, Number, More, Line, Postcode, City, Country string }

// Reach notes an electronic address (BT-34, BT-49) with its scheme. The first one
// counts; a mail address (scheme EM) is one to write to wherever it stands.
func (p *Party) Reach(scheme, address string) {
	if p.Endpoint == "" {
		p.Scheme, p.Endpoint = scheme, address
	}
	if scheme == "EM" {
		Keep(&p.mail, address)
	}
}

// Record brings what was gathered into its final form.
func (p *Party) Record() invoice.Party {
	a := &p.Address
	out := invoice.Party{
		Name: First(p.Legal, p.Trading, p.Person, p.Contact), TradingName: p.Trading,
		ID: First(p.ID, p.LegalID), LegalID: p.LegalID,
		VATID: VATID(First(p.VAT, p.OtherTax)), Endpoint: p.Endpoint,
		Email: First(p.Email, p.mail), Phone: p.Phone, Contact: p.Contact,
		Street:   join(", ", join(" ", a.Street, a.Number), a.More, a.Line),
		Postcode: a.Postcode, City: a.City, Country: strings.ToUpper(a.Country),
	}
	if p.Endpoint != "" && p.Scheme != "" {
		out.Endpoint = p.Scheme + ":" + p.Endpoint
	}
	return out
}

// join joins the texts that say something.
func join(between string, texts ...string) string {
	said := texts[:0]
	for _, s := range texts {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, between)
}
