package collect

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/reply"
	"acquit/internal/store"
)

// Letter is what a person writes to a customer.
type Letter struct {
	To      []string // none for those to whom reminders go
	Subject string
	Body    string
	Files   []evidence.Document // sent with it, and kept
	Answers id.ID               // the reply that it answers; zero for none
	Once    bool                // the reply must wait for it still: a program that asks twice answers once
}

// The most that a person may write in one mail.
const (
	mostSubject = 200
	mostBody    = 50_000
	mostFiles   = 20
	// MostEnclosed is what the files of a mail come to at most, in bytes. What a mail has no room
	// for is offered by a link.
	MostEnclosed = 25 << 20
	mostTo       = 20
)

// Write sends what a person writes to a customer, and returns the message. It leaves at once,
// whatever is held and whatever the hour: a person decided it. A reply that it answers waits
// no more.
//
// Errors: Invalid for what no mail can be, Conflict for a reply of somebody else.
func (d *Desk) Write(ctx context.Context, c customer.Ref, l Letter, by string, today date.Date) (written id.ID, err error) {
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		written, err = write(tx, c.Customer, &l, by, today)
		return err
	})
	return written, err
}

// write is Write in a transaction that has locked the customer.
func write(tx *store.Tx, customer id.ID, l *Letter, by string, today date.Date) (id.ID, error) {
	if err := l.check(); err != nil {
		return 0, err
	}
	m, err := personal(tx, customer, l, by, today)
	if err != nil {
		return 0, err
	}
	if l.Answers != 0 {
		if err := answerWith(tx, customer, l, by); err != nil {
			return 0, err
		}
	}
	if err := tx.AddMessages([]*message.Message{m}); err != nil {
		return 0, err
	}
	return m.ID, tx.Enqueue(job.Send{Company: tx.Company})
}

// check puts what a person wrote into order, and refuses what no mail can be.
func (l *Letter) check() error {
	l.Subject, l.Body = deliver.Line(l.Subject), strings.TrimSpace(l.Body)
	switch {
	case l.Subject == "":
		return fault.At(0, "subject", "a mail needs a subject")
	case len([]rune(l.Subject)) > mostSubject:
		return fault.At(0, "subject", "a subject has at most %d characters", mostSubject)
	case l.Body == "":
		return fault.At(0, "body", "a mail needs a text")
	case len([]rune(l.Body)) > mostBody:
		return fault.At(0, "body", "a mail has at most %d characters", mostBody)
	case len(l.Files) > mostFiles:
		return fault.At(0, "files", "a mail brings at most %d files", mostFiles)
	}
	size := int64(0)
	for _, f := range l.Files {
		size += f.Size
	}
	if size > MostEnclosed {
		return fault.At(0, "files", "the files of a mail have at most %d MB together", MostEnclosed>>20)
	}
	return nil
}

// personal is what a person wrote as a message that is ready to leave.
func personal(tx *store.Tx, customerID id.ID, l *Letter, by string, today date.Date) (*message.Message, error) {
	company, err := tx.TheCompany()
	if err != nil {
		return nil, err
	}
	who, _, err := tx.Customer(customerID)
	if err != nil {
		return nil, err
	}
	contacts, err := tx.Contacts(customerID)
	if err != nil {
		return nil, err
	}
	to, err := chosen(l.To, customer.Recipients(contacts[customerID]), &who, contacts[customerID])
	if err != nil {
		return nil, err
	}
	m := &message.Message{Customer: customerID, Currency: company.Currency, Step: message.Personal, Channel: message.Mail, Language: who.Language, State: message.Queued,
		Once: message.Personal + " " + tx.NewID().String(), QueuedOn: today, Recipients: to, Subject: l.Subject, Amount: money.Of(0, company.Currency), Answers: l.Answers,
		Edited: &message.Edited{Subject: l.Subject, Body: l.Body, By: by}}
	for _, f := range l.Files {
		if err := tx.Keep(f); err != nil {
			return nil, err
		}
		m.Enclosed = append(m.Enclosed, message.Enclosed{Name: f.Name, MIME: f.MIME, Hash: f.Hash})
	}
	return m, nil
}

