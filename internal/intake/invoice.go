package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/cii"
	"acquit/internal/format/en16931"
	"acquit/internal/format/pdf"
	"acquit/internal/format/ubl"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// batch is how many invoice files are stored in one transaction.
const batch = 200

// paper is one invoice or credit note on its way into the store: a file of its own, a
// row of a table, or a record that another program handed over.
type paper struct {
	place  fault.Place // of a record in its file; nowhere for a file of its own
	doc    *invoice.Document
	left   *decimal.Decimal // what is left of it in the company's own books, when they say so
	body   []byte           // of a file of its own, or of a record
	mime   string
	report *Report // where it is counted

	owner   *customer.Customer // whose it is, when that is known before it is filed
	about   *invoice.Invoice   // a document that it says nothing new of but what is left
	on      date.Date          // day as of which left is said; None: today
	settled []settlement       // how it came to that, as far as the books say
	opening bool               // it is a balance; see openingItem
	row     bool               // it is a row of a table: what that does not say is left as it is known
	people  []ContactRecord    // who to speak to at the customer's

	unknownTotal bool // it says only what is left
	guessed      bool // its day of issue was reckoned from the day it is due
	grows        bool // a larger balance adds to the item; else it stays for later

	failure error            // why it is left out
	filed   *invoice.Invoice // what it is here; nil when it is left out
	closes  bool             // it says that something was settled outside
}

// fail says why a paper is left out. What the reader of its file calls a place within
// the record is less than which record it is.
func (p *paper) fail(err error) {
	if p.place != (fault.Place{}) {
		err = &fault.Error{Kind: cmp.Or(fault.KindOf(err), fault.Invalid), Place: p.place, Cause: err}
	}
	p.failure = err
	p.report.fail(err)
}

// isRecord reports whether another program handed the paper over as a record.
func (p *paper) isRecord() bool { return p.doc.Format == RecordSource }

// fromTable reports whether the paper is a row of a table of the company's own books.
func (p *paper) fromTable() bool { return p.row || p.opening }

func (p *paper) remark(format string, args ...any) { p.report.warn(p.place, format, args...) }

// sheet is one invoice file, with what came of reading it.
type sheet struct {
	read Report
	body []byte // nil for what could not be read to its end
	mime string
	doc  *invoice.Document // nil for what cannot be taken in

	loose bool // it is no invoice but belongs to one
}

// Invoices takes in invoice and credit note files, each of which holds one.
func (d *Desk) Invoices(ctx context.Context, company id.ID, files []File) ([]Report, error) {
	files = unpack(files)
	reports := make([]Report, 0, len(files))
	for part := range slices.Chunk(files, batch) {
		sheets := make([]*sheet, len(part))
		for n, f := range part {
			sheets[n] = readSheet(f)
		}
		var stored []*Report
		err := d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
			stored, err = d.storeSheets(tx, sheets)
			return err
		})
		if err != nil {
			return reports, err
		}
		for _, r := range stored {
			reports = append(reports, *r)
		}
		d.progress(len(reports), len(files))
	}
	return reports, nil
}

// readSheet reads one file. What is wrong with it stands in the report.
func readSheet(f File) *sheet {
	s := &sheet{read: newReport(f, Invoices)}
	body, err := read(f)
	if err != nil {
		s.read.fail(err)
		return s
	}
	s.body = body
	doc, kind, err := ReadInvoice(body)
	s.read.Format, s.mime = string(kind), mimes[kind]
	if s.loose = errors.Is(err, errLoose); s.loose {
		return s
	}
	if err != nil {
		s.read.fail(err)
		return s
	}
	s.doc, s.read.Format, s.read.Read = doc, doc.Format, 1
	s.read.note(doc.Warnings...)
	return s
}

// ReadInvoice reads an invoice or credit note of any format that is known.
func ReadInvoice(body []byte) (*invoice.Document, format.Kind, error) {
	kind := format.Detect(body[:min(len(body), format.HeadLen)])
	var doc *invoice.Document
	var err error
	switch kind {
	case format.UBL:
		doc, err = ubl.Read(bytes.NewReader(body))
	case format.CII:
		doc, err = cii.Read(bytes.NewReader(body))
	case format.PDF:
		doc, err = readPDF(body)
	case format.XML:
		err = en16931.Foreign(bytes.NewReader(body))
	default:
		err = fault.New(fault.Invalid, "%s", unfit[kind])
	}
	return doc, kind, err
}

