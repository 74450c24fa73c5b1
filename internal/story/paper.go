package story

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"strings"

	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/money"
	"acquit/internal/store"
)

// doCustomer writes a table of one customer and takes it in:
// customer ACME  fr  mail a@b.example  country NL  public  terms 14  iban NL…  label vip,north  manager anna@lys.example
func (s *Stage) doCustomer(act *Act) error {
	number := act.word(0)
	fields := [][2]string{{"number", number}, {"name", number}}
	for n := 1; n < len(act.Words); n++ {
		word, next := act.Words[n], act.word(n+1)
		switch word {
		case "fr", "nl", "de", "en":
			fields = append(fields, [2]string{"language", word})
			continue
		case "business", "consumer", "public":
			fields = append(fields, [2]string{"kind", word})
			continue
		case "mail":
			fields = append(fields, [2]string{"email", next}, [2]string{"position", "accountant"})
		case "at": // where letters go
			fields = append(fields, [2]string{"street", next}, [2]string{"postcode", "5000"}, [2]string{"city", "Namur"})
		case "phone":
			fields = append(fields, [2]string{"contact", number}, [2]string{"phone", next})
		case "country", "iban", "name":
			fields = append(fields, [2]string{word, next})
		case "terms":
			fields = append(fields, [2]string{"terms_days", next})
		case "label":
			fields = append(fields, [2]string{"labels", next})
		case "manager":
			fields = append(fields, [2]string{"account manager", next})
		default:
			return fmt.Errorf("%q is nothing that is known of a customer here", word)
		}
		n++
	}
	report, err := s.intake().Customers(s.ctx, s.company.ID, intake.Bytes(number+".csv", oneRow(fields)))
	if err != nil {
		return err
	}
	if err := taken(&report); err != nil {
		return err
	}
	if err := s.learn(number); err != nil {
		return err
	}
	return s.settle()
}

func (s *Stage) intake() *intake.Desk { return &intake.Desk{Store: s.store, Actor: person} }

// oneRow writes one row under its headings.
func oneRow(fields [][2]string) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	var head, row []string
	for _, f := range fields {
		head, row = append(head, f[0]), append(row, f[1])
	}
	w.WriteAll([][]string{head, row}) // into memory: never fails
	return []byte(b.String())
}

// learn keeps in mind a customer that the story speaks of.
func (s *Stage) learn(number string) error {
	return s.view(func(tx *store.Tx) error {
		c, found, err := tx.CustomerByWord(number)
		if err != nil || !found {
			return fmt.Errorf("there is no customer %s: %v", number, err)
		}
		for _, known := range s.customers {
			if known.ID == c.ID {
				return nil
			}
		}
		s.customers = append(s.customers, c)
		return nil
	})
}

// document is an invoice or a credit note on its way into a file.
type document struct {
	root, line, code string // CreditNote, CreditNoteLine, 381
	number, buyer    string
	issued, due      date.Date
	amount           money.Amount
	about            string // the invoice that a credit note is about
	reference        string
	terms            string
	pdf              bool        // it brings its page
	parts            [][2]string // due day and amount
}

// onePage is the PDF of an invoice.
var onePage = []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [ 3 0 R ] /Count 1 /MediaBox [ 0 0 595 842 ] >>\nendobj\n" +
	"3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")

// doInvoice writes an invoice as UBL and takes it in:
// invoice R-1 ACME 1190.00 EUR due DAY  issued DAY  reference +++…+++  parts DAY 500.00 DAY 690.00
func (s *Stage) doInvoice(act *Act) error {
	d := document{root: "Invoice", line: "InvoiceLine", code: "380", reference: act.after("reference"), terms: act.after("terms"), pdf: act.after("with") == "pdf"}
	if err := d.read(s, act); err != nil {
		return err
	}
	for n, w := range act.Words {
		if w == "parts" {
			for rest := act.Words[n+1:]; len(rest) > 1; rest = rest[2:] {
				d.parts = append(d.parts, [2]string{rest[0], rest[1]})
			}
		}
	}
	return s.take(&d)
}

