package dossier

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/reply"
	"acquit/internal/sign"
	"acquit/internal/store"
)

// billed is an invoice of the file with what was attached to it.
type billed struct {
	invoice.Invoice
	attached []evidence.Attachment
}

// bills loads the invoices of the file, by the day of their issue.
func (g *Gathered) bills(ids []id.ID) error {
	found, err := g.tx.InvoicesByID(ids)
	if err != nil {
		return err
	}
	details, err := g.tx.InvoiceDetails(ids)
	if err != nil {
		return err
	}
	attached, err := g.tx.AttachmentsOfAll(ids)
	for _, i := range found {
		i.Detail = details[i.ID]
		g.invoices = append(g.invoices, billed{i, attached[i.ID]})
	}
	slices.SortStableFunc(g.invoices, func(a, b billed) int { return cmp.Or(cmp.Compare(a.IssuedOn, b.IssuedOn), cmp.Compare(a.ID, b.ID)) })
	return err
}

// written is what went to and fro.
type written struct {
	messages []message.Message // that left, or were refused, the first first
	papers   map[id.ID][]evidence.Attachment
	replies  []reply.Reply
	numbers  map[id.ID]string // that the post gave to registered letters
	steps    map[id.ID]string // what the step of each message is called
}

// The most that is looked for of one customer; far beyond what any has.
const (
	mostMessages = 20_000
	mostReplies  = 20_000
	mostSigned   = 500
)

// correspondence loads what was written about the invoices of the file, in both directions. Where
// it is about one invoice alone, only what speaks of it, and the answers to that.
func (g *Gathered) correspondence() error {
	listed, err := g.tx.Messages(store.MessageFilter{Of: g.customer.ID, Limit: mostMessages})
	if err != nil {
		return err
	}
	var all []message.Message
	for n := range listed {
		m := &listed[n].Message
		if m.Content != "" && m.Currency == g.about.Currency && slices.Contains([]message.State{message.Sent, message.Failed, message.Uncertain}, m.State) {
			all = append(all, *m)
		}
	}
	if err := g.tx.LoadItems(all); err != nil {
		return err
	}
	w := &g.written
	w.messages = slices.DeleteFunc(all, func(m message.Message) bool { return !g.concerns(&m) })
	slices.SortFunc(w.messages, func(a, b message.Message) int {
		return cmp.Or(cmp.Compare(dayOf(&a), dayOf(&b)), cmp.Compare(a.ID, b.ID))
	})
	ids, versions := make([]id.ID, len(w.messages)), []id.ID{}
	for n := range w.messages {
		ids[n], versions = w.messages[n].ID, append(versions, w.messages[n].Scenario)
	}
	if w.papers, err = g.tx.AttachmentsOfMessages(ids); err != nil {
		return err
	}
	if w.numbers, err = g.tx.NumbersOf(ids); err != nil {
		return err
	}
	if err := g.names(slices.Compact(slices.Sorted(slices.Values(versions)))); err != nil {
		return err
	}
	return g.answers(ids)
}

// concerns reports whether a message is about what the file is about.
func (g *Gathered) concerns(m *message.Message) bool {
	return g.about.Invoice == 0 || slices.ContainsFunc(m.Items, func(i message.Item) bool { return i.Invoice == g.about.Invoice })
}

// dayOf is the day on which a message left, or was to leave.
func dayOf(m *message.Message) date.Date { return max(m.SentOn, m.QueuedOn) }

// names learns what the steps of messages are called.
func (g *Gathered) names(versions []id.ID) error {
	scenarios, err := g.tx.ScenariosByID(versions)
	if err != nil {
		return err
	}
	g.written.steps = map[id.ID]string{}
	for n := range g.written.messages {
		m, words := &g.written.messages[n], g.Words
		for s := range scenarios {
			if scenarios[s].ID == m.Scenario {
				words = explain.Named(g.Words, &scenarios[s])
			}
		}
		g.written.steps[m.ID] = explain.Step(words, m.Step)
	}
	return nil
}

