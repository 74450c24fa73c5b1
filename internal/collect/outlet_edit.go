package collect

import (
	"context"
	"net"
	"time"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/deliver/dkim"
	"acquit/internal/deliver/selfcheck"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
)

// patience is how long a person waits for the answer of a mail server, or of the DNS.
const patience = 30 * time.Second

// SaveOutlet stores the mail server by which the mails of a sender leave, "" for all who have
// none of their own. Without a password the one that is known stays, unless the settings lead
// elsewhere: then it must be given again.
//
// Errors: Invalid for what cannot work, with the field as its place; NotFound for a sender
// that the company does not have; Unavailable where no password can be kept.
func (d *Desk) SaveOutlet(ctx context.Context, of id.ID, sender string, c smtp.Config, password string) error {
	if err := c.Check(); err != nil {
		return err
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		if _, err := senderOf(tx, sender); err != nil {
			return err
		}
		password, err := d.outletPassword(tx, sender, &c, password)
		if err != nil {
			return err
		}
		o := store.Outlet{Sender: sender, Config: c, Password: []byte{}}
		if password != "" {
			if d.Key == nil {
				return errNoKey
			}
			o.Password = d.Key.Seal(password, aboutOutlet(of, sender))
		}
		if err := tx.FinishTasks([]string{outletTask(sender)}, Actor); err != nil {
			return err
		}
		return tx.SaveOutlet(&o)
	})
}

// senderOf is a sender of the company; nil for the company itself.
func senderOf(tx *store.Tx, key string) (*company.Sender, error) {
	c, err := tx.TheCompany()
	if err != nil || key == "" {
		return nil, err
	}
	for n := range c.Policy.Senders {
		if c.Policy.Senders[n].Key == key {
			return &c.Policy.Senders[n], nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no sender called %q", key)
}

// outletPassword is the one that was given, or else the one that is known of the same server.
// A server that asks for no name asks for no password.
func (d *Desk) outletPassword(tx *store.Tx, sender string, c *smtp.Config, given string) (string, error) {
	if given != "" || c.User == "" {
		return given, nil
	}
	all, err := tx.Outlets()
	if err != nil {
		return "", err
	}
	for n := range all {
		if all[n].Sender == sender && all[n].Same(c) && len(all[n].Password) > 0 {
			return d.unsealed(all[n].Password, aboutOutlet(tx.Company, sender))
		}
	}
	return "", fault.At(0, "secret", "give the password of the mail server")
}

// DropOutlet forgets the mail server of a sender: its mails leave as those of the others then.
func (d *Desk) DropOutlet(ctx context.Context, of id.ID, sender string) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		if err := tx.FinishTasks([]string{outletTask(sender)}, Actor); err != nil {
			return err
		}
		return tx.DropOutlet(sender)
	})
}

// TryOutlet mails a test to a person of the company by settings that are not stored yet, and
// returns the server's answer.
//
// Errors: Invalid for what cannot work, Unavailable when the server did not take the mail.
func (d *Desk) TryOutlet(ctx context.Context, of id.ID, sender string, c smtp.Config, password, to string, w *locale.Words) (string, error) {
	if err := c.Check(); err != nil {
		return "", err
	}
	mail := deliver.Mail{To: []string{to}, Subject: w.T("outlet.test.subject"), Language: string(w.Tag)}
	var raw []byte
	var bounces string
	err := d.Store.View(ctx, of, func(tx *store.Tx) error {
		from, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if err := checkSender(&from); err != nil {
			return err
		}
		as, err := senderOf(tx, sender)
		if err != nil {
			return err
		}
		if password, err = d.outletPassword(tx, sender, &c, password); err != nil {
			return err
		}
		p, err := d.mailer(tx, &from)
		if err != nil {
			return err
		}
		test := tx.NewID()
		mail.From, mail.FromName, mail.Date, mail.MessageID = from.Email, from.Name, tx.Now().In(from.Location()), message.MailID(of, test, from.Domain())
		mail.Text = w.T("outlet.test.body", "Company", from.Name, "Server", c.Host) + "\n"
		bounces = p.addressed(&mail, test, as)
		raw, err = p.signed(&mail)
		return err
	})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	server := smtp.New(c.With(password))
	defer server.Close()
	o := server.Deliver(ctx, bounces, mail.To, raw)
	if o.Kind != deliver.Accepted {
		return "", fault.New(fault.Unavailable, "the mail server did not take the test: %s", fault.ReadKept(o.Answer))
	}
	return o.Answer, nil
}

