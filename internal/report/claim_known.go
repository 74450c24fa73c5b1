package report

import (
	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Unknown is why a claim cannot be reckoned on a day.
type Unknown struct {
	// Series lacks a rate for From; none where the law of the country was not looked up at
	// all, which Refused says.
	Series  law.Series
	From    date.Date
	Refused error
}

// Known is what is known of an invoice's claim on a day on which Claim finds no rate: when
// more than the principal may be asked of its debts, what of the principal is open, and what
// was asked and stands. Nothing in it was reckoned.
//
// Errors: Invalid for a credit note.
func Known(tx *store.Tx, days *calendar.Calendar, invoice id.ID, on date.Date) (*Reckoning, Unknown, error) {
	var why Unknown
	claims, err := tx.Claims([]id.ID{invoice})
	if err != nil {
		return nil, why, err
	}
	if len(claims) == 0 {
		return nil, why, fault.New(fault.Invalid, "a credit note is no debt: nothing is owed for it")
	}
	none := allocation.Nothing(claims[0].Debt.Principal.Currency)
	r := &Reckoning{On: on, Due: none, Asked: none, Fresh: none}
	for _, c := range claims {
		s := claim.Standing{Claim: claim.Claim{On: on, Owed: none}, Opening: claim.Open(days, c.Circumstances), Asked: c.Ledger.Left(), Fresh: none}
		s.Owed.Principal = c.Debt.Open(on)
		r.Debts = append(r.Debts, Reckoned{c, s})
		r.Due, r.Asked = r.Due.Plus(s.Due()), r.Asked.Plus(s.Asked)
		why.look(&c, days, on)
	}
	r.Ledger, err = tx.ClaimLedger(invoice)
	return r, why, err
}

// look notes why a claim cannot be reckoned, the earliest day of all.
func (u *Unknown) look(c *store.Claim, days *calendar.Calendar, on date.Date) {
	if c.Refused != nil {
		u.Refused = c.Refused
		return
	}
	if _, err := c.On(days, on); fault.KindOf(err) != fault.NotFound {
		return
	}
	from := claim.Open(days, c.Circumstances).InterestFrom
	if lacking := c.Terms.Rates.Missing(from, on); u.From == date.None || lacking < u.From {
		u.Series, u.From = c.Rule.Series(), lacking
	}
}

// ClaimsOf reckons what the late debts of a customer in a currency come to on a day, by due
// day: those with an open principal, and those of which something that was asked is left.
//
// Errors: those of Claim.
func ClaimsOf(tx *store.Tx, days *calendar.Calendar, customer id.ID, c money.Currency, on date.Date) ([]Reckoned, error) {
	late, err := tx.ClaimableOf(customer, c, on)
	if err != nil {
		return nil, err
	}
	claims, err := tx.Claims(late)
	if err != nil {
		return nil, err
	}
	var all []Reckoned
	for _, c := range claims {
		s, err := reckon(&c, days, on)
		if err != nil {
			return nil, err
		}
		due := s.Due()
		if c.Debt.DueOn < on && !due.Total().IsZero() {
			all = append(all, Reckoned{c, s})
		}
	}
	return all, nil
}
