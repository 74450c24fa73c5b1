package ubl

import (
	"strings"

	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// party reads a Party.
type party struct {
	*en16931.Party
	r *reader
}

// tradeParty reads a seller or buyer: a Party, beside what pre-EN files say of
// the contact there.
func (r *reader) tradeParty(dst *invoice.Party) error {
	p := &party{Party: &en16931.Party{}, r: r}
	err := r.X.Each(func(name string) error {
		switch name {
		case "Party":
			return r.X.Each(p.child)
		case "AccountingContact", "SellerContact", "BuyerContact":
			return p.contactOf()
		}
		return nil
	})
	*dst = p.Record()
	return err
}

// child reads one child of a Party.
func (p *party) child(name string) error {
	switch name {
	case "EndpointID":
		return p.r.Endpoint(p.Party)
	case "PartyIdentification":
		return p.identification()
	case "PartyName":
		return p.r.Inside("Name", &p.Trading)
	case "PostalAddress":
		return p.postalAddress()
	case "PartyTaxScheme":
		return p.taxScheme()
	case "PartyLegalEntity":
		return p.legalEntity()
	case "Contact":
		return p.contactOf()
	case "Person":
		return p.personOf()
	}
	return nil
}

// identification reads BT-29 or BT-46. A SEPA creditor identifier (BT-90) is no name
// of the party.
func (p *party) identification() error {
	return p.r.X.Each(func(name string) error {
		switch {
		case name != "ID":
			return nil
		case p.r.X.Attr("schemeID") == "SEPA":
			return p.r.Text(&p.r.creditor)
		}
		return p.r.Text(&p.ID)
	})
}

// taxScheme reads BT-31 or BT-48, or a number under another tax.
func (p *party) taxScheme() error {
	var number, scheme string
	err := p.r.X.Each(func(name string) error {
		switch name {
		case "CompanyID":
			return p.r.Text(&number)
		case "TaxScheme":
			return p.r.Inside("ID", &scheme)
		}
		return nil
	})
	switch strings.ToUpper(scheme) {
	case "VAT", "BTW", "TVA", "MWST", "UST":
		en16931.Keep(&p.VAT, number)
	case "":
		en16931.Keep(&p.OtherTax, number)
	}
	return err
}

func (p *party) legalEntity() error {
	return p.r.X.Each(func(name string) error {
		switch name {
		case "RegistrationName":
			return p.r.Text(&p.Legal)
		case "CompanyID":
			return p.r.Text(&p.LegalID)
		}
		return nil
	})
}

func (p *party) contactOf() error {
	return p.r.X.Each(func(name string) error {
		switch name {
		case "Name":
			return p.r.Text(&p.Contact)
		case "Telephone":
			return p.r.Text(&p.Phone)
		case "ElectronicMail":
			return p.r.Text(&p.Email)
		}
		return nil
	})
}

// personOf reads the name of a consumer.
func (p *party) personOf() error {
	var first, family string
	err := p.r.X.Each(func(name string) error {
		switch name {
		case "FirstName":
			return p.r.Text(&first)
		case "FamilyName":
			return p.r.Text(&family)
		}
		return nil
	})
	en16931.Keep(&p.Person, strings.TrimSpace(first+" "+family))
	return err
}

func (p *party) postalAddress() error {
	a := &p.Address
	return p.r.X.Each(func(name string) error {
		switch name {
		case "StreetName":
			return p.r.Text(&a.Street)
		case "BuildingNumber":
			return p.r.Text(&a.Number)
		case "AdditionalStreetName":
			return p.r.Text(&a.More)
		case "AddressLine":
			return p.r.Inside("Line", &a.Line)
		case "CityName":
			return p.r.Text(&a.City)
		case "PostalZone":
			return p.r.Text(&a.Postcode)
		case "Country":
			return p.r.Inside("IdentificationCode", &a.Country)
		}
		return nil
	})
}
