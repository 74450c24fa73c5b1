package collect

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/deliver/dkim"
	"acquit/internal/deliver/smtp"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// ErrNoServer is that mails of a company cannot leave, for want of a server.
var ErrNoServer = fault.New(fault.Unavailable, "no mail server is known: name one in the settings, or the whole installation's with --smtp-url or ACQUIT_SMTP_URL")

// outlets are the mail servers and keys that are in use. They are opened once, and again when
// somebody has changed them.
type outlets struct {
	mu   sync.Mutex
	open map[place]opened
	keys map[string]*dkim.Key // by what is sealed
}

// place is whose mails leave somewhere.
type place struct {
	company id.ID
	sender  string
}

// opened is a server as it was set when it was opened.
type opened struct {
	settings string
	server   *smtp.Channel
	channel  deliver.Channel
}

// mailer is how the mails of a company leave: by which servers, and signed with which keys.
type mailer struct {
	company *company.Company
	servers map[string]deliver.Channel // by sender; "" for all others
	keys    []*dkim.Key
}

// mailer opens what the company has set. The installation's server stands in for its own.
func (d *Desk) mailer(tx *store.Tx, c *company.Company) (*mailer, error) {
	p := &mailer{company: c, servers: map[string]deliver.Channel{}}
	if d.Channel != nil {
		p.servers[""] = d.Channel
	}
	all, err := tx.Outlets()
	if err != nil {
		return nil, err
	}
	keys, err := tx.SigningKeys()
	if err != nil {
		return nil, err
	}
	d.outlets.mu.Lock()
	defer d.outlets.mu.Unlock()
	for n := range all {
		if p.servers[all[n].Sender], err = d.outlet(tx.Company, &all[n]); err != nil {
			return nil, err
		}
	}
	for n := range keys {
		if !keys[n].Signs {
			continue
		}
		key, err := d.signingKey(tx.Company, &keys[n])
		if err != nil {
			return nil, err
		}
		p.keys = append(p.keys, key)
	}
	return p, nil
}

// aboutOutlet and aboutKey name a company's secrets where they are sealed.
func aboutOutlet(of id.ID, sender string) string { return "outlet " + sender + " of " + of.String() }

func aboutKey(of id.ID, name string) string { return "signing key " + name + " of " + of.String() }

// outlet is the channel to a server. The caller holds the lock.
func (d *Desk) outlet(of id.ID, o *store.Outlet) (deliver.Channel, error) {
	at, settings := place{of, o.Sender}, db.JSON(o.Config)+string(o.Password)
	known := d.outlets.open[at]
	if known.settings == settings {
		return known.channel, nil
	}
	password, err := d.unsealed(o.Password, aboutOutlet(of, o.Sender))
	if err != nil {
		return nil, err
	}
	if known.server != nil {
		known.server.Close()
	}
	now := opened{settings: settings, server: smtp.New(o.With(password))}
	now.channel = now.server
	if o.Rate > 0 {
		now.channel = deliver.Pace(now.server, o.Rate, d.Store.Now)
	}
	if d.outlets.open == nil {
		d.outlets.open = map[place]opened{}
	}
	d.outlets.open[at] = now
	return now.channel, nil
}

// signingKey is a key as it signs. The caller holds the lock.
func (d *Desk) signingKey(of id.ID, k *store.SigningKey) (*dkim.Key, error) {
	if key := d.outlets.keys[string(k.Private)]; key != nil {
		return key, nil
	}
	text, err := d.unsealed(k.Private, aboutKey(of, k.Selector+" "+k.Domain))
	if err != nil {
		return nil, err
	}
	key, err := dkim.Parse(k.Domain, k.Selector, text)
	if err != nil {
		return nil, err
	}
	if d.outlets.keys == nil {
		d.outlets.keys = map[string]*dkim.Key{}
	}
	d.outlets.keys[string(k.Private)] = key
	return key, nil
}

func (d *Desk) unsealed(secret []byte, about string) (string, error) {
	if len(secret) == 0 {
		return "", nil
	}
	if d.Key == nil {
		return "", errNoKey
	}
	return d.Key.Open(secret, about)
}

// errNoKey is that secrets can be neither kept nor read.
var errNoKey = fault.New(fault.Unavailable, "no password can be kept: the operator has given no secret key")

// signers are the keys of an address's domain, or of one above it.
func (p *mailer) signers(from string) (all []*dkim.Key) {
	domain := domainOf(from)
	for _, k := range p.keys {
		if domain == k.Domain || strings.HasSuffix(domain, "."+k.Domain) {
			all = append(all, k)
		}
	}
	return all
}

