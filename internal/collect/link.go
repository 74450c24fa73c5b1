package collect

import (
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// offer is the link in a message: it leads to the customer's page, and to what the message had no
// room for.
type offer struct {
	link  store.MessageLink
	files []evidence.Document // that had no room, to be kept
	said  render.Linked
}

// unseen stands for the token of a link where a message is only looked at.
const unseen id.Token = "…"

// offer is the link with a token that a message may have. It says nothing yet where nobody knows
// the address of the pages, or where the company wants none for its customers.
func (d *Desk) offer(tx *store.Tx, set *setting, m *message.Message, t id.Token) *offer {
	policy := &set.company.Policy
	until := tx.Now().AddDate(0, 0, policy.LinkLife())
	o := &offer{link: store.MessageLink{Message: m.ID, Hash: t.Hash(), Until: until}}
	if d.Address != "" {
		o.said = render.Linked{At: d.Address + message.LinkPath + string(t), Until: date.Of(until.In(set.company.Location())), Page: policy.Portal != nil}
	}
	return o
}

// linked is what the message says of the link; nil for nothing.
func (o *offer) linked() *render.Linked {
	if !o.said.Page && len(o.said.Files) == 0 {
		return nil
	}
	return &o.said
}

// made is the offer where its message says an address; else nil, and there is no link.
func (o *offer) made() *offer {
	if o.linked() == nil || o.said.At == "" {
		return nil
	}
	return o
}

// fit makes a mail small enough to reach nearly everybody, most bytes as it is sent. What has no
// room is offered by the link, which write says in the text of the mail; where nobody knows the
// address of the pages the text says that it is to be had for the asking. kept are files in
// evidence that are not even tried; they are offered behind the others.
func (o *offer) fit(mail *deliver.Mail, most int, kept []store.LinkedFile, write func() (render.Mail, error)) error {
	for first := true; ; first = false {
		more := mail.Fit(most)
		if len(more) == 0 && (!first || len(kept) == 0) {
			o.link.Files = append(o.link.Files, kept...)
			return nil
		}
		o.add(more)
		// What is said of the files takes room too.
		o.said.Files = o.names(kept)
		written, err := write()
		if err != nil {
			return err
		}
		mail.Subject, mail.Text, mail.HTML = written.Subject, written.Text, written.HTML
	}
}

// add puts files behind the link that a mail had no room for.
func (o *offer) add(left []deliver.Attachment) {
	for _, a := range left {
		doc := evidence.New(a.Name, a.MIME, a.Body)
		o.files = append(o.files, doc)
		o.link.Files = append(o.link.Files, store.LinkedFile{Name: a.Name, MIME: a.MIME, Size: doc.Size, Hash: doc.Hash})
	}
}

// names are the files behind the link as the mail says them, with some more.
func (o *offer) names(more []store.LinkedFile) (all []render.LinkedFile) {
	for _, f := range slices.Concat(o.link.Files, more) {
		all = append(all, render.LinkedFile{Name: f.Name, Size: f.Size})
	}
	return all
}

// Fetched notes that whoever has the link in a message has fetched one of its files, once a day:
// it does not say who read it. number counts from 1.
func (d *Desk) Fetched(ctx context.Context, company, i id.ID, number int, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		l, found, err := tx.LinkOf(i)
		if err != nil || !found || number < 1 || number > len(l.Files) {
			return err
		}
		m, found, err := tx.MessageByID(i)
		if err != nil || !found {
			return err
		}
		first, err := tx.NoteFetched(i, number, today)
		if err != nil || !first {
			return err
		}
		return tx.Note(timeline.Event{Customer: m.Customer, Kind: timeline.FileFetched, On: today, Actor: Actor, Subject: i,
			Data: timeline.Data{Text: l.Files[number-1].Name}.JSON()})
	})
}

// Opened notes that somebody with the link in a message has opened the customer's page, once a
// day: it does not say who read it.
func (d *Desk) Opened(ctx context.Context, company, i id.ID, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, found, err := tx.MessageByID(i)
		if err != nil || !found {
			return err
		}
		first, err := tx.NoteOpened(i, today)
		if err != nil || !first {
			return err
		}
		return tx.Note(timeline.Event{Customer: m.Customer, Kind: timeline.PageOpened, On: today, Actor: Guest, Subject: i, Data: timeline.Data{}.JSON()})
	})
}

// EndLink ends the link in a message before its time. Ending it again changes nothing.
//
// Errors: NotFound for a message without a link.
func (d *Desk) EndLink(ctx context.Context, company, i id.ID, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, found, err := tx.MessageByID(i)
		if err != nil {
			return err
		}
		_, linked, err := tx.LinkOf(i)
		if err != nil {
			return err
		}
		if !found || !linked {
			return fault.New(fault.NotFound, "the message has no link")
		}
		ended, err := tx.EndLink(i, by)
		if err != nil || !ended {
			return err
		}
		return tx.Note(timeline.Event{Customer: m.Customer, Kind: timeline.LinkEnded, On: today, Actor: by, Subject: i, Data: timeline.Data{}.JSON()})
	})
}
