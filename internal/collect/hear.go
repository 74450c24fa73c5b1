package collect

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/reading"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// mostExcerpt is how many characters of a mail stand in lists.
const mostExcerpt = 200

// replyKinds are what kinds of mail are as replies.
var replyKinds = map[inbox.Kind]reply.Kind{inbox.Written: reply.Written, inbox.Automatic: reply.Automatic, inbox.Absence: reply.Absence,
	inbox.Bounce: reply.Returned, inbox.Receipt: reply.Automatic}

// Hear keeps a mail that came in as a reply. What a person wrote holds the reminders to its
// customer until somebody has answered or dismissed it; where it is not known whose it is, a
// person says so (Place). A mail that came before changes nothing.
func (d *Desk) Hear(ctx context.Context, company id.ID, raw []byte, mail *inbox.Mail, today date.Date) (heard reply.Reply, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		r, err := recognised(tx, mail)
		if err != nil {
			return err
		}
		doc := evidence.New(deliver.Line(mail.Subject)+".eml", "message/rfc822", raw)
		r.Content = doc.Hash
		if err := tx.Keep(doc); err != nil {
			return err
		}
		heard = r
		added, err := tx.AddReply(&heard)
		if err != nil || !added {
			return err
		}
		if heard.Customer == 0 {
			return tx.AddTasks(waiting(&heard, today))
		}
		if err := tx.LockCustomers([]id.ID{heard.Customer}); err != nil {
			return err
		}
		if err := d.returned(tx, &heard, mail, today); err != nil {
			return err
		}
		return belongs(tx, &heard, mail, today)
	})
	return heard, err
}

// recognised is a mail as a reply, with whose it is.
func recognised(tx *store.Tx, mail *inbox.Mail) (reply.Reply, error) {
	r := reply.Reply{Kind: replyKinds[mail.Kind], State: reply.Open, From: mail.From, FromName: mail.FromName, Subject: deliver.Line(mail.Subject), Excerpt: excerpt(mail),
		MailID: mail.MailID, Files: len(Brought(mail)), BackOn: mail.BackOn, SentAt: mail.SentAt}
	if r.Kind != reply.Written {
		r.State = reply.Noted
	}
	err := answered(tx, &r, mail)
	if err != nil || r.Customer != 0 {
		return r, err
	}
	if r.Kind == reply.Returned {
		return r, nil // who writes is a server
	}
	for _, sign := range []struct {
		sign reply.Sign
		find func() ([]id.ID, error)
	}{
		{reply.ByContact, func() ([]id.ID, error) { return tx.CustomersWithMail(mail.From, 2) }},
		{reply.ByNumber, func() ([]id.ID, error) { return tx.CustomersOfNumbers(numbersIn(mail), 2) }},
	} {
		found, err := sign.find()
		if err != nil {
			return r, err
		}
		if len(found) == 1 {
			r.Customer, r.Sign = found[0], sign.sign
			break
		}
	}
	return r, nil
}

// answered finds the message of ours that a mail answers, or is a report about: the newest of
// those that it names.
func answered(tx *store.Tx, r *reply.Reply, mail *inbox.Mail) error {
	named := slices.Clone(mail.References)
	slices.Reverse(named)
	for _, name := range slices.Concat([]string{mail.About, mail.InReplyTo}, named) {
		company, i, err := message.ParseMailID(name)
		if err != nil || company != tx.Company {
			continue
		}
		if found, err := answers(tx, r, i, reply.ByMessage); err != nil || found {
			return err
		}
	}
	for _, address := range slices.Concat(mail.DeliveredTo, mail.To, mail.Cc) {
		i, tagged := message.ParseTag(address)
		if !tagged {
			continue
		}
		if found, err := answers(tx, r, i, reply.ByTag); err != nil || found {
			return err
		}
	}
	return nil
}

// answers notes that a reply answers a message, if there is such a message.
func answers(tx *store.Tx, r *reply.Reply, i id.ID, by reply.Sign) (found bool, err error) {
	m, found, err := tx.MessageByID(i)
	if err != nil || !found {
		return false, err
	}
	r.Answers, r.Sign = m.ID, by
	r.Customer, err = survivor(tx, m.Customer)
	return true, err
}

// survivor is the customer who stands for one that may have been merged into another.
func survivor(tx *store.Tx, i id.ID) (id.ID, error) {
	c, _, err := tx.Customer(i)
	if c.MergedInto != 0 {
		return c.MergedInto, err
	}
	return i, err
}

// number is what may be the number of an invoice: with a digit, and not a word.
var number = regexp.MustCompile(`[\pL\d][\pL\d/._-]{2,30}`)

// mostNumbers bounds how many are looked up of one mail.
const mostNumbers = 50

// numbersIn are the words of a mail that may be numbers of invoices.
func numbersIn(mail *inbox.Mail) (all []string) {
	for _, word := range number.FindAllString(mail.Subject+"\n"+mail.Own, -1) {
		word = strings.TrimRight(word, "/._-")
		if strings.ContainsAny(word, "0123456789") && !slices.Contains(all, word) && len(all) < mostNumbers {
			all = append(all, word)
		}
	}
	return all
}

// excerpt is the beginning of what a mail says, in one line.
func excerpt(mail *inbox.Mail) string {
	said := mail.Own
	if strings.TrimSpace(said) == "" {
		said = mail.Text
	}
	line := []rune(deliver.Line(said))
	if len(line) > mostExcerpt {
		return string(line[:mostExcerpt]) + "…"
	}
	return string(line)
}