// domainOf is what stands behind the @ of an address, as the DNS has it; "" for what is none.
func domainOf(address string) string {
	checked, err := deliver.Address(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(checked[strings.LastIndexByte(checked, '@')+1:])
}

// addressed says from whom a mail is, and where answers and bounces go: to the sender's own
// address where he has one, and else to the company's, with the number of the message in it
// where the company wants that. bounces is the address of the envelope.
func (p *mailer) addressed(mail *deliver.Mail, m id.ID, as *company.Sender) (bounces string) {
	own := as != nil && as.Email != ""
	if own && as.Own {
		mail.From = as.Email
	}
	answers := p.company.Answers()
	if p.company.Policy.Tagged {
		answers = message.Tagged(answers, m)
	}
	switch {
	case own:
		mail.ReplyTo = as.Email
	case answers != mail.From:
		mail.ReplyTo = answers
	}
	// Bounces go where somebody reads them. Another domain than the From's would have mails
	// fail the look at who may send (DMARC).
	if domainOf(answers) == domainOf(mail.From) {
		return answers
	}
	return mail.From
}

// leaves puts a mail into its last form, signs it, and claims it: it is on its way then. as is in whose name it is written; nil for the company's.
func (p *mailer) leaves(m *message.Message, mail *deliver.Mail, as *company.Sender) (letter, error) {
	l := letter{via: p.servers[""]}
	if as != nil && p.servers[as.Key] != nil {
		l.via, l.outlet = p.servers[as.Key], as.Key
	}
	if l.via == nil {
		return l, ErrNoServer
	}
	l.from = p.addressed(mail, m.ID, as)
	l.to = append(append(l.to, mail.To...), mail.Cc...)
	raw, err := p.signed(mail)
	if err != nil {
		return l, err
	}
	l.content = evidence.New(m.ID.String()+".eml", "message/rfc822", raw)
	m.Subject, m.Content, m.Recipients = mail.Subject, l.content.Hash, mail.To
	m.State, m.Attempts = message.Sending, m.Attempts+1
	l.raw, l.message = raw, *m
	return l, nil
}

// signed are the bytes of a mail with its signatures.
func (p *mailer) signed(mail *deliver.Mail) ([]byte, error) {
	raw, err := mail.Bytes()
	keys := p.signers(mail.From)
	if err != nil || len(keys) == 0 {
		return raw, err
	}
	return dkim.Sign(raw, keys...)
}

// Mails reports whether there is a server by which mails of the company can leave.
func (d *Desk) Mails(tx *store.Tx) (bool, error) {
	all, err := tx.Outlets()
	return d.Channel != nil || slices.ContainsFunc(all, func(o store.Outlet) bool { return o.Sender == "" }), err
}

// Deliver hands over a mail of the company that is no message to a customer, such as one to
// its own people: by the company's server, and signed.
//
// Errors: Invalid for what no mail can be; ErrNoServer.
func (d *Desk) Deliver(ctx context.Context, of id.ID, mail *deliver.Mail) (deliver.Outcome, error) {
	var p *mailer
	err := d.Store.View(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err == nil {
			p, err = d.mailer(tx, &c)
		}
		return err
	})
	if err != nil {
		return deliver.Outcome{}, err
	}
	server := p.servers[""]
	if server == nil {
		return deliver.Outcome{}, ErrNoServer
	}
	raw, err := p.signed(mail)
	if err != nil {
		return deliver.Outcome{}, err
	}
	return server.Deliver(ctx, mail.From, mail.To, raw), nil
}

// deliverOwn is Deliver for a mail to the company's own people, which is tried again while there
// is no server, and given up where no server takes the address.
func (d *Desk) deliverOwn(ctx context.Context, of id.ID, mail *deliver.Mail) (deliver.Outcome, error) {
	o, err := d.Deliver(ctx, of, mail)
	switch {
	case errors.Is(err, ErrNoServer):
		return deliver.Outcome{Kind: deliver.Later}, nil
	case fault.KindOf(err) == fault.Invalid:
		return deliver.Outcome{Kind: deliver.Refused, Answer: fault.TextOf(err).Kept()}, nil
	}
	return o, err
}

// outletTask is the Once of the task to look after the server by which the mails of a sender
// leave.
func outletTask(sender string) string { return strings.TrimSpace("outlet " + sender) }

// noteServers tells a person of servers that take nothing from us, and takes that off the list
// for those that have taken something.
func (r *round) noteServers(ctx context.Context) error {
	if len(r.down) == 0 && len(r.up) == 0 {
		return nil
	}
	return r.desk.Store.Update(context.WithoutCancel(ctx), r.company, func(tx *store.Tx) error {
		var tasks []task.Task
		var done []string
		for sender := range r.up {
			done = append(done, outletTask(sender))
		}
		for sender, gone := range r.down {
			tasks = append(tasks, task.Task{Kind: task.OutletFailed, Once: outletTask(sender), DueOn: r.today, Data: timeline.Data{Code: sender, Text: gone.why}.JSON()})
		}
		if err := tx.FinishTasks(done, Actor); err != nil {
			return err
		}
		return tx.AddTasks(tasks)
	})
}

// away is a server that let nothing in.
type away struct {
	why   string // what it said
	times int    // in a row
}

// triesAway is how often in a row a server may let nothing in before a round gives it up: one
// that is restarted is back in a moment.
const triesAway = 3

// heldUp reports whether a server was given up in this round: what would leave by it waits for
// the next one.
func (r *round) heldUp(sender string) bool { return r.down[sender].times >= triesAway }

// heard remembers which servers let us in, and gives those a moment that did not.
func (r *round) heard(ctx context.Context, handed []handed) {
	down, up := map[string]string{}, map[string]bool{}
	for n := range handed {
		switch sender, o := handed[n].letter.outlet, &handed[n].outcome; {
		case o.Down:
			down[sender] = cmp.Or(o.Answer, "?")
		case o.Until.IsZero():
			up[sender] = true
		}
	}
	for sender := range up {
		r.up[sender] = true
		delete(r.down, sender)
		delete(down, sender)
	}
	longest := 0
	for sender, why := range down {
		r.down[sender] = away{why, r.down[sender].times + 1}
		if !r.heldUp(sender) {
			longest = max(longest, r.down[sender].times)
		}
	}
	if longest > 0 && r.desk.Pause != nil {
		r.desk.Pause(ctx, longest)
	}
}
