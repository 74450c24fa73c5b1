package intake

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// PartyRecord says which customer an invoice is for. The customer is found by the
// surest mark first, and made when nobody is known by any of them.
type PartyRecord struct {
	ExternalID       string `json:"external_id,omitempty" max:"200" doc:"What the sending program calls the customer."`
	Number           string `json:"number,omitempty" max:"200" doc:"Customer number."`
	Name             string `json:"name,omitempty" max:"300" doc:"Name. Without one the customer must be known already, by external identifier or number."`
	VATID            string `json:"vat_id,omitempty" max:"50" doc:"VAT number, with its country."`
	EnterpriseNumber string `json:"enterprise_number,omitempty" max:"50" doc:"Company register number."`
	Endpoint         string `json:"endpoint,omitempty" max:"200" doc:"Electronic address as scheme:value, such as 0208:0123456749."`
	Email            string `json:"email,omitempty" max:"254" doc:"Mail address of a customer that is made."`
	Phone            string `json:"phone,omitempty" max:"50" doc:"Telephone of a customer that is made."`
	Contact          string `json:"contact,omitempty" max:"200" doc:"Person to speak to at a customer that is made."`
	Street           string `json:"street,omitempty" max:"300" doc:"Street and number."`
	Postcode         string `json:"postcode,omitempty" max:"20" doc:"Postcode."`
	City             string `json:"city,omitempty" max:"200" doc:"City."`
	Country          string `json:"country,omitempty" format:"country" doc:"Country, ISO 3166-1 alpha-2; the company's own when left out."`
}

// PaperRecord is what invoices and credit notes have in common.
type PaperRecord struct {
	ExternalID     string           `json:"external_id,omitempty" max:"200" doc:"What the sending program calls the document; it never changes. Sent again, the document is updated."`
	Number         string           `json:"number" max:"100" doc:"Number of the document, as customers see it. It never changes."`
	Customer       PartyRecord      `json:"customer" doc:"Who owes. An external_id, a number or a name is needed."`
	IssuedOn       date.Date        `json:"issue_date" doc:"Day of issue."`
	DeliveredOn    date.Date        `json:"delivery_date,omitempty" doc:"Last day on which what it is for was delivered or done."`
	Currency       money.Currency   `json:"currency,omitzero" doc:"Currency, ISO 4217; the company's own when left out."`
	Total          *decimal.Decimal `json:"total_amount" doc:"Total with VAT."`
	Payable        *decimal.Decimal `json:"payable_amount,omitempty" doc:"What the document asks for, or gives back; the total less what was prepaid when left out."`
	Open           *decimal.Decimal `json:"open_amount,omitempty" doc:"What is left of it in your books. Less than is left here is taken as settled outside; more changes nothing here."`
	Net            *decimal.Decimal `json:"net_amount,omitempty" doc:"Total without VAT."`
	Tax            *decimal.Decimal `json:"tax_amount,omitempty" doc:"VAT."`
	OrderReference string           `json:"order_reference,omitempty" max:"200" doc:"The customer's order."`
	BuyerReference string           `json:"buyer_reference,omitempty" max:"200" doc:"What the customer asked to be named on the document."`
	Notes          []string         `json:"notes,omitempty" max:"20" format:"lines" doc:"What else the document says, in words."`
}

// InvoiceRecord is an invoice. It is handed over whole: what is left out, it does not
// say.
type InvoiceRecord struct {
	PaperRecord
	DueOn       date.Date        `json:"due_date,omitempty" doc:"Last day to pay; the customer's usual term counts when left out."`
	Terms       string           `json:"terms,omitempty" max:"1000" format:"lines" doc:"Terms of payment, in words."`
	Prepaid     *decimal.Decimal `json:"prepaid_amount,omitempty" doc:"What was paid beforehand."`
	Prepayment  bool             `json:"prepayment,omitempty" doc:"It asks for money in advance, before anything was delivered."`
	Reference   string           `json:"reference,omitempty" max:"50" doc:"Structured payment reference: OGM/VCS, RF, betalingskenmerk or QR reference."`
	Instalments []PartRecord     `json:"instalments,omitempty" max:"100" doc:"Two or more instalments that add up to what is payable."`
}

