package claim

import (
	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/money"
)

// Case is a debt with all that decides what may be asked of it.
type Case struct {
	Debt          Debt
	Circumstances Circumstances
	Rule          law.Rule // what the terms follow from
	Terms         Terms
	Ledger        Ledger
	Letter        Letter
}

// Letter is what a Dutch letter to a consumer asked for together: it costs as one debt does
// (Burgerlijk Wetboek art. 6:96 (7), from memory). Without debts a case stands alone.
type Letter struct {
	Debts []Debt
	Own   int // the place of the case's own debt among them
	// Recurring: the debts recur, and Earlier is what was asked for collecting others of
	// the kind.
	Recurring bool
	Earlier   []law.Charge
}

// sum is the share of the case's own debt in what all debts cost that the letter asked for,
// reckoned from what is open of them when a day begins.
func (l *Letter) sum(t *Terms, on date.Date) law.Scale {
	weights, own := []int64{}, -1
	all, capped := money.Of(0, l.Debts[l.Own].Principal.Currency), l.Recurring
	for n := range l.Debts {
		open := l.Debts[n].Open(on.AddDays(-1))
		if open.Sign() <= 0 {
			continue
		}
		if n == l.Own {
			own = len(weights)
		}
		weights, all, capped = append(weights, open.Minor), all.Add(open), capped && law.CapRecurs(open, on)
	}
	if own < 0 {
		return law.Scale{}
	}
	costs := t.Compensation.Of(all)
	if capped {
		costs = costs.Min(law.RecurringLeft(on, l.Earlier))
	}
	return law.Flat(law.WithVAT(costs, t.CostsVAT).Split(weights)[own])
}

// Open is what of the principal is open when a day ends, as far as its facts say which part
// they settle.
func (d *Debt) Open(on date.Date) money.Amount {
	open := d.Principal
	for _, f := range d.Facts {
		if f.Part == allocation.Principal && f.On <= on {
			open = open.Sub(f.Amount)
		}
	}
	return open
}

// Ledger is what was asked of a debt beside its principal, what of that was let go, and
// what was paid of it. None of them speaks of the principal.
type Ledger struct{ Claimed, Waived, Paid allocation.Claim }

// Left is what was asked and neither let go nor paid.
func (l *Ledger) Left() allocation.Claim { return l.Claimed.Less(l.Waived).Less(l.Paid) }

// Standing is what a case comes to on a day. Claim is what the law and the contract make
// of it, whatever was asked.
type Standing struct {
	Claim
	Opening Opening
	Asked   allocation.Claim // was asked, and is neither let go nor paid; no principal
	Fresh   allocation.Claim // may be asked on the day, and was not yet; no principal
}

// Due is what may be asked on the day, and what was asked and stands.
func (s *Standing) Due() allocation.Claim {
	due := s.Asked.Plus(s.Fresh)
	due.Principal = s.Owed.Principal
	return due
}

// On is what a case comes to on a day.
//
// Errors: those of For.
func (c *Case) On(days *calendar.Calendar, on date.Date) (Standing, error) {
	opening := Open(days, c.Circumstances)
	debt, terms := c.Debt, c.Terms
	debt.From, debt.CompensationOn = opening.InterestFrom, opening.CompensationOn
	if opening.InterestFrom == date.None {
		debt.From = on.AddDays(1)
	}
	switch {
	case opening.CompensationOn == date.None:
		terms.Compensation = law.Scale{}
	case len(c.Letter.Debts) > 0:
		terms.Compensation, terms.CostsVAT = c.Letter.sum(&terms, opening.CompensationOn), 0
	}
	debt.Costs = c.Ledger.Claimed.Costs
	owed, err := For(debt, terms, on)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Claim: owed, Opening: opening, Asked: c.Ledger.Left(), Fresh: allocation.Nothing(debt.Principal.Currency)}
	s.Fresh.Interest = fresh(owed.Accrued, c.Ledger.Claimed.Interest, opening.InterestOn, on)
	s.Fresh.Compensation = fresh(owed.Compensation, c.Ledger.Claimed.Compensation, opening.CompensationOn, on)
	return s, nil
}

// fresh is what came due of a part beyond what was asked, once it may be.
func fresh(due, asked money.Amount, open, on date.Date) money.Amount {
	if open == date.None || open > on || due.Cmp(asked) <= 0 {
		return money.Of(0, due.Currency)
	}
	return due.Sub(asked)
}

// Take takes off facts, in their order, what a debt has room for of each part, and returns
// it: what is left of them settles the next debt.
func Take(facts []Fact, room *allocation.Claim) (taken []Fact) {
	for n := range facts {
		f := &facts[n]
		settled, left := allocation.Order{f.Part}.Spread(f.Amount, *room)
		*room = room.Less(settled)
		if share := settled.Of(f.Part); !share.IsZero() {
			taken = append(taken, Fact{On: f.On, Amount: share, Part: f.Part})
		}
		f.Amount = left
	}
	return taken
}

// NoticeOf is what a message was for a debt.
func NoticeOf(d law.Document) NoticeKind {
	switch d {
	case law.FormalNotice:
		return FormalNotice
	case law.FourteenDays:
		return FourteenDays
	}
	return Reminded
}
