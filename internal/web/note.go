package web

import (
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/note"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"

	"github.com/a-h/templ"
)

func (s *site) noteRoutes() {
	s.post("/customers/{customer}/notes", writeNote)
	s.post("/customers/{customer}/notes/{note}/pin", pinNote)
	s.post("/customers/{customer}/notes/{note}/unpin", unpinNote)
	s.postOwn("/today/mentions/{note}/done", mentionDone)
	s.postOwn("/today/mentions/{note}/reopen", mentionAgain)
}

// noteDraft asks for a note. Values are as typed.
type noteDraft struct {
	Text    string
	Invoice string
	Tell    []string // identifiers of people
	Pin     bool
	People  []store.Member // who may be told
	Open    bool           // the form is unfolded
	refusal
}

// noteAsked is the note form of a customer's page before anything is typed.
func (v *visit) noteAsked(tx *store.Tx) (*noteDraft, error) {
	if !v.mayWork() || v.printing {
		return nil, nil
	}
	f := &noteDraft{Open: v.query("add") == "note", Invoice: v.words("about")}
	return f, f.load(v, tx)
}

// load finds who may be told: everybody but who writes.
func (f *noteDraft) load(v *visit, tx *store.Tx) error {
	all, err := tx.Members(mostMembers)
	f.People = slices.DeleteFunc(all, func(m store.Member) bool { return m.ID == v.Person.ID })
	return err
}

// invoices are the open invoices that a note may be about; others can be typed.
func (f *noteDraft) invoices(d *customerData) (all []ui.Option) {
	for n := range d.Open[:min(len(d.Open), mostOpen)] {
		all = append(all, ui.Option{Value: d.Open[n].Number})
	}
	return all
}

func writeNote(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	f := &noteDraft{Text: v.Request.PostFormValue("text"), Invoice: v.form("invoice"), Tell: v.Request.PostForm["tell"], Pin: v.form("pin") != "", Open: true}
	asked := collect.NewNote{Text: f.Text, Invoice: f.Invoice, Pin: f.Pin}
	for _, one := range f.Tell {
		i, err := id.Parse(one)
		if err != nil {
			return nil, err
		}
		asked.Tell = append(asked.Tell, i)
	}
	n, err := v.Desk.WriteNote(v.Request.Context(), ref, asked, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		f.refusal = v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.noteAgain(tx, ref.Customer, f) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer) + "#timeline", Toast: ui.Toast{Text: noteToast(v.Words, &n)}}, nil
}

// noteToast says that a note was written, and who is told.
func noteToast(w *locale.Words, n *note.Note) string {
	if len(n.Told) == 0 {
		return w.T("dossier.note_written")
	}
	return w.T("dossier.note_written_told", "People", w.List(n.Told...))
}

// noteAgain is the customer's page with a note that was refused.
func (v *visit) noteAgain(tx *store.Tx, i id.ID, f *noteDraft) (answer, error) {
	d, err := loadCustomer(v, tx, i)
	if err != nil {
		return nil, err
	}
	if err := f.load(v, tx); err != nil {
		return nil, err
	}
	d.Note = f
	return page{Title: d.Customer.Name, Place: customers, Status: formStatus(f.Problem), Body: customerBody(v, d)}, nil
}

func pinNote(v *visit) (answer, error)   { return v.pinNote(true, "dossier.note_pinned", "unpin") }
func unpinNote(v *visit) (answer, error) { return v.pinNote(false, "dossier.note_unpinned", "pin") }

// pinNote lets a note stand on top, or no longer.
func (v *visit) pinNote(pin bool, said, undo string) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	i, err := v.id("note")
	if err != nil {
		return nil, err
	}
	if err := v.Desk.PinNote(v.Request.Context(), ref, i, pin, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T(said), Undo: v.toNote(ref, i, undo)}}, nil
}

// toNote is where something is done with a note.
func (v *visit) toNote(c customer.Ref, i id.ID, verb string) string {
	return v.to("customers", c.Customer.String(), "notes", i.String(), verb)
}

// noteTitle says of a note what it is about.
func noteTitle(w *locale.Words, number string) string {
	if number != "" {
		return w.T("dossier.note_about", "Invoice", number)
	}
	return w.T("dossier.note")
}

// pinnedNotes are the notes that stand on top of a customer; a page that has loaded them lets
// the others be pinned.
func (v *visit) pinnedNotes(tx *store.Tx, customer id.ID) ([]note.Note, error) {
	all, err := tx.PinnedNotes(customer)
	v.onTop = map[id.ID]bool{}
	for n := range all {
		v.onTop[all[n].ID] = true
	}
	return all, err
}

// pinnedTitle is of a note that stands on top, and who wrote it.
func pinnedTitle(v *visit, n *note.Note) string {
	return joined(noteTitle(v.Words, n.Number), n.By, v.stamp(n.At))
}

// noteEvent is what a note's event shows below its title: all of its words.
func (v *visit) noteEvent(e *timeline.Event, d *timeline.Data) templ.Component {
	return noteWords(v, noteShown{Customer: customer.Ref{Company: v.Company.ID, Customer: e.Customer}, ID: e.Subject, Text: d.Text, Told: d.To})
}

// noteShown is a note in the timeline.
type noteShown struct {
	Customer customer.Ref
	ID       id.ID
	Text     string
	Told     []string
}

// What of a text stands there at once; the rest is folded.
const (
	shortCharacters = 600
	shortLines      = 12
)

// isLong reports whether a text is worth folding.
func isLong(text string) bool {
	return len(text) > shortCharacters || strings.Count(text, "\n") >= shortLines
}

// mentionsShown bounds the notes on a person's day: with the first ones done, others show.
const mentionsShown = 20

// mentionTitle says who wants the person to know something.
func mentionTitle(v *visit, m *store.OpenMention) string {
	return v.Words.T("dossier.mentioned", "Person", m.By, "Customer", m.Name)
}

// mostGist is how many characters of a note stand on a person's day.
const mostGist = 200

// gist is the beginning of a text on one line.
func gist(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > mostGist {
		line = append(line[:mostGist], '…')
	}
	return string(line)
}

func mentionDone(v *visit) (answer, error)  { return v.mention(true, "dossier.mention_done") }
func mentionAgain(v *visit) (answer, error) { return v.mention(false, "") }

// mention takes a note off the person's day, or puts it back.
func (v *visit) mention(done bool, said string) (answer, error) {
	i, err := v.id("note")
	if err != nil {
		return nil, err
	}
	if err := v.Desk.FinishMention(v.Request.Context(), v.Company.ID, i, v.Person.ID, done); err != nil {
		return nil, err
	}
	a := moved{To: v.back(v.to("today"))}
	if said != "" {
		a.Toast = ui.Toast{Text: v.Words.T(said), Undo: v.to("today", "mentions", i.String(), "reopen")}
	}
	return a, nil
}
