package intake

import (
	"cmp"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/invoice"
	"acquit/internal/registry"
)

// setNumbers gives the numbers of a party the form in which they are stored. Who does not
// say where he is, is taken to be where the company is.
func setNumbers(p *invoice.Party, c *company.Company) {
	normal, _ := saidOf(p, cmp.Or(p.Country, c.Country)).Normal()
	p.VATID, p.LegalID = normal.VATID, normal.Enterprise
}

func saidOf(p *invoice.Party, country string) registry.Said {
	return registry.Said{Country: country, VATID: p.VATID, Enterprise: p.LegalID, Endpoint: p.Endpoint}
}

// enterprise is a party's number in the register of companies: the one that it says, or,
// in Belgium, the one in its VAT number.
func enterprise(p *invoice.Party) string {
	if p.LegalID != "" {
		return p.LegalID
	}
	if number, belgian := strings.CutPrefix(p.VATID, "BE"); belgian {
		return registry.Belgian(number)
	}
	return ""
}

// doubtNumbers warns of what a paper says of its buyer and cannot be. country is where the
// buyer is.
func (p *paper) doubtNumbers(country string) {
	_, wrong := saidOf(&p.doc.Buyer, country).Normal()
	for _, w := range wrong {
		place := p.place
		switch {
		case p.isRecord():
			place.Path += "/customer/" + string(w.Field)
		case !p.fromTable():
			place.Path = "buyer/" + string(w.Field)
		}
		p.report.note(fault.Note{Place: place, Text: fault.TextOf(w.Err)})
	}
}

// setNumbers gives the numbers of a record the form in which they are stored.
func (r *CustomerRecord) setNumbers(c *company.Company) {
	p := r.party()
	setNumbers(&p, c)
	if r.VATID != nil {
		r.VATID = &p.VATID
	}
	if r.EnterpriseNumber != nil {
		r.EnterpriseNumber = &p.LegalID
	}
}

// doubtNumbers warns of what a record says of a customer and cannot be.
func (r *CustomerRecord) doubtNumbers(is *customer.Customer, c *check) (all []fault.Note) {
	said := map[registry.Field]bool{registry.FieldVAT: r.VATID != nil, registry.FieldEnterprise: r.EnterpriseNumber != nil,
		registry.FieldEndpoint: r.Endpoint != nil || r.EnterpriseNumber != nil}
	_, wrong := registry.Said{Country: is.Country, VATID: is.VATID, Enterprise: is.EnterpriseNumber, Endpoint: is.Endpoint}.Normal()
	for _, w := range wrong {
		if said[w.Field] {
			all = append(all, fault.Note{Place: fault.Place{Path: c.path(string(w.Field))}, Text: fault.TextOf(w.Err)})
		}
	}
	return all
}

// taxNumber is a VAT number as it is stored.
func taxNumber(text, country string) string {
	normal, _ := registry.Said{Country: country, VATID: text}.Normal()
	return normal.VATID
}
