package matching

import (
	"slices"

	"acquit/internal/money"
)

// lookAbroad looks at an entry in the currency in which the other side paid, where the
// bank tells it and what the entry pays is owed in that one: what the bank booked is
// less or more by its rate, which is no debt of the customer.
func (b *book) lookAbroad(e *Reading, r *answer) {
	if e.Original.Sign() > 0 && e.Original.Currency != e.Amount.Currency && b.paysAbroad(e, &r.payer) {
		r.booked, e.Amount = e.Amount, e.Original
	}
}

// paysAbroad reports whether an entry names items in the currency in which it was paid
// and none in that of the account; where it names nothing, whether its payer owes in it
// and has nothing open of the booked amount.
func (b *book) paysAbroad(e *Reading, p *payer) bool {
	in := func(c money.Currency) func(*Item) bool {
		return func(i *Item) bool { return i.Open.Currency == c && !i.Open.IsZero() }
	}
	here, there := in(e.Amount.Currency), in(e.Original.Currency)
	named := b.openNamed(e, weak)
	if slices.ContainsFunc(named, here) {
		return false
	}
	if slices.ContainsFunc(named, there) {
		return true
	}
	owes, fits := false, false
	for _, owner := range p.owners {
		if len(b.byFit[fitKey{owner, e.Amount}]) > 0 {
			return false
		}
		owes = owes || slices.ContainsFunc(b.byCustomer[owner], there) && !slices.ContainsFunc(b.byCustomer[owner], here)
		fits = fits || len(b.byFit[fitKey{owner, e.Original}]) > 0
	}
	return owes || fits
}

// openNamed are the open items, in whatever currency, that the references of an entry
// name, and those that its numbers of at least a strength name.
func (b *book) openNamed(e *Reading, least strength) (items []*Item) {
	add := func(found []*Item) {
		for _, i := range found {
			if !i.Open.IsZero() && !slices.Contains(items, i) {
				items = append(items, i)
			}
		}
	}
	for _, ref := range e.references {
		add(b.byReference[ref.digits])
	}
	for _, numbers := range [][]token{e.numbers, e.endToEnd} {
		for _, t := range numbers {
			if t.strength >= least {
				add(b.byNumber[t.key])
				add(b.byOrder[t.key])
			}
		}
	}
	return items
}

// byOtherCurrency asks where an entry names what is owed in another currency and the
// bank does not tell what was paid in it: a person may know that it is paid.
func (b *book) byOtherCurrency(e *Reading, r *answer) {
	if len(r.Ask) > 0 || !r.booked.IsZero() {
		return
	}
	var claims []claim
	for _, i := range b.openNamed(e, strong) {
		if i.Open.Currency != e.Amount.Currency && i.Open.Sign() > 0 {
			claims = append(claims, claim{item: i, by: b.naming(e, i)})
		}
	}
	for len(claims) > 0 {
		first := claims[0].item
		same := func(c claim) bool {
			return c.item.Customer == first.Customer && c.item.Open.Currency == first.Open.Currency
		}
		var some []claim
		for _, c := range claims {
			if same(c) {
				some = append(some, c)
			}
		}
		claims = slices.DeleteFunc(claims, same)
		paid := openSum(some, first.Open.Currency)
		p := b.fill(&Entry{BookedOn: e.BookedOn, Amount: paid}, first.Customer, some)
		p.Paid, p.Evidence = paid, append(withoutFit(p.Evidence), Evidence{Fact: CurrencyOther, Paid: paid, Booked: e.Amount})
		r.ask(CurrencyOther, p)
	}
}

// naming is what of an entry names an item.
func (b *book) naming(e *Reading, i *Item) Evidence {
	for _, ref := range e.references {
		if ref.digits == i.Reference {
			by := ref.evidence
			by.Fact, by.Number = ReferenceNames, i.Number
			return by
		}
	}
	for _, in := range []struct {
		numbers    []token
		inEndToEnd bool
	}{{e.numbers, false}, {e.endToEnd, true}} {
		for _, t := range in.numbers {
			by := Evidence{Fact: NumberNamed, Number: i.Number, Start: t.start, End: t.end, InEndToEnd: in.inEndToEnd}
			if t.key == i.OrderKey {
				by.Fact = OrderNamed
			}
			if t.key == i.NumberKey || t.key == i.OrderKey {
				return by
			}
		}
	}
	return Evidence{}
}

// tellRate says with each proposal what was paid and what the bank booked for it, where
// that is another currency.
func (r *answer) tellRate(e *Reading) {
	if r.booked.IsZero() {
		return
	}
	tell := func(p *Proposal) {
		p.Paid = e.Amount
		p.Evidence = slices.Concat(p.Evidence, []Evidence{{Fact: OriginalPaid, Paid: e.Amount, Booked: r.booked}})
	}
	if r.Certain != nil {
		tell(r.Certain)
	}
	for n := range r.Ask {
		tell(&r.Ask[n])
	}
}
