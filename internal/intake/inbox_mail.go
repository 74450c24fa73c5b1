package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/inbox/imap"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
)

const (
	// mailRound is how often a mailbox is looked into.
	mailRound = 5 * time.Minute
	// mailsAtOnce is how many mails one look takes in.
	mailsAtOnce = 500
	// graceOfServer is how long a mail server may be away before a person hears of it.
	graceOfServer = time.Hour
	// testTime bounds how long a person waits for the answer of a mail server.
	testTime = 20 * time.Second
)

// The tasks of which one is open at a time, whatever number of mails asks for it.
const (
	onceMailbox  = "mailbox"
	onceNoFile   = "mailbox.no_file"
	onceStranger = "mailbox.stranger"
)

// about names the password of a company's mailbox where it is sealed.
func about(company, mailbox id.ID) string {
	if mailbox == 0 {
		return "mailbox of " + company.String()
	}
	return "mailbox " + mailbox.String() + " of " + company.String()
}

// onceOf is the Once of the task to look after a mailbox, and sourceOf what its arrivals are
// known by.
func onceOf(mailbox id.ID) string {
	if mailbox == 0 {
		return onceMailbox
	}
	return onceMailbox + " " + mailbox.String()
}

func sourceOf(mailbox id.ID) string {
	if mailbox == 0 {
		return fromMailbox
	}
	return fromMailbox + " " + mailbox.String()
}

// mostMailboxes bounds the mailboxes of a company.
const mostMailboxes = 20

