package collect

import (
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// lodgeTask and hardshipTask are the Once of the tasks that a trouble gives.
func lodgeTask(i id.ID) string    { return "lodge " + i.String() }
func hardshipTask(i id.ID) string { return "hardship " + i.String() }

// lodgeWithin is how many days a task to lodge a claim has by itself where nobody knows the court's
// last day: it is better asked than missed.
const lodgeWithin = 14

// NoteTrouble keeps that a customer is in hardship, or insolvent, and gives it an identifier. A
// task says by when what is owed is lodged, or a person looks again.
//
// Errors: Invalid for what cannot be, Conflict where that is known already.
func (d *Desk) NoteTrouble(ctx context.Context, company id.ID, c *customer.Circumstance, by string, today date.Date) error {
	if err := c.Check(today); err != nil {
		return err
	}
	c.NotedBy = by
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		known, err := tx.Troubled([]id.ID{c.Customer})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known, func(k customer.Circumstance) bool { return k.Trouble == c.Trouble && k.Lasts(today) }) {
			return fault.New(fault.Conflict, "this is known of the customer already")
		}
		if err := tx.AddCircumstance(c); err != nil {
			return err
		}
		if err := tx.AddTasks(troubleTasks(c, today)); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.TroubleNoted, On: today, Actor: by, Subject: c.ID,
			Data: timeline.Data{Code: troubleCode(c), Day: c.Since, Text: c.Words}.JSON()})
	})
}

// troubleCode is the trouble as timelines name it: an insolvency by its procedure.
func troubleCode(c *customer.Circumstance) string {
	if c.Trouble == customer.Insolvency {
		return string(c.Procedure)
	}
	return string(c.Trouble)
}

func troubleTasks(c *customer.Circumstance, today date.Date) (tasks []task.Task) {
	switch {
	case c.Trouble == customer.Insolvency && c.LodgedOn == date.None:
		due := c.LodgeBy
		if due == date.None {
			due = today.AddDays(lodgeWithin)
		}
		tasks = append(tasks, task.Task{Kind: task.LodgeClaim, Customer: c.Customer, Subject: c.ID, Once: lodgeTask(c.ID), DueOn: due,
			Data: timeline.Data{Day: c.LodgeBy, To: named(c.Administrator)}.JSON()})
	case c.Trouble == customer.Hardship && c.Until != date.None:
		tasks = append(tasks, task.Task{Kind: task.HardshipEnds, Customer: c.Customer, Subject: c.ID, Once: hardshipTask(c.ID), DueOn: c.Until.AddDays(1),
			Data: timeline.Data{Day: c.Until}.JSON()})
	}
	return tasks
}

// named is a name as a list of one; none for "".
func named(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// EndTrouble says that a trouble of a customer is over.
//
// Errors: NotFound, Conflict where it was over already.
func (d *Desk) EndTrouble(ctx context.Context, company, i id.ID, by string, today date.Date) error {
	return d.change(ctx, company, i, by, today, func(c *customer.Circumstance) (timeline.Event, error) {
		c.EndedOn, c.EndedBy = today, by
		return timeline.Event{Kind: timeline.TroubleEnded, Data: timeline.Data{Code: troubleCode(c)}.JSON()}, nil
	})
}

// NoteLodged says that what an insolvent customer owes was lodged on a day.
//
// Errors: NotFound, Conflict where the insolvency is over, or it was lodged before; Invalid for a day to come.
func (d *Desk) NoteLodged(ctx context.Context, company, i id.ID, on date.Date, by string, today date.Date) error {
	return d.change(ctx, company, i, by, today, func(c *customer.Circumstance) (timeline.Event, error) {
		switch {
		case c.Trouble != customer.Insolvency || c.LodgedOn != date.None:
			return timeline.Event{}, fault.New(fault.Conflict, "there is nothing to lodge, or it was lodged already")
		case on == date.None || on > today || on < c.Since:
			return timeline.Event{}, fault.At(0, "on", "it was lodged on a day from the judgment up to today")
		}
		c.LodgedOn = on
		return timeline.Event{Kind: timeline.ClaimLodged, Data: timeline.Data{Day: on, Text: c.Administrator}.JSON()}, nil
	})
}

// change changes a trouble that lasts, ends its tasks, and tells the timeline.
func (d *Desk) change(ctx context.Context, company, i id.ID, by string, today date.Date, change func(*customer.Circumstance) (timeline.Event, error)) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		c, found, err := tx.CircumstanceByID(i)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "nothing such is known of the customer")
		}
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		if c, _, err = tx.CircumstanceByID(i); err != nil { // as it is behind the lock
			return err
		}
		if c.EndedOn != date.None {
			return fault.New(fault.Conflict, "that was over already")
		}
		event, err := change(&c)
		if err != nil {
			return err
		}
		if err := tx.SaveCircumstance(&c); err != nil {
			return err
		}
		if err := tx.FinishTasks([]string{lodgeTask(i), hardshipTask(i)}, by); err != nil {
			return err
		}
		event.Customer, event.On, event.Actor, event.Subject = c.Customer, today, by, c.ID
		return noted(tx, event)
	})
}
