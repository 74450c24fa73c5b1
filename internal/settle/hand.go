package settle

import (
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Confirm books an entry as a person says: by one of its suggestions, or by shares
// and a customer of the person's own choosing. What the shares leave goes on
// account.
func Confirm(ctx context.Context, s *store.Store, company, entry id.ID, p matching.Proposal, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		e, err := take(tx, entry, p.Customer, store.EntryNew, store.EntryAsk)
		if err != nil {
			return err
		}
		switch {
		case p.Customer == 0:
			return fault.New(fault.Invalid, "a payment needs a customer")
		case e.Amount.Sign() <= 0:
			return fault.New(fault.Invalid, "money that left settles no invoice")
		}
		p := p // Update may run this more than once
		if p.Shares, err = checkShares(tx, &e, &p); err != nil {
			return err
		}
		p.Evidence = append(slices.Clone(p.Evidence), matching.Evidence{Fact: matching.PersonSays})
		if err := settleEntry(tx, e, store.EntryBooked); err != nil {
			return err
		}
		if err := bookAll(tx, []booking{{e, p, by}}, today); err != nil {
			return err
		}
		// What this person said may make other entries certain, or their suggestions void.
		return tx.Enqueue(job.Match{Company: company})
	})
}

// checkShares refuses shares that the entry cannot be divided into, and returns them
// with the numbers of their invoices.
func checkShares(tx *store.Tx, e *store.Entry, p *matching.Proposal) ([]matching.Share, error) {
	shares := slices.Clone(p.Shares)
	ids := make([]id.ID, len(shares))
	for n, share := range shares {
		ids[n] = share.Invoice
	}
	invoices, err := tx.InvoicesByID(ids)
	if err != nil {
		return nil, err
	}
	sum := money.Of(0, e.Amount.Currency)
	for n := range shares {
		share := &shares[n]
		at := slices.IndexFunc(invoices, func(i invoice.Invoice) bool { return i.ID == share.Invoice })
		switch {
		case at < 0 || invoices[at].Customer != p.Customer:
			return nil, fault.New(fault.NotFound, "the customer has no such invoice")
		case share.Amount.Currency != e.Amount.Currency:
			return nil, fault.New(fault.Invalid, "%s cannot settle invoices in %s", e.Amount.Text(), share.Amount.Currency)
		case share.Amount.Sign() <= 0:
			return nil, fault.New(fault.Invalid, "%s settles nothing of %s", share.Amount.Text(), invoices[at].Number)
		}
		share.Number, sum = invoices[at].Number, sum.Add(share.Amount)
	}
	if sum.Cmp(e.Amount) > 0 {
		return nil, fault.New(fault.Conflict, "%s is more than the %s that came in", sum.Text(), e.Amount.Text())
	}
	return shares, nil
}

// Ignore says that an entry is no customer's payment.
func Ignore(ctx context.Context, s *store.Store, company, entry id.ID) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		e, err := take(tx, entry, 0, store.EntryNew, store.EntryAsk)
		if err != nil {
			return err
		}
		return settleEntry(tx, e, store.EntryIgnored)
	})
}

// Undo takes back what was made of an entry: its payments' allocations are
// reversed, the account is not known for its payer's any more unless another payment
// came from it, and the entry waits for a person again.
func Undo(ctx context.Context, s *store.Store, company, entry id.ID, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		e, err := take(tx, entry, 0, store.EntryBooked, store.EntryIgnored)
		if err != nil {
			return err
		}
		payments, err := tx.PaymentsOfEntry(entry)
		if err != nil {
			return err
		}
		var customers []id.ID
		for _, p := range payments {
			customers = append(customers, p.Customer)
		}
		if err := tx.LockCustomers(customers); err != nil {
			return err
		}
		for _, p := range payments {
			if err := reverse(tx, p, by, today); err != nil {
				return err
			}
			if err := tx.ForgetPayer(store.Payer{IBAN: e.IBAN, Customer: p.Customer}); err != nil {
				return err
			}
		}
		if err := settleEntry(tx, e, store.EntryAsk); err != nil {
			return err
		}
		return tx.Enqueue(job.Match{Company: company}) // it looks for what to suggest
	})
}

// reverse undoes a payment's allocations and then the payment.
func reverse(tx *store.Tx, p payment.Payment, by string, today date.Date) error {
	booked, err := tx.Allocations(store.AllocationFilter{Payment: p.ID})
	if err != nil {
		return err
	}
	undone := map[id.ID]bool{}
	for _, a := range booked {
		undone[a.Reverses] = true
	}
	var back []*payment.Allocation
	for _, a := range booked {
		if a.Reverses == 0 && !undone[a.ID] {
			back = append(back, &payment.Allocation{Payment: p.ID, Invoice: a.Invoice, On: today, Amount: a.Amount.Neg(),
				Evidence: "[]", BookedBy: by, Reverses: a.ID})
		}
	}
	if err := tx.Allocate(back); err != nil {
		return err
	}
	p, _, err = tx.PaymentByID(p.ID)
	if err != nil {
		return err
	}
	if err := tx.ReversePayment(p); err != nil {
		return err
	}
	if err := tx.Note(timeline.Event{Customer: p.Customer, Kind: timeline.PaymentUndone, On: today, Actor: by, Subject: p.ID,
		Data: timeline.Data{Amount: p.Amount, Day: p.ReceivedOn}.JSON()}); err != nil {
		return err
	}
	return tx.WantReview(p.Customer)
}

// take locks the entry and the customer, in this order as matching does, and
// refuses an entry that is not in one of the states.
func take(tx *store.Tx, entry, customer id.ID, states ...store.EntryState) (store.Entry, error) {
	locked, err := tx.LockEntries([]id.ID{entry})
	if err != nil || len(locked) == 0 {
		return store.Entry{}, orNotFound(err, "there is no such bank entry")
	}
	e := locked[0]
	if !slices.Contains(states, e.State) {
		return e, fault.New(fault.Conflict, "meanwhile the entry of %s became: %s", e.Amount.Text(), e.State)
	}
	if customer == 0 {
		return e, nil
	}
	if _, found, err := tx.Customer(customer); err != nil || !found {
		return e, orNotFound(err, "there is no such customer")
	}
	return e, tx.LockCustomers([]id.ID{customer})
}

func orNotFound(err error, words string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "%s", words)
}

// settleEntry moves an entry by a person's hand, and asks for the review of the
// customers for whom it was a likely payment.
func settleEntry(tx *store.Tx, e store.Entry, state store.EntryState) error {
	suggested, err := tx.Suggestions(e.ID)
	if err != nil {
		return err
	}
	if err := tx.SetByHand(e.ID, state); err != nil {
		return err
	}
	if state != store.EntryAsk {
		if err := tx.SetSuggestions([]store.Entry{e}, nil); err != nil {
			return err
		}
	}
	var concerned []id.ID
	for _, p := range suggested[e.ID] {
		if p.Customer != 0 {
			concerned = append(concerned, p.Customer)
		}
	}
	return tx.WantReview(concerned...)
}
