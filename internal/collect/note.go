package collect

import (
	"context"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/note"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// NewNote is what a person writes down about a customer.
type NewNote struct {
	Text    string
	Invoice string  // number of the invoice that it is about; "" for the customer as a whole
	Tell    []id.ID // colleagues who are told, beside those whom the text names by @
	Pin     bool    // it always stands on top
}

// mostColleagues is among how many people of a company a note may name some.
const mostColleagues = 1000

// WriteNote writes a note about a customer into the timeline, for good, and returns it. The
// colleagues whom it names are told by mail and on their day, all but who wrote it.
//
// Errors: Invalid for what no note can be, for an invoice that the customer does not have, and
// for people who do not work for the company.
func (d *Desk) WriteNote(ctx context.Context, c customer.Ref, asked NewNote, by string, today date.Date) (n note.Note, err error) {
	asked.Text = strings.TrimSpace(strings.ReplaceAll(asked.Text, "\r\n", "\n"))
	switch {
	case asked.Text == "":
		return n, fault.At(0, "text", "a note needs a text")
	case len([]rune(asked.Text)) > note.MostCharacters:
		return n, fault.At(0, "text", "a note has at most %d characters", note.MostCharacters)
	}
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		n = note.Note{Customer: c.Customer, Text: asked.Text, By: by}
		if err := aboutInvoice(tx, &n, asked.Invoice); err != nil {
			return err
		}
		told, err := colleagues(tx, &asked, by)
		if err != nil {
			return err
		}
		return d.addNote(tx, &n, told, asked.Pin, today)
	})
	return n, err
}

// addNote stores a note, tells it, and asks for the mails.
func (d *Desk) addNote(tx *store.Tx, n *note.Note, told []note.Person, pin bool, today date.Date) error {
	if err := tx.AddNote(n); err != nil {
		return err
	}
	people := make([]id.ID, len(told))
	for i := range told {
		people[i], n.Told = told[i].ID, append(n.Told, told[i].Email)
	}
	data := timeline.Data{Text: n.Text, To: n.Told}
	if n.Number != "" {
		data.Numbers = []string{n.Number}
	}
	if err := tx.Note(timeline.Event{Customer: n.Customer, Kind: timeline.NoteWritten, On: today, Actor: n.By, Subject: n.ID, Data: data.JSON()}); err != nil {
		return err
	}
	if pin {
		if err := pinned(tx, n, n.By, today); err != nil {
			return err
		}
	}
	if len(people) == 0 {
		return nil
	}
	if err := tx.AddMentions(n.ID, people, today); err != nil {
		return err
	}
	return tx.Enqueue(job.Tell{Company: tx.Company})
}

// aboutInvoice finds the invoice of the customer that a note is about.
func aboutInvoice(tx *store.Tx, n *note.Note, number string) error {
	if number = strings.TrimSpace(number); number == "" {
		return nil
	}
	found, err := tx.InvoicesByNumber([]string{number})
	if err != nil {
		return err
	}
	for i := range found {
		if found[i].Customer == n.Customer {
			n.Invoice, n.Number = found[i].ID, found[i].Number
			return nil
		}
	}
	return fault.At(0, "invoice", "the customer has no invoice %q", number)
}

// colleagues are the people of the company whom a note is to be told to: those who were
// chosen, and those whom its text names. Who wrote it knows it already.
func colleagues(tx *store.Tx, asked *NewNote, by string) (told []note.Person, err error) {
	members, err := tx.Members(mostColleagues)
	if err != nil {
		return nil, err
	}
	people := make([]note.Person, len(members))
	for n := range members {
		people[n] = note.Person{ID: members[n].ID, Name: members[n].Name, Email: members[n].Email}
	}
	named, unsure := note.Mentioned(asked.Text, people)
	if unsure != "" {
		return nil, fault.At(0, "text", "@%s may be several people: write the whole name", unsure)
	}
	for _, i := range slices.Concat(asked.Tell, named) {
		at := slices.IndexFunc(people, func(p note.Person) bool { return p.ID == i })
		switch {
		case at < 0:
			return nil, fault.At(0, "tell", "somebody who is to be told does not work for the company")
		case people[at].Email != by && !slices.Contains(told, people[at]):
			told = append(told, people[at])
		}
	}
	if len(told) > note.MostTold {
		return nil, fault.At(0, "tell", "at most %d people are told of a note", note.MostTold)
	}
	return told, nil
}

// PinNote lets a note of a customer always stand on top, or no longer.
//
// Errors: NotFound for a note of another customer, Conflict when somebody did the same
// meanwhile, and where too many are pinned.
func (d *Desk) PinNote(ctx context.Context, c customer.Ref, i id.ID, pin bool, by string, today date.Date) error {
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		n, found, err := tx.NoteByID(i)
		if err == nil && (!found || n.Customer != c.Customer) {
			err = fault.New(fault.NotFound, "there is no such note")
		}
		if err != nil {
			return err
		}
		if pin {
			return pinned(tx, &n, by, today)
		}
		changed, err := tx.PinNote(i, false, "")
		if err == nil && !changed {
			err = fault.New(fault.Conflict, "the note does not stand on top any more")
		}
		if err != nil {
			return err
		}
		return tx.Note(pinEvent(&n, timeline.NoteUnpinned, by, today))
	})
}

// pinned lets a note stand on top.
func pinned(tx *store.Tx, n *note.Note, by string, today date.Date) error {
	there, err := tx.PinnedNotes(n.Customer)
	if err == nil && len(there) >= note.MostPinned {
		err = fault.New(fault.Conflict, "at most %d notes stand on top: take one of them down first", note.MostPinned)
	}
	if err != nil {
		return err
	}
	changed, err := tx.PinNote(n.ID, true, by)
	if err == nil && !changed {
		err = fault.New(fault.Conflict, "the note stands on top already")
	}
	if err != nil {
		return err
	}
	return tx.Note(pinEvent(n, timeline.NotePinned, by, today))
}

// mostRecalled is how many characters of a note say which one it is.
const mostRecalled = 80

// pinEvent tells that a note stands on top, or no longer, with its beginning.
func pinEvent(n *note.Note, kind timeline.Kind, by string, today date.Date) timeline.Event {
	begins := []rune(strings.Join(strings.Fields(n.Text), " "))
	if len(begins) > mostRecalled {
		begins = append(begins[:mostRecalled], '…')
	}
	return timeline.Event{Customer: n.Customer, Kind: kind, On: today, Actor: by, Subject: n.ID, Data: timeline.Data{Text: string(begins)}.JSON()}
}

// FinishMention takes a note off a person's day, or, where done is false, puts it back. Nobody
// else can.
func (d *Desk) FinishMention(ctx context.Context, company, of, person id.ID, done bool) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		changed, err := tx.FinishMention(of, person, done)
		if err == nil && !changed {
			err = errNoneOpen
		}
		return err
	})
}
