package settle

import (
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// refund refuses to pay back what nobody is owed: more than a customer's credit notes are
// worth, less the invoices that are set against them, or more than he has on account. of
// is what each customer gets by the shares, left what they leave of the entry, in the
// currency of the shares.
func (d *decision) refund(e *store.Entry, p *matching.Proposal, left money.Amount, of map[id.ID]money.Amount) error {
	for _, paid := range of {
		if paid.Sign() > 0 {
			return fault.New(fault.Conflict, "the invoices are %s more than the credit notes that are set against them", paid.Text())
		}
	}
	whole := paid(e, p)
	switch {
	case len(p.Differences) > 0:
		return fault.New(fault.Invalid, "of money that left nothing is let go")
	case left.Sign() > 0:
		return fault.New(fault.Conflict, "%s is more than the %s that left", left.Sub(whole).Text(), whole.Neg().Text())
	case left.IsZero():
		return nil
	}
	for n := range d.purses {
		purse := &d.purses[n]
		if purse.Customer == p.Customer && purse.Amount.Currency == left.Currency && left.Neg().Cmp(purse.Amount) <= 0 {
			purse.Amount = purse.Amount.Add(left)
			return nil
		}
	}
	return fault.New(fault.Conflict, "the customer has less than %s on account", left.Neg().Text())
}
