package matching

import (
	"cmp"
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Told is what a customer said that it paid.
type Told struct {
	ID       id.ID
	Customer id.ID
	Invoices []id.ID      // none where it did not say which
	On       date.Date    // on which it paid
	Amount   money.Amount // that it paid, or what was open of the invoices then
}

// What is paid on a day is booked some days later, or a few earlier: people tell the day on
// which they remember that they paid.
const (
	ToldBefore = 3
	ToldBehind = 14
)

// about reports whether an entry is of the days around the one that was told.
func (t *Told) about(e *Entry) bool {
	return e.BookedOn >= t.On.AddDays(-ToldBefore) && e.BookedOn <= t.On.AddDays(ToldBehind)
}

// byTold follows what customers said that they paid. From who is known to pay it is certain,
// where the invoices that it said come to the amount; else the amount says whose it may be, and a
// person confirms it.
func (b *book) byTold(e *Reading, r *answer) {
	if r.more {
		return
	}
	var proposals []Proposal
	for _, t := range b.toldOf(e, &r.payer) {
		proposals = append(proposals, b.told(e, t, r.payer.by[t.Customer]))
	}
	switch why := r.payer.refused(); {
	case len(proposals) == 0:
	case len(r.payer.owners) == 0:
		r.ask(ToldOnly, proposals...)
	case why != NoneFits:
		r.ask(why, proposals...)
	case len(proposals) > 1:
		r.ask(SeveralFit, withFact(proposals, SeveralFit)...)
	case !proposals[0].OnAccount.IsZero():
		r.ask(PaidMore, proposals...)
	default:
		r.Certain = &proposals[0]
	}
}

// toldOf is what was told that an entry may be, each choice of invoices once, the last told first.
// Of what others told nothing is looked at where something points to a payer.
func (b *book) toldOf(e *Reading, by *payer) (all []*Told) {
	for _, owner := range by.owners {
		for _, t := range b.toldBy[owner] {
			if len(t.Invoices) > 0 && t.about(&e.Entry) && b.settles(e, t) {
				all = append(all, t)
			}
		}
	}
	if len(by.owners) == 0 {
		for _, t := range b.toldAs[e.Amount] {
			if t.about(&e.Entry) && b.owes(t) {
				all = append(all, t)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y *Told) int { return cmp.Or(cmp.Compare(y.On, x.On), cmp.Compare(y.ID, x.ID)) })
	var different []*Told
	for _, t := range all {
		same := func(o *Told) bool { return o.Customer == t.Customer && slices.Equal(o.Invoices, t.Invoices) }
		if !slices.ContainsFunc(different, same) {
			different = append(different, t)
		}
	}
	return different
}

// owes reports whether all that was told is still open.
func (b *book) owes(t *Told) bool {
	return len(t.Invoices) == len(b.toldItems(t))
}

// settles reports whether an entry is the amount that was told, or all that the invoices come to.
func (b *book) settles(e *Reading, t *Told) bool {
	if !b.owes(t) || t.Amount.Currency != e.Amount.Currency {
		return false
	}
	if t.Amount == e.Amount {
		return true
	}
	p := b.fill(&e.Entry, t.Customer, claimsOn(b.toldItems(t)...))
	return p.fits() || len(p.Differences) > 0
}

// toldItems are the invoices of what was told that are still open.
func (b *book) toldItems(t *Told) (items []*Item) {
	for _, i := range t.Invoices {
		if item := b.items[i]; item != nil && item.Customer == t.Customer && item.Open.Sign() > 0 && item.Open.Currency == t.Amount.Currency {
			items = append(items, item)
		}
	}
	return items
}

// told proposes to pay what was told; the oldest of what is open where no invoice was.
func (b *book) told(e *Reading, t *Told, by []Evidence) Proposal {
	items := b.toldItems(t)
	if len(items) == 0 {
		items = b.oldest(t.Customer, e.Amount)
	}
	by = append(slices.Clone(by), Evidence{Fact: ToldPaid, On: t.On})
	return b.fill(&e.Entry, t.Customer, claimsOn(items...), by...)
}
