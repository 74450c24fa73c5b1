package intake

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// MostProof bounds a document that somebody attaches, in bytes.
const MostProof = 25 << 20

const mostNote = 500

// Proof is a document that is to be attached to an invoice, to a customer, or to a letter that
// left registered.
type Proof struct {
	Customer, Invoice, Message id.ID // one of them
	Kind                       evidence.Kind
	Note                       string
}

// Attach keeps a file as proof of an invoice or a customer. Its media type is told by
// its content. A file that is attached there already stays as it is.
func (d *Desk) Attach(ctx context.Context, company id.ID, to Proof, f File, today date.Date) (a evidence.Attachment, err error) {
	body, err := spool(f, MostProof)
	if err != nil {
		return a, err
	}
	defer body.Close()
	if body.Size == 0 {
		return a, fault.New(fault.Invalid, "the file is empty")
	}
	head := make([]byte, 512)
	n, _ := body.ReadAt(head, 0)
	doc := evidence.Document{Hash: body.Hash, Name: filename.Shown(f.Name), MIME: evidence.MediaType(head[:n]), Size: body.Size}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := tx.KeepFrom(doc, body.Reader()); err != nil {
			return err
		}
		a, _, err = d.attach(tx, to, &doc, today)
		return err
	})
	return a, err
}

// attach attaches a document that is kept, unless it stands there already, and tells the
// customer's timeline.
func (d *Desk) attach(tx *store.Tx, to Proof, doc *evidence.Document, today date.Date) (a evidence.Attachment, added bool, err error) {
	if err := to.check(); err != nil {
		return a, false, err
	}
	owner, numbers, err := to.owner(tx)
	if err != nil {
		return a, false, err
	}
	if a, added, err = to.standing(tx, doc.Hash); err != nil || added {
		return a, false, err
	}
	if to.Message != 0 && !slices.Contains(shownTypes, doc.MIME) {
		return a, false, fault.New(fault.Invalid, "%s is no PDF, JPEG or PNG", doc.Name)
	}
	a = evidence.Attachment{Customer: to.Customer, Invoice: to.Invoice, Message: to.Message, Kind: to.Kind, Name: filename.Shown(doc.Name), Note: strings.TrimSpace(to.Note), Hash: doc.Hash,
		MIME: doc.MIME, Size: doc.Size, AddedBy: d.Actor}
	if err := tx.Attach(&a); err != nil {
		return a, false, err
	}
	if a.Invoice != 0 && a.Kind == evidence.Copy { // an invoice may wait for it
		if err := tx.WantReview(owner); err != nil {
			return a, false, err
		}
	}
	if a.Kind == evidence.Receipt {
		if err := tx.FinishTasks([]string{task.ReceiptOnce(a.Message)}, d.Actor); err != nil {
			return a, false, err
		}
	}
	return a, true, tx.Note(timeline.Event{Customer: owner, Kind: timeline.DocumentAttached, On: today, Actor: d.Actor, Subject: cmp.Or(a.Invoice, a.Message),
		Data: timeline.Data{Text: a.Name, Numbers: numbers, File: a.ID}.JSON()})
}

// shownTypes are the media types of what a post gives for a letter: a file, or a photograph.
var shownTypes = []string{"application/pdf", "image/jpeg", "image/png"}

// ofLetter makes the proof one of the customer to whom its letter went.
func (p *Proof) ofLetter(tx *store.Tx) error {
	m, found, err := tx.MessageByID(p.Message)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "there is no such message")
	case m.Channel != message.Registered || m.SentOn == date.None:
		return fault.New(fault.Conflict, "only a registered letter that was posted comes with papers of the post")
	}
	p.Customer = m.Customer
	return nil
}

// owner locks the customer to whom a proof belongs, and returns the number of the invoice
// that it is about.
func (p *Proof) owner(tx *store.Tx) (owner id.ID, numbers []string, err error) {
	if p.Message != 0 {
		if err := p.ofLetter(tx); err != nil {
			return 0, nil, err
		}
	}
	owner = p.Customer
	if p.Invoice != 0 {
		i, err := tx.TheInvoice(p.Invoice)
		if err != nil {
			return 0, nil, err
		}
		owner, numbers = i.Customer, []string{i.Number}
	}
	if err := tx.LockCustomers([]id.ID{owner}); err != nil {
		return 0, nil, err
	}
	c, found, err := tx.Customer(owner)
	switch {
	case err != nil:
		return 0, nil, err
	case !found:
		return 0, nil, fault.New(fault.NotFound, "there is no such customer")
	case c.MergedInto != 0:
		return 0, nil, fault.New(fault.Conflict, "%s was merged into another customer meanwhile", c.Name)
	}
	return owner, numbers, nil
}

