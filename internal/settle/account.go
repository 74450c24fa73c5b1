package settle

import (
	"context"
	"encoding/json"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
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

// Deposit is money on account of a customer, and what it may be used for, the likeliest
// first.
type Deposit struct {
	payment.Payment
	For []matching.Proposal
}

// Deposits are what customers have on account, and what it may be used for now. They are
// loaded by a query for each kind of fact, and proposed together.
func Deposits(tx *store.Tx, customers []id.ID) ([]Deposit, error) {
	results, payments, err := spendable(tx, customers)
	all := make([]Deposit, len(payments))
	for n, r := range results {
		all[n] = Deposit{payments[n], r.Ask}
		if r.Certain != nil {
			all[n].For = []matching.Proposal{*r.Certain}
		}
	}
	return all, err
}

// spendable is what is proposed for money on account, payment by payment.
func spendable(tx *store.Tx, customers []id.ID) ([]matching.Result, []payment.Payment, error) {
	payments, err := tx.OnAccountOf(customers)
	if err != nil || len(payments) == 0 {
		return nil, nil, err
	}
	payments = slices.DeleteFunc(payment.Left(payments), func(p payment.Payment) bool { return p.OnAccount.Sign() < 0 })
	items, err := tx.ItemsOf(customers)
	if err != nil {
		return nil, nil, err
	}
	deposits, err := depositsOf(tx, payments)
	return matching.Spend(deposits, items), payments, err
}

// depositsOf are payments as matching looks at them, with what was written with each.
func depositsOf(tx *store.Tx, payments []payment.Payment) ([]matching.Deposit, error) {
	var ids, lines []id.ID
	for _, p := range payments {
		ids = append(ids, p.ID)
		if p.Entry != 0 {
			lines = append(lines, p.Entry)
		}
	}
	given, err := tx.GivenBefore(ids)
	if err != nil {
		return nil, err
	}
	entries, err := tx.ChosenEntries(lines)
	if err != nil {
		return nil, err
	}
	written := map[id.ID]*store.Entry{}
	for n := range entries {
		written[entries[n].ID] = &entries[n]
	}
	all := make([]matching.Deposit, len(payments))
	for n, p := range payments {
		d := &all[n]
		d.Customer, d.Entry = p.Customer, matching.Entry{Reference: p.Reference, Text: p.Text}
		if e := written[p.Entry]; e != nil {
			d.Entry = *asSeen(e)
		}
		d.ID, d.BookedOn, d.Amount, d.Original, d.Charges = p.ID, p.ReceivedOn, p.OnAccount, money.Amount{}, money.Amount{}
		for invoice := range given[p.ID] {
			d.Given = append(d.Given, invoice)
		}
	}
	return all, nil
}

// mostReferring is how many customers' money on account is used in one transaction.
const mostReferring = 100

// useReferring uses money on account for what its own reference names, and returns how
// many payments were used.
func useReferring(ctx context.Context, s *store.Store, company id.ID, today date.Date) (used int, err error) {
	for after, more := id.ID(0), true; more && err == nil; {
		err = s.Update(ctx, company, func(tx *store.Tx) error {
			customers, err := tx.ReferringDeposits(after, mostReferring)
			if more = len(customers) > 0; err != nil || !more {
				return err
			}
			after = customers[len(customers)-1]
			n, err := useCertain(tx, customers, today)
			used += n
			return err
		})
	}
	return used, err
}

func useCertain(tx *store.Tx, customers []id.ID, today date.Date) (used int, err error) {
	if err := tx.LockCustomers(customers); err != nil {
		return 0, err
	}
	results, payments, err := spendable(tx, customers)
	if err != nil {
		return 0, err
	}
	for n, r := range results {
		if r.Certain == nil {
			continue
		}
		if _, err := use(tx, &payments[n], r.Certain, Actor, today); err != nil {
			return used, err
		}
		used++
	}
	return used, nil
}

// UseOnAccount uses a payment that a customer has on account as a person says, and
// returns an allocation by which that can be undone.
//
// Errors: NotFound for a payment or invoice that is not the customer's; Conflict for more
// than is left of the payment or open of an invoice.
func UseOnAccount(ctx context.Context, s *store.Store, ref customer.Ref, from id.ID, p matching.Proposal, by string, today date.Date) (first id.ID, err error) {
	err = s.Update(ctx, ref.Company, func(tx *store.Tx) error {
		if err := tx.LockCustomers([]id.ID{ref.Customer}); err != nil {
			return err
		}
		pay, found, err := tx.PaymentByID(from)
		if err != nil {
			return err
		}
		if !found || pay.Customer != ref.Customer || len(p.Shares) == 0 {
			return fault.New(fault.NotFound, "the customer has no such money on account")
		}
		if err := isLeft(tx, &pay, &p); err != nil {
			return err
		}
		p.Evidence = append(slices.Clone(p.Evidence), matching.Evidence{Fact: matching.PersonSays})
		if first, err = use(tx, &pay, &p, by, today); err != nil {
			return err
		}
		return tx.Enqueue(job.Match{Company: ref.Company}) // entries may have been suggested for what it settles
	})
	return first, err
}

// isLeft refuses to use money on account that was paid back.
func isLeft(tx *store.Tx, p *payment.Payment, as *matching.Proposal) error {
	payments, err := tx.OnAccountOf([]id.ID{p.Customer})
	left := money.Of(0, p.Amount.Currency)
	for _, l := range payment.Left(payments) {
		if l.ID == p.ID {
			left = l.OnAccount
		}
	}
	wanted := money.Of(0, left.Currency)
	for _, s := range as.Shares {
		if s.Amount.Currency == left.Currency {
			wanted = wanted.Add(s.Amount)
		}
	}
	if err == nil && wanted.Cmp(left) > 0 {
		err = fault.New(fault.Conflict, "the payment has %s left: %s cannot be booked from it", left.Text(), wanted.Text())
	}
	return err
}

// use books what a proposal says of money on account, and returns the first allocation.
// It counts from the day on which the money was there and the invoice as well. The
// customer is locked.
func use(tx *store.Tx, p *payment.Payment, as *matching.Proposal, by string, today date.Date) (id.ID, error) {
	bills, err := billsOf(tx, as)
	if err != nil {
		return 0, err
	}
	due, err := duesOf(tx, as.Shares)
	if err != nil {
		return 0, err
	}
	data := timeline.Data{Day: p.ReceivedOn, Count: len(as.Shares)}
	var all []*payment.Allocation
	for _, s := range as.Shares {
		i, found := bills[s.Invoice]
		switch {
		case !found || i.Customer != p.Customer:
			return 0, fault.New(fault.NotFound, "the customer has no such invoice")
		case s.Amount.Currency != i.Open.Currency || s.Amount.Currency != p.Amount.Currency:
			return 0, fault.New(fault.Invalid, "%s cannot settle invoices in %s", s.Amount.Text(), i.Open.Currency)
		case s.Amount.Sign() <= 0 || i.Owed.Sign() < 0:
			return 0, fault.New(fault.Invalid, "%s settles nothing of %s", s.Amount.Text(), i.Number)
		}
		for _, part := range due.spread(i.ID, s.Amount, money.Amount{}) {
			all = append(all, &payment.Allocation{Payment: p.ID, Invoice: i.ID, On: max(p.ReceivedOn, i.IssuedOn), Amount: part.amount, Part: part.of,
				Evidence: db.JSON(as.Evidence), BookedBy: by})
		}
		if data.Amount = data.Amount.Add(s.Amount); len(data.Numbers) < fewNumbers {
			data.Numbers = append(data.Numbers, i.Number)
		}
	}
	if err := tx.Allocate(all); err != nil {
		return 0, err
	}
	if err := tx.Note(timeline.Event{Customer: p.Customer, Kind: timeline.AccountUsed, On: today, Actor: by, Subject: p.ID, Data: data.JSON()}); err != nil {
		return 0, err
	}
	return all[0].ID, tx.WantReview(p.Customer)
}

// billsOf are the invoices that a proposal pays.
func billsOf(tx *store.Tx, p *matching.Proposal) (map[id.ID]invoice.Invoice, error) {
	var wanted []id.ID
	for _, s := range p.Shares {
		wanted = append(wanted, s.Invoice)
	}
	found, err := tx.InvoicesByID(wanted)
	bills := map[id.ID]invoice.Invoice{}
	for _, i := range found {
		bills[i.ID] = i
	}
	return bills, err
}

// FreeAccount undoes a use of money on account, named by one of its allocations: what it
// settled is open again, and the money on account.
//
// Errors: NotFound where the allocation is none of the customer, was undone, or came with
// the payment itself.
func FreeAccount(ctx context.Context, s *store.Store, ref customer.Ref, allocation id.ID, by string, today date.Date) error {
	return s.Update(ctx, ref.Company, func(tx *store.Tx) error {
		if err := tx.LockCustomers([]id.ID{ref.Customer}); err != nil {
			return err
		}
		p, used, err := usedBy(tx, ref, allocation)
		if err != nil {
			return err
		}
		back := make([]*payment.Allocation, len(used))
		data := timeline.Data{Day: p.ReceivedOn, Count: len(used)}
		for n, a := range used {
			back[n] = &payment.Allocation{Payment: a.Payment, Invoice: a.Invoice, On: today, Amount: a.Amount.Neg(), Part: a.Part, Evidence: "[]", BookedBy: by, Reverses: a.ID}
			data.Amount = data.Amount.Add(a.Amount)
		}
		if err := tx.Allocate(back); err != nil {
			return err
		}
		if err := tx.Note(timeline.Event{Customer: p.Customer, Kind: timeline.AccountFreed, On: today, Actor: by, Subject: p.ID, Data: data.JSON()}); err != nil {
			return err
		}
		return tx.WantReview(p.Customer)
	})
}

// usedBy are a payment on account and the allocations that one act used it by.
func usedBy(tx *store.Tx, ref customer.Ref, allocation id.ID) (p payment.Payment, used []payment.Allocation, err error) {
	booked, err := tx.BookedWith(allocation)
	if err != nil {
		return p, nil, err
	}
	for _, a := range booked {
		if IsUse(&a) {
			used = append(used, a)
		}
	}
	if slices.ContainsFunc(used, func(a payment.Allocation) bool { return a.ID == allocation }) {
		p, _, err = tx.PaymentByID(used[0].Payment)
	}
	if err == nil && p.Customer != ref.Customer {
		err = fault.New(fault.NotFound, "the customer has no such money on account")
	}
	return p, used, err
}

// IsUse reports whether an allocation uses money that was on account, and is no part of
// how its payment was booked.
func IsUse(a *payment.Allocation) bool {
	var by []matching.Evidence
	return json.Unmarshal([]byte(a.Evidence), &by) == nil && slices.ContainsFunc(by, func(e matching.Evidence) bool { return e.Fact == matching.AccountUsed })
}
