package matching

import (
	"cmp"
	"slices"

	"acquit/internal/id"
	"acquit/internal/money"
)

// Purse is what a customer has on account.
type Purse struct {
	Customer id.ID
	Amount   money.Amount // positive
}

// Refunds says how each entry of money that left may be a refund: of credit notes, or of
// money on account. It is certain where the text names what is paid back and the amount
// is that to the cent; what goes to a customer and is exactly what he is owed is asked.
// Everything else that leaves is no customer's money, and gets an empty result.
func Refunds(entries []Reading, c Candidates, purses []Purse) []Result {
	b := newBook(c)
	left := map[id.ID][]money.Amount{}
	for _, p := range purses {
		left[p.Customer] = append(left[p.Customer], p.Amount)
	}
	r := refunds{b, left}
	answers := make([]answer, len(entries))
	order := make([]int, len(entries))
	for n := range order {
		order[n], answers[n].rulings = n, c.Rules.On(&entries[n].Entry)
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(entries[x].BookedOn, entries[y].BookedOn), cmp.Compare(entries[x].ID, entries[y].ID))
	})
	for _, look := range []func(*Reading, *answer){r.named, r.byPayee} {
		for _, n := range order {
			if a := &answers[n]; a.Certain == nil && len(a.Ask) == 0 {
				look(&entries[n], a)
				if a.doubt(); a.Certain != nil {
					r.take(a.Certain)
				}
			}
		}
	}
	results := make([]Result, len(entries))
	for n := range answers {
		results[n] = answers[n].result(entries[n].ID)
	}
	return results
}

// refunds are the candidates of money that left, with what is left of each.
type refunds struct {
	*book
	onAccount map[id.ID][]money.Amount // in each currency
}

// take lets a certain refund use up what it pays back.
func (r *refunds) take(p *Proposal) {
	r.book.take(p)
	if !p.OnAccount.IsZero() {
		r.onAccount[p.Customer] = slices.DeleteFunc(r.onAccount[p.Customer], func(a money.Amount) bool { return a == p.OnAccount.Neg() })
	}
}

// named looks for credit notes, or invoices that were paid too much, whose number stands
// with the entry.
func (r *refunds) named(e *Reading, a *answer) {
	claims, least := claimsOf(append(r.hits(e, e.numbers, false), r.hits(e, e.endToEnd, true)...), weak)
	if len(claims) == 0 || !oneOwner(claims) {
		return
	}
	owner := claims[0].item.Customer
	credits := slices.DeleteFunc(slices.Clone(claims), func(c claim) bool { return c.item.Open.Sign() >= 0 })
	var p Proposal
	switch {
	case len(credits) > 0 && openSum(claims, e.Amount.Currency) == e.Amount:
		p = refundOf(owner, claims)
	case len(credits) > 0 && openSum(credits, e.Amount.Currency) == e.Amount:
		p = refundOf(owner, credits)
	case slices.Contains(r.onAccount[owner], e.Amount.Neg()):
		p = paidBack(owner, e.Amount)
		for _, c := range claims {
			p.Evidence = append(p.Evidence, c.by)
		}
	default:
		return
	}
	known := r.payers[e.IBAN]
	switch {
	case slices.Contains(known, owner):
		p.Evidence = append(p.Evidence, Evidence{Fact: PayerKnown})
	case len(known) > 0:
		p.Evidence = append(p.Evidence, Evidence{Fact: PayerOther})
		a.ask(PayerOther, p)
		return
	}
	if least == weak {
		a.ask(NumberShort, p)
		return
	}
	a.Certain = &p
}

// byPayee looks at what the customer to whom money went is owed. The amount alone proves
// nothing: a person is asked.
func (r *refunds) byPayee(e *Reading, a *answer) {
	payee := r.payerOf(e, nil)
	for _, owner := range payee.owners {
		var credits []*Item
		for _, i := range r.byCustomer[owner] {
			if i.Open.Sign() < 0 && i.Open.Currency == e.Amount.Currency {
				credits = append(credits, i)
			}
		}
		var found []Proposal
		for _, i := range credits {
			if i.Open == e.Amount {
				found = append(found, refundOf(owner, claimsOn(i)))
			}
		}
		if all := claimsOn(credits...); len(all) > 1 && openSum(all, e.Amount.Currency) == e.Amount {
			found = append(found, refundOf(owner, all))
		}
		if slices.Contains(r.onAccount[owner], e.Amount.Neg()) {
			found = append(found, paidBack(owner, e.Amount))
		}
		for _, p := range found {
			p.Evidence = append(p.Evidence, payee.by[owner]...)
			a.ask(NothingNamed, p)
		}
	}
}

// refundOf pays credit notes back, less the invoices that are set against them.
func refundOf(owner id.ID, claims []claim) Proposal {
	p := Proposal{Customer: owner}
	for _, c := range claims {
		if c.by.Fact != "" {
			if c.item.Open.Sign() < 0 && c.by.Fact == NumberNamed {
				c.by.Fact = CreditNamed
			}
			p.Evidence = append(p.Evidence, c.by)
		}
		if !c.item.Open.IsZero() {
			p.Shares = append(p.Shares, c.item.share(c.item.Open))
		}
	}
	p.Evidence = append(p.Evidence, Evidence{Fact: CreditExact})
	return p
}

// paidBack pays back what a customer has on account.
func paidBack(owner id.ID, amount money.Amount) Proposal {
	return Proposal{Customer: owner, OnAccount: amount, Evidence: []Evidence{{Fact: OnAccountExact}}}
}
