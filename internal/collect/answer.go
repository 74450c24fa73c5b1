package collect

import (
	"context"
	"slices"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Dismiss says that replies need no answer: reminders go on. It returns those that waited; when
// none did it is a conflict.
func (d *Desk) Dismiss(ctx context.Context, company id.ID, replies []id.ID, by string, today date.Date) (dismissed []id.ID, err error) {
	return d.changeReplies(ctx, company, replies, func(tx *store.Tx, r *reply.Reply) (bool, error) {
		if !r.Waits() {
			return false, nil
		}
		return true, dismiss(tx, r, by, today)
	})
}

// NoteReply places the hold that a reply gives reason for, such as a promise, on its customer,
// and says that it needs no answer. It returns the hold as it stands. A reply that waits for
// nobody any more is a Conflict, and nothing is held.
//
// Errors: as PlaceHold.
func (d *Desk) NoteReply(ctx context.Context, company, i id.ID, h hold.Hold, today date.Date) (hold.Hold, error) {
	_, err := d.changeReplies(ctx, company, []id.ID{i}, func(tx *store.Tx, r *reply.Reply) (bool, error) {
		if !r.Waits() {
			return false, nil
		}
		h.Customer, h.Label = r.Customer, ""
		if err := d.place(tx, []*hold.Hold{&h}, today); err != nil {
			return false, err
		}
		return true, dismiss(tx, r, h.PlacedBy, today)
	})
	return h, err
}

// dismiss closes a reply that nobody answers.
func dismiss(tx *store.Tx, r *reply.Reply, by string, today date.Date) error {
	if err := closeReply(tx, r, reply.Dismissed, by); err != nil || r.Customer == 0 {
		return err
	}
	return noted(tx, timeline.Event{Customer: r.Customer, Kind: timeline.ReplyDismissed, On: today, Actor: by, Subject: r.ID,
		Data: timeline.Data{To: []string{r.From}, Text: r.Subject}.JSON()})
}

// Reopen says that replies wait for an answer after all, and returns those that did not. When
// there is none it is a conflict.
func (d *Desk) Reopen(ctx context.Context, company id.ID, replies []id.ID, today date.Date) (opened []id.ID, err error) {
	return d.changeReplies(ctx, company, replies, func(tx *store.Tx, r *reply.Reply) (bool, error) {
		if r.Waits() {
			return false, nil
		}
		r.State, r.AgainOn, r.ClosedBy, r.ClosedAt = reply.Open, date.None, "", time.Time{}
		if err := tx.SaveReply(r); err != nil {
			return true, err
		}
		if err := tx.AddTasks(waiting(r, today)); err != nil || r.Customer == 0 {
			return true, err
		}
		if err := holdFor(tx, r); err != nil {
			return true, err
		}
		return true, tx.WantReview(r.Customer)
	})
}

// GiveReplies says who is to answer replies, "" for nobody yet, and returns those that wait.
func (d *Desk) GiveReplies(ctx context.Context, company id.ID, replies []id.ID, owner string) (given []id.ID, err error) {
	return d.changeReplies(ctx, company, replies, func(tx *store.Tx, r *reply.Reply) (bool, error) {
		if !r.Waits() {
			return false, nil
		}
		r.Owner, r.Given = strings.ToLower(strings.TrimSpace(owner)), ""
		if r.Owner == "" {
			r.Given = duty.Nobody
		}
		if err := tx.SaveReply(r); err != nil {
			return true, err
		}
		return true, tx.OwnTasks([]string{replyTask(r.ID)}, r.Owner, r.Given)
	})
}

// PutOffReplies hides replies, and the tasks to answer them, until a day, None for no longer,
// and returns those that wait. What they hold stays held.
func (d *Desk) PutOffReplies(ctx context.Context, company id.ID, replies []id.ID, until date.Date, by string, today date.Date) (hidden []id.ID, err error) {
	switch {
	case until == date.None:
		by = ""
	case until <= today:
		return nil, fault.New(fault.Invalid, "a task is put off until a day after today")
	case until > today.AddDays(mostPutOffDays):
		return nil, fault.New(fault.Invalid, "a task is put off for a year at most")
	}
	return d.changeReplies(ctx, company, replies, func(tx *store.Tx, r *reply.Reply) (bool, error) {
		if !r.Waits() {
			return false, nil
		}
		r.AgainOn = until
		if err := tx.SaveReply(r); err != nil {
			return true, err
		}
		return true, tx.PutOffOnce([]string{replyTask(r.ID)}, until, by)
	})
}

// PlaceReply says whose a reply is.
func (d *Desk) PlaceReply(ctx context.Context, company, i, customer id.ID, by string, today date.Date) error {
	return d.changeReply(ctx, company, i, func(tx *store.Tx, r *reply.Reply) error {
		was := r.Customer
		if was == customer {
			return nil
		}
		if err := lockCustomer(tx, customer); err != nil {
			return err
		}
		mail, err := mailOf(tx, r)
		if err != nil {
			return err
		}
		r.Customer, r.Sign = customer, reply.ByPerson
		if err := tx.SaveReply(r); err != nil {
			return err
		}
		if was != 0 {
			if err := unheld(tx, was, by); err != nil {
				return err
			}
			err := noted(tx, timeline.Event{Customer: was, Kind: timeline.ReplyPlaced, On: today, Actor: by, Subject: r.ID,
				Data: timeline.Data{To: []string{r.From}, Text: r.Subject}.JSON()})
			if err != nil {
				return err
			}
		}
		// The task speaks of the customer: it is made anew.
		if err := tx.FinishTasks([]string{replyTask(r.ID), wantTask(task.PlanAsked, r.ID), wantTask(task.CallBack, r.ID)}, by); err != nil {
			return err
		}
		return belongs(tx, r, mail, today)
	})
}

// changeReply changes a reply, and its customer's affairs, while nobody else does.
func (d *Desk) changeReply(ctx context.Context, company, i id.ID, change func(*store.Tx, *reply.Reply) error) error {
	_, err := d.changeReplies(ctx, company, []id.ID{i}, func(tx *store.Tx, r *reply.Reply) (bool, error) { return true, change(tx, r) })
	return err
}

// changeReplies changes replies, and their customers' affairs, while nobody else does, and
// returns those of which change says that they were concerned. When none is it is a conflict.
func (d *Desk) changeReplies(ctx context.Context, company id.ID, replies []id.ID, change func(*store.Tx, *reply.Reply) (bool, error)) (changed []id.ID, err error) {
	replies = slices.Clone(replies)
	slices.Sort(replies)
	replies = slices.Compact(replies)
	return changed, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		changed = nil
		seen, err := tx.RepliesByID(replies)
		if err != nil {
			return err
		}
		if len(seen) < len(replies) {
			return fault.New(fault.NotFound, "there is no such reply")
		}
		var customers []id.ID
		for _, r := range seen {
			if r.Customer != 0 {
				customers = append(customers, r.Customer)
			}
		}
		if err := tx.LockCustomers(customers); err != nil {
			return err
		}
		for n := range seen {
			if changed, err = changeLocked(tx, &seen[n], change, changed); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return fault.New(fault.Conflict, "somebody has dealt with it already")
		}
		return nil
	})
}