// chosen are those to whom a mail to a customer goes: the addresses that a person chose, or the
// usual ones where none was. contacts are the customer's.
//
// Errors: Invalid where there is nobody, and for an address that is none or that mails do not
// reach.
func chosen(to, usual []string, who *customer.Customer, contacts []customer.Contact) ([]string, error) {
	if len(to) == 0 {
		to = usual
	}
	switch {
	case len(to) == 0:
		return nil, fault.At(0, "to", "nobody of %s has a mail address that mails reach", who.Name)
	case len(to) > mostTo:
		return nil, fault.At(0, "to", "a mail goes to at most %d people", mostTo)
	}
	var all []string
	for _, one := range to {
		address, err := deliver.Address(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	for _, c := range contacts {
		if c.RefusedOn != date.None && slices.ContainsFunc(all, func(a string) bool { return strings.EqualFold(a, c.Email) }) {
			return nil, fault.At(0, "to", "mails do not reach %s: %s", c.Email, c.Refused)
		}
	}
	return all, nil
}

// enclosure is a kept file as it goes with a mail.
func enclosure(tx *store.Tx, e message.Enclosed) (deliver.Attachment, error) {
	doc, found, err := tx.Document(e.Hash)
	if err == nil && !found {
		err = fault.New(fault.Invalid, "the file %s is not kept any more", e.Name)
	}
	return deliver.Attachment{Name: e.Name, MIME: e.MIME, Body: doc.Body}, err
}

// AnswerSubject is the subject of an answer, which says once that it is one.
func AnswerSubject(subject string) string {
	if len(subject) >= 3 && strings.EqualFold(subject[:3], "re:") {
		return subject
	}
	return strings.TrimSpace("Re: " + subject)
}

// AnswerTo is where the sender of a reply wants answers; none where the mail says no address.
func AnswerTo(r *reply.Reply, mail *inbox.Mail) []string {
	if to := cmp.Or(mail.ReplyTo, r.From); to != "" {
		return []string{to}
	}
	return nil
}

// answerWith closes the reply that a mail to a customer answers.
func answerWith(tx *store.Tx, customerID id.ID, l *Letter, by string) error {
	r, found, err := tx.LockReply(l.Answers)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "there is no such reply")
	case r.Customer != customerID:
		return fault.New(fault.Conflict, "the reply is of another customer")
	case !r.Waits() && l.Once:
		return fault.New(fault.Conflict, "somebody has dealt with it already")
	case !r.Waits():
		return nil // somebody writes once more
	}
	return closeReply(tx, &r, reply.Answered, by)
}

// sendPersonal delivers what people wrote, whatever the hour.
func (d *Desk) sendPersonal(ctx context.Context, company id.ID, today date.Date, see func(Result)) (Sending, error) {
	all, err := d.round(ctx, company, today, see)
	if err != nil {
		return Sending{}, err
	}
	for after := id.ID(0); ; {
		var due []store.DueMessage
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			due, err = tx.DuePersonal(tx.Now(), after, batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return all.Sending, errors.Join(err, all.end(ctx))
		}
		if err := all.send(ctx, due, func(store.DueMessage) bool { return true }); err != nil {
			return all.Sending, errors.Join(err, all.end(ctx))
		}
		after = due[len(due)-1].ID
	}
}

// composePersonal writes what a person wrote as a mail, and claims it.
func (d *Desk) composePersonal(tx *store.Tx, set *setting, m *message.Message) (letter, error) {
	who, _, err := tx.Customer(m.Customer)
	if err != nil {
		return letter{}, err
	}
	words := d.in(&who)
	o := d.offer(tx, set, m, id.NewToken())
	write := func() (render.Mail, error) {
		return render.Personal(words, &set.company, m.Edited.Subject, m.Edited.Body, o.linked())
	}
	written, err := write()
	if err != nil {
		return letter{}, err
	}
	mail := set.envelope(tx, m, &written, string(words.Tag))
	mail.To, mail.Personal = m.Recipients, true
	if err := joins(tx, m, &mail); err != nil {
		return letter{}, err
	}
	for _, e := range m.Enclosed {
		file, err := enclosure(tx, e)
		if err != nil {
			return letter{}, err
		}
		mail.Attachments = append(mail.Attachments, file)
	}
	if err := o.fit(&mail, set.company.Policy.MostInMail(deliver.Limit), nil, write); err != nil {
		return letter{}, err
	}
	l, err := set.mailer.leaves(m, &mail, nil)
	l.offer = o.made()
	return l, err
}

// joins puts a mail into the conversation of the reply that it answers.
func joins(tx *store.Tx, m *message.Message, mail *deliver.Mail) error {
	if m.Answers == 0 {
		return nil
	}
	r, found, err := tx.ReplyByID(m.Answers)
	if err != nil || !found {
		return err
	}
	came, err := mailOf(tx, &r)
	if err != nil {
		return err
	}
	before := came.References
	if len(before) == 0 && came.InReplyTo != "" {
		before = []string{came.InReplyTo}
	}
	mail.Follow(came.MailID, before)
	return nil
}