// answers loads what came back.
func (g *Gathered) answers(messages []id.ID) error {
	all, err := g.tx.RepliesOf(g.customer.ID, mostReplies)
	for n := range all {
		if r := &all[n]; r.Content != "" && (g.about.Invoice == 0 || slices.Contains(messages, r.Answers)) {
			g.written.replies = append(g.written.replies, *r)
		}
	}
	slices.SortFunc(g.written.replies, func(a, b reply.Reply) int { return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID)) })
	return err
}

// draft is an exhibit without its number.
type draft struct {
	group, name string
	asPDF       string // its name where people can read it as it is; "" for name
	on          date.Date
	hash, file  string // file is the name that its ending is taken from; "" for that of the document
	of          id.ID  // whose exhibit it is; zero for nobody's
}

// exhibit numbers the documents of the file: what was agreed, the invoices with what belongs to
// them, and the correspondence by day.
func (g *Gathered) exhibit() error {
	agreed, err := g.agreed()
	if err != nil {
		return err
	}
	all := slices.Concat(agreed, g.billed(), g.letters())
	hashes := make([]string, len(all))
	for n := range all {
		hashes[n] = all[n].hash
	}
	known, err := g.tx.DocumentsByHash(hashes)
	if err != nil {
		return err
	}
	folder := g.T("paper.dossier.folder")
	for n := range all {
		if err := g.add(&all[n], folder, known); err != nil {
			return err
		}
	}
	return nil
}

// add gives an exhibit its number. What is the same as one before is that.
func (g *Gathered) add(d *draft, folder string, known map[string]store.DocumentKind) error {
	if d.hash == "" {
		return nil
	}
	number, found := g.known[d.hash]
	if !found {
		kind, stored := known[d.hash]
		if !stored {
			return fault.New(fault.NotFound, "the document %s is missing where documents are kept", d.hash)
		}
		number = len(g.exhibits) + 1
		g.known[d.hash] = number
		ending := path.Ext(cmp.Or(d.file, kind.Name))
		if kind.MIME == "application/pdf" {
			d.name = cmp.Or(d.asPDF, d.name)
		}
		e := render.Exhibit{Number: number, Group: d.group, Name: d.name, On: d.on, Size: kind.Size, Hash: d.hash,
			Path: fmt.Sprintf("%s/%03d-%s%s", folder, number, slug(strings.TrimSuffix(d.name, ending)), strings.ToLower(ending))}
		g.exhibits = append(g.exhibits, e)
		at := d.on
		if at == date.None {
			at = g.about.On
		}
		g.kept = append(g.kept, entry{path: e.Path, hash: d.hash, at: at.Time()})
	}
	if d.of != 0 {
		g.number[d.of] = number
	}
	return nil
}

// longestSlug is how long the name of an exhibit is in the names of files.
const longestSlug = 60

// slug is a name as part of the name of a file.
func slug(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:()«»“”„'’/\\", r) })
	short := []rune(filename.Clean(strings.Join(words, "-")))
	return strings.Trim(string(short[:min(len(short), longestSlug)]), "-.")
}

