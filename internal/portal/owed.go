package portal

import (
	"cmp"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/plan"
	"acquit/internal/render"
	"acquit/internal/store"
)

// owed is what a customer owes in one currency, as its page says it.
type owed struct {
	Currency money.Currency
	Items    []item   // oldest due day first
	Credits  []credit // what counts in its favour and is not set against anything yet

	Late      money.Amount // past its due day, or due today
	Ahead     money.Amount // due later
	Contested money.Amount // of both; it is not asked for until that is settled
	Claimed   money.Amount // asked for being late, beside Late
	Deducted  money.Amount // Credits, as far as they count against what is late
	Due       money.Amount // what is asked for now: Late and Claimed, less what is contested of it and Deducted
}

// item is an invoice that is payable at once, or one instalment.
type item struct {
	Invoice   *invoice.Invoice
	Part      int // the instalment's place, from 1; 0 when payable at once
	Parts     int // how many there are
	DueOn     date.Date
	Open      money.Amount
	Contested money.Amount // of Open
	Claimed   money.Amount // beside it for being late, on the first item of its invoice
	Promised  date.Date    // by which the customer promised to pay it; None where it did not
}

// Asked is what is to be paid of the item, with what is claimed beside it.
func (i *item) Asked() money.Amount { return i.Open.Sub(i.Contested).Add(i.Claimed) }

// credit is a credit note, or money on account.
type credit struct {
	Number string // of the credit note; "" for money
	On     date.Date
	Amount money.Amount // what is left of it, positive
}

// facts are what a customer owes and what was said of it.
type facts struct {
	Today date.Date
	Open  []invoice.Invoice
	Money []payment.Payment
	Holds []hold.Hold
	Plans []plan.Plan // that run
}

func loadFacts(tx *store.Tx, c *customer.Customer, today date.Date) (f facts, err error) {
	f.Today = today
	if f.Open, err = tx.OpenInvoices(c.ID); err != nil {
		return f, err
	}
	if f.Money, err = tx.OnAccount(c.ID); err != nil {
		return f, err
	}
	if f.Holds, err = tx.Holds(c.ID); err != nil {
		return f, err
	}
	plans, err := tx.PlansOf(c.ID, mostPlans)
	f.Plans = slices.DeleteFunc(plans, func(p plan.Plan) bool { return p.State != plan.Running })
	return f, err
}

// mostPlans is among how many of a customer's last plans those are looked for that run.
const mostPlans = 20

// owed sorts facts by currency, that in which most is due first.
func (f *facts) owed() []*owed {
	by := map[money.Currency]*owed{}
	of := func(c money.Currency) *owed {
		if by[c] == nil {
			by[c] = newOwed(c)
		}
		return by[c]
	}
	for n := range f.Open {
		i := &f.Open[n]
		o := of(i.Owed.Currency)
		if i.Open.Sign() < 0 {
			o.Credits = append(o.Credits, credit{Number: i.Number, On: i.IssuedOn, Amount: i.Open.Neg()})
			continue
		}
		o.Items = append(o.Items, f.items(i)...)
	}
	for _, p := range payment.Left(f.Money) {
		o := of(p.OnAccount.Currency)
		o.Credits = append(o.Credits, credit{On: p.ReceivedOn, Amount: p.OnAccount})
	}
	for n := range f.Plans {
		of(f.Plans[n].Total.Currency).lay(&f.Plans[n])
	}
	var all []*owed
	for _, o := range by {
		o.sum(f.Today)
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b *owed) int {
		return cmp.Or(cmp.Compare(b.Due.Minor, a.Due.Minor), cmp.Compare(len(b.Items), len(a.Items)), cmp.Compare(a.Currency.String(), b.Currency.String()))
	})
	return all
}

func newOwed(c money.Currency) *owed {
	nothing := money.Of(0, c)
	return &owed{Currency: c, Late: nothing, Ahead: nothing, Contested: nothing, Claimed: nothing, Deducted: nothing, Due: nothing}
}

