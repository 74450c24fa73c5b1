package collect

import (
	"context"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// queueInvoices prepares the messages that bring the invoices whose day has come.
func (d *Desk) queueInvoices(ctx context.Context, company id.ID, today date.Date) error {
	for after := id.ID(0); ; {
		var due []store.DueDelivery
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			due, err = tx.DueDeliveries(today, after, batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return err
		}
		err = d.Store.Update(ctx, company, func(tx *store.Tx) error { return d.queueDue(tx, due, today) })
		if err != nil {
			return err
		}
		after = due[len(due)-1].Invoice
	}
}

// queueDue prepares those of some invoices that still wait when their customers are locked.
func (d *Desk) queueDue(tx *store.Tx, due []store.DueDelivery, today date.Date) error {
	owners, invoices := make([]id.ID, len(due)), make([]id.ID, len(due))
	for n := range due {
		owners[n], invoices[n] = due[n].Customer, due[n].Invoice
	}
	slices.Sort(owners)
	if err := tx.LockCustomers(slices.Compact(owners)); err != nil {
		return err
	}
	company, err := tx.TheCompany()
	if err != nil || company.Policy.Delivery == nil {
		return err // it was switched off: what waits, waits
	}
	all, err := ships(tx, invoices)
	if err != nil {
		return err
	}
	q := invoiceQueue{today: today}
	for _, s := range all {
		if s.delivery.State == message.DeliveryWaits && s.delivery.On <= today {
			q.add(s, company.Policy.Delivery.XMLAlone)
		}
	}
	return q.write(tx)
}

// invoiceQueue gathers what the preparing of invoices writes.
type invoiceQueue struct {
	today  date.Date
	ready  []*ship
	queue  []*message.Message
	stuck  []message.Delivery
	tasks  []task.Task
	events []timeline.Event
}

// add prepares the message of an invoice, or says what it lacks.
func (q *invoiceQueue) add(s *ship, xmlAlone bool) {
	channel, to := s.reach()
	files := s.enclosed(channel, xmlAlone)
	switch {
	case channel == "":
		s.delivery.State = message.DeliveryUnreached
		q.stuck, q.tasks = append(q.stuck, s.delivery), append(q.tasks, deliveryTask(task.InvoiceUnreached, s.invoice, q.today))
		return
	case len(files) == 0 || channel != message.Mail && s.pdf == nil:
		s.delivery.State = message.DeliveryLacks
		q.stuck, q.tasks = append(q.stuck, s.delivery), append(q.tasks, deliveryTask(task.InvoiceLacks, s.invoice, q.today))
		return
	}
	m := invoiceMessage(s, message.Invoice, q.today)
	m.Once, m.Channel, m.Recipients, m.Enclosed = message.Invoice+" "+s.invoice.ID.String(), channel, to, files
	q.ready, q.queue = append(q.ready, s), append(q.queue, m)
}

// invoiceMessage is a message that brings an invoice.
func invoiceMessage(s *ship, step string, today date.Date) *message.Message {
	i := s.invoice
	return &message.Message{Customer: i.Customer, Currency: i.Owed.Currency, Step: step, Channel: message.Mail, Language: s.customer.Language, State: message.Queued,
		QueuedOn: today, Amount: i.Owed, Items: []message.Item{{Invoice: i.ID, Open: i.Open, Claims: allocation.Nothing(i.Owed.Currency)}}}
}

func (q *invoiceQueue) write(tx *store.Tx) error {
	if err := tx.AddMessages(q.queue); err != nil {
		return err
	}
	done := make([]string, len(q.ready))
	for n, s := range q.ready {
		m := q.queue[n]
		s.delivery.State, s.delivery.Message, done[n] = message.DeliveryPrepared, m.ID, deliveryOnce(s.invoice.ID)
		q.stuck = append(q.stuck, s.delivery)
		q.events = append(q.events, timeline.Event{Customer: m.Customer, Kind: timeline.MessageQueued, On: q.today, Actor: Actor, Subject: m.ID,
			Data: timeline.Data{Step: m.Step, Amount: m.Amount, Count: 1, Numbers: []string{s.invoice.Number}}.JSON()})
	}
	if err := tx.SaveDeliveries(q.stuck); err != nil {
		return err
	}
	if err := tx.FinishTasks(done, Actor); err != nil {
		return err
	}
	if err := tx.AddTasks(q.tasks); err != nil {
		return err
	}
	return tx.Note(q.events...)
}

// SendCopy sends an invoice again as a mail, to some addresses, or to those who get the
// customer's invoices where none is named. It leaves at once, whatever is held and whatever the
// hour: a person decided it. It says that it is a copy, and nothing else changes by it.
//
// Errors: Invalid for an address that is none or that mails do not reach, and for an invoice of
// which no file is kept; NotFound.
func (d *Desk) SendCopy(ctx context.Context, company, i id.ID, to []string, by string, today date.Date) (sent id.ID, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		found, err := tx.TheInvoice(i)
		if err != nil {
			return err
		}
		if err := lockCustomer(tx, found.Customer); err != nil {
			return err
		}
		all, err := ships(tx, []id.ID{i})
		if err != nil || len(all) == 0 {
			return err
		}
		s := all[0]
		m := invoiceMessage(s, message.InvoiceCopy, today)
		m.Once = message.InvoiceCopy + " " + tx.NewID().String()
		if m.Recipients, err = chosen(to, customer.InvoiceRecipients(s.contacts), s.customer, s.contacts); err != nil {
			return err
		}
		if m.Enclosed = s.enclosed(message.Mail, true); len(m.Enclosed) == 0 {
			return fault.New(fault.Invalid, "no PDF of %s is kept here, nor the file that it came in: attach one as a copy of the invoice first", s.invoice.Number)
		}
		if err := tx.AddMessages([]*message.Message{m}); err != nil {
			return err
		}
		sent = m.ID
		if err := tx.Note(timeline.Event{Customer: m.Customer, Kind: timeline.MessageQueued, On: today, Actor: by, Subject: m.ID,
			Data: timeline.Data{Step: m.Step, Amount: m.Amount, Count: 1, Numbers: []string{s.invoice.Number}}.JSON()}); err != nil {
			return err
		}
		return tx.Enqueue(job.Send{Company: company})
	})
	return sent, err
}
