package till

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"acquit/internal/bank"
	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// How long until a provider is asked again of itself, which is only where no notice came.
const (
	askSoon  = 5 * time.Minute
	askLater = time.Hour
	askDaily = 24 * time.Hour

	// openDays is how long an open payment is asked about: banks let a transfer be made that long.
	openDays = 100 * askDaily
	// paidDays is how long a payment is asked about that was paid: after that it comes back only
	// with a notice.
	paidDays = 120 * askDaily
)

// next is when a payment is asked about again; zero for never.
func next(c *store.Checkout, now time.Time) time.Time {
	age := now.Sub(c.BegunAt)
	switch {
	case c.Status == checkout.Paid && age < paidDays:
		return now.Add(askDaily)
	case !c.Status.Waits() || age > openDays:
		return time.Time{}
	case age < askLater:
		return now.Add(askSoon)
	case age < askDaily:
		return now.Add(askLater)
	}
	return now.Add(askDaily)
}

// Look asks the provider how far a payment came, stores it, and books what was paid.
//
// Errors: NotFound for a payment that there is not; Unavailable where the provider does not
// answer, with the payment as it is known.
func (d *Desk) Look(ctx context.Context, of, i id.ID) (store.Checkout, error) {
	var c store.Checkout
	var p *Opened
	err := d.Store.View(ctx, of, func(tx *store.Tx) (err error) {
		var found bool
		if c, found, err = tx.CheckoutByID(i); err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "there is no such payment")
		}
		p, err = d.Open(tx, c.Provider)
		return err
	})
	if err != nil || c.Ref == "" {
		return c, err
	}
	s, err := p.Look(ctx, c.Ref)
	if err != nil {
		return c, err
	}
	err = d.Store.Update(ctx, of, func(tx *store.Tx) error {
		now, found, err := tx.LockCheckout(i)
		if err != nil || !found {
			return err
		}
		if !same(&now, &c) {
			c = now // somebody asked as well, perhaps later than we did
			return nil
		}
		c = now
		return d.learn(tx, &c, &s)
	})
	return c, err
}

// same reports whether nothing became known of a payment meanwhile.
func same(x, y *store.Checkout) bool {
	return x.Status == y.Status && x.Refunded == y.Refunded && x.Taken == y.Taken && x.Entry == y.Entry
}