// belongs notes that a reply is a customer's: in its timeline, with the files that came with
// it, and where a person wrote it by a hold and a task.
func belongs(tx *store.Tx, r *reply.Reply, mail *inbox.Mail, today date.Date) error {
	if r.Kind == reply.Written {
		wanted, err := wants(tx, r, mail, today)
		if err != nil {
			return err
		}
		if err := tx.AddTasks(append(waiting(r, today), wanted...)); err != nil {
			return err
		}
		if err := holdFor(tx, r); err != nil {
			return err
		}
		if err := attachFiles(tx, r, mail); err != nil {
			return err
		}
	}
	return noted(tx, timeline.Event{Customer: r.Customer, Kind: timeline.ReplyCame, On: today, Actor: Actor, Subject: r.ID,
		Data: timeline.Data{To: []string{r.From}, Text: r.Subject, Code: string(r.Kind), Day: r.BackOn}.JSON()})
}

// holdFor keeps reminders back until a reply is answered; one hold does for several.
func holdFor(tx *store.Tx, r *reply.Reply) error {
	standing, err := tx.Holds(r.Customer)
	if err != nil || slices.ContainsFunc(standing, func(h hold.Hold) bool { return ofReplies(&h) }) {
		return err
	}
	return tx.AddHolds(&hold.Hold{Customer: r.Customer, Cause: hold.ForReply, Reason: r.Subject, PlacedBy: Actor})
}

// ofReplies reports whether a hold stands for replies that came by themselves.
func ofReplies(h *hold.Hold) bool {
	return h.Cause == hold.ForReply && h.PlacedBy == Actor && h.LiftedAt.IsZero()
}

// Brought are the files that came with a mail, with the photographs that its page does not show
// among its words.
func Brought(mail *inbox.Mail) []inbox.Attachment {
	all := slices.Clone(mail.Files)
	for _, p := range mail.Pictures {
		if p.ContentID == "" || !strings.Contains(mail.HTML, p.ContentID) {
			all = append(all, p)
		}
	}
	return all
}

// attachFiles keeps the files of a reply with its customer's documents.
func attachFiles(tx *store.Tx, r *reply.Reply, mail *inbox.Mail) error {
	for _, f := range Brought(mail) {
		doc := evidence.New(f.Name, evidence.MediaType(f.Body), f.Body)
		if err := tx.Keep(doc); err != nil {
			return err
		}
		a := evidence.Attachment{Customer: r.Customer, Kind: evidence.Correspondence, Name: f.Name, Hash: doc.Hash, AddedBy: r.From}
		if err := tx.Attach(&a); err != nil {
			return err
		}
	}
	return nil
}

// waiting is the task to answer a reply, or to say whose it is.
func waiting(r *reply.Reply, today date.Date) []task.Task {
	if r.State != reply.Open {
		return nil
	}
	return []task.Task{{Kind: task.ReplyWaits, Customer: r.Customer, Subject: r.ID, Once: replyTask(r.ID), DueOn: today, Owner: r.Owner,
		Data: timeline.Data{To: []string{r.From}, Text: r.Subject}.JSON()}}
}

// wants are the tasks that a reply gives besides its answer, with the words that ask for them: to
// call, and to say something about a plan. Both are readings, which a person judges.
func wants(tx *store.Tx, r *reply.Reply, mail *inbox.Mail, today date.Date) (all []task.Task, err error) {
	if r.State != reply.Open {
		return nil, nil
	}
	who, _, err := tx.Customer(r.Customer)
	if err != nil {
		return nil, err
	}
	for _, said := range reading.Read(mail.Own, locale.Language(who.Language), today) {
		kind := map[reading.Kind]task.Kind{reading.WantCall: task.CallBack, reading.Plan: task.PlanAsked}[said.Kind]
		once := wantTask(kind, r.ID)
		if kind == "" || slices.ContainsFunc(all, func(t task.Task) bool { return t.Once == once }) {
			continue
		}
		all = append(all, task.Task{Kind: kind, Customer: r.Customer, Subject: r.ID, Once: once, DueOn: today,
			Data: timeline.Data{To: []string{r.From}, Text: quoted(said.Quote)}.JSON()})
	}
	return all, nil
}

// quoted are a reply's words in one line, no longer than a list has room for.
func quoted(words string) string {
	line := []rune(deliver.Line(words))
	if len(line) > mostExcerpt {
		line = append(line[:mostExcerpt], '…')
	}
	return string(line)
}

// wantTask is the Once of a task that a reply gives besides its answer.
func wantTask(kind task.Kind, i id.ID) string { return string(kind) + " " + replyTask(i) }

// SaidIn is what a mail that came as a reply seems to say, in its order; a person judges it. The
// language is a hint, and the zone says which day it was where the mail does not.
func SaidIn(r *reply.Reply, mail *inbox.Mail, language string, zone *time.Location) []reading.Said {
	on := date.Of(r.ReceivedAt.In(zone))
	if !mail.SentAt.IsZero() {
		on = date.Of(mail.SentAt)
	}
	return reading.Read(mail.Words(), locale.Language(language), on)
}

// replyTask is the Once of the task to answer a reply.
func replyTask(i id.ID) string { return "reply " + i.String() }
