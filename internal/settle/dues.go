package settle

import (
	"acquit/internal/allocation"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// dues are what the invoices owe, part by part, beside which something was claimed. Of all
// others a payment settles the principal.
type dues struct {
	owed   map[id.ID]store.Owed
	insist bool
}

// portion is what a payment settles of one part of a claim.
type portion struct {
	of     allocation.Part
	amount money.Amount
}

// duesOf are what the invoices of shares owe.
func duesOf(tx *store.Tx, shares []matching.Share) (*dues, error) {
	invoices := make([]id.ID, len(shares))
	for n, s := range shares {
		invoices[n] = s.Invoice
	}
	owed, err := tx.OwedBeside(invoices)
	if err != nil || len(owed) == 0 {
		return &dues{}, err
	}
	c, err := tx.TheCompany()
	return &dues{owed, c.Policy.Late.Insist}, err
}

// spread divides what is paid of an invoice over the parts of its claim, in the order of the
// law. Who pays exactly what is open, or that less what is let go beside it, means the
// principal: the company consents to that unless it insists on the order.
func (d *dues) spread(invoice id.ID, paid, letGo money.Amount) (all []portion) {
	owed, claimed := d.owed[invoice]
	if !claimed || paid.Add(letGo) == owed.Principal && !d.insist {
		d.reduce(invoice, paid)
		return []portion{{allocation.Principal, paid}}
	}
	if owed.PrincipalFirst && owed.Principal.Sign() > 0 {
		first := paid.Min(owed.Principal)
		all = []portion{{allocation.Principal, first}}
		if d.reduce(invoice, first); first == paid {
			return all
		}
		return append(all, d.spread(invoice, paid.Sub(first), letGo)...)
	}
	settled, left := owed.Order.Spread(paid, owed.Claim)
	settled.Principal = settled.Principal.Add(left) // more than is owed is for the store to refuse
	owed.Claim = owed.Less(settled)
	d.owed[invoice] = owed
	for _, p := range owed.Order {
		if share := settled.Of(p); !share.IsZero() {
			all = append(all, portion{p, share})
		}
	}
	return all
}

// reduce takes off the principal what a credit note or a payment settles of it.
func (d *dues) reduce(invoice id.ID, share money.Amount) {
	if owed, claimed := d.owed[invoice]; claimed {
		owed.Principal = owed.Principal.Sub(share)
		d.owed[invoice] = owed
	}
}
