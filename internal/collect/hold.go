package collect

import (
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// mostWords bounds what a person writes beside a hold or a contact.
const mostWords = 500

// PlaceHold keeps messages about a customer, about one of its invoices, or about what it
// owes in one currency, from leaving, and returns the hold as it stands. What else a hold
// needs depends on its cause: a person's and that of sales say why, that of sales ends
// within the company's limit, a promise says by when is paid and holds some days longer, a
// dispute is about an invoice. Until is the last day it holds, None for until somebody
// lifts it; that of a promise is reckoned here.
//
// Errors: Invalid for what a hold cannot be, NotFound for an invoice of somebody else.
func (d *Desk) PlaceHold(ctx context.Context, c customer.Ref, h hold.Hold, today date.Date) (hold.Hold, error) {
	h.Customer, h.Label = c.Customer, ""
	all, err := d.placeHolds(ctx, c.Company, []*hold.Hold{&h}, today)
	if err != nil {
		return h, err
	}
	return *all[0], nil
}

// PlaceHolds keeps messages about several customers from leaving, for one reason and
// until one day, and returns the holds. A customer who is held already is held a
// second time: both have their reasons.
func (d *Desk) PlaceHolds(ctx context.Context, company id.ID, customers []id.ID, h hold.Hold, today date.Date) ([]*hold.Hold, error) {
	if err := checkWide(&h); err != nil {
		return nil, err
	}
	customers = slices.Clone(customers)
	slices.Sort(customers)
	var all []*hold.Hold
	for _, c := range slices.Compact(customers) {
		one := h
		one.Customer, one.Invoice, one.Label = c, 0, ""
		all = append(all, &one)
	}
	return d.placeHolds(ctx, company, all, today)
}

// PlaceBroadHold keeps messages to all customers with h.Label from leaving, or where that is
// "" messages to anybody, and returns the hold. It stands in no customer's timeline.
func (d *Desk) PlaceBroadHold(ctx context.Context, company id.ID, h hold.Hold, today date.Date) (hold.Hold, error) {
	h.Customer, h.Invoice, h.Currency = 0, 0, money.Currency{}
	labels, err := customer.Labels(h.Label)
	if err != nil {
		return h, err
	}
	if h.Label = ""; len(labels) > 0 {
		h.Label = labels[0]
	}
	if err := checkWide(&h); err != nil {
		return h, err
	}
	return h, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		p, err := d.placing(tx, []*hold.Hold{&h}, today)
		if err != nil {
			return err
		}
		if err := p.check(&h); err != nil {
			return err
		}
		if err := tx.AddHolds(&h); err != nil {
			return err
		}
		return wantReviewsOf(tx, &h)
	})
}

// wantReviewsOf asks for a review of those whom a hold concerns that is about no customer
// alone.
func wantReviewsOf(tx *store.Tx, h *hold.Hold) error {
	if h.Label != "" {
		return tx.WantReviewOfLabel(h.Label)
	}
	return tx.WantReviewOfAll()
}

func (d *Desk) placeHolds(ctx context.Context, company id.ID, all []*hold.Hold, today date.Date) ([]*hold.Hold, error) {
	return all, d.Store.Update(ctx, company, func(tx *store.Tx) error { return d.place(tx, all, today) })
}

// place places holds on customers, after the ones in whose place they come.
func (d *Desk) place(tx *store.Tx, all []*hold.Hold, today date.Date) error {
	return d.placeFor(tx, all, opening{}, today)
}

// placeFor is place where more is known of what is contested.
func (d *Desk) placeFor(tx *store.Tx, all []*hold.Hold, contested opening, today date.Date) error {
	customers := make([]id.ID, len(all))
	for n, h := range all {
		customers[n] = h.Customer
	}
	if err := lockCustomers(tx, customers); err != nil {
		return err
	}
	p, err := d.placing(tx, all, today)
	if err != nil {
		return err
	}
	if err := p.readLines(all, &contested); err != nil {
		return err
	}
	for _, h := range all {
		if err := p.check(h); err != nil {
			return err
		}
	}
	if err := p.supersede(all); err != nil {
		return err
	}
	if err := tx.AddHolds(all...); err != nil {
		return err
	}
	if err := p.contest(all, contested); err != nil {
		return err
	}
	events := make([]timeline.Event, len(all))
	for n, h := range all {
		events[n] = p.event(h, timeline.HoldPlaced, h.PlacedBy)
	}
	return noted(tx, events...)
}

