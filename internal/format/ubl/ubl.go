// Package ubl reads invoices and credit notes in OASIS UBL 2: Peppol BIS Billing
// 3, XRechnung, UBL.BE and every other profile of EN 16931, and the older files
// from before that standard.
//
// Elements are told apart by namespace and local name, never by prefix. What is
// odd but does not touch the debt is read with a warning; a document whose
// number, currency or payable amount cannot be told is refused.
package ubl

import (
	"io"

	"acquit/internal/date"
	"acquit/internal/format/en16931"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
)

// spaceUBL is what the namespaces of the roots begin with.
const spaceUBL = "urn:oasis:names:specification:ubl:schema:xsd:"

var syntax = en16931.Syntax{Is: Is, Read: document}

// Is reports whether a root element begins a document for Read: an invoice or a credit
// note. What is in an envelope is for Detect to tell.
func Is(space, root string) bool {
	return (root == "Invoice" || root == "CreditNote") && space == spaceUBL+root+"-2"
}

// Detect reports whether a file that begins with head is one for Read, in an
// envelope or not.
func Detect(head []byte) bool { return syntax.Detect(head) }

// Read reads one document. A file that is not one, or that leaves open what is
// owed, is a fault.Invalid with its place.
func Read(r io.Reader) (*invoice.Document, error) { return syntax.Open(r) }

var places = en16931.Places{
	Number: "ID", IssuedOn: "IssueDate", DueOn: "DueDate", Currency: "DocumentCurrencyCode",
	Totals: "LegalMonetaryTotal", Gross: "LegalMonetaryTotal/TaxInclusiveAmount", Payable: "LegalMonetaryTotal/PayableAmount",
	Terms: "PaymentTerms/Note", Payee: "PayeeParty",
}

// reader gathers one document.
type reader struct {
	*en16931.Draft
	creditor string               // BT-90
	means    map[string]date.Date // when each means of payment falls due, by its ID
	meansDue date.Date            // the last of these days: BT-9 of a credit note
	pending  []term
}

// document reads the current element.
func document(x *xmlread.Reader, root string) (*invoice.Document, error) {
	r := &reader{Draft: en16931.NewDraft(x, "ubl", places), means: map[string]date.Date{}}
	r.Credit = root == "CreditNote"
	if err := x.Each(r.header); err != nil {
		return nil, err
	}
	r.terms()
	r.debit()
	return r.Finish()
}

// header reads one child of the root.
func (r *reader) header(name string) error {
	d := r.Doc
	switch name {
	case "CustomizationID":
		return r.Text(&r.Spec)
	case "ID":
		return r.Text(&d.Number)
	case "IssueDate":
		return r.Day(&d.IssuedOn)
	case "DueDate":
		return r.Day(&r.Terms.DueOn)
	case "InvoiceTypeCode", "CreditNoteTypeCode":
		return r.Text(&d.TypeCode)
	case "DocumentCurrencyCode":
		return r.Text(&d.Currency)
	case "Note":
		return r.Texts(&d.Notes)
	case "BuyerReference":
		return r.Text(&d.BuyerReference)
	case "OrderReference":
		return r.Inside("ID", &d.OrderReference)
	case "ContractDocumentReference":
		return r.Inside("ID", &d.Contract)
	case "BillingReference":
		return r.X.Each(r.billingReference)
	case "AdditionalDocumentReference":
		return r.additional()
	case "InvoiceLine", "CreditNoteLine":
		return r.invoiceLine()
	case "AllowanceCharge":
		return r.allowanceCharge()
	case "TaxTotal":
		return r.taxTotal()
	case "LegalMonetaryTotal":
		return r.InTotals(r.monetaryTotal)
	}
	return r.partyOrPayment(name)
}

// partyOrPayment goes on where header ends.
func (r *reader) partyOrPayment(name string) error {
	switch name {
	case "AccountingSupplierParty":
		return r.tradeParty(&r.Doc.Seller)
	case "AccountingCustomerParty":
		return r.tradeParty(&r.Doc.Buyer)
	case "PayeeParty":
		return r.X.Each((&party{Party: &r.Payee, r: r}).child)
	case "PaymentMeans":
		return r.paymentMeans()
	case "PaymentTerms":
		return r.paymentTerms()
	case "Delivery":
		return r.X.Each(func(name string) error {
			if name == "ActualDeliveryDate" {
				return r.LastDay(&r.Done.Delivered)
			}
			return nil
		})
	case "InvoicePeriod":
		return r.X.Each(func(name string) error {
			if name == "EndDate" {
				return r.LastDay(&r.Done.Period)
			}
			return nil
		})
	}
	return nil
}

func (r *reader) billingReference(name string) error {
	if name != "InvoiceDocumentReference" && name != "CreditNoteDocumentReference" {
		return nil
	}
	var number string
	err := r.Inside("ID", &number)
	r.Precede(number)
	return err
}

func (r *reader) taxTotal() error {
	var t en16931.Tax
	err := r.X.Each(func(name string) error {
		switch name {
		case "TaxAmount":
			t.Currency = r.X.Attr("currencyID")
			return r.Sum(&t.Amount)
		case "TaxSubtotal":
			t.Detailed = true
		}
		return nil
	})
	r.Taxes = append(r.Taxes, t)
	return err
}

func (r *reader) monetaryTotal(name string) error {
	t := &r.Totals
	switch name {
	case "LineExtensionAmount":
		return r.Sum(&t.Lines)
	case "AllowanceTotalAmount":
		return r.Sum(&t.Allowances)
	case "ChargeTotalAmount":
		return r.Sum(&t.Charges)
	case "TaxExclusiveAmount":
		return r.Sum(&t.Net)
	case "TaxInclusiveAmount":
		return r.Sum(&t.Gross)
	case "PrepaidAmount":
		return r.Sum(&t.Prepaid)
	case "PayableRoundingAmount":
		return r.Sum(&t.Rounding)
	case "PayableAmount":
		return r.Payable()
	}
	return nil
}
