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
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/en16931"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// maxSize is how large a file may be, in bytes; attachments included.
const maxSize = 128 << 20

// The namespaces of the roots.
const (
	spaceUBL  = "urn:oasis:names:specification:ubl:schema:xsd:"
	spaceSBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
)

// Is reports whether a file with this root element is one for Read: an invoice,
// a credit note, or the envelope in which Peppol carries them.
func Is(space, root string) bool {
	switch root {
	case "Invoice", "CreditNote":
		return space == spaceUBL+root+"-2"
	case "StandardBusinessDocument":
		return space == spaceSBDH
	}
	return false
}

// Read reads one document. A file that is not one, or that leaves open what is
// owed, is a fault.Invalid with its place.
func Read(r io.Reader) (*invoice.Document, error) {
	x, err := xmlread.New(&bounded{r: r, left: maxSize})
	if err != nil {
		return nil, err
	}
	space, root, err := x.Root()
	if err != nil {
		return nil, err
	}
	if !Is(space, root) {
		return nil, x.Fail("this is not a UBL 2 invoice or credit note")
	}
	if root == "StandardBusinessDocument" {
		return unwrap(x)
	}
	return document(x, root)
}

// unwrap reads the one document inside a Standard Business Document.
func unwrap(x *xmlread.Reader) (doc *invoice.Document, err error) {
	err = x.Each(func(name string) error {
		if name == "StandardBusinessDocumentHeader" {
			return nil
		}
		if doc != nil || !Is(x.Space(), name) || x.Space() == spaceSBDH {
			return x.Fail("the envelope holds something else than one UBL 2 invoice or credit note")
		}
		doc, err = document(x, name)
		return err
	})
	if err == nil && doc == nil {
		err = x.Fail("the envelope is empty")
	}
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// reader gathers one document.
type reader struct {
	x      *xmlread.Reader
	doc    *invoice.Document
	root   string
	line   int // of the root element
	path   string
	totals en16931.Totals
	taxes  []tax
	due    due
	payee  party

	moneyLine     int    // of LegalMonetaryTotal
	payableIn     string // the currency beside the payable amount
	customization string
}

// tax is a TaxTotal: there is one for each currency.
type tax struct {
	amount   en16931.Sum
	currency string
	detailed bool // it says how the amount comes about
}

// document reads the current element.
func document(x *xmlread.Reader, root string) (*invoice.Document, error) {
	r := &reader{x: x, root: root, line: x.Line(), path: x.Path(), doc: &invoice.Document{
		Preceding: []string{}, Payment: []invoice.PaymentMeans{}, Instalments: []invoice.DocumentPart{},
		Lines: []invoice.Line{}, Notes: []string{}, Attachments: []invoice.AttachmentFile{}, Warnings: []string{},
	}}
	if err := x.Each(r.header); err != nil {
		return nil, err
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return r.doc, nil
}

// header reads one child of the root.
func (r *reader) header(name string) error {
	d := r.doc
	switch name {
	case "CustomizationID":
		return r.text(&r.customization)
	case "ID":
		return r.text(&d.Number)
	case "IssueDate":
		return r.day(&d.IssuedOn)
	case "DueDate":
		return r.day(&r.due.document)
	case "InvoiceTypeCode", "CreditNoteTypeCode":
		return r.text(&d.TypeCode)
	case "DocumentCurrencyCode":
		return r.text(&d.Currency)
	case "Note":
		return r.texts(&d.Notes)
	case "BuyerReference":
		return r.text(&d.BuyerReference)
	case "OrderReference":
		return r.id(&d.OrderReference)
	case "ContractDocumentReference":
		return r.id(&d.Contract)
	case "BillingReference":
		return r.x.Each(r.billingReference)
	case "AdditionalDocumentReference":
		return r.additional()
	case "InvoiceLine", "CreditNoteLine":
		return r.invoiceLine()
	case "TaxTotal":
		return r.taxTotal()
	case "LegalMonetaryTotal":
		return r.monetaryTotal()
	}
	return r.partyOrPayment(name)
}

// partyOrPayment goes on where header ends.
func (r *reader) partyOrPayment(name string) error {
	switch name {
	case "AccountingSupplierParty":
		return r.tradeParty(&r.doc.Seller)
	case "AccountingCustomerParty":
		return r.tradeParty(&r.doc.Buyer)
	case "PayeeParty":
		return r.x.Each(r.payee.child(r))
	case "PaymentMeans":
		return r.paymentMeans()
	case "PaymentTerms":
		return r.paymentTerms()
	}
	return nil
}

func (r *reader) billingReference(name string) error {
	if name != "InvoiceDocumentReference" && name != "CreditNoteDocumentReference" {
		return nil
	}
	var number string
	err := r.id(&number)
	if number != "" {
		r.doc.Preceding = append(r.doc.Preceding, number)
	}
	return err
}

func (r *reader) taxTotal() error {
	var t tax
	err := r.x.Each(func(name string) error {
		switch name {
		case "TaxAmount":
			t.currency = r.x.Attr("currencyID")
			return r.sum(&t.amount)
		case "TaxSubtotal":
			t.detailed = true
		}
		return nil
	})
	r.taxes = append(r.taxes, t)
	return err
}

func (r *reader) monetaryTotal() error {
	r.moneyLine = r.x.Line()
	t := &r.totals
	return r.x.Each(func(name string) error {
		switch name {
		case "LineExtensionAmount":
			return r.sum(&t.Lines)
		case "AllowanceTotalAmount":
			return r.sum(&t.Allowances)
		case "ChargeTotalAmount":
			return r.sum(&t.Charges)
		case "TaxExclusiveAmount":
			return r.sum(&t.Net)
		case "TaxInclusiveAmount":
			return r.sum(&t.Gross)
		case "PrepaidAmount":
			return r.sum(&t.Prepaid)
		case "PayableRoundingAmount":
			return r.sum(&t.Rounding)
		case "PayableAmount":
			return r.payable()
		}
		return nil
	})
}

// payable reads BT-115, the one amount that a document cannot do without.
func (r *reader) payable() error {
	r.payableIn = r.x.Attr("currencyID")
	text, err := r.x.Text()
	if err != nil {
		return err
	}
	if r.totals.Payable, err = en16931.ParseSum(text); err != nil {
		return r.x.Fail("the payable amount %q is not an amount", text)
	}
	return nil
}

// text reads the current element's text into dst. The first one counts.
func (r *reader) text(dst *string) error {
	s, err := r.x.Text()
	if *dst == "" {
		*dst = s
	}
	return err
}

// texts adds the current element's text to dst.
func (r *reader) texts(dst *[]string) error {
	s, err := r.x.Text()
	if s != "" {
		*dst = append(*dst, s)
	}
	return err
}

// id reads the ID inside the current element.
func (r *reader) id(dst *string) error {
	return r.x.Each(func(name string) error {
		if name == "ID" {
			return r.text(dst)
		}
		return nil
	})
}

// day reads a day; one that cannot be read is kept as a warning.
func (r *reader) day(dst *date.Date) error {
	text, err := r.x.Text()
	if err != nil || text == "" {
		return err
	}
	day, err := en16931.ParseDay(text)
	if err != nil {
		r.warn("%q is not a day", text)
		return nil
	}
	if *dst == date.None {
		*dst = day
	}
	return nil
}

// sum reads an amount; one that cannot be read is kept as a warning.
func (r *reader) sum(dst *en16931.Sum) error {
	text, err := r.x.Text()
	if err != nil || text == "" {
		return err
	}
	sum, err := en16931.ParseSum(text)
	if err != nil {
		r.warn("%q is not an amount", text)
		return nil
	}
	*dst = sum
	return nil
}

// maxWarnings is how many warnings a person may want to read.
const maxWarnings = 100

// warn keeps a warning at the current element.
func (r *reader) warn(format string, args ...any) {
	r.note(r.x.Fail(format, args...).Error())
}

// at keeps a warning at a path below the root.
func (r *reader) at(line int, path, format string, args ...any) {
	r.note(fault.At(line, r.path+"/"+path, format, args...).Error())
}

func (r *reader) note(warning string) {
	if len(r.doc.Warnings) < maxWarnings {
		r.doc.Warnings = append(r.doc.Warnings, warning)
	}
}

// bounded gives up on a file that is too large.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fault.New(fault.Invalid, "the file is larger than %d MB", maxSize>>20)
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

// currency returns the document's currency, that of its payable amount when it
// names none.
func (r *reader) currency() (money.Currency, error) {
	stated := strings.ToUpper(r.doc.Currency)
	if stated == "" {
		if r.payableIn == "" {
			return money.Currency{}, fault.At(r.line, r.path+"/DocumentCurrencyCode", "the document names no currency")
		}
		stated = strings.ToUpper(r.payableIn)
		r.at(r.line, "DocumentCurrencyCode", "the document names no currency: %s stands beside its payable amount", stated)
	}
	c, err := money.ParseCurrency(stated)
	if err != nil {
		return c, fault.At(r.line, r.path+"/DocumentCurrencyCode", "%q is not a currency code of three letters", stated)
	}
	if r.payableIn != "" && !strings.EqualFold(r.payableIn, stated) {
		return c, fault.At(r.moneyLine, r.path+"/LegalMonetaryTotal/PayableAmount", "the payable amount is in %s, the document in %s", r.payableIn, stated)
	}
	return c, nil
}