// agreed is what the customer agreed to: contracts and the like, the general terms, what was signed.
func (g *Gathered) agreed() (all []draft, err error) {
	group := g.T("paper.dossier.group_agreed")
	attached, err := g.tx.AttachmentsOfCustomer(g.customer.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range attached {
		if a.Message == 0 {
			all = append(all, draft{group: group, name: g.T("document.kind_"+string(a.Kind)) + ": " + a.Name, on: date.Of(a.AddedAt), hash: a.Hash, file: a.Name})
		}
	}
	if terms, found := g.company.TermsIn(g.customer.Language); found {
		all = append(all, draft{group: group, name: g.T("paper.dossier.terms"), hash: terms.Hash, file: terms.Name})
	}
	signed, err := g.tx.SignaturesOf(g.customer.ID, mostSigned)
	slices.Reverse(signed)
	for n := range signed {
		if r := &signed[n]; r.State == sign.Signed && g.signedFor(r) {
			all = append(all, draft{group: group, name: g.T("paper.dossier.signed", "Title", r.Title), on: r.ClosedOn, hash: r.Signed, of: r.ID})
		}
	}
	return all, err
}

func (g *Gathered) signedFor(r *sign.Request) bool {
	return g.about.Invoice == 0 || len(r.Shares) == 0 || slices.ContainsFunc(r.Shares, func(s sign.Share) bool { return s.Invoice == g.about.Invoice })
}

// billed is each invoice, followed by what it brought and what was attached to it.
func (g *Gathered) billed() (all []draft) {
	group := g.T("paper.dossier.group_invoices")
	for n := range g.invoices {
		i := &g.invoices[n]
		said := g.T("paper.dossier.invoice", "Number", i.Number)
		of := i.ID // the copy that people read, where there is one, or else the file that was read
		for _, a := range i.attached {
			if a.Kind == evidence.Copy {
				all, of = append(all, draft{group: group, name: said, on: i.IssuedOn, hash: a.Hash, file: a.Name, of: of}), 0
			}
		}
		for _, s := range i.Detail.Attachments {
			if of != 0 && s.MIME == "application/pdf" {
				all, of = append(all, draft{group: group, name: said, on: i.IssuedOn, hash: s.Hash, file: s.Name, of: of}), 0
			} else {
				all = append(all, draft{group: group, name: g.T("paper.dossier.invoice_attached", "Number", i.Number, "Name", s.Name), on: i.IssuedOn, hash: s.Hash, file: s.Name})
			}
		}
		all = append(all, draft{group: group, name: g.T("paper.dossier.invoice_data", "Number", i.Number), asPDF: said, on: i.IssuedOn, hash: i.Document, of: of})
		for _, a := range i.attached {
			if a.Kind != evidence.Copy {
				name := g.T("paper.dossier.invoice_attached", "Number", i.Number, "Name", g.T("document.kind_"+string(a.Kind)))
				all = append(all, draft{group: group, name: name, on: date.Of(a.AddedAt), hash: a.Hash, file: a.Name})
			}
		}
	}
	return all
}

// letters is what was written, to and fro, by day.
func (g *Gathered) letters() (all []draft) {
	group := g.T("paper.dossier.group_messages")
	for n := range g.written.messages {
		m := &g.written.messages[n]
		step := g.written.steps[m.ID]
		all = append(all, draft{group: group, name: g.T("paper.dossier.message", "Step", step, "To", g.addressee(m)), on: dayOf(m), hash: m.Content, of: m.ID})
		for _, a := range g.written.papers[m.ID] {
			name := g.T("paper.dossier.about_message", "Kind", g.T("document.kind_"+string(a.Kind)), "Step", step)
			all = append(all, draft{group: group, name: name, on: dayOf(m), hash: a.Hash, file: a.Name})
		}
	}
	for n := range g.written.replies {
		r := &g.written.replies[n]
		name := g.T("paper.dossier.answer", "From", cmp.Or(r.FromName, r.From), "Subject", r.Subject)
		if r.Kind == reply.Returned {
			name = g.T("paper.dossier.returned", "Subject", r.Subject)
		}
		all = append(all, draft{group: group, name: name, on: date.Of(r.ReceivedAt), hash: r.Content, of: r.ID})
	}
	slices.SortStableFunc(all, func(a, b draft) int { return cmp.Compare(a.on, b.on) })
	return all
}

// addressee is whom a message went to: its addresses, or else the customer.
func (g *Gathered) addressee(m *message.Message) string {
	to := g.customer.Name
	if len(m.Recipients) > 0 {
		to = g.List(m.Recipients...)
	}
	if number := g.written.numbers[m.ID]; number != "" {
		to += " (" + number + ")"
	}
	return to
}