// standing finds a document where it is to be attached.
func (p *Proof) standing(tx *store.Tx, hash string) (a evidence.Attachment, found bool, err error) {
	all, err := tx.AttachedTo(hash)
	at := slices.IndexFunc(all, func(s evidence.Attachment) bool {
		return s.Invoice == p.Invoice && s.Customer == p.Customer && s.Message == p.Message
	})
	if err != nil || at < 0 {
		return a, false, err
	}
	return all[at], true, nil
}

// Detach takes an attached document off again. It is kept, and can be put back.
func (d *Desk) Detach(ctx context.Context, company, attachment id.ID, today date.Date) (evidence.Attachment, error) {
	return d.turn(ctx, company, attachment, today, timeline.DocumentRemoved, func(tx *store.Tx) (bool, error) { return tx.Detach(attachment, d.Actor) })
}

// Reattach puts a document back that was taken off.
func (d *Desk) Reattach(ctx context.Context, company, attachment id.ID, today date.Date) (evidence.Attachment, error) {
	return d.turn(ctx, company, attachment, today, timeline.DocumentAttached, func(tx *store.Tx) (bool, error) { return tx.Reattach(attachment) })
}

// turn takes a document off or puts it back, and tells the timeline; what is so already
// stays as it is.
func (d *Desk) turn(ctx context.Context, company, attachment id.ID, today date.Date, kind timeline.Kind, do func(*store.Tx) (bool, error)) (a evidence.Attachment, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		found := false
		if a, found, err = tx.Attachment(attachment); err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "there is no such document")
		}
		to := Proof{Customer: a.Customer, Invoice: a.Invoice, Message: a.Message}
		owner, numbers, err := to.owner(tx)
		if err != nil {
			return err
		}
		if changed, err := do(tx); err != nil || !changed {
			return err
		}
		return tx.Note(timeline.Event{Customer: owner, Kind: kind, On: today, Actor: d.Actor, Subject: cmp.Or(a.Invoice, a.Message), Data: timeline.Data{Text: a.Name, Numbers: numbers, File: a.ID}.JSON()})
	})
	return a, err
}

func (p *Proof) check() error {
	switch {
	case p.Message == 0 && !slices.Contains(evidence.Kinds(), p.Kind) || p.Message != 0 && !slices.Contains(evidence.LetterKinds(), p.Kind):
		return fault.New(fault.Invalid, "%q is no kind of document", p.Kind)
	case len(p.Note) > mostNote:
		return fault.New(fault.Invalid, "a note has at most %d characters", mostNote)
	case p.Message != 0 && p.Customer+p.Invoice == 0: // its customer is the letter's
	case (p.Customer == 0) == (p.Invoice == 0):
		return fault.New(fault.Invalid, "a document is attached to an invoice or to a customer")
	}
	return nil
}

// DocumentRecord is a document that a program attaches to an invoice.
type DocumentRecord struct {
	Name    string        `json:"name" min:"1" max:"200" doc:"File name."`
	Kind    evidence.Kind `json:"kind,omitempty" enum:"quote,order,delivery_note,contract,correspondence,copy,other" doc:"What it proves; guessed from its name when left out."`
	Note    string        `json:"note,omitempty" max:"500" doc:"A note for the people who read it."`
	Content string        `json:"content" min:"1" max:"10000000" doc:"The file in base64. Its media type is told by its content."`
}

