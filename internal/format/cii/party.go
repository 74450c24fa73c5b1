package cii

import (
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// party reads a trade party.
type party struct {
	*en16931.Party
	r *reader
}

// tradeParty reads the seller or the buyer.
func (r *reader) tradeParty(dst *invoice.Party) error {
	p := &party{Party: &en16931.Party{}, r: r}
	err := r.X.Each(p.child)
	*dst = p.Record()
	return err
}

// child reads one child of a trade party.
func (p *party) child(name string) error {
	switch name {
	case "ID", "GlobalID":
		return p.r.Text(&p.ID)
	case "Name":
		return p.r.Text(&p.Legal)
	case "SpecifiedLegalOrganization":
		return p.organization()
	case "DefinedTradeContact":
		return p.contact()
	case "PostalTradeAddress":
		return p.address()
	case "URIUniversalCommunication":
		return p.endpoint()
	case "SpecifiedTaxRegistration":
		return p.taxRegistration()
	}
	return nil
}

func (p *party) organization() error {
	return p.r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return p.r.Text(&p.LegalID)
		case "TradingBusinessName":
			return p.r.Text(&p.Trading)
		}
		return nil
	})
}

// contact reads a person, or else a department, with how to reach it.
func (p *party) contact() error {
	var person, department string
	err := p.r.X.Each(func(name string) error {
		switch name {
		case "PersonName":
			return p.r.Text(&person)
		case "DepartmentName":
			return p.r.Text(&department)
		case "TelephoneUniversalCommunication":
			return p.r.Inside("CompleteNumber", &p.Phone)
		case "EmailURIUniversalCommunication":
			return p.r.Inside("URIID", &p.Email)
		}
		return nil
	})
	en16931.Keep(&p.Contact, en16931.First(person, department))
	return err
}

func (p *party) address() error {
	a := &p.Address
	return p.r.X.Each(func(name string) error {
		switch name {
		case "LineOne":
			return p.r.Text(&a.Street)
		case "LineTwo":
			return p.r.Text(&a.More)
		case "LineThree":
			return p.r.Text(&a.Line)
		case "PostcodeCode":
			return p.r.Text(&a.Postcode)
		case "CityName":
			return p.r.Text(&a.City)
		case "CountryID":
			return p.r.Text(&a.Country)
		}
		return nil
	})
}

func (p *party) endpoint() error {
	return p.r.X.Each(func(name string) error {
		if name == "URIID" {
			return p.r.Endpoint(p.Party)
		}
		return nil
	})
}

// taxRegistration reads BT-31 or BT-48. A number for another tax (scheme FC) names
// nobody.
func (p *party) taxRegistration() error {
	return p.r.X.Each(func(name string) error {
		if name != "ID" {
			return nil
		}
		switch p.r.X.Attr("schemeID") {
		case "VA", "VAT":
			return p.r.Text(&p.VAT)
		case "":
			return p.r.Text(&p.OtherTax)
		}
		return nil
	})
}
