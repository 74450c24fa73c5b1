package main

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"text/template"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/money"
)

//go:embed ubl.xml.tmpl
var ublText string

var ublTemplate = template.Must(template.New("ubl").Funcs(template.FuncMap{"x": escaped}).Parse(ublText))

// ubl writes d as UBL 2.1: in Peppol BIS Billing 3 for those on the network, in
// XRechnung 3 for a German public body, else in plain EN 16931. An invoice in
// instalments is UBL outside EN 16931, which has a single due date.
func ubl(d *document) ([]byte, error) {
	var b strings.Builder
	if err := ublTemplate.Execute(&b, paper{document: d, Seller: examples.Company}); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// paper is a document as the template reads it.
type paper struct {
	*document
	Seller examples.Seller
}

const en = "urn:cen.eu:en16931:2017"

// Customization and Profile are BT-24 and BT-23.
func (p paper) Customization() string {
	switch {
	case p.parts != nil:
		return ""
	case p.customer.scheme == "EM":
		return en
	case p.customer.scheme == "0204":
		return en + "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
	}
	return en + "#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
}

func (p paper) Profile() string { return "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" }

// Root is the element of the document.
func (p paper) Root() string {
	if p.credits != nil {
		return "CreditNote"
	}
	return "Invoice"
}

func (p paper) Credit() bool        { return p.credits != nil }
func (p paper) Number() string      { return p.number }
func (p paper) On() string          { return p.on.String() }
func (p paper) Currency() string    { return p.currency.String() }
func (p paper) Preceding() string   { return p.credits.number }
func (p paper) PrecedingOn() string { return p.credits.on.String() }

// Due is BT-9, or "" where the terms say it in words or there is nothing to pay.
func (p paper) Due() string {
	if p.credits != nil || p.inWords {
		return ""
	}
	return p.due.String()
}

// Note is BT-22.
func (p paper) Note() string {
	word := words[p.customer.lang]
	switch {
	case p.credits != nil:
		return word.returned
	case p.parts != nil:
		return word.instalments
	case p.number[len(p.number)-1] == '7':
		return word.thanks
	}
	return ""
}

// Terms is BT-20. A discount is written as XRechnung asks.
func (p paper) Terms() string {
	switch {
	case p.credits != nil:
		return words[p.customer.lang].deducted
	case p.parts != nil:
		return ""
	case p.Debit():
		return words[p.customer.lang].collected
	case p.discount:
		return "#SKONTO#TAGE=10#PROZENT=2.00#\n"
	}
	return fmt.Sprintf(words[p.customer.lang].terms, p.customer.terms)
}

// Reference is BT-83: what the payer is asked to quote.
func (p paper) Reference() string {
	if p.reference.Scheme == bank.OGM {
		return p.reference.String()
	}
	return p.reference.Digits
}

// Means is BT-81: 30 credit transfer, 58 SEPA credit transfer, 59 SEPA direct
// debit, 48 card.
func (p paper) Means() string {
	switch {
	case p.customer.pays.by == debit:
		return "59"
	case p.payable() == 0:
		return "48"
	case p.currency != money.EUR:
		return "30"
	}
	return "58"
}

func (p paper) Debit() bool     { return p.customer.pays.by == debit }
func (p paper) Mandate() string { return mandate(p.customer) }
func (p paper) Debtor() string  { return p.customer.iban }

// Account is BT-84: the account that the customer is asked to pay to.
func (p paper) Account() string {
	switch p.customer.pays.by {
	case second, bundle:
		return p.Seller.SecondIBAN
	case dollar:
		return p.Seller.DollarIBAN
	}
	return p.Seller.IBAN
}

// BIC is BT-86, of the bank of Account.
func (p paper) BIC() string {
	if p.Account() == p.Seller.IBAN {
		return p.Seller.BIC
	}
	return p.Seller.SecondBIC
}

// Sums of BG-22.
func (p paper) money(cents int64) string { return money.Of(cents, p.currency).String() }

func (p paper) Net() string {
	var sum int64
	for _, l := range p.lines {
		sum += l.net()
	}
	return p.money(sum)
}

func (p paper) TaxExclusive() string {
	var sum int64
	for _, g := range p.groups() {
		sum += g.base
	}
	return p.money(sum)
}

func (p paper) Tax() string {
	var sum int64
	for _, g := range p.groups() {
		sum += g.tax
	}
	return p.money(sum)
}

func (p paper) TaxInclusive() string { return p.money(p.total()) }
func (p paper) Payable() string      { return p.money(p.payable()) }

// Prepaid and Allowance are "" when there is none.
func (p paper) Prepaid() string   { return p.unlessZero(p.prepaid) }
func (p paper) Allowance() string { return p.unlessZero(p.allowance) }

func (p paper) unlessZero(cents int64) string {
	if cents == 0 {
		return ""
	}
	return p.money(cents)
}

func (p paper) AllowanceReason() string { return words[p.customer.lang].loyalty }

// Group is one VAT breakdown, BG-23.
type Group struct {
	Base, Tax, Category string
	Rate                int
	Code, Reason        string // BT-121 and BT-120, for exempt ones
}

// Groups lists the VAT breakdown.
func (p paper) Groups() []Group {
	var list []Group
	for _, g := range p.groups() {
		shown := Group{Base: p.money(g.base), Tax: p.money(g.tax), Category: g.category, Rate: g.rate}
		switch g.category {
		case "K":
			shown.Code, shown.Reason = "VATEX-EU-IC", words[p.customer.lang].exempt
		case "G":
			shown.Code, shown.Reason = "VATEX-EU-G", words[p.customer.lang].export
		}
		list = append(list, shown)
	}
	return list
}

// Line is BG-25.
type Line struct {
	ID, Rate                         int
	Quantity                         int64
	Unit, Net, Name, Price, Category string
}

// Lines lists what was sold.
func (p paper) Lines() []Line {
	var list []Line
	for i, l := range p.lines {
		category, rate := p.customer.category(l.item.rate)
		list = append(list, Line{ID: i + 1, Quantity: l.quantity, Unit: l.item.unit, Net: p.money(l.net()),
			Name: l.item.name[p.customer.lang], Price: p.money(l.item.price), Category: category, Rate: rate})
	}
	return list
}

// Part is an instalment.
type Part struct{ Due, Amount string }

// Parts lists the instalments.
func (p paper) Parts() []Part {
	var list []Part
	for _, part := range p.parts {
		list = append(list, Part{part.due.String(), p.money(part.cents)})
	}
	return list
}

// PDF is the picture of the document in base64, or "".
func (p paper) PDF() string {
	if !p.attached {
		return ""
	}
	return base64.StdEncoding.EncodeToString(pdf(p.Seller.Name, p.Root()+" "+p.number, p.customer.name, p.Payable()+" "+p.Currency()))
}

// Delivered reports whether the day and country of delivery must be said, as for
// supplies to other Member States.
func (p paper) Delivered() bool { return p.groups()[0].category == "K" }

// Buyer is the customer as BG-7 has it.
func (p paper) Buyer() Buyer {
	c := p.customer
	scheme := map[string]string{"BE": "0208", "FR": "0002", "NL": "0106"}[c.country]
	return Buyer{Number: c.no, Name: c.name, Scheme: c.scheme, Endpoint: c.peppol, Street: c.street, City: c.city(), Postcode: c.postcode(),
		Country: c.country, VAT: c.vat, ID: c.enterprise, IDScheme: scheme, Contact: c.people()[0].name, Email: c.email()}
}

// Buyer is what the document says of the customer.
type Buyer struct {
	Number                                                  int // by which we know them, BT-46
	Name, Scheme, Endpoint, Street, City, Postcode, Country string
	VAT, ID, IDScheme, Contact, Email                       string
}

// BuyerReference is BT-10: for a German public body its routing number.
func (p paper) BuyerReference() string {
	if p.customer.scheme == "0204" {
		return p.customer.peppol
	}
	return fmt.Sprintf("K%d", p.customer.no)
}
