package matching

import (
	"slices"

	"acquit/internal/id"
	"acquit/internal/money"
)

// fill spreads an entry over claims, the oldest due first, and says how it fits. What
// credit notes among them are worth is used up first.
// by is what points to their customer.
func (b *book) fill(e *Entry, owner id.ID, claims []claim, by ...Evidence) Proposal {
	p := Proposal{Customer: owner, Evidence: slices.Clone(by)}
	for _, c := range claims {
		if c.by.Fact != "" && !slices.Contains(p.Evidence, c.by) {
			p.Evidence = append(p.Evidence, c.by)
		}
	}
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(x, y claim) int { return older(x.item, y.item) })
	debts, credits := money.Of(0, e.Amount.Currency), money.Of(0, e.Amount.Currency)
	for _, c := range claims {
		switch c.item.Open.Sign() {
		case 0:
			p.Evidence = append(p.Evidence, Evidence{Fact: AlreadySettled, Number: c.item.Number})
		case 1:
			debts = debts.Add(c.item.Open)
		default:
			credits = credits.Sub(c.item.Open)
		}
	}
	used := money.Of(0, e.Amount.Currency)
	if beyond := debts.Sub(e.Amount); beyond.Sign() > 0 {
		used = credits.Min(beyond)
	}
	left := p.share(claims, e.Amount.Add(used), 1)
	p.share(claims, used, -1)
	left, late := p.shareClaimed(claims, left)
	if !left.IsZero() {
		p.OnAccount = left
	}
	if late.Sign() > 0 && late.Cmp(claimedOn(claims)) < 0 {
		p.Evidence = append(p.Evidence, Evidence{Fact: ClaimsPartPaid})
		return p
	}
	p.Evidence = append(p.Evidence, b.fit(e, &p, claims, debts.Sub(credits).Add(late)))
	if late.Sign() > 0 {
		p.Evidence = append(p.Evidence, Evidence{Fact: ClaimsPaid})
	}
	return p
}

// shareClaimed spreads what is left of an amount over what was claimed beside the items,
// and returns what is left then and what was spread.
func (p *Proposal) shareClaimed(claims []claim, left money.Amount) (rest, spread money.Amount) {
	spread = money.Of(0, left.Currency)
	for _, c := range claims {
		share := left.Min(c.item.Claimed)
		if left.Sign() <= 0 || share.Sign() <= 0 {
			continue
		}
		left, spread = left.Sub(share), spread.Add(share)
		if n := slices.IndexFunc(p.Shares, func(s Share) bool { return s.Invoice == c.item.Invoice }); n >= 0 {
			p.Shares[n].Amount = p.Shares[n].Amount.Add(share)
		} else {
			p.Shares = append(p.Shares, c.item.share(share))
		}
	}
	return left, spread
}

// claimedOn is what was claimed beside the items of claims.
func claimedOn(claims []claim) (sum money.Amount) {
	for _, c := range claims {
		sum = sum.Add(c.item.Claimed)
	}
	return sum
}

// share spreads an amount over the items that owe it, or that owe it to the customer
// where sign is negative, and returns what is left of it.
func (p *Proposal) share(claims []claim, left money.Amount, sign int) money.Amount {
	for _, c := range claims {
		open := c.item.Open
		if open.Sign() != sign {
			continue
		}
		if sign < 0 {
			open = open.Neg()
		}
		share := left.Min(open)
		if left = left.Sub(share); share.IsZero() {
			continue
		}
		if sign < 0 {
			share = share.Neg()
		}
		p.Shares = append(p.Shares, c.item.share(share))
	}
	return left
}

func (i *Item) share(a money.Amount) Share { return Share{i.Customer, i.Invoice, i.Number, a} }

// fit compares what was paid with what is open, and lets go what is missing where that
// is explained.
func (b *book) fit(e *Entry, p *Proposal, claims []claim, open money.Amount) Evidence {
	switch missing := open.Sub(e.Amount); missing.Sign() {
	case 0:
		return Evidence{Fact: AmountExact}
	case -1:
		return Evidence{Fact: PaidMore}
	default:
		fee, told := e.isFee(claims, open, missing)
		why := b.explained(e, claims, open, missing)
		switch {
		case told.Fact != "":
			p.Evidence, why = append(p.Evidence, told), ProviderFee
		case why == "" && fee:
			why = ProviderFee
		case why == "":
			return b.withhold(p, claims, open, missing)
		}
		p.letGo(claims, missing, why)
		return Evidence{Fact: why}
	}
}

// explained says why an amount may be missing; "" when nothing does.
func (b *book) explained(e *Entry, claims []claim, open, missing money.Amount) Fact {
	discount := money.Of(0, open.Currency)
	for _, c := range claims {
		discount = discount.Add(c.item.discount(e))
	}
	switch {
	case e.Charges == missing:
		return BankCharge
	case discount == missing:
		return DiscountTaken
	case b.tolerance.Allows(open, missing):
		return SmallDifference
	}
	return ""
}

// letGo lets go what the shares leave open of the claims, the youngest first.
func (p *Proposal) letGo(claims []claim, missing money.Amount, why Fact) {
	paid := map[id.ID]money.Amount{}
	for _, s := range p.Shares {
		paid[s.Invoice] = s.Amount
	}
	for _, c := range claims {
		left := c.item.Open
		if s, ok := paid[c.item.Invoice]; ok {
			left = left.Sub(s)
		}
		if left = left.Min(missing); left.Sign() <= 0 {
			continue
		}
		missing = missing.Sub(left)
		p.Differences = append(p.Differences, Difference{c.item.share(left), why})
	}
}

// fits reports whether the proposal uses the entry to the cent, and settles all that it
// names.
func (p *Proposal) fits() bool {
	return slices.ContainsFunc(p.Evidence, func(e Evidence) bool { return e.Fact == AmountExact })
}

// discount is what may be taken off an item for having paid when the entry did; 0 for
// nothing.
func (i *Item) discount(e *Entry) money.Amount {
	for _, d := range i.Discounts {
		if e.BookedOn <= d.Until.AddDays(discountGrace) && i.Open.Cmp(d.Of) == 0 {
			return d.Amount
		}
	}
	return money.Of(0, e.Amount.Currency)
}

// discountGrace is how many days after the last one for a discount money may arrive
// that was sent in time: a transfer on a Friday is booked on Monday.
const discountGrace = 3

// Allows reports whether an amount that is missing of what is open is a small one.
func (t Tolerance) Allows(open, missing money.Amount) bool {
	return missing.Minor <= t.Most[open.Currency] || missing.Minor*perTenThousand <= open.Minor*int64(t.Share)
}

const perTenThousand = 10_000