// learn stores what a provider says of a payment, and does what follows.
func (d *Desk) learn(tx *store.Tx, c *store.Checkout, s *checkout.State) error {
	of, err := tx.TheCompany()
	if err != nil {
		return err
	}
	today := d.Today(&of)
	if c.Status == checkout.Paid && s.Status != checkout.Paid {
		s = &checkout.State{Status: checkout.Paid, Amount: c.Amount, Refunded: c.Refunded, Taken: c.Taken} // what was paid stays so, and goes back as such
	}
	was := *c
	c.Status, c.Alias, c.Way, c.AskAt = s.Status, cmp.Or(s.Alias, c.Alias), cmp.Or(s.Way, c.Way), next(c, tx.Now())
	for _, step := range []func() error{
		func() error { return d.received(tx, c, &was, s, date.Of(s.PaidAt.In(of.Location())), today) },
		func() error { return wentBack(tx, c, s, today) },
		func() error { return tx.SaveCheckout(c) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if s.Payout == "" || c.Payout != "" {
		return nil
	}
	return tx.SavePayouts(c.Provider, []checkout.Payout{{Ref: s.Payout, Payments: []string{c.Ref}}})
}

// received books what was paid. What is on its way is announced, so that nothing of it is asked
// for meanwhile.
func (d *Desk) received(tx *store.Tx, c, was *store.Checkout, s *checkout.State, paidOn, today date.Date) error {
	switch {
	case s.Status == checkout.Pending && c.Entry == 0:
		e, err := enter(tx, c, &store.Entry{Key: c.Ref, BookedOn: today, Amount: c.Amount, State: store.EntryAnnounced})
		if err != nil {
			return err
		}
		c.Entry = e
		return tx.Enqueue(job.Match{Company: tx.Company})
	case s.Status == checkout.Pending: // a debit takes a fortnight: it is waited for as long as the provider does
		if moved, err := tx.RedateAnnounced(c.Entry, today); err != nil || !moved {
			return err
		}
		return tx.WantReview(c.Customer)
	case s.Status == checkout.Paid && was.Status != checkout.Paid:
		return book(tx, c, s, paidOn, today)
	case !s.Status.Waits() && s.Status != checkout.Paid && c.Entry != 0:
		return forget(tx, c)
	}
	return nil
}

func book(tx *store.Tx, c *store.Checkout, s *checkout.State, paidOn, today date.Date) (err error) {
	c.PaidAt = s.PaidAt
	if c.Entry == 0 {
		e := &store.Entry{Key: c.Ref, BookedOn: paidOn, Amount: s.Amount, Name: s.Name, State: store.EntryNew}
		if iban, err := bank.ParseIBAN(s.IBAN); err == nil {
			e.IBAN = iban
		}
		if c.Entry, err = enter(tx, c, e); err != nil {
			return err
		}
	} else if _, err := tx.RedateAnnounced(c.Entry, paidOn); err != nil {
		return err
	}
	var shares []matching.Share
	for _, one := range c.Shares {
		shares = append(shares, matching.Share{Invoice: one.Invoice, Amount: one.Amount})
	}
	return settle.BookOnline(tx, c.Entry, c.Customer, shares, matching.Evidence{Fact: matching.PaidOnline, Words: c.Provider.Label()}, today)
}

// forget lets go of a payment that was announced and did not come.
func forget(tx *store.Tx, c *store.Checkout) error {
	e, found, err := tx.EntryByID(c.Entry)
	if err != nil || !found {
		return err
	}
	if err := tx.SetEntryStates(map[id.ID]store.EntryState{c.Entry: store.EntryIgnored}, nil); err != nil {
		return err
	}
	if err := tx.SetSuggestions([]store.Entry{e}, nil); err != nil {
		return err
	}
	return tx.WantReview(c.Customer)
}

// takenBack is what banks say when a payer has a payment taken back (ISO 20022, external return
// reasons).
const takenBack = "MD06"

// wentBack enters what of a payment went back, or came again: matching finds what it takes back,
// or a person does.
func wentBack(tx *store.Tx, c *store.Checkout, s *checkout.State, today date.Date) error {
	none := money.Of(0, c.Amount.Currency)
	refunded, taken := none.Add(s.Refunded), none.Add(s.Taken)
	moved := false
	for _, one := range []struct {
		known  *money.Amount
		now    money.Amount
		kind   string
		reason string
	}{{&c.Refunded, refunded, "refunded", ""}, {&c.Taken, taken, "taken", takenBack}} {
		change := one.known.Sub(one.now)
		if change.IsZero() {
			continue
		}
		if change.Sign() > 0 {
			one.reason = ""
		}
		e := &store.Entry{Key: c.Ref + " " + one.kind + " " + one.now.String(), BookedOn: today, Amount: change, ReturnReason: one.reason, State: store.EntryNew}
		if _, err := enter(tx, c, e); err != nil {
			return err
		}
		*one.known, moved = one.now, true
	}
	if !moved {
		return nil
	}
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// enter adds a line to the provider's account.
func enter(tx *store.Tx, c *store.Checkout, e *store.Entry) (id.ID, error) {
	account, err := tx.TillAccount(c.Provider, c.Amount.Currency)
	if err != nil {
		return 0, err
	}
	known, err := tx.KnownKeys(account.ID, []string{e.Key})
	if err != nil {
		return 0, err
	}
	if known[e.Key] { // it came, went and came again: each time is a line
		e.Key += " " + tx.NewID().String()
	}
	if e.Statement, err = tx.TillStatement(account.ID, c.Provider, e.BookedOn, e.Amount); err != nil {
		return 0, err
	}
	e.Account, e.ValueOn, e.EndToEnd, e.Text = account.ID, e.BookedOn, c.Ref, c.Description
	err = tx.AddEntries([]*store.Entry{e})
	return e.ID, err
}

// Heard takes a notice of a provider's. secret is the one in the path of the address. A notice
// about what is not ours is none.
//
// Errors: NotFound for an address that is none; Denied for a notice that is not the provider's;
// Unavailable where the provider is to try again.
func (d *Desk) Heard(ctx context.Context, of id.ID, provider checkout.Name, secret string, h http.Header, body []byte) error {
	var p *Opened
	err := d.Store.View(ctx, of, func(tx *store.Tx) (err error) {
		if _, err = tx.TheCompany(); err == nil {
			p, err = d.Open(tx, provider)
		}
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && (p == nil || !p.is(secret)) {
		return fault.New(fault.NotFound, "nobody reports at this address")
	}
	if err != nil {
		return err
	}
	name, err := p.Told(h, body)
	if err != nil || name == "" {
		return err
	}
	var c store.Checkout
	var found bool
	err = d.Store.View(ctx, of, func(tx *store.Tx) (err error) {
		c, found, err = tx.CheckoutNamed(provider, name)
		return err
	})
	if err != nil || !found {
		return err
	}
	_, err = d.Look(ctx, of, c.ID)
	return err
}
