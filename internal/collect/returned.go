package collect

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// returned looks after a message of which a server says that it did not arrive. An address that
// is at fault is written to no more. Where nobody was reached, the steps of the message are
// taken back, so that the review says it by another way, or to another address.
//
// Anybody can write such a report: it is believed about the recipients of the message of ours
// that it names, and about nobody else.
func (d *Desk) returned(tx *store.Tx, r *reply.Reply, mail *inbox.Mail, today date.Date) error {
	if r.Kind != reply.Returned || r.Answers == 0 {
		return nil
	}
	m, _, err := tx.LockMessage(r.Answers)
	if err != nil || m.State != message.Sent || m.Channel != message.Mail {
		return err
	}
	lost, hard, why := []string{}, true, ""
	for _, f := range mail.Failed {
		to := failedOf(&m, f.Address)
		if f.Delayed || to == "" {
			continue
		}
		lost, hard, why = append(lost, to), hard && f.Hard, f.Why
		if !f.Hard {
			continue
		}
		of, err := tx.RefuseAddress(to, f.Why, today)
		if err != nil {
			return err
		}
		if err := tx.WantReview(of...); err != nil {
			return err
		}
	}
	if len(lost) == 0 {
		return nil
	}
	reached, err := anybody(tx, &m, lost)
	if err != nil || reached {
		return err
	}
	if m.BringsInvoice() {
		return d.invoiceReturned(tx, &m, why, hard, today)
	}
	if hard && m.Step != message.Personal {
		return notArrived(tx, &m, why, today)
	}
	if err := tx.TakeBackContacted(&m); err != nil {
		return err
	}
	return d.refused(tx, &m, why, today)
}

// notArrived takes back a message that did not reach anybody.
func notArrived(tx *store.Tx, m *message.Message, why string, today date.Date) error {
	return notSaid(tx, m, dunning.Reason{Code: NotArrived, Step: m.Step, Text: why},
		timeline.Event{Kind: timeline.MessageFailed, On: today, Actor: Actor, Data: timeline.Data{Step: m.Step, Text: why, To: m.Recipients}.JSON()})
}

// notSaid takes back a message that had left, and its steps with it: the review says them
// another way.
func notSaid(tx *store.Tx, m *message.Message, why dunning.Reason, e timeline.Event) error {
	if err := tx.TakeBackContacted(m); err != nil {
		return err
	}
	m.State, m.Outcome = message.Withdrawn, db.JSON(why)
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	return resolved(tx, m, e)
}

// failedOf is the recipient of a message that a failure is about; "" for none. A mail may have
// been handed on to another address: of a message to one alone it is that one.
func failedOf(m *message.Message, address string) string {
	for _, to := range m.Recipients {
		if strings.EqualFold(to, address) {
			return strings.ToLower(to)
		}
	}
	if len(m.Recipients) == 1 {
		return strings.ToLower(m.Recipients[0])
	}
	return ""
}

// anybody reports whether a message may have reached one of its recipients: neither the
// addresses that it was lost for, nor those that mails do not reach.
func anybody(tx *store.Tx, m *message.Message, lost []string) (bool, error) {
	contacts, err := tx.Contacts(m.Customer)
	for _, c := range contacts[m.Customer] {
		if !c.Mailable() {
			lost = append(lost, strings.ToLower(c.Email))
		}
	}
	return slices.ContainsFunc(m.Recipients, func(to string) bool { return !slices.Contains(lost, strings.ToLower(to)) }), err
}
