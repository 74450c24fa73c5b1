package collect

import (
	"context"
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
	h.Customer, h.Reason = c.Customer, strings.TrimSpace(h.Reason)
	switch {
	case h.Reason == "":
		return h, fault.New(fault.Invalid, "a hold needs a reason")
	case len(h.Reason) > mostWords:
		return h, fault.New(fault.Invalid, "a reason has at most %d characters", mostWords)
	case h.Until != date.None && h.Until < today:
		return h, fault.New(fault.Invalid, "a hold cannot end on %s, which is over", h.Until)
	}
	err := d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		numbers, err := heldNumbers(tx, &h)
		if err != nil {
			return err
		}
		if err := tx.AddHold(&h); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.HoldPlaced, On: today, Actor: h.PlacedBy, Subject: h.ID,
			Data: timeline.Data{Text: h.Reason, Day: h.Until, Numbers: numbers}.JSON()})
	})
	return h, err
}

// heldNumbers is the number of the invoice that a hold is about, if it is about
// one. It must be the customer's.
func heldNumbers(tx *store.Tx, h *hold.Hold) ([]string, error) {
	if h.Invoice == 0 {
		return nil, nil
	}
	i, err := tx.TheInvoice(h.Invoice)
	if err != nil {
		return nil, err
	}
	if i.Customer != h.Customer {
		return nil, fault.New(fault.NotFound, "the customer has no such invoice")
	}
	return []string{i.Number}, nil
}

// LiftHold ends a hold.
func (d *Desk) LiftHold(ctx context.Context, c customer.Ref, i id.ID, by string, today date.Date) error {
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		h, found, err := tx.LiftHold(i, by)
		if err != nil {
			return err
		}
		if !found || h.Customer != c.Customer {
			return fault.New(fault.Conflict, "the hold does not stand any more")
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.HoldLifted, On: today, Actor: by, Subject: h.ID,
			Data: timeline.Data{Text: h.Reason}.JSON()})
	})
}

// lockCustomer makes other writers of a customer wait. One that does not exist is
// not found.
func lockCustomer(tx *store.Tx, i id.ID) error {
	if err := tx.LockCustomers([]id.ID{i}); err != nil {
		return err
	}
	_, found, err := tx.Customer(i)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	return err
}

// noted writes what a person did into the customer's timeline, and asks for the
// review that it may call for.
func noted(tx *store.Tx, e timeline.Event) error {
	if err := tx.Note(e); err != nil {
		return err
	}
	return tx.WantReview(e.Customer)
}