// PartRecord is an instalment.
type PartRecord struct {
	DueOn  date.Date        `json:"due_date" doc:"Last day to pay it."`
	Amount *decimal.Decimal `json:"amount" doc:"Its amount."`
}

// CreditNoteRecord is a credit note. Its amounts are written without a sign.
type CreditNoteRecord struct {
	PaperRecord
	Corrects []string `json:"corrects,omitempty" max:"100" doc:"Numbers of the invoices that it is about. What is left of them is settled with it."`
}

// RecordInvoices stores at most MostRecords invoices, and tells what became of each.
// title names the batch in the history of imports. One that is wrong keeps no other
// back; when the same invoices are stored by others over and over, all of it is a
// Conflict.
func (d *Desk) RecordInvoices(ctx context.Context, company id.ID, title string, records []Placed[InvoiceRecord]) ([]Outcome, error) {
	return d.record(ctx, company, Invoices, title, func(r *recording) ([]Outcome, error) {
		return recordPapers(r, records, (*InvoiceRecord).document)
	})
}

// RecordCreditNotes is RecordInvoices for credit notes.
func (d *Desk) RecordCreditNotes(ctx context.Context, company id.ID, title string, records []Placed[CreditNoteRecord]) ([]Outcome, error) {
	return d.record(ctx, company, Invoices, title, func(r *recording) ([]Outcome, error) {
		return recordPapers(r, records, (*CreditNoteRecord).document)
	})
}

// recordPapers files records as papers. document turns one into what it says.
func recordPapers[T any](r *recording, records []Placed[T], document func(*T, *check, money.Currency) (*invoice.Document, *decimal.Decimal)) ([]Outcome, error) {
	all := make([]Outcome, len(records))
	papers := make([]*paper, len(records))
	var known []*paper
	for n := range records {
		c := &check{at: records[n].At}
		doc, left := document(&records[n].Record, c, r.company.Currency)
		if len(c.wrong) > 0 {
			all[n] = refused(errors.Join(c.wrong...))
			continue
		}
		report := newReport(File{Name: doc.Number + ".json"}, Invoices)
		report.Import = r.imported
		papers[n] = &paper{place: fault.Place{Path: c.at}, doc: doc, left: left,
			body: []byte(db.JSON(records[n].Record)), mime: "application/json", report: &report}
		if doc.DueOn != date.None && doc.DueOn < doc.IssuedOn {
			papers[n].remark("the due date %s lies before the issue date %s", doc.DueOn, doc.IssuedOn)
		}
		known = append(known, papers[n])
	}
	known, err := nameBuyers(r.tx, known)
	if err != nil {
		return nil, err
	}
	if err := filePapers(r.tx, known); err != nil {
		return nil, err
	}
	for n, p := range papers {
		if p != nil {
			all[n] = p.outcome()
		}
	}
	return all, nil
}

// outcome is what became of a record.
func (p *paper) outcome() Outcome {
	if p.failure != nil {
		return refused(p.failure)
	}
	o := Outcome{Result: Unchanged, ID: p.filed.ID}
	switch {
	case p.report.Created > 0:
		o.Result = Created
	case p.report.Updated > 0 || p.closes:
		o.Result = Updated
	}
	for _, w := range p.report.Warnings {
		o.Warnings = append(o.Warnings, w.Note)
	}
	return o
}

// nameBuyers finds the customers of papers that only say what the customer is called:
// in the store, or on another paper of the batch. It returns the papers whose customer
// is known or can be made.
func nameBuyers(tx *store.Tx, papers []*paper) ([]*paper, error) {
	var k store.CustomerKeys
	said := map[string]*invoice.Party{} // by external identifier, or by number behind a blank
	for _, p := range papers {
		buyer := &p.doc.Buyer
		if buyer.Name == "" {
			k.ExternalIDs, k.Numbers = appendWord(k.ExternalIDs, buyer.ExternalID), appendWord(k.Numbers, buyer.ID)
			continue
		}
		said[buyer.ExternalID], said[" "+buyer.ID] = buyer, buyer
	}
	called, err := findCalled(tx, k)
	var good []*paper
	for _, p := range papers {
		buyer := &p.doc.Buyer
		if buyer.Name == "" && !called.name(buyer, said) {
			p.failure = &fault.Error{Kind: fault.NotFound, Place: fault.Place{Path: p.place.Path + "/customer"}, Cause: unknownCustomer(buyer.ExternalID, buyer.ID)}
			continue
		}
		good = append(good, p)
	}
	return good, err
}

