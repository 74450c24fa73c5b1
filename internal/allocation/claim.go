package allocation

import (
	"acquit/internal/money"
)

// Claim is what is owed of each part, in one currency, nothing of it negative; or how
// much of each a payment settles.
type Claim struct {
	Principal    money.Amount
	Interest     money.Amount
	Compensation money.Amount
	Costs        money.Amount
}

// of is a part of the claim.
func (c *Claim) of(p Part) *money.Amount {
	switch p {
	case Principal:
		return &c.Principal
	case Interest:
		return &c.Interest
	case Compensation:
		return &c.Compensation
	case Costs:
		return &c.Costs
	}
	panic("allocation: a claim has no part called " + string(p))
}

// Nothing is a claim of nothing.
func Nothing(c money.Currency) Claim {
	none := money.Of(0, c)
	return Claim{none, none, none, none}
}

// Of is how much of a part is claimed.
func (c Claim) Of(p Part) money.Amount { return *c.of(p) }

// Total is all parts together.
func (c Claim) Total() money.Amount {
	return c.Principal.Add(c.Interest).Add(c.Compensation).Add(c.Costs)
}

// Spread lets a payment settle a claim, part by part, and returns what it settles of
// each and what it leaves over.
func (o Order) Spread(paid money.Amount, owed Claim) (settled Claim, left money.Amount) {
	settled, left = Nothing(paid.Currency), paid
	for _, p := range o {
		share := left.Min(*owed.of(p))
		*settled.of(p), left = share, left.Sub(share)
	}
	return settled, left
}

// Plus is both claims together.
func (c Claim) Plus(d Claim) Claim {
	return Claim{c.Principal.Add(d.Principal), c.Interest.Add(d.Interest), c.Compensation.Add(d.Compensation), c.Costs.Add(d.Costs)}
}

// Late is what a claim has beside the principal.
func (c Claim) Late() money.Amount { return c.Interest.Add(c.Compensation).Add(c.Costs) }

// Less is what a claim is when some of it was settled.
func (c Claim) Less(settled Claim) Claim {
	return Claim{c.Principal.Sub(settled.Principal), c.Interest.Sub(settled.Interest),
		c.Compensation.Sub(settled.Compensation), c.Costs.Sub(settled.Costs)}
}

// Only is a claim of one part.
func Only(p Part, a money.Amount) Claim {
	c := Nothing(a.Currency)
	*c.of(p) = a
	return c
}
