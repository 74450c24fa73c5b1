package collect

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
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
// pages the text says that it is to be had for the asking. It is nil where everything fits.
func (d *Desk) fit(tx *store.Tx, set *setting, m *message.Message, mail *deliver.Mail, w *locale.Words, t id.Token, write func(*render.Linked) (render.Mail, error)) (*offer, error) {
	left := mail.Fit(set.company.Policy.MostInMail(deliver.Limit))
	if len(left) == 0 {
		return nil, nil
	}
	until := tx.Now().Add(linkLife)
	o := &offer{link: store.MessageLink{Message: m.ID, Hash: t.Hash(), Until: until}}
	said := render.Linked{}
	for _, a := range left {
		doc := evidence.New(a.Name, a.MIME, a.Body)
		o.files = append(o.files, doc)
		o.link.Files = append(o.link.Files, store.LinkedFile{Name: a.Name, MIME: a.MIME, Size: doc.Size, Hash: doc.Hash})
		said.Files = append(said.Files, render.LinkedFile{Name: a.Name, Size: doc.Size})
	}
	if d.Address != "" {
		said.At, said.Until = d.Address+message.LinkPath+string(t), date.Of(until.In(set.company.Location()))
	}
	written, err := write(&said)
	mail.Subject, mail.Text, mail.HTML = written.Subject, written.Text, written.HTML
	if said.At == "" {
		return nil, err
	}
	return o, err
}
