package collect

import (
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// SentOtherwise says that an invoice has got to its customer without being sent from here, on a
// day that is not after today. A message that was to bring it is withdrawn.
//
// Errors: Conflict for one that has left, or that is none of those to be sent; Invalid for the day.
func (d *Desk) SentOtherwise(ctx context.Context, company, i id.ID, on date.Date, by string, today date.Date) error {
	if on == date.None || on > today {
		return fault.At(0, "on", "an invoice was sent today at the latest")
	}
	return d.turnDelivery(ctx, company, i, by, today, func(s *ship) (timeline.Event, error) {
		if !s.delivery.State.Outstanding() {
			return timeline.Event{}, fault.New(fault.Conflict, "%s does not wait to be sent from here", s.invoice.Number)
		}
		s.delivery.State, s.delivery.On, s.delivery.By = message.Delivered, on, by
		return timeline.Event{Kind: timeline.InvoiceSentOtherwise, Data: timeline.Data{Numbers: []string{s.invoice.Number}, Day: on}.JSON()}, nil
	})
}

// LeaveOut says that an invoice is not to be sent from here. A message that was to bring it is
// withdrawn, and reminders of it may go.
//
// Errors: Conflict for one that has left, or that is left out already.
func (d *Desk) LeaveOut(ctx context.Context, company, i id.ID, by string, today date.Date) error {
	return d.turnDelivery(ctx, company, i, by, today, func(s *ship) (timeline.Event, error) {
		if !s.delivery.State.Outstanding() {
			return timeline.Event{}, fault.New(fault.Conflict, "%s does not wait to be sent from here", s.invoice.Number)
		}
		s.delivery.State, s.delivery.Why, s.delivery.By = message.DeliveryLeftOut, message.LeftOutPerson, by
		return timeline.Event{Kind: timeline.InvoiceLeftOut, Data: timeline.Data{Numbers: []string{s.invoice.Number}}.JSON()}, nil
	})
}

// SendNow has an invoice sent from here that was left out, or that waits for its day: it leaves
// with the next messages.
//
// Errors: Conflict for one that has left, or where the company sends none from here.
func (d *Desk) SendNow(ctx context.Context, company, i id.ID, by string, today date.Date) error {
	return d.turnDelivery(ctx, company, i, by, today, func(s *ship) (timeline.Event, error) {
		switch s.delivery.State {
		case message.Delivered, message.DeliveryPrepared:
			return timeline.Event{}, fault.New(fault.Conflict, "%s has left, or is on its way", s.invoice.Number)
		}
		s.delivery.State, s.delivery.On, s.delivery.Why, s.delivery.By, s.delivery.Message = message.DeliveryWaits, today, "", by, 0
		return timeline.Event{Kind: timeline.InvoiceToBeSent, Data: timeline.Data{Numbers: []string{s.invoice.Number}}.JSON()}, nil
	})
}

// turnDelivery changes what becomes of an invoice as a person said, and tells the timeline. A
// message that has not left is withdrawn.
func (d *Desk) turnDelivery(ctx context.Context, company, i id.ID, by string, today date.Date, turn func(*ship) (timeline.Event, error)) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		found, err := tx.TheInvoice(i)
		if err != nil {
			return err
		}
		if err := tx.LockCustomers([]id.ID{found.Customer}); err != nil {
			return err
		}
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if c.Policy.Delivery == nil {
			return fault.New(fault.Conflict, "%s sends no invoices from here: switch it on in the settings first", c.Name)
		}
		all, err := ships(tx, []id.ID{i})
		if err != nil || len(all) == 0 {
			return err
		}
		s := all[0]
		if s.delivery.Invoice == 0 { // nobody has decided about it yet
			s.delivery = message.Delivery{Invoice: i, State: message.DeliveryLeftOut, On: today}
			if err := tx.AddDeliveries([]message.Delivery{s.delivery}); err != nil {
				return err
			}
		}
		prepared := s.delivery.Message
		event, err := turn(s)
		if err != nil {
			return err
		}
		if err := takeBackInvoice(tx, d, prepared, s, today); err != nil {
			return err
		}
		if err := tx.SaveDelivery(&s.delivery); err != nil {
			return err
		}
		if err := tx.FinishTasks([]string{deliveryOnce(i)}, by); err != nil {
			return err
		}
		event.Customer, event.On, event.Actor, event.Subject = found.Customer, today, by, i
		if err := tx.Note(event); err != nil {
			return err
		}
		return tx.WantReview(found.Customer)
	})
}

// takeBackInvoice withdraws the message that was to bring an invoice about which a person has
// decided otherwise.
func takeBackInvoice(tx *store.Tx, d *Desk, prepared id.ID, s *ship, today date.Date) error {
	s.delivery.Message = 0
	if prepared == 0 {
		return nil
	}
	m, found, err := tx.LockMessage(prepared)
	if err != nil || !found {
		return err
	}
	switch m.State {
	case message.Sending, message.Uncertain:
		return fault.New(fault.Conflict, "%s has left, or is on its way", s.invoice.Number)
	case message.Queued, message.Ready, message.Failed:
		if err := tx.FinishTasks([]string{messageTask(m.ID)}, Actor); err != nil {
			return err
		}
		return d.withdraw(tx, &m, dunning.Reason{Code: InvoiceChanged, Invoice: s.invoice.Number}, today)
	}
	return nil
}

// ChooseDelivery says by what a customer gets invoices from now on; those about which it was
// decided already stay as they are.
//
// Errors: Invalid for what is no way.
func (d *Desk) ChooseDelivery(ctx context.Context, c customer.Ref, way message.Way, by string, today date.Date) error {
	if !slices.Contains(message.Ways(), way) {
		return fault.New(fault.Invalid, "%q is no way by which invoices go", string(way))
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		before, err := tx.DeliveryWays(c.Customer)
		if err != nil || before[c.Customer] == way {
			return err
		}
		if err := tx.ChooseDeliveryWay(c.Customer, way, by); err != nil {
			return err
		}
		err = tx.Note(timeline.Event{Customer: c.Customer, Kind: timeline.InvoiceWayChosen, On: today, Actor: by, Data: timeline.Data{Code: string(way)}.JSON()})
		if err != nil {
			return err
		}
		return tx.WantReview(c.Customer)
	})
}
