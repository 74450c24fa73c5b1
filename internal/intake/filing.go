package intake

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// filing gathers what a batch of papers changes in the store.
type filing struct {
	tx       *store.Tx
	company  *company.Company
	dir      *directory
	known    map[numberKey]*invoice.Invoice // by number, as it stands after what came before
	called   map[numberKey]*invoice.Invoice // the same by what another program calls it
	edits    map[id.ID][]invoice.Edit       // what people changed of them here
	details  map[id.ID]invoice.Detail       // of those that records and rows came for
	added    []*invoice.Invoice
	changed  []change
	touched  map[*invoice.Invoice]bool // those of added and changed, as they are to be
	earlier  *namedPapers              // by the parts of the same file before this one; nil when it is no part
	news     *tidings
	named    []*invoice.Invoice // as they stood, but for what another program calls them
	kept     []evidence.Document
	closed   []closing
	shut     map[*invoice.Invoice]bool // those of closed
	order    []id.ID                   // customers to whom documents arrive
	openings openings
	events   []timeline.Event
}

// change is a newer reading of a document that is stored, with what people changed
// of it here.
type change struct {
	before, after *invoice.Invoice
	edits         []invoice.Edit
}

// numberKey names a document: an invoice and a credit note may share a number.
type numberKey struct {
	number string
	kind   invoice.Kind
}

func newFiling(tx *store.Tx, c *company.Company, dir *directory, papers []*paper, earlier *namedPapers) (*filing, error) {
	f := &filing{tx: tx, company: c, dir: dir, earlier: earlier, known: map[numberKey]*invoice.Invoice{}, called: map[numberKey]*invoice.Invoice{},
		touched: map[*invoice.Invoice]bool{}, shut: map[*invoice.Invoice]bool{}}
	var numbers, called []string
	for _, p := range papers {
		if earlier.mayBeKnown(p.doc.Number) {
			numbers = append(numbers, p.doc.Number)
		}
		called = appendWord(called, p.doc.ExternalID)
	}
	balances, err := f.findOpenings(papers)
	if err != nil {
		return f, err
	}
	numbers = append(numbers, balances...)
	stored, err := tx.InvoicesByNumber(numbers)
	if err != nil {
		return f, err
	}
	more, err := tx.InvoicesByExternal(called)
	if err != nil {
		return f, err
	}
	stored = append(stored, more...)
	var ids []id.ID
	for n := range stored {
		if i := &stored[n]; f.known[numberKey{i.Number, i.Kind}] == nil {
			f.know(i)
			ids = append(ids, i.ID)
		}
	}
	if slices.ContainsFunc(papers, func(p *paper) bool { return p.isRecord() || p.row }) {
		if f.details, err = tx.InvoiceDetails(ids); err != nil {
			return f, err
		}
	}
	f.edits, err = tx.InvoiceEdits(ids...)
	return f, err
}

// know remembers a document as it now stands.
func (f *filing) know(i *invoice.Invoice) {
	f.known[numberKey{i.Number, i.Kind}] = i
	if i.ExternalID != "" {
		f.called[numberKey{i.ExternalID, i.Kind}] = i
	}
}

// find returns the document that i is a reading of, nil when there is none yet. What
// another program calls it and its number must not name two.
func (f *filing) find(i *invoice.Invoice) (*invoice.Invoice, error) {
	before := f.known[numberKey{i.Number, i.Kind}]
	called := f.called[numberKey{i.ExternalID, i.Kind}]
	switch {
	case called != nil && called != before:
		return nil, fault.New(fault.Conflict, "%s is the external identifier of %s here, not of %s: a document keeps its number", i.ExternalID, called.Number, i.Number)
	case before != nil && before.ExternalID != "" && i.ExternalID != "" && before.ExternalID != i.ExternalID:
		return nil, fault.New(fault.Conflict, "%s has the external identifier %s here, not %s", i.Number, before.ExternalID, i.ExternalID)
	case before != nil && i.ExternalID == "":
		i.ExternalID = before.ExternalID
	}
	return before, nil
}

