package en16931

import (
	"cmp"
	"strings"

	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// Finish brings together what the whole document was needed for, and refuses a
// document that leaves open what is owed.
func (d *Draft) Finish() (*invoice.Document, error) {
	doc := d.Doc
	if doc.Number == "" {
		return nil, d.fail(d.line, d.places.Number, "the document has no number")
	}
	if !d.Totals.Payable.Stated {
		return nil, d.fail(max(d.line, d.totalsLine), d.places.Payable, "the document has no payable amount")
	}
	currency, err := d.currency()
	if err != nil {
		return nil, err
	}
	doc.Currency = currency.String()
	doc.Format = d.format()
	doc.OrderReference = Reference(doc.OrderReference)
	doc.DeliveredOn = cmp.Or(d.Done.Delivered, d.Done.Period)
	if d.Debit != (invoice.DirectDebit{}) {
		d.Debit.Account = Account(d.Debit.Account)
		doc.Debit = &d.Debit
	}
	d.kind()
	d.amounts(currency)
	d.dueDate(currency)
	d.payeeRemark()
	if doc.IssuedOn == date.None {
		d.OddAt(d.line, d.places.IssuedOn, "the document has no issue date")
	}
	return doc, nil
}

// currency returns the document's currency, that of its payable amount when it
// names none.
func (d *Draft) currency() (money.Currency, error) {
	stated, beside := strings.ToUpper(d.Doc.Currency), strings.ToUpper(d.payableIn)
	switch {
	case stated == "" && beside == "":
		return money.Currency{}, d.fail(d.line, d.places.Currency, "the document names no currency")
	case stated == "":
		stated = beside
		d.OddAt(d.line, d.places.Currency, "the document names no currency: %s stands beside its payable amount", stated)
	}
	c, err := money.ParseCurrency(stated)
	switch {
	case err != nil:
		return c, d.fail(d.line, d.places.Currency, "%q is not a currency code of three letters", stated)
	case beside != "" && beside != stated:
		return c, d.fail(d.totalsLine, d.places.Payable, "the payable amount is in %s, the document in %s", beside, stated)
	}
	return c, nil
}

// proforma is the type of a document that announces an invoice (UNTDID 1001).
const proforma = "325"

// kind tells a credit note by its root or by its type. A type that is no code, as in
// files from before EN 16931, leaves it to the root.
func (d *Draft) kind() {
	d.Doc.Kind = invoice.Bill
	if d.Credit || IsCredit(d.Doc.TypeCode) {
		d.Doc.Kind = invoice.CreditNote
	}
	switch {
	case d.Doc.TypeCode == proforma:
		d.OddAt(d.line, d.places.Number, "this is a proforma invoice, which does not ask for payment yet")
	case d.Doc.Kind == invoice.CreditNote && d.Totals.Payable.Sign() < 0:
		d.OddAt(d.totalsLine, d.places.Payable, "a credit note of a negative amount adds to what is owed: %s", d.Totals.Payable)
	}
}

// amounts keeps the totals as they are stated. Only a total that is missing is made
// up from the payable amount, with a warning.
func (d *Draft) amounts(currency money.Currency) {
	doc, t := d.Doc, &d.Totals
	t.Tax = d.tax(doc.Currency)
	if !t.Gross.Stated {
		t.Gross.Decimal = t.Payable.Plus(t.Prepaid).Plus(t.Rounding.Minus()).Decimal
		d.OddAt(d.totalsLine, d.places.Gross, "the total is missing: %s follows from the payable amount", t.Gross)
	}
	doc.Payable, doc.Prepaid, doc.Rounding = t.Payable.Decimal, t.Prepaid.Decimal, t.Rounding.Decimal
	doc.Total, doc.Net, doc.Tax = t.Gross.Decimal, t.Net.Decimal, t.Tax.Decimal
	for _, broken := range t.Check() {
		d.OddAt(d.totalsLine, d.places.Totals, "%s", broken)
	}
	if _, exact, err := money.Round(doc.Payable, currency); err != nil || !exact {
		d.OddAt(d.totalsLine, d.places.Payable, "%s cannot be paid exactly in %s", doc.Payable, currency)
	}
}

// Tax is a sum of VAT: there is one for each currency.
type Tax struct {
	Amount   Sum
	Currency string
	Detailed bool // it says how the amount comes about
}

// tax returns the VAT in the document's currency. Before EN 16931 there was one sum
// for each tax: they are added up. One without details beside one with them repeats
// it.
func (d *Draft) tax(currency string) Sum {
	detailed, bare := Sum{}, Sum{}
	for _, t := range d.Taxes {
		switch {
		case !t.Amount.Stated || t.Currency != "" && !strings.EqualFold(t.Currency, currency):
		case t.Detailed:
			detailed = detailed.Plus(t.Amount)
		default:
			bare = bare.Plus(t.Amount)
		}
	}
	if detailed.Stated {
		return detailed
	}
	return bare
}

// payeeRemark says when the money goes to somebody else, as with factoring.
func (d *Draft) payeeRemark() {
	if payee := d.Payee.Record().Name; payee != "" && !strings.EqualFold(payee, d.Doc.Seller.Name) {
		d.OddAt(d.line, d.places.Payee, "the payee is %s, not the seller", payee)
	}
}
