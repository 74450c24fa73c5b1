// Package cii reads invoices and credit notes in UN/CEFACT Cross Industry Invoice
// (D16B): Factur-X and ZUGFeRD 2 in every profile from MINIMUM to EXTENDED,
// XRechnung, and every other use of EN 16931; and ZUGFeRD 1, which says the same
// under other names.
//
// Elements are told apart by local names, under whatever namespace: ZUGFeRD 1 has
// its own. What is odd but does not touch the debt is read with a warning; a
// document whose number, currency or payable amount cannot be told is refused.
package cii

import (
	"io"

	"acquit/internal/format/en16931"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
)

// The root elements.
const (
	root      = "CrossIndustryInvoice"
	rootFirst = "CrossIndustryDocument" // ZUGFeRD 1
)

var syntax = en16931.Syntax{Is: Is, Read: document}

// Is reports whether a root element begins a document for Read: a Cross Industry
// Invoice, or one of ZUGFeRD 1. The name says it all, so that its namespace may be of
// any version. What is in an envelope is for Detect to tell.
func Is(_, name string) bool { return name == root || name == rootFirst }

// Detect reports whether a file that begins with head is one for Read, in an
// envelope of Peppol's or not.
func Detect(head []byte) bool { return syntax.Detect(head) }

// Read reads one document. A file that is not one, or that leaves open what is
// owed, is a fault.Invalid with its place. A life-cycle message of French
// e-invoicing (CDAR) is refused by that name.
func Read(r io.Reader) (*invoice.Document, error) { return syntax.Open(r) }

// The paths of what a document cannot do without.
const (
	settlement      = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
	summation       = settlement + "/SpecifiedTradeSettlementHeaderMonetarySummation"
	settlementFirst = "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeSettlement"
	summationFirst  = settlementFirst + "/SpecifiedTradeSettlementMonetarySummation"
)

var places = en16931.Places{
	Number: "ExchangedDocument/ID", IssuedOn: "ExchangedDocument/IssueDateTime", Currency: settlement + "/InvoiceCurrencyCode",
	DueOn: settlement + "/SpecifiedTradePaymentTerms/DueDateDateTime", Terms: settlement + "/SpecifiedTradePaymentTerms/Description",
	Totals: summation, Gross: summation + "/GrandTotalAmount", Payable: summation + "/DuePayableAmount",
	Payee: settlement + "/PayeeTradeParty",
}

// placesFirst are those of ZUGFeRD 1.
var placesFirst = en16931.Places{
	Number: "HeaderExchangedDocument/ID", IssuedOn: "HeaderExchangedDocument/IssueDateTime", Currency: settlementFirst + "/InvoiceCurrencyCode",
	DueOn: settlementFirst + "/SpecifiedTradePaymentTerms/DueDateDateTime", Terms: settlementFirst + "/SpecifiedTradePaymentTerms/Description",
	Totals: summationFirst, Gross: summationFirst + "/GrandTotalAmount", Payable: summationFirst + "/DuePayableAmount",
	Payee: settlementFirst + "/PayeeTradeParty",
}

// reader gathers one document.
type reader struct {
	*en16931.Draft
	first      bool     // ZUGFeRD 1
	references []string // BT-83, for every way to pay
	means      []invoice.PaymentMeans
}

// document reads the current element.
func document(x *xmlread.Reader, name string) (*invoice.Document, error) {
	r := &reader{first: name == rootFirst}
	where := places
	if r.first {
		where = placesFirst
	}
	r.Draft = en16931.NewDraft(x, "cii", where)
	if err := x.Each(r.part); err != nil {
		return nil, err
	}
	r.pay()
	r.payable()
	return r.Finish()
}

// part reads one of the three parts of a document: what it is made by, what it is,
// what was traded.
func (r *reader) part(name string) error {
	switch name {
	case "ExchangedDocumentContext", "SpecifiedExchangedDocumentContext":
		return r.X.Each(r.context)
	case "ExchangedDocument", "HeaderExchangedDocument":
		return r.X.Each(r.header)
	case "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction":
		return r.X.Each(r.transaction)
	}
	return nil
}

func (r *reader) context(name string) error {
	switch name {
	case "GuidelineSpecifiedDocumentContextParameter":
		return r.Inside("ID", &r.Spec)
	case "TestIndicator":
		var test string
		err := r.Inside("Indicator", &test)
		if en16931.Yes(test) {
			r.Odd("the document says of itself that it is a test")
		}
		return err
	}
	return nil
}

func (r *reader) header(name string) error {
	switch name {
	case "ID":
		return r.Text(&r.Doc.Number)
	case "TypeCode":
		return r.Text(&r.Doc.TypeCode)
	case "IssueDateTime":
		return r.Day(&r.Doc.IssuedOn)
	case "IncludedNote":
		return r.X.Each(func(name string) error {
			if name == "Content" {
				return r.Texts(&r.Doc.Notes)
			}
			return nil
		})
	}
	return nil
}

func (r *reader) transaction(name string) error {
	switch name {
	case "IncludedSupplyChainTradeLineItem":
		return r.lineItem()
	case "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement":
		return r.X.Each(r.agreement)
	case "ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery":
		return r.X.Each(r.delivery)
	case "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement":
		return r.X.Each(r.settlement)
	}
	return nil
}

// delivery reads when what was traded was delivered.
func (r *reader) delivery(name string) error {
	if name != "ActualDeliverySupplyChainEvent" {
		return nil
	}
	return r.X.Each(func(name string) error {
		if name == "OccurrenceDateTime" {
			return r.LastDay(&r.Done.Delivered)
		}
		return nil
	})
}

func (r *reader) agreement(name string) error {
	d := r.Doc
	switch name {
	case "BuyerReference":
		return r.Text(&d.BuyerReference)
	case "SellerTradeParty":
		return r.tradeParty(&d.Seller)
	case "BuyerTradeParty":
		return r.tradeParty(&d.Buyer)
	case "BuyerOrderReferencedDocument":
		return r.number(&d.OrderReference)
	case "ContractReferencedDocument":
		return r.number(&d.Contract)
	case "AdditionalReferencedDocument":
		return r.additional()
	}
	return nil
}

// number reads the number of a document that is referred to.
func (r *reader) number(dst *string) error {
	return r.X.Each(func(name string) error {
		if name == "IssuerAssignedID" || name == "ID" {
			return r.Text(dst)
		}
		return nil
	})
}

// additional reads a supporting document (BG-24). Only what is embedded is kept: what
// stands elsewhere on the web is never fetched.
func (r *reader) additional() error {
	var id string
	return r.X.Each(func(name string) error {
		switch name {
		case "IssuerAssignedID", "ID":
			return r.Text(&id)
		case "AttachmentBinaryObject":
			return r.Attach(id)
		}
		return nil
	})
}