// errLoose says that a file is no invoice but may belong to one; see attachLoose.
var errLoose = fault.New(fault.Invalid, "this PDF carries no electronic invoice; attach it to its invoice")

// readPDF reads the invoice that a PDF carries (Factur-X, ZUGFeRD).
func readPDF(body []byte) (*invoice.Document, error) {
	xml, found, err := pdf.Invoice(body)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errLoose
	}
	doc, _, err := ReadInvoice(xml)
	if err != nil {
		return nil, err
	}
	doc.Format += " pdf"
	return doc, nil
}

// storeSheets stores what was read, and returns what came of each file. One that
// cannot be stored is reported and left out; the others are stored all the same.
func (d *Desk) storeSheets(tx *store.Tx, sheets []*sheet) ([]*Report, error) {
	var reports []*Report
	var papers []*paper
	for _, s := range sheets {
		r := s.read.clone() // the transaction may run more than once
		r.Import = tx.NewID()
		reports = append(reports, &r)
		if s.doc != nil {
			papers = append(papers, &paper{doc: s.doc, body: s.body, mime: s.mime, report: &r})
		}
	}
	if err := filePapers(tx, papers); err != nil {
		return nil, err
	}
	for n, s := range sheets {
		if s.loose {
			if err := d.attachLoose(tx, reports[n], evidence.New(s.read.File, s.mime, s.body)); err != nil {
				return nil, err
			}
		}
		if err := d.remember(tx, reports[n], s.body, cmp.Or(s.mime, "application/octet-stream")); err != nil {
			return nil, err
		}
	}
	return reports, nil
}

// filePapers stores papers and counts each in its report.
func filePapers(tx *store.Tx, papers []*paper) error {
	news := newTidings()
	if err := filePart(tx, papers, news, nil); err != nil {
		return err
	}
	return news.note(tx)
}

// filePart stores a part of the papers of a file. Callers note the tidings when all
// are stored. earlier is what the parts before it named; nil when there are none.
func filePart(tx *store.Tx, papers []*paper, news *tidings, earlier *namedPapers) error {
	c, err := tx.TheCompany()
	if err != nil {
		return err
	}
	var good []*paper
	var buyers []*invoice.Party
	for _, p := range papers {
		if err := p.check(&c); err != nil {
			p.fail(err)
			continue
		}
		good, buyers = append(good, p), append(buyers, &p.doc.Buyer)
	}
	dir, err := openDirectory(tx, &c, buyers)
	if err != nil {
		return err
	}
	dir.numbered = slices.ContainsFunc(good, (*paper).fromTable)
	good = dir.nameUnnamed(good)
	if slices.ContainsFunc(good, func(p *paper) bool { return len(p.people) > 0 }) {
		if err := dir.loadPeople(tx); err != nil {
			return err
		}
	}
	filing, err := newFiling(tx, &c, dir, good, earlier)
	if err != nil {
		return err
	}
	filing.news = news
	for _, p := range good {
		if err := filing.file(p); err != nil {
			return err
		}
	}
	return filing.write()
}

// check refuses what cannot be a receivable of the company.
func (p *paper) check(c *company.Company) error {
	doc := p.doc
	ours, theirs := taxNumber(c.VATID, c.Country), taxNumber(doc.Seller.VATID, cmp.Or(doc.Seller.Country, c.Country))
	switch {
	case ours != "" && theirs != "" && ours != theirs:
		return fault.New(fault.Invalid, "%s was issued by %s (%s), not by %s", doc.Number, doc.Seller.Name, doc.Seller.VATID, c.Name)
	case doc.Buyer.Name == "" && !p.fromTable():
		return fault.New(fault.Invalid, "%s does not say who is to pay", doc.Number)
	case !doc.IssuedOn.Valid() && !p.row:
		return fault.New(fault.Invalid, "%s has no issue date", doc.Number)
	}
	return nil
}

