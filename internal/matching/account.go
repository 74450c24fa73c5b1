package matching

import (
	"slices"

	"acquit/internal/id"
)

// Deposit is money that a customer has on account, as an entry: its amount is what is left
// of a payment, its ID the payment's.
type Deposit struct {
	Entry
	Customer id.ID
	// Given are the items that it was given to before. What a person took back is not
	// given again by itself.
	Given []id.ID
}

// Spend says what money on account may pay of what its customer owes: items, which may be
// others' as well. Certain is only what the payment's own structured reference names. The
// results are in the order of the deposits, and those that come first take first.
func Spend(deposits []Deposit, items []Item) []Result {
	items = slices.Clone(items)
	results := make([]Result, len(deposits))
	for n := range deposits {
		r := deposits[n].spend(items)
		results[n] = r
		taken := r.Certain
		if taken == nil && len(r.Ask) > 0 {
			taken = &r.Ask[0]
		}
		if taken == nil {
			continue
		}
		for _, s := range taken.Shares {
			at := slices.IndexFunc(items, func(i Item) bool { return i.Invoice == s.Invoice })
			items[at].pay(s.Amount)
		}
	}
	return results
}

// spend proposes as for an entry whose payer is known.
func (p *Deposit) spend(items []Item) Result {
	e := p.Entry
	e.Name, e.IBAN, e.Payer = "", "", p.Customer
	var c Candidates
	for _, i := range items {
		if i.Customer == p.Customer && (i.Open.Sign() > 0 || i.Claimed.Sign() > 0) && i.Open.Currency == e.Amount.Currency {
			c.Items = append(c.Items, i)
		}
	}
	r := Propose(Read([]Entry{e}), c)[0]
	if r.Certain != nil {
		used, found := r.Certain.fromAccount()
		r.Certain = nil
		switch {
		case found && p.names(&used):
			return Result{Entry: e.ID, Certain: &used}
		case found:
			r.Ask = []Proposal{used}
		}
		r.Refused = AccountUsed
		return r
	}
	var ask []Proposal
	for n := range r.Ask {
		if used, found := r.Ask[n].fromAccount(); found {
			ask = append(ask, used)
		}
	}
	r.Ask = ask
	return r
}

// names reports whether a proposal rests on a reference of the payment's own, and pays
// nothing that the payment was given to before.
func (p *Deposit) names(used *Proposal) bool {
	by := func(e Evidence) bool { return e.Fact == ReferenceNames || e.Fact == ReferenceShared }
	before := func(s Share) bool { return slices.Contains(p.Given, s.Invoice) }
	return slices.ContainsFunc(used.Evidence, by) && !slices.ContainsFunc(used.Shares, before)
}

// fromAccount is a proposal as one for money on account: nothing is let go beside it, the
// rest stays where it is, and that the payer is known goes without saying. It is false for
// one that pays nothing.
func (p *Proposal) fromAccount() (Proposal, bool) {
	used := *p
	used.Differences = nil
	used.Evidence = slices.DeleteFunc(slices.Clone(p.Evidence), func(e Evidence) bool { return e.Fact == PayerKnown || e.Fact == DiscountTaken })
	used.Evidence = append(used.Evidence, Evidence{Fact: AccountUsed})
	return used, len(used.Shares) > 0
}
