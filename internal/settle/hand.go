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

// Choice is what a person wants an entry booked as: one of its suggestions, or shares
// and a customer of the person's own choosing. What the shares leave goes on account.
type Choice struct {
	Entry    id.ID
	Proposal matching.Proposal
}

// Confirm books an entry as a person says.
func Confirm(ctx context.Context, s *store.Store, company, entry id.ID, p matching.Proposal, by string, today date.Date) error {
	_, left, err := ConfirmAll(ctx, s, company, []Choice{{entry, p}}, by, today)
	if err == nil {
		err = left[entry]
	}
	return err
}

// ConfirmAll books several entries as a person says, and returns those that it
// booked. An entry that cannot be booked so, since it became something else meanwhile
// or another one settles its invoice, is left as it is with the reason: it stops none
// of the others.
func ConfirmAll(ctx context.Context, s *store.Store, company id.ID, choices []Choice, by string, today date.Date) (booked []store.Entry, left map[id.ID]error, err error) {
	err = s.Update(ctx, company, func(tx *store.Tx) error {
		d, err := openDecision(tx, choices)
		if err != nil {
			return err
		}
		booked, left = nil, map[id.ID]error{}
		var bookings []booking
		for _, c := range choices {
			b, err := d.book(c, by)
			if err != nil {
				left[c.Entry] = err
				continue
			}
			bookings, booked = append(bookings, b), append(booked, b.entry)
		}
		if len(booked) == 0 {
			return nil
		}
		if err := settleEntries(tx, booked, store.EntryBooked, handling(bookings)); err != nil {
			return err
		}
		lessons, err := lessonsOf(tx, bookings, today)
		if err != nil {
			return err
		}
		if err := bookAll(tx, bookings, today); err != nil {
			return err
		}
		if err := teach(tx, lessons); err != nil {
			return err
		}
		// What this person said may make other entries certain, or their suggestions void.
		return tx.Enqueue(job.Match{Company: company})
	})
	return booked, left, err
}

// decision is what a person's choices are held against.
type decision struct {
	entries   map[id.ID]store.Entry
	customers map[id.ID]bool
	invoices  map[id.ID]invoice.Invoice
	open      map[id.ID]money.Amount // of the invoices, less what earlier choices take
	tolerance matching.Tolerance     // how much the company lets go
	purses    []matching.Purse       // what the customers have on account, less what earlier choices pay back
}

// openDecision locks the entries, then the customers, in this order as matching
// does, and loads what the choices speak of.
func openDecision(tx *store.Tx, choices []Choice) (*decision, error) {
	d := &decision{entries: map[id.ID]store.Entry{}, customers: map[id.ID]bool{}, invoices: map[id.ID]invoice.Invoice{}, open: map[id.ID]money.Amount{}}
	var entries, owners, wanted []id.ID
	for _, c := range choices {
		entries, owners = append(entries, c.Entry), append(owners, c.Proposal.Customer)
		for _, share := range all(&c.Proposal) {
			wanted = append(wanted, share.Invoice)
		}
	}
	locked, err := tx.LockEntries(entries)
	if err != nil {
		return nil, err
	}
	for _, e := range locked {
		d.entries[e.ID] = e
	}
	named, err := tx.InvoicesByID(wanted)
	if err != nil {
		return nil, err
	}
	for _, i := range named {
		owners = append(owners, i.Customer)
	}
	if err := tx.LockCustomers(owners); err != nil {
		return nil, err
	}
	found, err := tx.Customers(owners)
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		d.customers[c.ID] = true
	}
	if d.tolerance, err = tolerance(tx); err != nil {
		return nil, err
	}
	if d.purses, err = tx.PursesOf(owners); err != nil {
		return nil, err
	}
	invoices, err := tx.InvoicesByID(wanted) // as they stand now that nobody else changes them
	for _, i := range invoices {
		d.invoices[i.ID], d.open[i.ID] = i, i.Open.Add(i.Claimed)
	}
	return d, err
}

// book turns a choice into a booking, or says why it cannot be one. An entry is
// booked once.
func (d *decision) book(c Choice, by string) (booking, error) {
	e, found := d.entries[c.Entry]
	switch {
	case !found:
		return booking{}, fault.New(fault.NotFound, "there is no such bank entry")
	case !waits(&e):
		return booking{}, became(&e)
	case c.Proposal.Customer == 0:
		return booking{}, fault.New(fault.Invalid, "a payment needs a customer")
	case !d.customers[c.Proposal.Customer]:
		return booking{}, fault.New(fault.NotFound, "there is no such customer")
	case e.Amount.IsZero():
		return booking{}, fault.New(fault.Invalid, "an entry of no money settles no invoice")
	}
	p, err := d.shares(&e, c.Proposal)
	if err != nil {
		return booking{}, err
	}
	for _, share := range all(&p) {
		d.open[share.Invoice] = d.open[share.Invoice].Sub(share.Amount)
	}
	p.Evidence = append(slices.Clone(p.Evidence), word(&e, &p))
	e.State = store.EntryBooked
	d.entries[e.ID] = e
	return booking{e, p, by}, nil
}

