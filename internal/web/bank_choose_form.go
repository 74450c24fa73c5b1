package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// What the form of a choice says, and the proposal that it makes.

// typedShares reads what the form gives to invoices.
func (v *visit) typedShares() map[id.ID]typedShare {
	shares := map[id.ID]typedShare{}
	for name, values := range v.Request.Form {
		number, isShare := strings.CutPrefix(name, "share-")
		i, err := id.Parse(number)
		words := strings.TrimSpace(values[0])
		if !isShare || err != nil || words == "" {
			continue
		}
		shares[i] = typedShare{words, matching.Fact(v.query("why-" + number))}
	}
	return shares
}

// shareFields counts the invoices to which the form gives something, whether it names
// them rightly or not.
func (v *visit) shareFields() (n int) {
	for name, values := range v.Request.Form {
		if strings.HasPrefix(name, "share-") && strings.TrimSpace(values[0]) != "" {
			n++
		}
	}
	return n
}

// readAmount reads an amount as a form holds it, or as a person writes it.
func (v *visit) readAmount(words string, c money.Currency) (money.Amount, error) {
	amount, err := money.Parse(words, c)
	if err != nil {
		amount, err = v.Words.ParseAmount(words, c)
	}
	return amount, err
}

// readShare reads a share of an invoice. Of a credit note it is less than nothing, however
// it was typed.
func (v *visit) readShare(words string, i *invoice.Invoice) (money.Amount, error) {
	share, err := v.readAmount(words, i.Open.Currency)
	if err != nil {
		return money.Of(0, i.Open.Currency), err
	}
	if i.Owed.Sign() < 0 && share.Sign() > 0 {
		share = share.Neg()
	}
	if !covers(i.Open, share) || share.Sign() < 0 && i.Owed.Sign() > 0 {
		return money.Of(0, i.Open.Currency), fault.New(fault.Invalid, "%s", v.Words.T("confirm.share_outside", "Share", share, "Open", i.Open))
	}
	return share, nil
}

// chosen is what a person wants booked by hand. The evidence of a suggestion that says the
// same is kept with it.
func (v *visit) chosen(tx *store.Tx, e *store.Entry) (matching.Proposal, error) {
	var p matching.Proposal
	payer, err := id.Parse(v.form("customer"))
	if err != nil {
		return p, fault.New(fault.Invalid, "a payment needs a customer")
	}
	p.Customer = payer
	if err := v.sharedOut(tx, &p); err != nil {
		return p, err
	}
	whole, err := v.paid(e, p.Shares)
	if err != nil {
		return p, err
	}
	if whole.Currency != e.Amount.Currency {
		p.Paid = whole
	}
	ask, err := tx.Suggestions(e.ID)
	for _, s := range ask[e.ID] {
		if s.Customer == p.Customer && s.Paid == p.Paid && sameShares(sharesOf(&s), sharesOf(&p)) {
			p.Evidence = s.Evidence
		}
	}
	return p, err
}

// sharedOut reads the shares of the form into a proposal, with what they let go.
func (v *visit) sharedOut(tx *store.Tx, p *matching.Proposal) error {
	shares := v.typedShares()
	invoices, err := tx.InvoicesByID(slices.Collect(maps.Keys(shares)))
	if err != nil {
		return err
	}
	if len(invoices) != len(shares) || v.shareFields() != len(shares) {
		return fault.New(fault.Conflict, "%s", v.Words.T("bank.gone"))
	}
	for n := range invoices {
		i := &invoices[n]
		amount, err := v.readShare(shares[i.ID].words, i)
		if err != nil {
			return err
		}
		if amount.IsZero() {
			continue
		}
		share := matching.Share{Customer: i.Customer, Invoice: i.ID, Number: i.Number, Amount: amount}
		p.Shares = append(p.Shares, share)
		if share.Amount = i.Open.Sub(amount); shares[i.ID].why != "" && share.Amount.Sign() > 0 {
			p.Differences = append(p.Differences, matching.Difference{Share: share, Reason: shares[i.ID].why})
		}
	}
	return nil
}

func sameShares(a, b []matching.Share) bool {
	order := func(x, y matching.Share) int {
		return cmp.Or(cmp.Compare(x.Invoice, y.Invoice), cmp.Compare(x.Amount.Minor, y.Amount.Minor))
	}
	slices.SortFunc(a, order)
	slices.SortFunc(b, order)
	return slices.EqualFunc(a, b, func(x, y matching.Share) bool { return x.Invoice == y.Invoice && x.Amount == y.Amount })
}