// Signer is a key with which mails are signed, and what is published of it.
type Signer struct {
	store.SigningKey
	Key *dkim.Key
}

// Signers are the company's keys, the oldest first.
func (d *Desk) Signers(tx *store.Tx) ([]Signer, error) {
	all, err := tx.SigningKeys()
	if err != nil {
		return nil, err
	}
	d.outlets.mu.Lock()
	defer d.outlets.mu.Unlock()
	signers := make([]Signer, len(all))
	for n := range all {
		signers[n].SigningKey = all[n]
		if signers[n].Key, err = d.signingKey(tx.Company, &all[n]); err != nil {
			return nil, err
		}
	}
	return signers, nil
}

// AddSigner keeps a key of a domain: the private key in text, or a new one where that is "".
// Mails are not signed with it before somebody says so: it is published first.
//
// Errors: Invalid for what is no key, Conflict for a name that is taken, Unavailable where no
// key can be kept.
func (d *Desk) AddSigner(ctx context.Context, of id.ID, domain, selector, text string, a dkim.Algorithm, by string) error {
	if d.Key == nil {
		return errNoKey
	}
	if text == "" {
		var err error
		if text, err = dkim.Make(a); err != nil {
			return err
		}
	}
	key, err := dkim.Parse(domain, selector, text)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		return tx.AddSigningKey(&store.SigningKey{Domain: key.Domain, Selector: key.Selector, MadeBy: by,
			Private: d.Key.Seal(text, aboutKey(of, key.Selector+" "+key.Domain))})
	})
}

// SignWith says whether mails are signed with a key from now on.
func (d *Desk) SignWith(ctx context.Context, of, key id.ID, signs bool) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		found, err := tx.SignWith(key, signs)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "there is no such key")
		}
		return err
	})
}

// DropSigner forgets a key.
func (d *Desk) DropSigner(ctx context.Context, of, key id.ID) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error { return tx.DropSigningKey(key) })
}

// SelfCheck looks at what the DNS says of the mails that leave in the name of a sender, "" for
// the company's.
//
// Errors: Invalid for a company without an address.
func (d *Desk) SelfCheck(ctx context.Context, of id.ID, sender string) ([]selfcheck.Finding, error) {
	var q selfcheck.Question
	err := d.Store.View(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if err := checkSender(&c); err != nil {
			return err
		}
		as, err := senderOf(tx, sender)
		if err != nil {
			return err
		}
		p, err := d.mailer(tx, &c)
		if err != nil {
			return err
		}
		all, err := tx.Outlets()
		q = d.question(p, as, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var names selfcheck.Resolver = net.DefaultResolver
	if d.Names != nil {
		names = d.Names
	}
	return selfcheck.Check(ctx, names, q)
}

// question is what the look at the DNS asks: a server that wants a password hands mails on.
func (d *Desk) question(p *mailer, as *company.Sender, all []store.Outlet) selfcheck.Question {
	mail := deliver.Mail{From: p.company.Email}
	q := selfcheck.Question{Envelope: p.addressed(&mail, 1, as)}
	q.From, q.ReplyTo, q.Keys = mail.From, mail.ReplyTo, p.signers(mail.From)
	for n := range all {
		if all[n].Sender == "" && len(q.Servers) == 0 || as != nil && all[n].Sender == as.Key {
			q.Servers, q.Relay = []string{all[n].Host}, all[n].User != ""
		}
	}
	if len(q.Servers) == 0 && d.Host != "" {
		q.Servers, q.Relay = []string{d.Host}, d.Relay
	}
	return q
}
