package intake

import (
	"cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

// TableSource is the Source of an invoice that came as a row of a table.
const TableSource = "table"

// paperRows takes in rows of invoices, and of balances, as papers.
type paperRows struct {
	tx      *store.Tx
	company company.Company
	report  *Report
	asOf    date.Date
	kind    table.Kind
	papers  []*paper
	news    *tidings

	named      namedPapers      // by the parts of the table before this one
	owners     map[account]bool // whose balance was named
	currencies map[string]bool  // of the rows
	guessed    int              // rows without a day of issue
}

// newPaperRows takes rows in as of a day; None is today.
func newPaperRows(tx *store.Tx, c company.Company, kind table.Kind, asOf date.Date, report *Report) *paperRows {
	return &paperRows{tx: tx, company: c, report: report, asOf: cmp.Or(asOf, date.Of(tx.Now().In(c.Location()))), kind: kind, news: newTidings(),
		named: newNamedPapers(), owners: map[account]bool{}, currencies: map[string]bool{}}
}

func (t *paperRows) take(r *table.Record) error {
	var p *paper
	var err error
	if t.kind == table.Balances {
		p, err = t.balance(r)
	} else {
		p, err = t.invoice(r)
	}
	if err == nil {
		t.currencies[p.doc.Currency] = true
		t.papers = append(t.papers, p)
	}
	return err
}

// invoice is a row as a paper.
func (t *paperRows) invoice(r *table.Record) (*paper, error) {
	row, err := r.Invoice()
	if err != nil {
		return nil, err
	}
	doc := &invoice.Document{Format: TableSource, Number: row.Number, Kind: invoice.Bill, IssuedOn: row.IssuedOn, DueOn: row.DueOn, DueSource: invoice.DueDocument,
		Currency: cmp.Or(row.Currency, t.company.Currency.String()), Total: row.Total.Abs(), Payable: row.Total.Abs(), DeliveredOn: row.DeliveredOn, OrderReference: row.OrderReference,
		Buyer: partyOf(&row.Customer)}
	if row.Credit {
		doc.Kind = invoice.CreditNote
	}
	if row.Reference != "" {
		doc.Payment = []invoice.PaymentMeans{{Reference: row.Reference}}
	}
	if row.Text != "" {
		doc.Notes = []string{row.Text}
	}
	if row.TermsDays != nil {
		inTerms(doc, *row.TermsDays)
	}
	p := &paper{place: row.Place, doc: doc, row: true, on: t.asOf, report: t.report, people: peopleOf(row.Emails, row.Contact, row.Phone)}
	if row.Stated != table.TotalAlone {
		left := row.Open
		p.left, p.unknownTotal = &left, row.Stated == table.OpenAlone
	}
	return p, nil
}

// inTerms fills in that one of the days of an invoice which its row leaves out, where
// the row says within how many days it is to be paid.
func inTerms(doc *invoice.Document, days int) {
	switch {
	case doc.DueOn == date.None:
		doc.DueOn, doc.DueSource = doc.IssuedOn.AddDays(days), invoice.DueTerms
	case doc.IssuedOn == date.None:
		doc.IssuedOn = doc.DueOn.AddDays(-days)
	}
}

// balance is a row as an opening item.
func (t *paperRows) balance(r *table.Record) (*paper, error) {
	row, err := r.Owing()
	if err != nil {
		return nil, err
	}
	p := openingItem(partyOf(&row.Customer), row.Open, cmp.Or(row.Currency, t.company.Currency.String()), t.asOf, t.report)
	p.place, p.people = row.Place, peopleOf(row.Emails, "", "")
	return p, nil
}

// partyOf is a customer of a row as documents say it.
func partyOf(p *table.Party) invoice.Party {
	return invoice.Party{ID: p.Number, Name: p.Name, VATID: p.VATID, LegalID: p.EnterpriseNumber, Street: p.Street, Postcode: p.Postcode, City: p.City, Country: p.Country}
}

// peopleOf are the contacts of a row of invoices: one, with further addresses beside.
func peopleOf(emails []string, name, phone string) (all []ContactRecord) {
	for n, address := range emails {
		if n == 0 {
			all = append(all, ContactRecord{Name: name, Email: address, Phone: phone})
			continue
		}
		all = append(all, ContactRecord{Email: address})
	}
	if len(all) == 0 && name != "" {
		all = append(all, ContactRecord{Name: name, Phone: phone})
	}
	return all
}

// flush stores the papers so far.
func (t *paperRows) flush() error {
	if err := filePart(t.tx, t.papers, t.news, &t.named); err != nil {
		return err
	}
	for _, p := range t.papers {
		if p.filed != nil {
			t.named.add(numberKey{p.filed.Number, p.filed.Kind})
		}
		if p.guessed {
			t.guessed++
		}
		if p.opening && p.filed != nil {
			if err := t.once(p); err != nil {
				return err
			}
		}
	}
	t.papers = t.papers[:0]
	return nil
}

// once refuses a table that names the balance of a customer in two of its parts, of
// which the second would take the place of the first.
func (t *paperRows) once(p *paper) error {
	key := account{p.filed.Customer, p.filed.Owed.Currency}
	if t.owners[key] {
		return fault.New(fault.Conflict, "%s has two balances in %s: add them up", p.owner.Name, key.currency)
	}
	t.owners[key] = true
	return nil
}

// part is how many rows are stored at once. A customer's balances must not stand in
// two parts, so that there is mostly one.
func (t *paperRows) part() int {
	if t.kind == table.Balances {
		return 50 * chunk
	}
	return chunk
}

// end says what is to be said of the table as a whole.
func (t *paperRows) end() error {
	if t.guessed > 0 {
		t.report.warn(fault.Place{}, "%d invoices have no day of issue in the table: it was reckoned from the day they are due", t.guessed)
	}
	return t.news.note(t.tx)
}

// issue says when a document was issued whose row only says when it is due.
func (p *paper) issue(owner *customer.Customer, c *company.Company) {
	doc := p.doc
	if doc.IssuedOn != date.None {
		return
	}
	days := c.Policy.TermsDays
	if owner.TermsDays != nil {
		days = *owner.TermsDays
	}
	doc.IssuedOn, p.guessed = doc.DueOn.AddDays(-days), true
}

// keepUnsaid completes the reading of a row by what it does not say and is known of the
// document: as the newest reading before had it, since what people changed comes over
// the reading afterwards.
func (f *filing) keepUnsaid(p *paper, before, i *invoice.Invoice) {
	was := *before
	was.Detail = f.details[before.ID]
	for _, e := range f.edits[before.ID] {
		if was.SetField(e.Field, e.Imported) != nil {
			continue // an instalment that is no longer there
		}
	}
	i.Document, i.Source, i.Corrects, i.Detail = was.Document, was.Source, was.Corrects, was.Detail
	i.Discounts, i.Prepayment = was.Discounts, was.Prepayment
	i.Reference, i.OrderReference = cmp.Or(i.Reference, was.Reference), cmp.Or(i.OrderReference, was.OrderReference)
	i.DeliveredOn = cmp.Or(i.DeliveredOn, was.DeliveredOn)
	if p.guessed {
		i.IssuedOn = was.IssuedOn
	}
	if same := i.Owed.Currency == was.Owed.Currency; same && (p.unknownTotal || i.Total == was.Total) {
		i.Total, i.Owed, i.Open = was.Total, was.Owed, was.Owed // less may be asked for than the total
	}
	if p.doc.DueOn == date.None || len(was.Parts) > 0 && i.Owed == was.Owed {
		i.DueOn, i.DueSource = was.DueOn, was.DueSource
	}
	if i.Owed == was.Owed {
		i.Parts = was.Parts
	}
}