// invoiceOf turns a document into a receivable of a customer.
func (f *filing) invoiceOf(p *paper, owner *customer.Customer) (*invoice.Invoice, error) {
	doc := p.doc
	currency, err := money.ParseCurrency(doc.Currency)
	if err != nil {
		return nil, err
	}
	i := &invoice.Invoice{Customer: owner.ID, Kind: doc.Kind, Number: doc.Number, ExternalID: doc.ExternalID, IssuedOn: doc.IssuedOn,
		DeliveredOn: doc.DeliveredOn, OrderReference: doc.OrderReference, Source: doc.Format, Import: p.report.Import, Prepayment: doc.Prepayment()}
	if p.body != nil {
		i.Document = evidence.Hash(p.body)
	}
	if p.body != nil || p.row {
		i.Detail = detail(doc)
	}
	if i.Owed, err = p.amount(doc.Owed(), currency, fault.Say("payable amount")); err != nil {
		return nil, err
	}
	if i.Total, err = p.amount(doc.Total, currency, fault.Say("total")); err != nil {
		return nil, err
	}
	i.Open = i.Owed
	for _, n := range doc.Preceding {
		i.Corrects = append(i.Corrects, invoice.NumberKey(n))
	}
	for _, m := range doc.Payment {
		if r, ok := bank.ParseReference(m.Reference); ok && r.Checked() {
			i.Reference = r.Digits
			break
		}
	}
	i.DueOn, i.DueSource = due(doc, owner, f.company)
	i.Discounts = early(doc, i)
	return i, p.parts(i)
}

// early are the discounts of a document for paying all of it early, of those that have a
// last day.
func early(doc *invoice.Document, i *invoice.Invoice) (all []invoice.Early) {
	for _, d := range doc.Discounts {
		until := d.Until
		if until == date.None && d.Days > 0 {
			until = i.IssuedOn.AddDays(d.Days)
		}
		if saves, err := d.Saves(i.Owed); err == nil && until != date.None && saves.Sign() > 0 && saves.Cmp(i.Owed) < 0 {
			all = append(all, invoice.Early{Until: until, Saves: saves})
		}
	}
	return all
}

// amount rounds a document's amount to the currency's smallest unit, and warns
// when that changes it.
func (p *paper) amount(d decimal.Decimal, c money.Currency, what fault.Text) (money.Amount, error) {
	a, exact, err := money.Round(d, c)
	if err == nil && !exact {
		p.remark("%s: %s", what, fault.Say("%s has more decimals than %s knows and is kept as %s", d, c, a))
	}
	return a, err
}

// parts takes over the document's instalments when they add up to what is owed.
func (p *paper) parts(i *invoice.Invoice) error {
	if i.Owed.Sign() <= 0 || len(p.doc.Instalments) < 2 {
		return nil
	}
	sum := money.Of(0, i.Owed.Currency)
	var parts []invoice.Part
	for _, x := range p.doc.Instalments {
		a, err := p.amount(x.Amount, i.Owed.Currency, fault.Say("instalment"))
		if err != nil {
			return err
		}
		sum = sum.Add(a)
		parts = append(parts, invoice.Part{DueOn: x.DueOn, Amount: a})
	}
	if sum != i.Owed {
		p.remark("the instalments add up to %s, but %s is payable; the invoice is taken as payable at once", sum.Text(), i.Owed.Text())
		return nil
	}
	slices.SortStableFunc(parts, func(a, b invoice.Part) int { return int(a.DueOn - b.DueOn) })
	for n := range parts {
		parts[n].Number = n + 1
	}
	i.Parts, i.DueOn = parts, parts[0].DueOn
	return nil
}

// due is when a document is to be paid: what it says, else the customer's term,
// else the company's.
func due(doc *invoice.Document, owner *customer.Customer, c *company.Company) (date.Date, invoice.DueSource) {
	switch {
	case doc.DueOn != date.None:
		return doc.DueOn, doc.DueSource
	case owner.TermsDays != nil:
		return doc.IssuedOn.AddDays(*owner.TermsDays), invoice.DueTerms
	}
	return doc.IssuedOn.AddDays(c.Policy.TermsDays), invoice.DueDefault
}

func detail(doc *invoice.Document) invoice.Detail {
	d := invoice.Detail{BuyerReference: doc.BuyerReference, Terms: doc.Terms,
		Notes: doc.Notes, Lines: doc.Lines}
	if !doc.Net.IsZero() || !doc.Tax.IsZero() {
		d.Net, d.Tax = doc.Net.String(), doc.Tax.String()
	}
	if !doc.Prepaid.IsZero() {
		d.Prepaid = doc.Prepaid.String()
	}
	for _, a := range doc.Attachments {
		d.Attachments = append(d.Attachments, invoice.Stored{Name: a.Name, MIME: a.MIME, Hash: a.SHA256, Size: a.Size})
	}
	return d
}

// asJSON is a report as it is stored.
func asJSON(r *Report) string { return db.JSON(r) }
