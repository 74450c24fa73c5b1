package collect

import (
	"context"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Waive lets go what an invoice owes for being late up to a day: what was asked, and what
// could be asked by then. What runs up later is a new claim.
//
// Errors: NotFound for an invoice that is not the customer's; Invalid without a reason;
// Conflict where nothing is left to let go.
func (d *Desk) Waive(ctx context.Context, ref customer.Ref, of id.ID, why, by string, today date.Date) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "say why it is let go: whoever looks at the account later wants to know")
	}
	return d.onClaims(ctx, ref, of, func(tx *store.Tx, claims []store.Claim) error {
		var lines []store.Claimed
		total := money.Amount{}
		for n := range claims {
			asked, fresh, err := letGo(d, &claims[n], today)
			if err != nil {
				return err
			}
			lines = append(lines, linesOf(of, claims[n].Item, store.WasClaimed, fresh)...)
			lines = append(lines, linesOf(of, claims[n].Item, store.WasWaived, asked.Plus(fresh))...)
			total = total.Add(asked.Plus(fresh).Late())
		}
		if len(lines) == 0 {
			return fault.New(fault.Conflict, "nothing is owed beside the principal that could be let go")
		}
		for n := range lines {
			lines[n].On, lines[n].Reason, lines[n].By = today, why, by
		}
		if err := tx.AddClaimed(lines); err != nil {
			return err
		}
		return tx.Note(claimEvent(timeline.Waived, ref.Customer, []invoice.Invoice{*claims[0].Invoice}, total, why, by, today))
	})
}

// letGo is what was asked of a claim and stands, and what could be asked on a day and was
// not. What nobody can reckon is not let go.
func letGo(d *Desk, c *store.Claim, today date.Date) (asked, fresh allocation.Claim, err error) {
	asked, fresh = c.Ledger.Left(), allocation.Nothing(c.Debt.Principal.Currency)
	if c.Refused != nil {
		return asked, fresh, nil
	}
	var s claim.Standing
	s, err = c.On(d.Calendar, today)
	if fault.KindOf(err) == fault.NotFound {
		return asked, fresh, nil
	}
	return asked, s.Fresh, err
}

// Charge adds costs that collecting an invoice made: a bank's fee for a debit that came
// back, a bailiff's bill.
//
// Errors: NotFound for an invoice that is not the customer's; Invalid for nothing, without a
// reason, or where the law lets no costs be asked of the customer on that day.
func (d *Desk) Charge(ctx context.Context, ref customer.Ref, of id.ID, costs money.Amount, why, by string, today date.Date) error {
	if why = strings.TrimSpace(why); why == "" || costs.Sign() <= 0 {
		return fault.New(fault.Invalid, "costs need an amount and what they were for")
	}
	return d.onClaims(ctx, ref, of, func(tx *store.Tx, claims []store.Claim) error {
		c := &claims[0]
		if costs.Currency != c.Debt.Principal.Currency {
			return fault.New(fault.Invalid, "costs of %s cannot be claimed beside an invoice in %s", costs.Text(), c.Debt.Principal.Currency)
		}
		if on := claim.Open(d.Calendar, c.Circumstances).CostsOn; on == date.None || on > today {
			return fault.New(fault.Invalid, "the law lets no costs be claimed of this customer on %s", today)
		}
		line := store.Claimed{Invoice: of, Item: c.Item, Kind: store.WasClaimed, Part: allocation.Costs, On: today, Amount: costs, Reason: why, By: by}
		if err := tx.AddClaimed([]store.Claimed{line}); err != nil {
			return err
		}
		return tx.Note(claimEvent(timeline.Claimed, ref.Customer, []invoice.Invoice{*c.Invoice}, costs, why, by, today))
	})
}

// onClaims does something to the claims of a customer's invoice, and asks for the review.
func (d *Desk) onClaims(ctx context.Context, ref customer.Ref, of id.ID, do func(*store.Tx, []store.Claim) error) error {
	return d.Store.Update(ctx, ref.Company, func(tx *store.Tx) error {
		if err := tx.LockCustomers([]id.ID{ref.Customer}); err != nil {
			return err
		}
		claims, err := tx.Claims([]id.ID{of})
		if err != nil {
			return err
		}
		if len(claims) == 0 || claims[0].Invoice.Customer != ref.Customer {
			return fault.New(fault.NotFound, "the customer has no such invoice")
		}
		if err := do(tx, claims); err != nil {
			return err
		}
		return tx.WantReview(ref.Customer)
	})
}
