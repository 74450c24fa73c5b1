package ubl

import (
	"strings"

	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// party gathers what a Party says, before it is known which name counts.
type party struct {
	legal, trading, person string // names
	id, legalID            string
	vat, otherTax          string
	endpoint, scheme       string
	contact, phone, email  string
	address                address
}

type address struct{ street, number, more, line, postcode, city, country string }

// tradeParty reads a seller or buyer: a Party, beside what pre-EN files say of
// the contact there.
func (r *reader) tradeParty(dst *invoice.Party) error {
	var p party
	err := r.x.Each(func(name string) error {
		switch name {
		case "Party":
			return r.x.Each(p.child(r))
		case "AccountingContact", "SellerContact", "BuyerContact":
			return p.contactOf(r)
		}
		return nil
	})
	*dst = p.record()
	return err
}

// child returns a function that reads one child of a Party.
func (p *party) child(r *reader) func(string) error {
	return func(name string) error {
		switch name {
		case "EndpointID":
			p.scheme = r.x.Attr("schemeID")
			return r.text(&p.endpoint)
		case "PartyIdentification":
			return p.identification(r)
		case "PartyName":
			return r.nested("Name", &p.trading)
		case "PostalAddress":
			return p.address.read(r)
		case "PartyTaxScheme":
			return p.taxScheme(r)
		case "PartyLegalEntity":
			return p.legalEntity(r)
		case "Contact":
			return p.contactOf(r)
		case "Person":
			return p.personOf(r)
		}
		return nil
	}
}

// nested reads the text of one child of the current element.
func (r *reader) nested(child string, dst *string) error {
	return r.x.Each(func(name string) error {
		if name == child {
			return r.text(dst)
		}
		return nil
	})
}

// identification reads BT-29 or BT-46. A SEPA creditor identifier is no name of
// the party.
func (p *party) identification(r *reader) error {
	return r.x.Each(func(name string) error {
		if name != "ID" || r.x.Attr("schemeID") == "SEPA" {
			return nil
		}
		return r.text(&p.id)
	})
}

// taxScheme reads BT-31 or BT-48, or a number under another tax.
func (p *party) taxScheme(r *reader) error {
	var number, scheme string
	err := r.x.Each(func(name string) error {
		switch name {
		case "CompanyID":
			return r.text(&number)
		case "TaxScheme":
			return r.id(&scheme)
		}
		return nil
	})
	switch strings.ToUpper(scheme) {
	case "VAT", "BTW", "TVA", "MWST", "UST":
		keep(&p.vat, number)
	case "":
		keep(&p.otherTax, number)
	}
	return err
}

func (p *party) legalEntity(r *reader) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "RegistrationName":
			return r.text(&p.legal)
		case "CompanyID":
			return r.text(&p.legalID)
		}
		return nil
	})
}

func (p *party) contactOf(r *reader) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "Name":
			return r.text(&p.contact)
		case "Telephone":
			return r.text(&p.phone)
		case "ElectronicMail":
			return r.text(&p.email)
		}
		return nil
	})
}

// personOf reads the name of a consumer.
func (p *party) personOf(r *reader) error {
	var first, family string
	err := r.x.Each(func(name string) error {
		switch name {
		case "FirstName":
			return r.text(&first)
		case "FamilyName":
			return r.text(&family)
		}
		return nil
	})
	keep(&p.person, strings.TrimSpace(first+" "+family))
	return err
}

func (a *address) read(r *reader) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "StreetName":
			return r.text(&a.street)
		case "BuildingNumber":
			return r.text(&a.number)
		case "AdditionalStreetName":
			return r.text(&a.more)
		case "AddressLine":
			return r.nested("Line", &a.line)
		case "CityName":
			return r.text(&a.city)
		case "PostalZone":
			return r.text(&a.postcode)
		case "Country":
			return r.nested("IdentificationCode", &a.country)
		}
		return nil
	})
}

// record brings what was read into its final form.
func (p *party) record() invoice.Party {
	out := invoice.Party{
		Name: first(p.legal, p.trading, p.person, p.contact), TradingName: p.trading,
		ID: first(p.id, p.legalID), LegalID: p.legalID,
		VATID: en16931.VATID(first(p.vat, p.otherTax)), Endpoint: p.endpoint,
		Email: p.email, Phone: p.phone, Contact: p.contact,
		Street:   join(", ", join(" ", p.address.street, p.address.number), p.address.more, p.address.line),
		Postcode: p.address.postcode, City: p.address.city, Country: strings.ToUpper(p.address.country),
	}
	if p.endpoint != "" && p.scheme != "" {
		out.Endpoint = p.scheme + ":" + p.endpoint
	}
	if out.Email == "" && p.scheme == "EM" {
		out.Email = p.endpoint
	}
	return out
}

// keep sets dst unless it is set.
func keep(dst *string, s string) {
	if *dst == "" {
		*dst = s
	}
}

// first returns the first text that says something.
func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
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
