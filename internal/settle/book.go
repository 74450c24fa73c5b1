package settle

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// booking is an entry and the proposal by which it is booked.
type booking struct {
	entry    store.Entry
	proposal matching.Proposal
	by       string
}

// receipt is what an entry becomes for one customer: the payment, what is let go beside
// it, and what both and the customer's credit notes settle.
type receipt struct {
	booking  *booking
	payment  *payment.Payment
	letGo    *payment.Payment // nil when nothing is
	debts    []matching.Share // of invoices
	credits  []matching.Share // of credit notes, what is used of them
	forgiven []matching.Difference
}

// receipts are what an entry becomes, for each customer whose items it pays.
func (b *booking) receipts() []*receipt {
	var all []*receipt
	of := func(customer id.ID) *receipt {
		if n := slices.IndexFunc(all, func(r *receipt) bool { return r.payment.Customer == customer }); n >= 0 {
			return all[n]
		}
		nothing := money.Of(0, paid(&b.entry, &b.proposal).Currency)
		r := &receipt{booking: b, payment: &payment.Payment{Customer: customer, Entry: b.entry.ID, ReceivedOn: b.entry.BookedOn, Amount: nothing, BookedBy: b.by}}
		all = append(all, r)
		return r
	}
	p := &b.proposal
	for _, s := range p.Shares {
		r := of(owner(s, p))
		r.payment.Amount = r.payment.Amount.Add(s.Amount)
		if s.Amount.Sign() < 0 {
			s.Amount = s.Amount.Neg()
			r.credits = append(r.credits, s)
		} else {
			r.debts = append(r.debts, s)
		}
	}
	for _, d := range p.Differences {
		r := of(owner(d.Share, p))
		r.forgiven = append(r.forgiven, d)
	}
	if left := rest(&b.entry, p); !left.IsZero() || len(all) == 0 {
		r := of(p.Customer)
		r.payment.Amount = r.payment.Amount.Add(left)
	}
	b.tellBooked(all)
	for _, r := range all {
		r.payment.OnAccount = r.payment.Amount
		r.forgive()
	}
	return all
}

// tellBooked says of payments in another currency what the bank booked for them, each its
// share.
func (b *booking) tellBooked(all []*receipt) {
	if b.proposal.Paid.IsZero() {
		return
	}
	whole, weights := b.entry.Amount, make([]int64, len(all))
	sign := int64(whole.Sign()) // of a refund all is below zero
	for n, r := range all {
		weights[n] = sign * r.payment.Amount.Minor
	}
	for n, share := range money.Of(sign*whole.Minor, whole.Currency).Split(weights) {
		all[n].payment.Booked = money.Of(sign*share.Minor, share.Currency)
	}
}

// paid is what an entry is in the currency of what it pays.
func paid(e *store.Entry, p *matching.Proposal) money.Amount {
	if p.Paid.IsZero() {
		return e.Amount
	}
	return p.Paid
}

// owner is the customer whose a share is. Proposals that were kept by an older version
// say so once, for all shares.
func owner(s matching.Share, p *matching.Proposal) id.ID {
	if s.Customer == 0 {
		return p.Customer
	}
	return s.Customer
}

// rest is what the shares of a proposal leave of an entry.
func rest(e *store.Entry, p *matching.Proposal) money.Amount {
	left := paid(e, p)
	for _, s := range p.Shares {
		left = left.Sub(s.Amount)
	}
	return left
}

// forgive makes the payment that stands for what is let go.
func (r *receipt) forgive() {
	if len(r.forgiven) == 0 {
		return
	}
	sum := money.Of(0, r.payment.Amount.Currency)
	for _, d := range r.forgiven {
		sum = sum.Add(d.Amount)
	}
	r.letGo = &payment.Payment{Customer: r.payment.Customer, Source: payment.Difference, Entry: r.payment.Entry, ReceivedOn: r.payment.ReceivedOn,
		Amount: sum, OnAccount: sum, BookedBy: r.booking.by}
}

