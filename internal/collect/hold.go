package collect

import (
	"context"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// mostWords bounds what a person writes beside a hold or a contact.
const mostWords = 500

// PlaceHold keeps messages about a customer, or about one invoice, from leaving,
// and returns the hold. It needs a reason; until is the last day it holds, None for
// until somebody lifts it.
func (d *Desk) PlaceHold(ctx context.Context, c customer.Ref, h hold.Hold, today date.Date) (hold.Hold, error) {
	h.Customer = c.Customer
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
	customers = slices.Clone(customers)
	slices.Sort(customers)
	var all []*hold.Hold
	for _, c := range slices.Compact(customers) {
		one := h
		one.Customer, one.Invoice = c, 0
		all = append(all, &one)
	}
	return d.placeHolds(ctx, company, all, today)
}

func (d *Desk) placeHolds(ctx context.Context, company id.ID, all []*hold.Hold, today date.Date) ([]*hold.Hold, error) {
	for _, h := range all {
		if err := checkHold(h, today); err != nil {
			return nil, err
		}
	}
	return all, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		customers := make([]id.ID, len(all))
		for n, h := range all {
			customers[n] = h.Customer
		}
		if err := lockCustomers(tx, customers); err != nil {
			return err
		}
		numbers, err := heldNumbers(tx, all)
		if err != nil {
			return err
		}
		if err := tx.AddHolds(all...); err != nil {
			return err
		}
		events := make([]timeline.Event, len(all))
		for n, h := range all {
			events[n] = timeline.Event{Customer: h.Customer, Kind: timeline.HoldPlaced, On: today, Actor: h.PlacedBy, Subject: h.ID,
				Data: timeline.Data{Text: h.Reason, Day: h.Until, Numbers: numbers[h.Invoice]}.JSON()}
		}
		return noted(tx, events...)
	})
}

func checkHold(h *hold.Hold, today date.Date) error {
	h.Reason = strings.TrimSpace(h.Reason)
	switch {
	case h.Reason == "":
		return fault.New(fault.Invalid, "a hold needs a reason")
	case len(h.Reason) > mostWords:
		return fault.New(fault.Invalid, "a reason has at most %d characters", mostWords)
	case h.Until != date.None && h.Until < today:
		return fault.New(fault.Invalid, "a hold cannot end on %s, which is over", h.Until)
	}
	return nil
}

// heldNumbers are the numbers of the invoices that holds are about, by invoice. Each
// must be its customer's.
func heldNumbers(tx *store.Tx, all []*hold.Hold) (map[id.ID][]string, error) {
	owners := map[id.ID]id.ID{}
	var wanted []id.ID
	for _, h := range all {
		if h.Invoice != 0 {
			owners[h.Invoice] = h.Customer
			wanted = append(wanted, h.Invoice)
		}
	}
	found, err := tx.InvoicesByID(wanted)
	numbers := map[id.ID][]string{}
	for _, i := range found {
		if owners[i.ID] == i.Customer {
			numbers[i.ID] = []string{i.Number}
		}
	}
	if err == nil && len(numbers) < len(owners) {
		err = fault.New(fault.NotFound, "the customer has no such invoice")
	}
	return numbers, err
}

// LiftHold ends a hold of a customer.
func (d *Desk) LiftHold(ctx context.Context, c customer.Ref, i id.ID, by string, today date.Date) error {
	_, err := d.liftHolds(ctx, c.Company, []id.ID{i}, by, today, func(h *hold.Hold) bool { return h.Customer == c.Customer })
	return err
}

// LiftHolds ends the holds among these that stand, and returns them.
func (d *Desk) LiftHolds(ctx context.Context, company id.ID, holds []id.ID, by string, today date.Date) ([]hold.Hold, error) {
	return d.liftHolds(ctx, company, holds, by, today, func(*hold.Hold) bool { return true })
}

func (d *Desk) liftHolds(ctx context.Context, company id.ID, holds []id.ID, by string, today date.Date, ours func(*hold.Hold) bool) (lifted []hold.Hold, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		known, err := tx.HoldsByID(holds)
		if err != nil {
			return err
		}
		var customers, wanted []id.ID
		for n := range known {
			if ours(&known[n]) {
				customers, wanted = append(customers, known[n].Customer), append(wanted, known[n].ID)
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
		events := make([]timeline.Event, len(lifted))
		for n, h := range lifted {
			events[n] = timeline.Event{Customer: h.Customer, Kind: timeline.HoldLifted, On: today, Actor: by, Subject: h.ID,
				Data: timeline.Data{Text: h.Reason}.JSON()}
		}
		return noted(tx, events...)
	})
	return lifted, err
}

// lockCustomer makes other writers of a customer wait. One that does not exist is
// not found.
func lockCustomer(tx *store.Tx, i id.ID) error { return lockCustomers(tx, []id.ID{i}) }

// lockCustomers is lockCustomer for several, each named once.
func lockCustomers(tx *store.Tx, all []id.ID) error {
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