// RecordDocuments attaches documents to an invoice, and tells what became of each; one
// that is attached already is unchanged.
func (d *Desk) RecordDocuments(ctx context.Context, company, to id.ID, records []Placed[DocumentRecord], today date.Date) (all []Outcome, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		all = make([]Outcome, len(records))
		for n := range records {
			if all[n], err = d.recordDocument(tx, to, &records[n], today); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func (d *Desk) recordDocument(tx *store.Tx, to id.ID, r *Placed[DocumentRecord], today date.Date) (Outcome, error) {
	c := &check{at: r.At}
	body, err := base64.StdEncoding.DecodeString(r.Record.Content)
	if err != nil || len(body) == 0 {
		c.refuse("content", "it is not base64 of a file")
		return refused(c.wrong[0]), nil
	}
	doc := evidence.New(filename.Shown(r.Record.Name), evidence.MediaType(body), body)
	if err := tx.Keep(doc); err != nil {
		return Outcome{}, err
	}
	kind := cmp.Or(r.Record.Kind, evidence.KindOf(doc.Name))
	a, added, err := d.attach(tx, Proof{Invoice: to, Kind: kind, Note: r.Record.Note}, &doc, today)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Result: Unchanged, ID: a.ID}
	if added {
		o.Result = Created
	}
	return o, nil
}

// shortestNumber is the length of a number that is told from the numbers of pages, days
// and copies that stand in names of files.
const shortestNumber = 4

// namedInvoice finds the open invoice that the name of a file speaks of, the folder or
// subject before it included. Two that it may mean are none.
func namedInvoice(tx *store.Tx, name string) (invoice.Invoice, bool, error) {
	keys := matching.KeysOf(matching.Read([]matching.Entry{{Text: strings.TrimSuffix(name, path.Ext(name))}}))
	numbers := slices.DeleteFunc(keys.Numbers, func(key string) bool { return len(key) < shortestNumber })
	all, err := tx.InvoicesByKey(numbers)
	if err != nil || len(all) != 1 {
		return invoice.Invoice{}, false, err
	}
	return all[0], true, nil
}

// attachLoose attaches a file that carries no invoice to the one that its name speaks of;
// it waits for a person when there is none.
func (d *Desk) attachLoose(tx *store.Tx, r *Report, doc evidence.Document) error {
	if err := tx.Keep(doc); err != nil {
		return err
	}
	c, err := tx.TheCompany()
	if err != nil {
		return err
	}
	today := date.Of(tx.Now().In(c.Location()))
	i, found, err := namedInvoice(tx, r.File)
	if err != nil {
		return err
	}
	if !found {
		r.Loose = true
		r.warn(fault.Place{}, "this PDF carries no electronic invoice, and its name speaks of no open invoice or of several: choose the invoice that it belongs to")
		return tx.AddTasks([]task.Task{{Kind: task.DocumentWaits, Subject: r.Import, Once: looseTask(r.Import), Data: timeline.Data{Text: r.File}.JSON(), DueOn: today}})
	}
	kind := evidence.KindOf(r.File)
	if kind == evidence.Other {
		kind = evidence.Copy
	}
	if _, _, err = d.attach(tx, Proof{Invoice: i.ID, Kind: kind}, &doc, today); err != nil {
		return err
	}
	r.Attached = i.Number
	return nil
}

func looseTask(imported id.ID) string { return "attach " + imported.String() }

// AttachImported attaches a file of the history of imports that waits for it.
func (d *Desk) AttachImported(ctx context.Context, company, imported id.ID, to Proof, today date.Date) (a evidence.Attachment, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		file, found, err := tx.LockImport(imported)
		if err != nil {
			return err
		}
		doc, kept, err := tx.DocumentFacts(file.Document)
		if err != nil {
			return err
		}
		if !found || !kept {
			return fault.New(fault.NotFound, "there is no such document")
		}
		if a, _, err = d.attach(tx, to, &doc, today); err != nil {
			return err
		}
		if err := tx.FinishTasks([]string{looseTask(imported)}, d.Actor); err != nil {
			return err
		}
		return belongs(tx, &file, &a)
	})
	return a, err
}

// belongs notes in the report of a file where it belongs now.
func belongs(tx *store.Tx, file *store.Import, a *evidence.Attachment) error {
	var r Report
	if err := json.Unmarshal([]byte(file.Report), &r); err != nil {
		return err
	}
	i, err := tx.TheInvoice(a.Invoice)
	if err != nil {
		return err
	}
	r.Loose, r.Attached, r.Warnings = false, i.Number, []Note{}
	file.Report = asJSON(&r)
	return tx.SaveImport(file)
}
