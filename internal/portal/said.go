package portal

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/money"
	"acquit/internal/plan"
)

// said is something that the customer said and that still counts.
type said struct {
	What   company.Say
	On     date.Date // by when it promised; None for other things
	Amount money.Amount
}

// said are the promises, disputes and plans that stand.
func (f *facts) said() (all []said) {
	for n := range f.Holds {
		switch h := &f.Holds[n]; h.Cause {
		case hold.ForPromise:
			all = append(all, said{What: company.SayPromise, On: h.PromisedOn, Amount: h.Amount})
		case hold.ForDispute:
			all = append(all, said{What: company.SayContest, Amount: h.Amount})
		}
	}
	for n := range f.Plans {
		if p := &f.Plans[n]; len(p.Parts) > 0 {
			all = append(all, f.onPlan(p))
		}
	}
	return all
}

// onPlan is the instalment of a plan that comes next.
func (f *facts) onPlan(p *plan.Plan) said {
	open := money.Of(0, p.Total.Currency)
	for n := range f.Open {
		i := &f.Open[n]
		if slices.ContainsFunc(p.Shares, func(s plan.Share) bool { return s.Invoice == i.ID }) {
			open = open.Add(i.Open)
			if p.WithBeside {
				open = open.Add(i.Claimed)
			}
		}
	}
	s := said{What: company.SayPlan, On: p.Parts[len(p.Parts)-1].DueOn}
	if left := plan.Left(p.Parts, p.Total, open); len(left) > 0 {
		s.On, s.Amount = left[0].DueOn, left[0].Amount
	}
	return s
}