// allocations are what the payments and the credit notes settle, the credit notes first.
// What credit notes are worth beyond that was paid back. The payments have their
// identifiers.
func (r *receipt) allocations(d *dues) (all []*payment.Allocation) {
	evidence := db.JSON(r.booking.proposal.Evidence)
	credits := slices.Clone(r.credits)
	for _, s := range r.debts {
		for n := range credits {
			c := &credits[n]
			share := s.Amount.Min(c.Amount)
			if share.IsZero() {
				continue
			}
			s.Amount, c.Amount = s.Amount.Sub(share), c.Amount.Sub(share)
			all = append(all, &payment.Allocation{Credit: c.Invoice, Beside: r.payment.ID, Invoice: s.Invoice, On: r.payment.ReceivedOn, Amount: share,
				Evidence: evidence, BookedBy: r.booking.by})
			d.reduce(s.Invoice, share)
		}
		for _, part := range d.spread(s.Invoice, s.Amount, r.letGoOf(s.Invoice)) {
			all = append(all, &payment.Allocation{Payment: r.payment.ID, Invoice: s.Invoice, On: r.payment.ReceivedOn, Amount: part.amount, Part: part.of,
				Evidence: evidence, BookedBy: r.booking.by})
		}
	}
	for _, c := range credits {
		if !c.Amount.IsZero() {
			all = append(all, &payment.Allocation{Payment: r.payment.ID, Invoice: c.Invoice, On: r.payment.ReceivedOn, Amount: c.Amount.Neg(),
				Evidence: evidence, BookedBy: r.booking.by})
		}
	}
	for _, d := range r.forgiven {
		all = append(all, &payment.Allocation{Payment: r.letGo.ID, Invoice: d.Invoice, On: r.payment.ReceivedOn, Amount: d.Amount,
			Evidence: db.JSON([]matching.Evidence{r.booking.reason(d.Reason)}), BookedBy: r.booking.by})
	}
	return all
}

// letGoOf is what is let go of an invoice beside what is paid.
func (r *receipt) letGoOf(invoice id.ID) (sum money.Amount) {
	for _, d := range r.forgiven {
		if d.Invoice == invoice {
			sum = sum.Add(d.Amount)
		}
	}
	return sum
}

// reason is a fact for which something is let go, with what the proposal says of it.
func (b *booking) reason(f matching.Fact) matching.Evidence {
	all := b.proposal.Evidence
	if n := slices.IndexFunc(all, func(e matching.Evidence) bool { return e.Fact == f }); n >= 0 {
		return all[n]
	}
	return matching.Evidence{Fact: f}
}

// event tells the customer's timeline of a payment.
func (r *receipt) event(on date.Date) timeline.Event {
	data := timeline.Data{Amount: r.payment.Amount, Booked: r.payment.Booked, Day: r.payment.ReceivedOn, Count: len(r.debts)}
	for _, s := range r.debts[:min(len(r.debts), fewNumbers)] {
		data.Numbers = append(data.Numbers, s.Number)
	}
	kind := timeline.PaymentBooked
	if r.payment.Amount.Sign() < 0 {
		kind, data.Amount, data.Booked, data.Numbers, data.Count = timeline.Refunded, data.Amount.Neg(), data.Booked.Neg(), nil, len(r.credits)
		for _, s := range r.credits[:min(len(r.credits), fewNumbers)] {
			data.Numbers = append(data.Numbers, s.Number)
		}
	}
	return timeline.Event{Customer: r.payment.Customer, Kind: kind, On: on, Actor: r.booking.by, Subject: r.payment.ID, Data: data.JSON()}
}

// fewNumbers is how many invoice numbers an event names.
const fewNumbers = 5

// bookAll turns entries into payments, allocates them, learns who pays from where,
// and asks for the reviews. Customers are locked by the caller.
func bookAll(tx *store.Tx, bookings []booking, today date.Date) error {
	var receipts []*receipt
	var payments []*payment.Payment
	var payers []store.Payer
	for n := range bookings {
		of := bookings[n].receipts()
		receipts = append(receipts, of...)
		for _, r := range of {
			payments = append(payments, r.payment)
			if r.letGo != nil {
				payments = append(payments, r.letGo)
			}
		}
		if len(of) == 1 && bookings[n].entry.Amount.Sign() > 0 { // who pays for a group is not any of them
			payers = append(payers, store.Payer{IBAN: bookings[n].entry.IBAN, Customer: of[0].payment.Customer})
		}
	}
	if len(receipts) == 0 {
		return nil
	}
	for _, p := range payments {
		p.ID = tx.NewID()
	}
	var debts []matching.Share
	for _, r := range receipts {
		debts = append(debts, r.debts...)
	}
	due, err := duesOf(tx, debts)
	if err != nil {
		return err
	}
	var allocations []*payment.Allocation
	var events []timeline.Event
	var customers []id.ID
	for _, r := range receipts {
		allocations = append(allocations, r.allocations(due)...)
		events = append(events, r.event(today))
		customers = append(customers, r.payment.Customer)
	}
	if err := tx.Book(payments, allocations); err != nil {
		return err
	}
	if err := tx.AddPayers(payers, "paid"); err != nil {
		return err
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	return tx.WantReview(customers...)
}
