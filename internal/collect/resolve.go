package collect

import (
	"context"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Why a person takes a message back. They stand beside the reasons of decisions in
// message.Message.Outcome and in the timeline.
const (
	NotArrived dunning.Code = "not_arrived" // the outcome was not known; a person says that it did not arrive
	TriedAgain dunning.Code = "tried_again" // it was refused; a person wants it tried once more
)

// Arrived says that a message whose outcome was not known did reach the customer:
// its items have taken their steps, on the day it was handed over.
func (d *Desk) Arrived(ctx context.Context, company, m id.ID, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, m, message.Uncertain)
		if err != nil {
			return err
		}
		handed, err := handedOn(tx, &m)
		if err != nil {
			return err
		}
		letters, err := d.written(tx, []message.Message{m}, handed)
		if err != nil {
			return err
		}
		return left(tx, letters, by, handed, today)
	})
}

// NotArrived says that a message whose outcome was not known did not reach the
// customer. It is withdrawn, so that the review may queue it anew if the facts
// still call for it.
func (d *Desk) NotArrived(ctx context.Context, company, m id.ID, by string, today date.Date) error {
	return d.takeBack(ctx, company, m, message.Uncertain, NotArrived, by, today)
}

// Retry takes back a message that was refused for good, after what was wrong has
// been mended: the review queues it anew, to the contacts as they are now.
func (d *Desk) Retry(ctx context.Context, company, m id.ID, by string, today date.Date) error {
	return d.takeBack(ctx, company, m, message.Failed, TriedAgain, by, today)
}

func (d *Desk) takeBack(ctx context.Context, company, m id.ID, from message.State, why dunning.Code, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, m, from)
		if err != nil {
			return err
		}
		reason := db.JSON(dunning.Reason{Code: why, Step: m.Step, Text: fault.ReadKept(m.Outcome).String()})
		m.State, m.Outcome = message.Withdrawn, reason
		if err := tx.SaveMessage(&m, time.Time{}); err != nil {
			return err
		}
		return resolved(tx, &m, timeline.Event{Kind: timeline.MessageWithdrawn, On: today, Actor: by,
			Data: timeline.Data{Step: m.Step, Reason: reason}.JSON()})
	})
}

// takeMessage locks a message's customer and then the message, in the order of
// senders, and refuses one that is not in the state.
func takeMessage(tx *store.Tx, i id.ID, state message.State) (message.Message, error) {
	m, found, err := tx.MessageByID(i)
	if err != nil {
		return m, err
	}
	if !found {
		return m, fault.New(fault.NotFound, "there is no such message")
	}
	if err := tx.LockCustomers([]id.ID{m.Customer}); err != nil {
		return m, err
	}
	m, _, err = tx.LockMessage(i)
	if err == nil && m.State != state {
		err = fault.New(fault.Conflict, "meanwhile the message became: %s", m.State)
	}
	return m, err
}

// handedOn is the day on which a message was handed over: when its outcome was
// noted as unknown.
func handedOn(tx *store.Tx, m *message.Message) (date.Date, error) {
	events, err := tx.TimelineOf(m.ID, 20)
	for _, e := range events {
		if e.Kind == timeline.MessageUncertain {
			return e.On, err
		}
	}
	return m.QueuedOn, err
}

// resolved notes what a person made of a message, takes the task off the list, and
// asks for the customer's review.
func resolved(tx *store.Tx, m *message.Message, e timeline.Event) error {
	e.Customer, e.Subject = m.Customer, m.ID
	if err := tx.FinishTasks([]string{messageTask(m.ID)}, e.Actor); err != nil {
		return err
	}
	if err := tx.Note(e); err != nil {
		return err
	}
	return tx.WantReview(m.Customer)
}