// word is a person's word for a booking. Where nothing else is said of an amount in another
// currency, it says what the person took the money for.
func word(e *store.Entry, p *matching.Proposal) matching.Evidence {
	says := matching.Evidence{Fact: matching.PersonSays}
	if len(p.Evidence) == 0 && !p.Paid.IsZero() {
		says.Paid, says.Booked = p.Paid, e.Amount
	}
	return says
}

// all are the shares of a proposal, with what it lets go.
func all(p *matching.Proposal) []matching.Share {
	shares := slices.Clone(p.Shares)
	for _, d := range p.Differences {
		shares = append(shares, d.Share)
	}
	return shares
}

// shares refuses shares that the entry cannot be divided into, and returns the
// proposal with the customers and numbers of its invoices.
func (d *decision) shares(e *store.Entry, p matching.Proposal) (matching.Proposal, error) {
	p.Shares, p.Differences = slices.Clone(p.Shares), slices.Clone(p.Differences)
	if err := OneCurrency(all(&p)); err != nil {
		return p, err
	}
	if err := abroad(e, &p); err != nil {
		return p, err
	}
	taken := map[id.ID]money.Amount{}
	whole := paid(e, &p)
	sum, of := money.Of(0, whole.Currency), map[id.ID]money.Amount{}
	for n := range p.Shares {
		share := &p.Shares[n]
		if err := d.check(e, &p, share, taken); err != nil {
			return p, err
		}
		sum, of[share.Customer] = sum.Add(share.Amount), of[share.Customer].Add(share.Amount)
	}
	for n := range p.Differences {
		if err := d.check(e, &p, &p.Differences[n].Share, taken); err != nil {
			return p, err
		}
	}
	if e.Amount.Sign() < 0 {
		return p, d.refund(e, &p, whole.Sub(sum), of)
	}
	if sum.Cmp(whole) > 0 {
		return p, fault.New(fault.Conflict, "%s is more than the %s that came in", sum.Text(), whole.Text())
	}
	for _, settled := range of {
		if settled.Sign() < 0 {
			return p, fault.New(fault.Conflict, "the credit notes are worth %s more than the invoices that they are set against", settled.Neg().Text())
		}
	}
	return p, d.forgivable(&p)
}

// OneCurrency refuses shares in several currencies: a payment is in one, that of what it
// settles.
func OneCurrency(shares []matching.Share) error {
	for _, s := range shares {
		if first := shares[0].Amount.Currency; s.Amount.Currency != first {
			return fault.New(fault.Invalid, "a payment settles items in one currency, and these are in %s and %s: leave out those in one of them; what was paid for them then stays on account",
				first, s.Amount.Currency)
		}
	}
	return nil
}

// abroad refuses an amount in another currency that an entry was not: none at all, or none
// that the bank told otherwise. Where the bank does not tell it, a person says it.
func abroad(e *store.Entry, p *matching.Proposal) error {
	sent := e.Sent()
	switch {
	case p.Paid.IsZero() || p.Paid == sent:
		return nil
	case p.Paid.Currency == e.Amount.Currency || p.Paid.Currency == sent.Currency || p.Paid.Sign() != e.Amount.Sign():
		return fault.New(fault.Conflict, "%s was not sent as %s", e.Amount.Text(), p.Paid.Text())
	}
	return nil
}

// check refuses a share that its invoice does not have open. What the proposal takes of
// each invoice is in taken.
func (d *decision) check(e *store.Entry, p *matching.Proposal, share *matching.Share, taken map[id.ID]money.Amount) error {
	i, found := d.invoices[share.Invoice]
	switch {
	case !found || i.Customer != owner(*share, p):
		return fault.New(fault.NotFound, "the customer has no such invoice")
	case share.Amount.Currency != paid(e, p).Currency:
		return fault.New(fault.Invalid, "%s cannot settle invoices in %s", paid(e, p).Text(), share.Amount.Currency)
	case share.Amount.IsZero() || share.Amount.Sign() != i.Owed.Sign():
		return fault.New(fault.Invalid, "%s settles nothing of %s", share.Amount.Text(), i.Number)
	}
	share.Customer, share.Number = i.Customer, i.Number
	taken[i.ID] = taken[i.ID].Add(share.Amount)
	open := d.open[i.ID]
	if open.Currency != share.Amount.Currency || taken[i.ID].Sign() > 0 && taken[i.ID].Cmp(open) > 0 || taken[i.ID].Sign() < 0 && taken[i.ID].Cmp(open) < 0 {
		return fault.New(fault.Conflict, "%s has %s open: %s cannot be booked on it", i.Number, open.Text(), taken[i.ID].Text())
	}
	return nil
}

