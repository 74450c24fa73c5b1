package report

import (
	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
)

// Reckoned is what one debt comes to on a day: an invoice that is payable at once, or an
// instalment.
type Reckoned struct {
	store.Claim
	Standing claim.Standing
}

// Printed is a debt as it is printed: what the law makes of it, less what was let go and what may
// not be asked yet.
func Printed(w *locale.Words, r *Reckoned) render.ClaimedInvoice {
	number := r.Invoice.Number
	if r.Item > 0 {
		number += ", " + w.T("web.part_of", "Part", r.Item, "Parts", len(r.Invoice.Parts))
	}
	claimed := render.ClaimedOf(number, r.Invoice.IssuedOn, &r.Case, &r.Standing)
	if r.Sent != nil {
		claimed.Sent = render.Sent{On: r.Sent.On, To: r.Sent.To}
	}
	return claimed
}

// Reckoning is what an invoice comes to on a day: its debts, one by one and together.
type Reckoning struct {
	On     date.Date
	Debts  []Reckoned
	Due    allocation.Claim // what may be asked on the day, and what was asked and stands
	Asked  allocation.Claim // of that, beside the principal, what was asked
	Fresh  allocation.Claim // and what was not yet
	Ledger []store.Claimed  // what was asked and let go, in the order in which it was
}

// Claim reckons what an invoice comes to on a day, from what is known now.
//
// Errors: Invalid for a credit note; NotFound for a country whose law was not looked up, and
// for a day without a rate.
func Claim(tx *store.Tx, days *calendar.Calendar, invoice id.ID, on date.Date) (*Reckoning, error) {
	claims, err := tx.Claims([]id.ID{invoice})
	if err != nil {
		return nil, err
	}
	if len(claims) == 0 {
		return nil, fault.New(fault.Invalid, "a credit note is no debt: nothing is owed for it")
	}
	none := allocation.Nothing(claims[0].Debt.Principal.Currency)
	r := &Reckoning{On: on, Due: none, Asked: none, Fresh: none}
	for _, c := range claims {
		s, err := reckon(&c, days, on)
		if err != nil {
			return nil, err
		}
		r.Debts = append(r.Debts, Reckoned{c, s})
		r.Due, r.Asked, r.Fresh = r.Due.Plus(s.Due()), r.Asked.Plus(s.Asked), r.Fresh.Plus(s.Fresh)
	}
	r.Ledger, err = tx.ClaimLedger(invoice)
	return r, err
}

func reckon(c *store.Claim, days *calendar.Calendar, on date.Date) (claim.Standing, error) {
	if c.Refused != nil {
		return claim.Standing{}, c.Refused
	}
	return c.On(days, on)
}