// changeLocked changes one of replies, whose customer is locked, and adds it to those changed.
func changeLocked(tx *store.Tx, seen *reply.Reply, change func(*store.Tx, *reply.Reply) (bool, error), changed []id.ID) ([]id.ID, error) {
	r, _, err := tx.LockReply(seen.ID)
	if err != nil {
		return nil, err
	}
	if r.Customer != seen.Customer {
		return nil, fault.New(fault.Conflict, "meanwhile somebody said whose the reply is")
	}
	concerned, err := change(tx, &r)
	if concerned {
		changed = append(changed, r.ID)
	}
	return changed, err
}

// TryAddress says that mails may reach a contact after all.
func (d *Desk) TryAddress(ctx context.Context, c customer.Ref, contact id.ID) error {
	return d.reinstate(ctx, c, contact, func(tx *store.Tx) error {
		_, err := tx.TryAddress(contact)
		return err
	})
}

// closeReply says what became of a reply. With the last one that waits the hold ends.
func closeReply(tx *store.Tx, r *reply.Reply, as reply.State, by string) error {
	r.State, r.ClosedBy, r.ClosedAt = as, by, tx.Now()
	if err := tx.SaveReply(r); err != nil {
		return err
	}
	if err := tx.FinishTasks([]string{replyTask(r.ID), wantTask(task.PlanAsked, r.ID)}, by); err != nil || r.Customer == 0 {
		return err
	}
	return unheld(tx, r.Customer, by)
}

// unheld ends the hold of a customer for replies, where none waits any more.
func unheld(tx *store.Tx, customer id.ID, by string) error {
	waits, err := tx.WaitingReplies(customer)
	if err != nil || waits {
		return err
	}
	standing, err := tx.Holds(customer)
	if err != nil {
		return err
	}
	var over []id.ID
	for n := range standing {
		if h := &standing[n]; ofReplies(h) {
			over = append(over, h.ID)
		}
	}
	if _, err := tx.LiftHolds(over, by); err != nil {
		return err
	}
	return tx.WantReview(customer)
}

// mailOf reads the mail that a reply came as. What cannot be read of it is left out.
func mailOf(tx *store.Tx, r *reply.Reply) (*inbox.Mail, error) {
	doc, found, err := tx.Document(r.Content)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "the mail is not kept any more")
	}
	mail, _ := inbox.ReadMail(doc.Body)
	return &mail, nil
}

// Whose are customers of whom a mail may be: those with the sender's address, then those whose
// invoices it names, at most limit of each.
func Whose(tx *store.Tx, mail *inbox.Mail, limit int) ([]id.ID, error) {
	var all []id.ID
	if mail.From != "" {
		with, err := tx.CustomersWithMail(mail.From, limit)
		if err != nil {
			return nil, err
		}
		all = with
	}
	named, err := tx.CustomersOfNumbers(numbersIn(mail), limit)
	for _, i := range named {
		if !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	return all, err
}

// reinstate takes back what keeps a contact from being written to or called.
func (d *Desk) reinstate(ctx context.Context, c customer.Ref, contact id.ID, change func(*store.Tx) error) error {
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		if err := isContactOf(tx, c.Customer, contact); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		return tx.WantReview(c.Customer)
	})
}

// isContactOf refuses a contact that is no customer's, or another one's.
func isContactOf(tx *store.Tx, customerID, contact id.ID) error {
	of, err := tx.ContactByID(contact)
	if err == nil && of.Customer != customerID {
		err = fault.New(fault.NotFound, "the customer has no such contact")
	}
	return err
}