// Ignore says that an entry is no customer's payment.
func Ignore(ctx context.Context, s *store.Store, company, entry id.ID) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		entries, err := take(tx, []id.ID{entry}, store.EntryNew, store.EntryAsk)
		if err != nil {
			return err
		}
		return settleEntries(tx, entries, store.EntryIgnored, nil)
	})
}

// Undo takes back what was made of an entry.
func Undo(ctx context.Context, s *store.Store, company, entry id.ID, by string, today date.Date) error {
	return UndoAll(ctx, s, company, []id.ID{entry}, by, today)
}

// UndoAll takes back what was made of entries, of all or of none: their payments'
// allocations are reversed, an account is not known for its payer's any more unless
// another payment came from it, nor a name unless another entry taught it, and the
// entries wait for a person again, with what may be suggested for them now.
func UndoAll(ctx context.Context, s *store.Store, company id.ID, ids []id.ID, by string, today date.Date) error {
	if err := undo(ctx, s, company, ids, by, today); err != nil {
		return err
	}
	return s.Update(ctx, company, func(tx *store.Tx) error {
		entries, err := tx.LockEntries(ids)
		if err != nil {
			return err
		}
		_, err = matchThese(tx, slices.DeleteFunc(entries, func(e store.Entry) bool { return !waits(&e) }), today)
		return err
	})
}

func undo(ctx context.Context, s *store.Store, company id.ID, ids []id.ID, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		entries, err := take(tx, ids, store.EntryBooked, store.EntryIgnored, store.EntryReturn, store.EntryOutgoing, store.EntryInternal)
		if err != nil {
			return err
		}
		if err := tx.NotArrived(ids); err != nil {
			return err
		}
		if err := undoReturns(tx, returning(entries), by, today); err != nil {
			return err
		}
		if err := notReturned(tx, entries); err != nil {
			return err
		}
		payments, err := tx.PaymentsOfEntries(ids)
		if err != nil {
			return err
		}
		if err := takeBack(tx, payments, entries, by, today); err != nil {
			return err
		}
		if err := unlearn(tx, ids, by, today); err != nil {
			return err
		}
		if err := settleEntries(tx, entries, store.EntryAsk, nil); err != nil {
			return err
		}
		return tx.Enqueue(job.Match{Company: company}) // what is open again may be what others pay
	})
}

// takeBack undoes the payments that entries became.
func takeBack(tx *store.Tx, payments []payment.Payment, entries []store.Entry, by string, today date.Date) error {
	if len(payments) == 0 {
		return nil
	}
	accounts := map[id.ID]string{}
	for _, e := range entries {
		accounts[e.ID] = e.IBAN
	}
	var customers []id.ID
	var payers []store.Payer
	var events []timeline.Event
	for _, p := range payments {
		customers = append(customers, p.Customer)
		if p.Amount.Sign() > 0 { // where a refund went to was known before
			payers = append(payers, store.Payer{IBAN: accounts[p.Entry], Customer: p.Customer})
		}
		events = append(events, timeline.Event{Customer: p.Customer, Kind: timeline.PaymentUndone, On: today, Actor: by, Subject: p.ID,
			Data: timeline.Data{Amount: p.Amount, Booked: p.Booked, Day: p.ReceivedOn}.JSON()})
	}
	if err := tx.LockCustomers(customers); err != nil {
		return err
	}
	if err := tx.ReversePayments(payments, by, today); err != nil {
		return err
	}
	if err := tx.ForgetPayers(payers); err != nil {
		return err
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	return tx.WantReview(customers...)
}

// take locks entries, and refuses them when one is not in one of the states.
func take(tx *store.Tx, ids []id.ID, states ...store.EntryState) ([]store.Entry, error) {
	locked, err := tx.LockEntries(ids)
	if err == nil && len(locked) < len(ids) {
		err = fault.New(fault.NotFound, "there is no such bank entry")
	}
	for n := range locked {
		if err == nil && !slices.Contains(states, locked[n].State) {
			err = became(&locked[n])
		}
	}
	return locked, err
}

// became refuses an entry that is no longer what a person saw.
func became(e *store.Entry) error {
	return fault.New(fault.Conflict, "meanwhile the entry of %s became: %s", e.Amount.Text(), e.State)
}

// settleEntries moves entries by a person's hand, and asks for the review of the
// customers for whom they were likely payments; how says how those that are booked found
// their place.
func settleEntries(tx *store.Tx, entries []store.Entry, state store.EntryState, how map[id.ID]store.Handling) error {
	ids := identifiers(entries)
	suggested, err := tx.Suggestions(ids...)
	if err != nil {
		return err
	}
	if err := tx.SetByHand(ids, state, how); err != nil {
		return err
	}
	if state != store.EntryAsk {
		if err := tx.SetSuggestions(entries, nil); err != nil {
			return err
		}
	}
	return tx.WantReview(suggestedTo(suggested)...)
}