// lay puts the instalments of a plan in the place of its invoices. What was asked beside those is
// paid with them, or not asked for while it runs.
func (o *owed) lay(p *plan.Plan) {
	var own, all []item
	var open []money.Amount
	for n := range o.Items {
		i := o.Items[n]
		if !slices.ContainsFunc(p.Shares, func(s plan.Share) bool { return s.Invoice == i.Invoice.ID }) {
			all = append(all, i)
			continue
		}
		owes := i.Open
		if p.WithBeside {
			owes = owes.Add(i.Claimed)
		}
		own, open = append(own, i), append(open, owes)
	}
	for _, share := range plan.Lay(p.Parts, p.Total, open) {
		i := own[share.Debt]
		i.Open, i.Claimed = share.Part.Amount, money.Of(0, o.Currency)
		if share.Part.Number > 0 {
			i.Part, i.Parts, i.DueOn = share.Part.Number, len(p.Parts), share.Part.DueOn
		}
		i.Contested = i.Contested.Min(i.Open)
		own[share.Debt].Contested = own[share.Debt].Contested.Sub(i.Contested)
		all = append(all, i)
	}
	slices.SortStableFunc(all, func(a, b item) int { return cmp.Compare(a.DueOn, b.DueOn) })
	o.Items = all
}

// items are the open parts of an invoice.
func (f *facts) items(i *invoice.Invoice) (all []item) {
	nothing := money.Of(0, i.Owed.Currency)
	var open []money.Amount
	for n, p := range i.OpenParts() {
		open = append(open, p.Amount)
		one := item{Invoice: i, Part: p.Number, Parts: len(i.Parts), DueOn: p.DueOn, Open: p.Amount, Contested: nothing, Claimed: nothing, Promised: f.promised(i.ID, p.DueOn)}
		if n == 0 && !i.Claimed.IsZero() {
			one.Claimed = i.Claimed
		}
		all = append(all, one)
	}
	for n, contested := range hold.Spread(hold.Contested(f.Holds, i.ID, i.Open, f.Today), open) {
		all[n].Contested = contested
	}
	return all
}

// promised is the last day by which the customer promised to pay something due on a day.
func (f *facts) promised(i id.ID, dueOn date.Date) (on date.Date) {
	for n := range f.Holds {
		if h := &f.Holds[n]; h.Cause == hold.ForPromise && (h.Invoice == i || h.Invoice == 0 && dueOn <= h.PromisedOn) {
			on = max(on, h.PromisedOn)
		}
	}
	return on
}

func (o *owed) sum(today date.Date) {
	asked, credits := o.Due, o.Due
	for n := range o.Items {
		i := &o.Items[n]
		o.Contested, o.Claimed = o.Contested.Add(i.Contested), o.Claimed.Add(i.Claimed)
		if i.DueOn <= today {
			o.Late = o.Late.Add(i.Open)
			asked = asked.Add(i.Asked())
		} else {
			o.Ahead = o.Ahead.Add(i.Open)
		}
	}
	for _, c := range o.Credits {
		credits = credits.Add(c.Amount)
	}
	o.Deducted = credits.Min(asked)
	o.Due = asked.Sub(o.Deducted)
}

// Credit is all that counts in the customer's favour.
func (o *owed) Credit() money.Amount {
	sum := money.Of(0, o.Currency)
	for _, c := range o.Credits {
		sum = sum.Add(c.Amount)
	}
	return sum
}

// due are the items that are asked for on a day.
func (o *owed) due(today date.Date) (all []item) {
	for n := range o.Items {
		if i := o.Items[n]; i.DueOn <= today && i.Asked().Sign() > 0 {
			all = append(all, i)
		}
	}
	return all
}

// oldest is for how many days the oldest item is past its due day; 0 for none.
func (o *owed) oldest(today date.Date) int {
	for n := range o.Items {
		if i := &o.Items[n]; i.Open != i.Contested {
			return max(0, int(today-i.DueOn))
		}
	}
	return 0
}

// rendered are items as a transfer names them.
func rendered(all []item) (items []render.Item) {
	for n := range all {
		i := &all[n]
		items = append(items, render.Item{Number: i.Invoice.Number, DueOn: i.DueOn, Part: i.Part, Total: i.Open, Open: i.Open, Reference: i.Invoice.Reference})
	}
	return items
}
