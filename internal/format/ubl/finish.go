package ubl

import (
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// profiles names what stands in a CustomizationID (BT-24). The first that fits
// counts.
var profiles = []struct{ part, name string }{
	{"xrechnung", "xrechnung"},
	{"urn:fdc:peppol.eu:2017:poacc:billing:3", "peppol-bis-3"},
	{"urn:fdc:peppol.eu:poacc:billing:international", "peppol-pint"},
	{"urn:peppol:pint", "peppol-pint"},
	{"ubl.be", "ubl-be"},
	{"nlcius", "nlcius"},
	{"simplerinvoicing", "si-ubl"},
	{"cpro.gouv.fr", "fr-ctc"},
	{"urn:cen.eu:en16931:2017", "en16931"},
	{"urn:www.cenbii.eu", "peppol-bis-2"},
}

// finish brings together what the whole document was needed for, and refuses a
// document that leaves open what is owed.
func (r *reader) finish() error {
	d := r.doc
	if d.Number == "" {
		return fault.At(r.line, r.path+"/ID", "the document has no number")
	}
	if !r.totals.Payable.Stated {
		return fault.At(max(r.line, r.moneyLine), r.path+"/LegalMonetaryTotal/PayableAmount", "the document has no payable amount")
	}
	currency, err := r.currency()
	if err != nil {
		return err
	}
	d.Currency = currency.String()
	d.Format = r.format()
	d.OrderReference = en16931.Reference(d.OrderReference)
	r.kind()
	r.amounts(currency)
	r.dueDate()
	r.payeeRemark()
	if d.IssuedOn == date.None {
		r.at(r.line, "IssueDate", "the document has no issue date")
	}
	return nil
}

func (r *reader) format() string {
	customization := strings.ToLower(r.customization)
	for _, profile := range profiles {
		if strings.Contains(customization, profile.part) {
			return "ubl " + profile.name
		}
	}
	return "ubl"
}

// kind tells a credit note by its root or by its type. A type that is no code,
// as in files from before EN 16931, leaves it to the root.
func (r *reader) kind() {
	r.doc.Kind = invoice.Bill
	if r.root == "CreditNote" || en16931.IsCredit(r.doc.TypeCode) {
		r.doc.Kind = invoice.CreditNote
	}
}

// amounts keeps the totals as they are stated. Only a total that is missing is
// made up from the payable amount, with a warning.
func (r *reader) amounts(currency money.Currency) {
	d, t := r.doc, &r.totals
	t.Tax = r.tax(d.Currency)
	if !t.Gross.Stated {
		t.Gross.Decimal = t.Payable.Plus(t.Prepaid).Plus(t.Rounding.Minus()).Decimal
		r.at(r.moneyLine, "LegalMonetaryTotal/TaxInclusiveAmount", "the total is missing: %s follows from the payable amount", t.Gross)
	}
	d.Payable, d.Prepaid, d.Total, d.Net, d.Tax = t.Payable.Decimal, t.Prepaid.Decimal, t.Gross.Decimal, t.Net.Decimal, t.Tax.Decimal
	for _, broken := range t.Check() {
		r.at(r.moneyLine, "LegalMonetaryTotal", "%s", broken)
	}
	if _, exact, err := money.Round(d.Payable, currency); err != nil || !exact {
		r.at(r.moneyLine, "LegalMonetaryTotal/PayableAmount", "%s cannot be paid exactly in %s", d.Payable, currency)
	}
}

// tax returns the VAT in the document's currency. Before EN 16931 there was one
// TaxTotal for each tax: they are added up. One without details beside one with
// them repeats it.
func (r *reader) tax(currency string) en16931.Sum {
	detailed, bare := en16931.Sum{}, en16931.Sum{}
	for _, t := range r.taxes {
		switch {
		case !t.amount.Stated || t.currency != "" && !strings.EqualFold(t.currency, currency):
		case t.detailed:
			detailed = detailed.Plus(t.amount)
		default:
			bare = bare.Plus(t.amount)
		}
	}
	if detailed.Stated {
		return detailed
	}
	return bare
}

// payeeRemark says when the money goes to somebody else, as with factoring.
func (r *reader) payeeRemark() {
	if payee := r.payee.record().Name; payee != "" && !strings.EqualFold(payee, r.doc.Seller.Name) {
		r.at(r.line, "PayeeParty", "the payee is %s, not the seller", payee)
	}
}