// name completes a party that only says what it is called, and reports whether anybody
// is.
func (f calledCustomers) name(p *invoice.Party, said map[string]*invoice.Party) bool {
	if c := f.find(p.ExternalID, p.ID); c != nil {
		p.Name, p.ID = c.Name, c.Number
		return true
	}
	other := said[" "+p.ID]
	if p.ExternalID != "" {
		other = said[p.ExternalID]
	}
	if other == nil {
		return false
	}
	*p = *other
	return true
}

func unknownCustomer(external, number string) error {
	return fault.New(fault.NotFound, "no customer is known as %s here: hand the customer over first", cmp.Or(external, number))
}

// calledCustomers are customers by what they are called.
type calledCustomers struct{ byExternal, byNumber map[string]*customer.Customer }

func findCalled(tx *store.Tx, k store.CustomerKeys) (calledCustomers, error) {
	found := calledCustomers{map[string]*customer.Customer{}, map[string]*customer.Customer{}}
	if len(k.ExternalIDs)+len(k.Numbers) == 0 {
		return found, nil
	}
	all, err := tx.CustomersByKeys(k)
	found.enter(all)
	return found, err
}

// enter knows customers by what they are called, and by what those were called that
// were merged into them.
func (f calledCustomers) enter(all []customer.Customer) {
	for n := range all {
		for _, as := range all[n].As() {
			enter(f.byExternal, as.ExternalID, &all[n])
			enter(f.byNumber, as.Number, &all[n])
		}
	}
}

// find returns the customer that another program calls so, or the one of a number that
// it does not call otherwise; nil when there is none.
func (f calledCustomers) find(external, number string) *customer.Customer {
	if c := f.byExternal[external]; c != nil {
		return c
	}
	c := f.byNumber[number]
	if c == nil || !numbered(c, number) || external != "" && c.ExternalID != "" {
		return nil
	}
	return c
}

// numbered reports whether a customer, or one that was merged into it, has a number.
func numbered(c *customer.Customer, number string) bool {
	return c.Known(func(as *customer.Customer) bool { return as.Number == number })
}

// document is the invoice as documents say it, and what is left of it in the company's
// books. What is wrong with it c knows.
func (r *InvoiceRecord) document(c *check, own money.Currency) (*invoice.Document, *decimal.Decimal) {
	doc, currency := r.PaperRecord.document(c, invoice.Bill, own)
	doc.Prepaid = c.amount("prepaid_amount", r.Prepaid, currency)
	doc.Payable = c.amount("payable_amount", r.Payable, currency)
	if r.Payable == nil {
		doc.Payable = c.less(doc.Total, doc.Prepaid)
	}
	if r.Prepayment {
		doc.TypeCode = invoice.TypePrepayment
	}
	if doc.Terms = r.Terms; r.DueOn != date.None {
		doc.DueOn, doc.DueSource = r.DueOn, invoice.DueDocument
	}
	if r.Reference != "" {
		if ref, ok := bank.ParseReference(r.Reference); !ok || !ref.Checked() {
			c.refuse("reference", "%q is no structured reference with check digits", r.Reference)
		}
		doc.Payment = []invoice.PaymentMeans{{Reference: r.Reference}}
	}
	r.instalments(c, doc, currency)
	return doc, c.left(r.Open, currency)
}

