package settle

import (
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
)

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
