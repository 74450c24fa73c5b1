package web

import (
	"acquit/internal/fault"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// What an entry is taken for where it pays items in another currency than that of its
// account: what the bank told was sent, or what a person says it is.

// filledPaid is the field that tells what the page itself wrote into the field "paid": as
// long as nobody writes something else there, it follows the shares.
const filledPaid = "filled"

// paid is what an entry is in the currency of its shares. Where the bank does not tell it,
// the form does; left as it was filled, it is what was shared out.
//
// The amount has the entry's sign, however it was typed, and is nothing beside an error.
func (v *visit) paid(e *store.Entry, shares []matching.Share) (money.Amount, error) {
	if err := settle.OneCurrency(shares); err != nil {
		return e.Amount, err
	}
	var shared money.Amount
	for _, s := range shares {
		shared = shared.Add(s.Amount)
	}
	sent := e.Sent()
	switch {
	case len(shares) == 0 || shared.Currency == e.Amount.Currency:
		return e.Amount, nil
	case shared.Currency == sent.Currency:
		return sent, nil
	}
	typed := v.typedPaid()
	if typed == "" {
		return v.came(e, shared)
	}
	paid, err := v.readAmount(typed, shared.Currency)
	if err != nil {
		return money.Of(0, shared.Currency), err
	}
	if paid.Sign() != e.Amount.Sign() {
		paid = paid.Neg()
	}
	return v.came(e, paid)
}

// came refuses what an entry cannot be in another currency: nothing, or money that went the
// other way.
func (v *visit) came(e *store.Entry, paid money.Amount) (money.Amount, error) {
	if paid.Sign() == e.Amount.Sign() {
		return paid, nil
	}
	return money.Of(0, paid.Currency), fault.New(fault.Invalid, "%s", v.Words.T("confirm.paid_none", "Amount", e.Amount, "Currency", paid.Currency))
}

// typedPaid is what a person wrote of what the entry is in the other currency; "" for
// nothing of the person's own.
func (v *visit) typedPaid() string {
	if typed := v.query("paid"); typed != v.query(filledPaid) {
		return typed
	}
	return ""
}

// asksPaid reports whether a person says what the entry is in the currency of what is
// shared out.
func (d *chooseData) asksPaid() bool {
	c := d.Whole.Currency
	return c != d.Entry.Amount.Currency && c != d.Entry.Sent().Currency
}

// paidWords are what stands in the field: what was typed, or what follows the shares.
func (d *chooseData) paidWords() string {
	if typed := d.typedPaid(); typed != "" {
		return typed
	}
	return d.filledWords()
}

// filledWords are what the page itself writes there: what is shared out.
func (d *chooseData) filledWords() string {
	return d.Words.Amount(d.unsigned(d.shared()))
}