// instalments takes over the instalments, which must add up to what is payable.
func (r *InvoiceRecord) instalments(c *check, doc *invoice.Document, currency money.Currency) {
	if len(r.Instalments) == 0 {
		return
	}
	var sum decimal.Decimal
	for n, p := range r.Instalments {
		at := "instalments/" + strconv.Itoa(n)
		a := c.amount(at+"/amount", p.Amount, currency)
		if a.Sign() <= 0 {
			c.refuse(at+"/amount", "an instalment is more than nothing")
		}
		sum = c.less(sum, a.Neg())
		doc.Instalments = append(doc.Instalments, invoice.DocumentPart{DueOn: p.DueOn, Amount: a})
	}
	switch {
	case len(r.Instalments) == 1:
		c.refuse("instalments", "an invoice has two instalments or more, or none")
	case len(c.wrong) == 0 && !sum.Equal(doc.Payable):
		c.refuse("instalments", "the instalments add up to %s, but %s is payable", inWords(sum, currency), inWords(doc.Payable, currency))
	}
}

// inWords is an exact amount with its currency.
func inWords(d decimal.Decimal, currency money.Currency) string {
	a, _, _ := money.Round(d, currency) // its parts were rounded before
	return a.Text()
}

// document is the credit note as documents say it, as of an invoice.
func (r *CreditNoteRecord) document(c *check, own money.Currency) (*invoice.Document, *decimal.Decimal) {
	doc, currency := r.PaperRecord.document(c, invoice.CreditNote, own)
	doc.Payable = c.amount("payable_amount", r.Payable, currency)
	if r.Payable == nil {
		doc.Payable = doc.Total
	}
	doc.Preceding = r.Corrects
	return doc, c.left(r.Open, currency)
}

func (r *PaperRecord) document(c *check, kind invoice.Kind, own money.Currency) (*invoice.Document, money.Currency) {
	currency := cmp.Or(r.Currency, own)
	if r.Customer.ExternalID == "" && r.Customer.Number == "" && r.Customer.Name == "" {
		c.refuse("customer", "%s does not say who is to pay", r.Number)
	}
	doc := &invoice.Document{Format: RecordSource, ExternalID: r.ExternalID, Number: r.Number, Kind: kind, IssuedOn: r.IssuedOn, DeliveredOn: r.DeliveredOn, Currency: currency.String(),
		OrderReference: r.OrderReference, BuyerReference: r.BuyerReference, Notes: r.Notes, Buyer: r.Customer.party()}
	doc.Total = c.amount("total_amount", r.Total, currency)
	doc.Net, doc.Tax = c.amount("net_amount", r.Net, currency), c.amount("tax_amount", r.Tax, currency)
	return doc, currency
}

// amount is an amount of a record, exact to the currency's smallest unit; zero when it
// is left out.
func (c *check) amount(field string, d *decimal.Decimal, currency money.Currency) decimal.Decimal {
	if d == nil {
		return decimal.Decimal{}
	}
	a, exact, err := money.Round(*d, currency)
	if err == nil && !exact {
		c.refuse(field, "%s has more than %d decimals", d, currency.Digits())
	}
	c.fail(field, err)
	*d = a.Decimal() // 100 and 100.00 are one amount, and written alike as evidence
	return *d
}

// left is what is left of a document in the company's books; nil when they do not say.
func (c *check) left(open *decimal.Decimal, currency money.Currency) *decimal.Decimal {
	if open != nil {
		c.amount("open_amount", open, currency)
	}
	return open
}

// less is a - b, for amounts that are refused beforehand when they are too large.
func (c *check) less(a, b decimal.Decimal) decimal.Decimal {
	d, err := a.Sub(b)
	if err != nil {
		c.fail("", fault.Wrap(fault.Invalid, err, "the amounts are too large"))
	}
	return d
}

// party is the customer as documents say it.
func (p *PartyRecord) party() invoice.Party {
	return invoice.Party{ExternalID: p.ExternalID, ID: p.Number, Name: p.Name, VATID: p.VATID, LegalID: p.EnterpriseNumber, Endpoint: p.Endpoint,
		Email: p.Email, Phone: p.Phone, Contact: p.Contact, Street: p.Street, Postcode: p.Postcode, City: p.City, Country: strings.ToUpper(p.Country)}
}
