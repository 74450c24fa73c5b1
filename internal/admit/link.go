package admit

import (
	"context"
	"strings"
	"time"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/user"
)

// Invitation is what became of a new link.
type Invitation struct {
	Person  user.User
	Until   time.Time // of the wall clock
	Mailed  bool      // the mail server took it; Address is "" then
	Address string    // for the owner to hand over
	Trouble string    // why it was not mailed, in the server's words; "" where nothing was tried
}

// patience is how long the owner who asked for a mail waits for the mail server.
const patience = 20 * time.Second

// Invite makes the one link by which somebody who works for a company may set a
// password, in place of any link before. It is mailed where that can be done, and
// else given to the owner. The link of who works for another company too is only ever
// mailed, and by the installation's own server: an owner here, who may choose the company's,
// must not become that person there.
//
// address turns a token into the address of the page where it is used; now is of the
// wall clock.
func (d *Desk) Invite(ctx context.Context, c company.Company, person id.ID, address func(id.Token) string, now time.Time) (Invitation, error) {
	token := id.NewToken()
	v := Invitation{Address: address(token), Until: now.Add(user.LinkLife)}
	var key id.ID
	var elsewhere, mails bool
	err := d.Store.Update(ctx, c.ID, func(tx *store.Tx) (err error) {
		if v.Person, _, err = lockMember(tx, person); err != nil {
			return err
		}
		works, err := tx.Memberships(person)
		if err != nil {
			return err
		}
		elsewhere = len(works) > 1
		if mails, err = d.mails(tx, &c, elsewhere); err != nil {
			return err
		}
		if elsewhere && !mails {
			return fault.New(fault.Conflict, "%s works for another company too: only whoever runs this installation can set a new password, with acquit user password", v.Person.Email)
		}
		key = tx.NewID()
		return tx.SavePasswordLink(person, token.Hash(), v.Until)
	})
	if err != nil || !mails {
		return v, err
	}
	outcome, err := d.mail(ctx, &c, &v, key, elsewhere, now)
	switch {
	case err != nil:
		return v, err
	case outcome.Kind == deliver.Accepted:
		v.Mailed, v.Address = true, ""
		return v, nil
	case elsewhere:
		return v, fault.New(fault.Unavailable, "the mail to %s could not be sent: %s", v.Person.Email, outcome.Answer)
	}
	v.Trouble = outcome.Answer
	return v, nil
}

// Mails reports whether a link to somebody of a company can be mailed.
func (d *Desk) Mails(tx *store.Tx, c *company.Company) (bool, error) { return d.mails(tx, c, false) }

func (d *Desk) mails(tx *store.Tx, c *company.Company, elsewhere bool) (bool, error) {
	switch {
	case c.Email == "":
		return false, nil
	case elsewhere || d.Post == nil:
		return d.Channel != nil, nil
	}
	return d.Post.Mails(tx)
}

// mail sends an invitation in its person's language.
func (d *Desk) mail(ctx context.Context, c *company.Company, v *Invitation, key id.ID, elsewhere bool, now time.Time) (deliver.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tag := locale.For(locale.Language(v.Person.Language), c.Country)
	w := d.Words.In(tag)
	what := "people.mail.first"
	if v.Person.Password != "" {
		what = "people.mail.again"
	}
	_, domain, _ := strings.Cut(c.Email, "@")
	mail := deliver.Mail{
		From: c.Email, FromName: c.Name, To: []string{v.Person.Email}, Language: string(tag), Date: now.In(c.Location()),
		MessageID: message.MailID(c.ID, key, domain), Subject: w.T("people.mail.subject", "Company", c.Name),
		Text: strings.Join([]string{
			w.T("people.mail.greeting", "Person", v.Person.Name), w.T(what, "Company", c.Name), v.Address,
			w.T("people.mail.until", "Time", v.Until.In(c.Location())), w.T("people.mail.else"), c.Name,
		}, "\n\n") + "\n",
	}
	outcome, err := d.post(ctx, c, &mail, elsewhere)
	if fault.KindOf(err) != "" { // such as an address that people sign in with, and no server takes
		return deliver.Outcome{Kind: deliver.Refused, Answer: err.Error()}, nil
	}
	return outcome, err
}

func (d *Desk) post(ctx context.Context, c *company.Company, mail *deliver.Mail, elsewhere bool) (deliver.Outcome, error) {
	if d.Post != nil && !elsewhere {
		return d.Post.Deliver(ctx, c.ID, mail)
	}
	raw, err := mail.Bytes()
	if err != nil {
		return deliver.Outcome{}, err
	}
	return d.Channel.Deliver(ctx, c.Email, mail.To, raw), nil
}