// doCredit writes a credit note as UBL and takes it in: credit C-1 ACME 100.00 EUR for R-1
func (s *Stage) doCredit(act *Act) error {
	d := document{root: "CreditNote", line: "CreditNoteLine", code: "381", about: act.after("for")}
	if err := d.read(s, act); err != nil {
		return err
	}
	return s.take(&d)
}

func (d *document) read(s *Stage, act *Act) (err error) {
	d.number, d.buyer, d.issued = act.word(0), act.word(1), s.today()
	if d.amount, err = parseAmount(act.word(2), act.word(3)); err != nil {
		return err
	}
	for word, day := range map[string]*date.Date{"due": &d.due, "issued": &d.issued} {
		if text := act.after(word); text != "" {
			if *day, err = date.Parse(text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Stage) take(d *document) error {
	reports, err := s.intake().Invoices(s.ctx, s.company.ID, []intake.File{intake.Bytes(d.number+".xml", []byte(d.ubl(s)))})
	if err != nil {
		return err
	}
	if err := taken(&reports[0]); err != nil {
		return err
	}
	s.invoices[d.number] = d.buyer
	if reports[0].Updated > 0 {
		s.said = append(s.said, "updated "+d.number)
	}
	if err := s.learn(d.buyer); err != nil {
		return err
	}
	return s.settle()
}

// ubl is the document as a file of UBL 2.1.
func (d *document) ubl(s *Stage) string {
	var b strings.Builder
	put := func(format string, args ...any) {
		for n, a := range args {
			args[n] = escaped(fmt.Sprint(a))
		}
		fmt.Fprintf(&b, format+"\n", args...)
	}
	currency := d.amount.Currency
	put(`<?xml version="1.0" encoding="UTF-8"?>`)
	put(`<`+d.root+` xmlns="urn:oasis:names:specification:ubl:schema:xsd:%s-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">`, d.root)
	put(`<cbc:ID>%s</cbc:ID><cbc:IssueDate>%s</cbc:IssueDate>`, d.number, d.issued)
	if d.due != date.None {
		put(`<cbc:DueDate>%s</cbc:DueDate>`, d.due)
	}
	put(`<cbc:`+d.root+`TypeCode>%s</cbc:`+d.root+`TypeCode><cbc:DocumentCurrencyCode>%s</cbc:DocumentCurrencyCode>`, d.code, currency)
	if d.about != "" {
		put(`<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>%s</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>`, d.about)
	}
	if d.pdf {
		put(`<cac:AdditionalDocumentReference><cbc:ID>page</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="page.pdf">%s</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>`,
			base64.StdEncoding.EncodeToString(onePage))
	}
	put(`<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme><cbc:CompanyID>%s</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>%s</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>`, s.company.VATID, s.company.Name)
	put(`<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID>%s</cbc:ID></cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName>%s</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>`, d.buyer, d.buyer)
	put(`<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>`)
	if d.reference != "" {
		put(`<cbc:PaymentID>%s</cbc:PaymentID>`, d.reference)
	}
	put(`<cac:PayeeFinancialAccount><cbc:ID>%s</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>`, s.company.IBAN)
	if d.terms != "" {
		put(`<cac:PaymentTerms><cbc:Note>%s</cbc:Note></cac:PaymentTerms>`, d.terms)
	}
	for _, p := range d.parts {
		put(`<cac:PaymentTerms><cbc:Amount currencyID="%s">%s</cbc:Amount><cbc:PaymentDueDate>%s</cbc:PaymentDueDate></cac:PaymentTerms>`, currency, p[1], p[0])
	}
	put(`<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="%[1]s">%[2]s</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="%[1]s">%[2]s</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="%[1]s">%[2]s</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="%[1]s">%[2]s</cbc:PayableAmount></cac:LegalMonetaryTotal>`, currency, d.amount)
	put(`<cac:`+d.line+`><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="%s">%s</cbc:LineExtensionAmount><cac:Item><cbc:Name>Services</cbc:Name></cac:Item></cac:`+d.line+`>`, currency, d.amount)
	put(`</` + d.root + `>`)
	return b.String()
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // into memory: never fails
	return b.String()
}
