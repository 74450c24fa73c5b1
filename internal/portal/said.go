package portal

import (
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/money"
)

// said is something that the customer said and that still counts.
type said struct {
	What   company.Say
	On     date.Date // by when it promised; None for other things
	Amount money.Amount
}

// said are the promises and disputes that stand.
func (f *facts) said() (all []said) {
	for n := range f.Holds {
		switch h := &f.Holds[n]; h.Cause {
		case hold.ForPromise:
			all = append(all, said{What: company.SayPromise, On: h.PromisedOn, Amount: h.Amount})
		case hold.ForDispute:
			all = append(all, said{What: company.SayContest, Amount: h.Amount})
		}
	}
	return all
}
