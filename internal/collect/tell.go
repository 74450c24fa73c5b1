package collect

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/note"
	"acquit/internal/store"
)

// Telling is what became of the mails about notes.
type Telling struct{ Told, Later, Failed int }

// Tell mails the notes to the colleagues whom they name, and counts what became of that. Each
// mail is claimed before it is handed over, and a mail of which nobody knows whether it left
// is not sent again: the note stands on the colleague's day all the same. Who works for the
// company no more gets none.
func (d *Desk) Tell(ctx context.Context, of id.ID) (all Telling, err error) {
	for {
		w, found, err := d.claimMention(ctx, of)
		if err != nil || !found {
			return all, err
		}
		if err := d.tell(ctx, w, &all); err != nil {
			return all, err
		}
	}
}

// word is a mail to a colleague that is being sent.
type word struct {
	store.Mention
	from  company.Company
	about note.Note
	by    string // what its writer is called
	owner string // what the customer is called
}

// claimMention takes the next mail about a note, with all that it says.
func (d *Desk) claimMention(ctx context.Context, of id.ID) (w *word, found bool, err error) {
	err = d.Store.Update(ctx, of, func(tx *store.Tx) (err error) {
		w, found = &word{}, false
		if w.from, err = tx.TheCompany(); err != nil || w.from.Email == "" {
			return err
		}
		if w.Mention, found, err = tx.ClaimMention(); err != nil || !found {
			return err
		}
		if w.about, _, err = tx.NoteByID(w.Note); err != nil {
			return err
		}
		names, err := tx.CustomerNames([]id.ID{w.about.Customer})
		if err != nil {
			return err
		}
		called, err := tx.NamesOf([]string{w.about.By})
		w.owner, w.by = names[w.about.Customer], cmp.Or(called[w.about.By], w.about.By)
		return err
	})
	return w, found, err
}

// tell hands one mail over, and records what became of it.
func (d *Desk) tell(ctx context.Context, w *word, all *Telling) error {
	outcome := deliver.Outcome{Kind: deliver.Refused, Answer: fault.New(fault.Denied, "%s does not work for the company any more", w.Person.Email).Text.Kept()}
	if w.Role != "" {
		var err error
		if outcome, err = d.deliverNote(ctx, w); err != nil {
			return err
		}
	}
	var again time.Time
	switch {
	case outcome.Kind == deliver.Accepted:
		all.Told++
	case outcome.Kind == deliver.Later && w.Attempts < maxAttempts:
		if again = d.Store.Now().Add(backoff(w.Attempts)); outcome.Until.After(again) {
			again = outcome.Until
		}
		all.Later++
	default:
		all.Failed++
	}
	return d.Store.Update(context.WithoutCancel(ctx), w.from.ID, func(tx *store.Tx) error {
		return tx.SettleMention(&w.Mention, outcome.Kind == deliver.Accepted, again, outcome.Answer)
	})
}

// deliverNote writes to a colleague, in the colleague's own language.
func (d *Desk) deliverNote(ctx context.Context, told *word) (deliver.Outcome, error) {
	c, about := &told.from, &told.about
	tag := locale.For(locale.Language(told.Person.Language), c.Country)
	w := d.Words.In(tag)
	intro := w.T("dossier.mail_intro", "Person", told.by, "Customer", told.owner)
	if about.Number != "" {
		intro = w.T("dossier.mail_intro_invoice", "Person", told.by, "Customer", told.owner, "Invoice", about.Number)
	}
	lines := []string{intro, "", about.Text, ""}
	if d.Address != "" {
		lines = append(lines, fmt.Sprintf("%s/c/%s/customers/%s", d.Address, c.ID, about.Customer), "")
	}
	mail := deliver.Mail{From: c.Email, FromName: c.Name, To: []string{told.Person.Email}, Language: string(tag), Date: d.Store.Now().In(c.Location()),
		Subject:   deliver.Line(w.T("dossier.mail_subject", "Person", told.by, "Customer", told.owner)),
		MessageID: "<note." + told.Person.ID.String() + "." + strings.TrimPrefix(message.MailID(c.ID, told.Note, c.Domain()), "<"),
		Text:      strings.Join(append(lines, w.T("dossier.mail_today"), "", c.Name), "\n") + "\n"}
	return d.deliverOwn(ctx, c.ID, &mail)
}