// file files one paper: a new document, one that is known, or a newer reading of
// it.
func (f *filing) file(p *paper) error {
	switch {
	case p.opening:
		return f.fileOpening(p)
	case p.about != nil:
		f.settleOutside(p, f.name(p, p.about, p.about.ExternalID))
		return nil
	}
	owner := f.ownerOf(p)
	f.dir.meet(owner.ID, p.people)
	if p.row {
		p.issue(owner, f.company)
	}
	i, err := f.invoiceOf(p, owner)
	if err != nil {
		p.fail(err)
		return nil
	}
	before, err := f.find(i)
	if err != nil {
		p.fail(err)
		return nil
	}
	if p.row && before != nil {
		f.keepUnsaid(p, before, i)
	}
	if f.take(p, before, i) {
		f.keepFiles(p)
	}
	return nil
}

// take takes in the reading of a document, before which there may have been another
// one, and reports whether it says something new.
func (f *filing) take(p *paper, before, i *invoice.Invoice) bool {
	edits := f.keepEdits(p, before, i)
	switch {
	case before == nil && p.row && i.Owed.IsZero():
		p.remark("nothing is owed on %s: it is left out", i.Number)
		p.report.Unchanged++
		return false
	case before == nil:
		f.added = append(f.added, i)
		f.order = append(f.order, i.Customer)
		p.report.Created++
	case !p.row && i.Document != "" && before.Document == i.Document || f.same(p, before, i) && slices.Equal(edits, f.edits[before.ID]):
		f.settleOutside(p, f.name(p, before, i.ExternalID))
		if p.row && p.closes { // less is left of it, which is news
			p.report.Unchanged, p.report.Updated = p.report.Unchanged-1, p.report.Updated+1
		}
		return false
	case f.touched[before] || f.earlier.has(numberKey{i.Number, i.Kind}):
		p.fail(fault.New(fault.Conflict, "%s stands twice in this import, and the two differ", i.Number))
		return false
	default:
		if err := f.update(before, i, edits); err != nil {
			p.fail(err)
			return false
		}
		p.report.Updated++
	}
	f.know(i)
	p.filed, f.touched[i] = i, true
	f.settleOutside(p, i)
	return true
}

// keepFiles keeps the file of a paper, and those in it.
func (f *filing) keepFiles(p *paper) {
	if p.body != nil {
		f.kept = append(f.kept, evidence.New(p.report.File, p.mime, p.body))
	}
	for _, a := range p.doc.Attachments {
		f.kept = append(f.kept, evidence.New(a.Name, a.MIME, a.Body))
	}
}

// ownerOf is the customer whose a paper is, made when there is none.
func (f *filing) ownerOf(p *paper) *customer.Customer {
	if p.owner == nil {
		p.owner = f.dir.findOrMake(f.tx, &p.doc.Buyer, p.report.Import)
		p.doubtNumbers(p.owner.Country)
	}
	return p.owner
}

// keepEdits puts what people changed of a document here over a newer reading of it,
// and returns the edits with what the reading says.
func (f *filing) keepEdits(p *paper, before, i *invoice.Invoice) []invoice.Edit {
	if before == nil || len(f.edits[before.ID]) == 0 {
		return nil
	}
	kept, lost := i.Keep(f.edits[before.ID])
	for _, e := range lost {
		p.remark("%s has instalments other than before: the due day %s that was set here is lost", i.Number, e.Value)
	}
	return kept
}

// name counts a document that says nothing new. What another program calls it may be
// new all the same.
func (f *filing) name(p *paper, before *invoice.Invoice, external string) *invoice.Invoice {
	p.filed = before
	if external == before.ExternalID {
		p.report.Unchanged++
		return before
	}
	before.ExternalID = external
	f.know(before)
	f.named = append(f.named, before)
	p.report.Updated++
	return before
}

// same reports whether two readings say the same. Files and rows are compared by what
// is owed and when; of two records everything counts, and a file of its own tells more
// than the record that came before it.
func (f *filing) same(p *paper, before, i *invoice.Invoice) bool {
	switch {
	case !same(before, i) || !p.fromTable() && before.Prepayment != i.Prepayment:
		return false
	case p.row:
		return before.OrderReference == i.OrderReference
	case before.Source != RecordSource:
		return true
	case p.isRecord():
		return before.OrderReference == i.OrderReference && db.JSON(f.details[before.ID]) == db.JSON(i.Detail)
	}
	return p.body == nil
}