// AddMailbox stores one more mailbox of a company.
func (i *Inbox) AddMailbox(ctx context.Context, company id.ID, to inbox.Mailbox, password string) (mailbox id.ID, err error) {
	err = i.Store.View(ctx, company, func(tx *store.Tx) error {
		all, err := tx.Mailboxes()
		if err == nil && len(all) >= mostMailboxes {
			err = fault.New(fault.Conflict, "more than %d mailboxes are too many", mostMailboxes)
		}
		if len(all) > 0 {
			mailbox = tx.NewID()
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return mailbox, i.SaveMailbox(ctx, company, mailbox, to, password)
}

// SaveMailbox stores a mailbox of a company, zero for the first. Without a password, the one that is known
// stays, unless the settings lead elsewhere: then it must be given again.
func (i *Inbox) SaveMailbox(ctx context.Context, company, mailbox id.ID, to inbox.Mailbox, password string) error {
	if err := to.Check(); err != nil {
		return err
	}
	if i.Key == nil {
		return fault.New(fault.Unavailable, "no password can be kept: the operator has given no secret key")
	}
	return i.Store.Update(ctx, company, func(tx *store.Tx) error {
		known, err := i.password(tx, mailbox, &to, password)
		if err != nil {
			return err
		}
		return tx.SaveMailbox(mailbox, &to, i.Key.Seal(known, about(company, mailbox)))
	})
}

// password is the one that was given, or else the one that is known of the same mailbox.
func (i *Inbox) password(tx *store.Tx, mailbox id.ID, to *inbox.Mailbox, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	known, found, err := tx.Mailbox(mailbox)
	if err != nil {
		return "", err
	}
	if !found || !known.Same(to) || i.Key == nil {
		return "", fault.New(fault.Invalid, "give the password of the mailbox")
	}
	return i.Key.Open(known.Password, about(tx.Company, mailbox))
}

// DropMailbox forgets a mailbox of a company. What is in it stays there.
func (i *Inbox) DropMailbox(ctx context.Context, company, mailbox id.ID) error {
	return i.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := tx.FinishTasks([]string{onceOf(mailbox)}, FolderActor); err != nil {
			return err
		}
		return tx.DropMailbox(mailbox)
	})
}

// Tried is what a mail server answered to settings that work.
type Tried struct {
	Unread  int      // mails that wait
	Missing []string // folders that will be made when they are needed
}

// TryMailbox asks a mail server whether settings work, and changes nothing. What does
// not work is said as a failure.
func (i *Inbox) TryMailbox(ctx context.Context, company, mailbox id.ID, with inbox.Mailbox, password string) (t Tried, err error) {
	if err := with.Check(); err != nil {
		return t, err
	}
	err = i.Store.View(ctx, company, func(tx *store.Tx) error {
		password, err = i.password(tx, mailbox, &with, password)
		return err
	})
	if err != nil {
		return t, err
	}
	ctx, cancel := context.WithTimeout(ctx, testTime)
	defer cancel()
	s, err := imap.Open(ctx, &with, password)
	if err != nil {
		return t, err
	}
	defer s.Close()
	if _, t.Unread, err = s.Unread(0); err != nil {
		return t, err
	}
	for _, name := range []string{with.Done, with.Failed} {
		if name == "" || len(t.Missing) > 0 && t.Missing[0] == name {
			continue
		}
		has, err := s.Has(name)
		if err != nil {
			return t, err
		}
		if !has {
			t.Missing = append(t.Missing, name)
		}
	}
	return t, nil
}

// MailboxWaits reports whether it is time to look into the mailbox of the transaction's
// company.
func MailboxWaits(tx *store.Tx) (bool, error) { return tx.MailboxWaits(tx.Now().Add(-mailRound)) }

// LookInMailboxes takes in what the unread mails of a company's mailboxes bring, but for those
// that somebody looked into just now. Trouble with the mailbox is noted, and makes a task
// when it does not pass.
func (i *Inbox) LookInMailboxes(ctx context.Context, company id.ID) (err error) {
	for range mostMailboxes {
		looked, failed := i.lookInMailbox(ctx, company)
		if err = errors.Join(err, failed); !looked || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// lookInMailbox looks into one, and reports whether one was due.
func (i *Inbox) lookInMailbox(ctx context.Context, company id.ID) (due bool, err error) {
	var box store.Mailbox
	found := false
	c, err := i.company(ctx, company, func(tx *store.Tx) (err error) {
		box, found, err = tx.StartLook(tx.Now().Add(-mailRound))
		return err
	})
	if err != nil || !found {
		return false, err
	}
	looked := i.readMailbox(ctx, &c, &box)
	if ctx.Err() != nil {
		return true, looked // the program ends, and the server is not to blame
	}
	return true, errors.Join(looked, i.noteLook(ctx, &c, &box, looked))
}

// company reads a company, and what else a transaction that writes has to say.
func (i *Inbox) company(ctx context.Context, of id.ID, also func(*store.Tx) error) (c company.Company, err error) {
	err = i.Store.Update(ctx, of, func(tx *store.Tx) error {
		if c, err = tx.TheCompany(); err != nil {
			return err
		}
		return also(tx)
	})
	return c, err
}

// noteLook keeps how a look went, for the page of the settings.
func (i *Inbox) noteLook(ctx context.Context, c *company.Company, box *store.Mailbox, looked error) error {
	return i.Store.Update(ctx, c.ID, func(tx *store.Tx) error {
		switch {
		case looked == nil:
			if err := tx.FinishTasks([]string{onceOf(box.ID)}, FolderActor); err != nil {
				return err
			}
			return tx.EndLook(box.ID, "")
		case fault.KindOf(looked) == "": // not the mailbox's doing, and no words for people
			return nil
		}
		why := fault.TextOf(looked)
		lasting := !errors.Is(looked, fault.Unavailable) || !box.FailingSince.IsZero() && tx.Now().Sub(box.FailingSince) >= graceOfServer
		if lasting {
			t := task.Task{Kind: task.MailboxFailed, Once: onceOf(box.ID), Subject: box.ID, Data: db.JSON(Trouble{Name: box.User, Why: why}), DueOn: i.today(c)}
			if err := tx.AddTasks([]task.Task{t}); err != nil {
				return err
			}
		}
		return tx.EndLook(box.ID, db.JSON(why))
	})
}

func (i *Inbox) readMailbox(ctx context.Context, c *company.Company, box *store.Mailbox) error {
	if i.Key == nil {
		return fault.New(fault.Unavailable, "no password can be kept: the operator has given no secret key")
	}
	password, err := i.Key.Open(box.Password, about(c.ID, box.ID))
	if err != nil {
		return err
	}
	s, err := imap.Open(ctx, &box.Mailbox, password)
	if err != nil {
		return err
	}
	defer s.Close()
	mails, _, err := s.Unread(mailsAtOnce)
	for _, m := range mails {
		if errors.Is(err, fault.Unavailable) {
			return err // the server is gone; the other mails wait
		}
		err = errors.Join(err, i.handle(ctx, c, i.arrivingMail(ctx, c, s, box, m)))
	}
	if err != nil {
		return err
	}
	return i.tidy(ctx, c.ID, sourceOf(box.ID), func(key string, known bool, v verdict) (bool, error) {
		m, lies, unread, err := s.Find(key)
		if err != nil || lies && unread && !known {
			return false, err // it will be looked at in its turn
		}
		if lies && known {
			err = s.Put(m, v.Failed)
		}
		return true, err
	})
}

// arrivingMail is a mail in a mailbox.
func (i *Inbox) arrivingMail(ctx context.Context, c *company.Company, s *imap.Session, box *store.Mailbox, m imap.Waiting) *arriving {
	key := s.Key(m)
	a := &arriving{source: sourceOf(box.ID), key: key, name: box.User, actor: box.User, once: fromMailbox + " " + key}
	a.in = func() ([]Report, error) {
		if m.Size > inbox.MostMail {
			return i.refused(ctx, c, a, fault.New(fault.Invalid, "the mail is larger than %d MB", inbox.MostMail>>20))
		}
		raw, unread, err := s.Fetch(m)
		if err != nil {
			return nil, err
		}
		if !unread {
			return nil, errSkipped
		}
		mail, broken := inbox.ReadMail(raw)
		a.name, a.actor = cmp.Or(mail.Subject, mail.From, box.User), cmp.Or(mail.From, box.User)
		if i.Hear != nil && speaks(c.ID, &box.Mailbox, &mail) {
			return nil, i.Hear(ctx, c.ID, raw, &mail, i.today(c))
		}
		return i.takeMail(ctx, c, a, &box.Mailbox, &mail, broken)
	}
	a.put = func(v verdict) error { return s.Put(m, v.Failed) }
	return a
}

// speaks reports whether a mail is there to be read, rather than to bring files for the books:
// it answers the company, says what became of a mail of it, or brings no file at all.
func speaks(company id.ID, box *inbox.Mailbox, mail *inbox.Mail) bool {
	ours := func(mailID string) bool {
		of, _, err := message.ParseMailID(mailID)
		return err == nil && of == company
	}
	tagged := func(address string) bool { _, found := message.ParseTag(address); return found }
	switch {
	case mail.Kind == inbox.Bounce, slices.ContainsFunc(mail.DeliveredTo, tagged), slices.ContainsFunc(mail.To, tagged), ours(mail.About), ours(mail.InReplyTo), slices.ContainsFunc(mail.References, ours):
		return true
	}
	return len(mail.Files) == 0 && box.Takes(mail.From)
}

// takeMail takes in the files of a mail, and returns the reports by which it is judged.
func (i *Inbox) takeMail(ctx context.Context, c *company.Company, a *arriving, box *inbox.Mailbox, mail *inbox.Mail, broken error) ([]Report, error) {
	switch {
	case !box.Takes(mail.From):
		a.once = onceStranger
		return i.refused(ctx, c, a, fault.New(fault.Invalid, "mails of %s are not taken in: the sender is not among those who are listed", mail.From))
	case len(mail.Files) == 0 && broken == nil:
		a.once = onceNoFile
		return i.refused(ctx, c, a, fault.New(fault.Invalid, "the mail brings no file that could be taken in"))
	}
	desk := Desk{Store: i.Store, Actor: a.actor}
	var reports, pictures []Report
	good := false
	for n := range mail.Files {
		f := &mail.Files[n]
		came, err := desk.Any(ctx, c.ID, []File{Bytes(mailName(mail.Subject, f.Name), f.Body)})
		if err != nil {
			return nil, err
		}
		for _, r := range came {
			if r.Failed() && f.Picture() {
				pictures = append(pictures, r)
				continue
			}
			good = good || !r.Failed()
			reports = append(reports, r)
		}
	}
	if !good { // else they show people what another file of the mail says
		reports = append(reports, pictures...)
	}
	if broken != nil {
		more, err := i.refused(ctx, c, a, broken)
		return append(reports, more...), err
	}
	return reports, nil
}

// mailName is how a file that came by mail is called in the history of imports: what
// the mail is about stands before it as a folder does.
func mailName(subject, file string) string {
	if subject = filename.Clean(subject); subject == "" {
		return file
	}
	if runes := []rune(subject); len(runes) > 80 {
		subject = string(runes[:80]) + "…"
	}
	return subject + "/" + file
}
