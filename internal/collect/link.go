package collect

import (
	"context"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// linkLife is how long the link in a message works: as long as people come back to an old mail.
const linkLife = 90 * 24 * time.Hour

// offer is what a mail had no room for, and the link by which its readers get it.
type offer struct {
	link  store.MessageLink
	files []evidence.Document
}

// unseen stands for the token of a link where a mail is only looked at.
const unseen id.Token = "…"

// fit makes a mail small enough to reach nearly everybody. What has no room is offered by a link
// with a token, which write says in the text of the mail; where nobody knows the address of the
// pages the text says that it is to be had for the asking. kept are files in evidence that are
// not even tried; they are offered behind the others. It is nil where everything fits.
func (d *Desk) fit(tx *store.Tx, set *setting, m *message.Message, mail *deliver.Mail, w *locale.Words, t id.Token, kept []store.LinkedFile, write func(*render.Linked) (render.Mail, error)) (*offer, error) {
	until := tx.Now().Add(linkLife)
	said := render.Linked{}
	if d.Address != "" {
		said.At, said.Until = d.Address+message.LinkPath+string(t), date.Of(until.In(set.company.Location()))
	}
	var left []deliver.Attachment
	for o := (*offer)(nil); ; {
		more := mail.Fit(set.company.Policy.MostInMail(deliver.Limit))
		if len(more) == 0 && (o != nil || len(kept) == 0) {
			if said.At == "" {
				return nil, nil
			}
			return o, nil
		}
		// What is said of the files takes room too.
		left = append(left, more...)
		o = offered(store.MessageLink{Message: m.ID, Hash: t.Hash(), Until: until}, left, kept)
		said.Files = o.said()
		written, err := write(&said)
		if err != nil {
			return nil, err
		}
		mail.Subject, mail.Text, mail.HTML = written.Subject, written.Text, written.HTML
	}
}

// offered puts files behind a link: those that a mail had no room for, and those that are kept.
func offered(l store.MessageLink, left []deliver.Attachment, kept []store.LinkedFile) *offer {
	o := &offer{link: l}
	for _, a := range left {
		doc := evidence.New(a.Name, a.MIME, a.Body)
		o.files = append(o.files, doc)
		o.link.Files = append(o.link.Files, store.LinkedFile{Name: a.Name, MIME: a.MIME, Size: doc.Size, Hash: doc.Hash})
	}
	o.link.Files = append(o.link.Files, kept...)
	return o
}

// said is what the mail says of the files.
func (o *offer) said() (all []render.LinkedFile) {
	for _, f := range o.link.Files {
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
