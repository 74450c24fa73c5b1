package till

import (
	"context"
	"strings"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Order is what a customer wants to pay.
type Order struct {
	customer.Ref
	Message     id.ID  // by whose link
	Once        string // of the form: sent twice, it is one payment
	Amount      money.Amount
	Shares      []store.CheckoutShare // of the invoices it is for; together no more than Amount
	Description string                // for the payer's own statement
	Language    string
	Return      func(id.ID) string // the address of the page that says what became of it
}

// anew is put behind what names an order when the payment that it began has come to nothing.
const anew = "+"

// mostTries is how often one form may begin anew.
const mostTries = 20

// Start begins a payment, and returns where the customer pays it: the provider's page, or our own
// where it is paid already.
//
// Errors: Conflict where nothing can be paid online; Invalid for what the provider does not take;
// Unavailable where it does not answer.
func (d *Desk) Start(ctx context.Context, o Order) (page string, err error) {
	if o.Amount.Sign() <= 0 || o.Once == "" {
		return "", fault.New(fault.Invalid, "there is nothing to pay")
	}
	for range mostTries {
		c, provider, err := d.begin(ctx, &o)
		switch {
		case err != nil:
			return "", err
		case c.Status == checkout.Paid || c.Status == checkout.Pending:
			return o.Return(c.ID), nil
		case c.Status.Waits() && c.Page != "":
			if c, err = d.Look(ctx, o.Company, c.ID); err != nil && fault.KindOf(err) != fault.Unavailable {
				return "", err
			}
			if c.Status == checkout.Open {
				return c.Page, nil
			}
			continue // what became of it is known now
		case c.Status.Waits():
			return d.ask(ctx, provider, &c, &o)
		}
		o.Once += anew
	}
	return "", fault.New(fault.Conflict, "this was begun too often: open the page again")
}

// begin stores what is going to be asked for, before anybody is asked.
func (d *Desk) begin(ctx context.Context, o *Order) (c store.Checkout, p *Opened, err error) {
	err = d.Store.Update(ctx, o.Company, func(tx *store.Tx) error {
		if p, err = d.Takes(tx); err != nil {
			return err
		}
		if p == nil {
			return fault.New(fault.Conflict, "nothing can be paid online here")
		}
		c = store.Checkout{Customer: o.Customer, Message: o.Message, Provider: p.Till.Provider, Once: o.Once, Status: checkout.Starting, Amount: o.Amount, Shares: o.Shares,
			Description: o.Description, AskAt: tx.Now().Add(forsaken)}
		if err := tx.BeginCheckout(&c); err != nil {
			return err
		}
		if c.Customer != o.Customer {
			return fault.New(fault.NotFound, "there is no such payment")
		}
		if c.Provider != p.Till.Provider { // the company has changed its provider meanwhile
			p, err = d.Open(tx, c.Provider)
		}
		return err
	})
	return c, p, err
}

// forsaken is how long the provider is waited for until a payment that it never heard of is
// given up. Shorter than it remembers, so that nobody pays what is given up.
const forsaken = 10 * time.Minute

// ask begins a payment with the provider. Asked again, it answers with the same one.
func (d *Desk) ask(ctx context.Context, p *Opened, c *store.Checkout, o *Order) (page string, err error) {
	hook := d.Hook(o.Company, p)
	if !strings.HasPrefix(hook, "https://") {
		hook = "" // providers refuse what they cannot reach; they are asked instead
	}
	started, err := p.Start(ctx, checkout.Order{Once: c.ID.String(), Amount: c.Amount, Description: c.Description, Return: o.Return(c.ID), Hook: hook, Language: o.Language})
	if err != nil {
		return "", err
	}
	return started.Page, d.Store.Update(ctx, o.Company, func(tx *store.Tx) error {
		now, found, err := tx.LockCheckout(c.ID)
		if err != nil || !found || now.Status != checkout.Starting {
			return err
		}
		now.Status, now.Ref, now.Page, now.AskAt = checkout.Open, started.Ref, started.Page, tx.Now().Add(askSoon)
		return tx.SaveCheckout(&now)
	})
}