// same reports whether two readings say the same of what is owed and when. The due
// day of an invoice with instalments moves on as they are paid.
func same(a, b *invoice.Invoice) bool {
	return a.Customer == b.Customer && a.IssuedOn == b.IssuedOn && a.DeliveredOn == b.DeliveredOn && a.Total == b.Total && a.Owed == b.Owed && a.Reference == b.Reference &&
		slices.Equal(a.Parts, b.Parts) && (len(a.Parts) > 0 || a.DueOn == b.DueOn) && slices.Equal(a.Corrects, b.Corrects)
}

// update takes a newer reading. What was settled stays settled; a reading that owes
// less than that is refused.
func (f *filing) update(before, after *invoice.Invoice, edits []invoice.Edit) error {
	settled := before.Owed.Sub(before.Open)
	switch {
	case !settled.IsZero() && before.Customer != after.Customer:
		return fault.New(fault.Conflict, "%s was paid in part by another customer; undo the payment first", after.Number)
	case before.Owed.Currency != after.Owed.Currency && !settled.IsZero():
		return fault.New(fault.Conflict, "%s was paid in part in %s; undo the payment first", after.Number, before.Owed.Currency)
	case !within(settled, after.Owed):
		return fault.New(fault.Conflict, "%s now asks for %s, but %s was settled already; undo the payment first", after.Number, after.Owed.Text(), settled.Text())
	}
	after.ID, after.CreatedAt = before.ID, before.CreatedAt
	if !settled.IsZero() {
		after.Open = after.Owed.Sub(settled)
		after.DueOn = invoice.NextDue(after.Parts, after.DueOn, after.Owed, after.Open)
	}
	f.changed = append(f.changed, change{before, after, edits})
	f.events = append(f.events, timeline.Event{Customer: after.Customer, Kind: timeline.InvoiceUpdated, On: after.IssuedOn, Actor: "import",
		Subject: after.ID, Data: timeline.Data{Numbers: []string{after.Number}, Amount: after.Owed}.JSON()})
	return nil
}

// within reports whether a settled amount is a share of what is owed.
func within(settled, owed money.Amount) bool {
	if settled.Sign() < 0 {
		settled, owed = settled.Neg(), owed.Neg()
	}
	return settled.IsZero() || settled.Cmp(owed) <= 0
}

// write stores what was gathered, each kind of row by one statement.
func (f *filing) write() error {
	owners := f.owners()
	if err := f.dir.write(f.tx, owners); err != nil {
		return err
	}
	if err := f.tx.LockCustomers(f.concerned(owners)); err != nil {
		return err
	}
	if err := f.writeNames(); err != nil {
		return err
	}
	for _, c := range f.changed {
		if err := f.tx.SaveInvoice(c.before, c.after); err != nil {
			return err
		}
		if len(f.edits[c.before.ID]) == 0 {
			continue
		}
		if err := f.tx.SaveInvoiceEdits(c.after.ID, c.edits); err != nil {
			return err
		}
	}
	err := f.tx.AddInvoices(f.added)
	if db.IsDuplicate(err) {
		return fault.Wrap(fault.Conflict, err, "another import is storing the same invoices; try again")
	}
	if err != nil {
		return err
	}
	if err := f.tx.Keep(f.kept...); err != nil {
		return err
	}
	if err := f.tx.Note(f.events...); err != nil {
		return err
	}
	if err := closeOutside(f.tx, f.closed); err != nil {
		return err
	}
	f.news.arrive(f.added)
	f.news.settle(f.closed)
	f.news.moved = f.news.moved || len(owners) > 0
	return f.tx.WantReview(f.concerned(owners)...)
}

// writeNames stores what another program calls documents and customers that were here
// before.
func (f *filing) writeNames() error {
	if err := f.tx.NameInvoices(f.named); err != nil {
		return err
	}
	return f.tx.NameCustomers(f.dir.named)
}

// concerned are the customers that are written to: the owners, those who are named, and
// those of whom a contact became known.
func (f *filing) concerned(owners []id.ID) []id.ID {
	all := slices.Clone(owners)
	for _, c := range f.dir.named {
		all = append(all, c.ID)
	}
	for _, c := range f.dir.contacts {
		all = append(all, c.Customer)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// owners are the customers whose invoices the papers change or settle.
func (f *filing) owners() []id.ID {
	owners := slices.Clone(f.order)
	for _, c := range f.changed {
		owners = append(owners, c.before.Customer, c.after.Customer)
	}
	for _, c := range f.closed {
		owners = append(owners, c.item.Customer)
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}