// LiftHold ends a hold of a customer.
func (d *Desk) LiftHold(ctx context.Context, c customer.Ref, i id.ID, by string, today date.Date) error {
	_, err := d.liftHolds(ctx, c.Company, []id.ID{i}, by, today, func(h *hold.Hold) bool { return h.Customer == c.Customer })
	return err
}

// LiftHolds ends the holds among these that stand, whatever they are about, and returns them.
func (d *Desk) LiftHolds(ctx context.Context, company id.ID, holds []id.ID, by string, today date.Date) ([]hold.Hold, error) {
	return d.liftHolds(ctx, company, holds, by, today, func(*hold.Hold) bool { return true })
}

// LiftSalesHolds ends the holds among these that stand and that sales asked for, and returns
// them.
func (d *Desk) LiftSalesHolds(ctx context.Context, company id.ID, holds []id.ID, by string, today date.Date) ([]hold.Hold, error) {
	return d.liftHolds(ctx, company, holds, by, today, func(h *hold.Hold) bool { return h.Cause == hold.BySales })
}

func (d *Desk) liftHolds(ctx context.Context, company id.ID, holds []id.ID, by string, today date.Date, ours func(*hold.Hold) bool) (lifted []hold.Hold, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		known, err := tx.HoldsByID(holds)
		if err != nil {
			return err
		}
		known = slices.DeleteFunc(known, func(h hold.Hold) bool { return !ours(&h) })
		var customers, wanted []id.ID
		for n := range known {
			wanted = append(wanted, known[n].ID)
			if known[n].Customer != 0 {
				customers = append(customers, known[n].Customer)
			}
		}
		if err := tx.LockCustomers(customers); err != nil {
			return err
		}
		if lifted, err = tx.LiftHolds(wanted, by); err != nil {
			return err
		}
		if len(lifted) == 0 {
			return fault.New(fault.Conflict, "the hold does not stand any more")
		}
		return d.letGo(tx, lifted, by, today)
	})
	return lifted, err
}

// letGo tells that holds were lifted, and asks for the reviews that it calls for.
func (d *Desk) letGo(tx *store.Tx, lifted []hold.Hold, by string, today date.Date) error {
	var events []timeline.Event
	var done []string
	var ended []id.ID
	for n := range lifted {
		h := &lifted[n]
		if h.Customer == 0 {
			if err := wantReviewsOf(tx, h); err != nil {
				return err
			}
			continue
		}
		done, ended = append(done, promiseTask(h.ID)), append(ended, h.ID)
		events = append(events, timeline.Event{Customer: h.Customer, Kind: timeline.HoldLifted, On: today, Actor: by, Subject: h.ID,
			Data: timeline.Data{Text: h.Reason, Cause: string(h.Cause)}.JSON()})
	}
	if err := tx.FinishTasks(done, by); err != nil {
		return err
	}
	if err := endDisputes(tx, ended, dispute.Withdrawn, by, today); err != nil {
		return err
	}
	return noted(tx, events...)
}

// lockCustomer makes other writers of a customer wait. One that does not exist is
// not found.
func lockCustomer(tx *store.Tx, i id.ID) error { return lockCustomers(tx, []id.ID{i}) }

// lockCustomers is lockCustomer for several, who may stand there several times.
func lockCustomers(tx *store.Tx, all []id.ID) error {
	all = slices.Compact(slices.Sorted(slices.Values(all)))
	if err := tx.LockCustomers(all); err != nil {
		return err
	}
	found, err := tx.Customers(all)
	if err == nil && len(found) < len(all) {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	for _, c := range found {
		if c.MergedInto != 0 && err == nil {
			err = fault.New(fault.Conflict, "%s was merged into another customer meanwhile", c.Name)
		}
	}
	return err
}

// noted writes what a person did into the customers' timelines, and asks for the
// reviews that it may call for.
func noted(tx *store.Tx, events ...timeline.Event) error {
	if err := tx.Note(events...); err != nil {
		return err
	}
	customers := make([]id.ID, len(events))
	for n, e := range events {
		customers[n] = e.Customer
	}
	return tx.WantReview(customers...)
}
