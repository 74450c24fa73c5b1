package settle

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// undoReturns restores what entries took back: the payments stand again and settle what
// they settled, as far as it is still open. What was settled otherwise meanwhile stays
// on account.
func undoReturns(tx *store.Tx, entries []store.Entry, by string, today date.Date) error {
	if len(entries) == 0 {
		return nil
	}
	ids := identifiers(entries)
	gone, err := tx.ReturnedBy(ids)
	if err != nil {
		return err
	}
	var customers []id.ID
	var events []timeline.Event
	for _, p := range gone {
		customers = append(customers, p.Customer)
		if p.Source != payment.Difference {
			events = append(events, timeline.Event{Customer: p.Customer, Kind: timeline.ReturnUndone, On: today, Actor: by, Subject: p.ID,
				Data: timeline.Data{Amount: p.Amount, Day: p.ReceivedOn}.JSON()})
		}
	}
	if err := tx.LockCustomers(customers); err != nil {
		return err
	}
	if err := payAgain(tx, gone); err != nil {
		return err
	}
	if err := tx.ReturnsUndone(ids); err != nil {
		return err
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	return tx.WantReview(customers...)
}

// payAgain stores payments that were taken back anew, with what they settled.
func payAgain(tx *store.Tx, gone []payment.Payment) error {
	ids := make([]id.ID, len(gone))
	for n, p := range gone {
		ids[n] = p.ID
	}
	given, err := tx.TakenWith(ids)
	if err != nil {
		return err
	}
	var wanted []id.ID
	for _, a := range given {
		wanted = append(wanted, a.Invoice, a.Credit)
	}
	invoices, err := tx.InvoicesByID(slices.DeleteFunc(wanted, func(i id.ID) bool { return i == 0 }))
	if err != nil {
		return err
	}
	again := newRevival(gone, given, invoices)
	payments := again.payments()
	for _, p := range payments {
		p.ID = tx.NewID()
	}
	return tx.Book(payments, again.allocations())
}

// revival is payments that stand again after they were taken back, each in the place of
// the one that is gone.
type revival struct {
	anew  map[id.ID]*payment.Payment // by the one that is gone
	order []id.ID
	given []payment.Allocation // as they were, and as much of each as is still possible
}

// newRevival finds how much of what payments gave can be given again: what an invoice
// has open still, and a credit note is still worth. What was let go is no money: it is
// there again only as far as it is let go again.
func newRevival(gone []payment.Payment, given []payment.Allocation, invoices []invoice.Invoice) *revival {
	r := &revival{anew: map[id.ID]*payment.Payment{}}
	open := map[id.ID]money.Amount{}
	for _, i := range invoices {
		open[i.ID] = i.Open
	}
	for _, a := range given {
		if !a.OfPrincipal() {
			continue // stays on account, and is used for what is claimed then
		}
		share := reach(a.Amount, open[a.Invoice])
		if a.Credit != 0 {
			share = reach(share, open[a.Credit].Neg())
			open[a.Credit] = open[a.Credit].Add(share)
		}
		open[a.Invoice] = open[a.Invoice].Sub(share)
		if a.Amount = share; !share.IsZero() {
			r.given = append(r.given, a)
		}
	}
	for _, p := range gone {
		again := &payment.Payment{Customer: p.Customer, Source: p.Source, Entry: p.Entry, ReceivedOn: p.ReceivedOn, Amount: p.Amount,
			Booked: p.Booked, Text: p.Text, BookedBy: p.BookedBy}
		if p.Source == payment.Difference {
			again.Amount = r.givenBy(p.ID, p.Amount.Currency)
		}
		if !again.Amount.IsZero() {
			r.anew[p.ID], r.order = again, append(r.order, p.ID)
		}
	}
	return r
}

// reach is as much of an amount as another one of the same sign has room for.
func reach(a, room money.Amount) money.Amount {
	switch {
	case a.Sign() != room.Sign():
		return money.Of(0, a.Currency)
	case a.Sign() < 0:
		return a.Neg().Min(room.Neg()).Neg()
	}
	return a.Min(room)
}

// givenBy is what a payment gives again.
func (r *revival) givenBy(p id.ID, c money.Currency) money.Amount {
	sum := money.Of(0, c)
	for _, a := range r.given {
		if a.Payment == p {
			sum = sum.Add(a.Amount)
		}
	}
	return sum
}

func (r *revival) payments() (all []*payment.Payment) {
	for _, i := range r.order {
		all = append(all, r.anew[i])
	}
	return all
}

// allocations are what the payments settle again; the payments have their identifiers.
func (r *revival) allocations() (all []*payment.Allocation) {
	for _, a := range r.given {
		again := &payment.Allocation{Credit: a.Credit, Invoice: a.Invoice, On: a.On, Amount: a.Amount, Evidence: a.Evidence, BookedBy: a.BookedBy}
		if a.Payment != 0 {
			again.Payment = r.anew[a.Payment].ID
		}
		if p := r.anew[a.Beside]; p != nil {
			again.Beside = p.ID
		}
		all = append(all, again)
	}
	return all
}
