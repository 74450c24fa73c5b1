package cli

import (
	"fmt"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/store"
)

type coverageCommand struct{}

// coverageAnswer is what "coverage" prints.
type coverageAnswer struct {
	Day     string         `json:"day"`
	Overdue int            `json:"overdue_items"`
	Percent int            `json:"covered_percent"`
	Without int            `json:"without"`
	Waiting int            `json:"reviews_wanted"`
	Reasons []coverageLine `json:"reasons"`
}

// coverageLine is how many overdue items there are for a reason.
type coverageLine struct {
	Code    dunning.Code    `json:"code"`
	Verdict dunning.Verdict `json:"verdict"`
	Items   int             `json:"items"`
}

func (c *coverageCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		today := a.today(&of)
		var covered store.Coverage
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
			covered, err = tx.Coverage(today)
			return err
		})
		if err != nil {
			return err
		}
		answer := coverageAnswer{Day: today.String(), Overdue: covered.Overdue, Percent: covered.Percent(), Without: covered.Without(), Waiting: covered.Waiting, Reasons: []coverageLine{}}
		for _, r := range covered.Reasons {
			answer.Reasons = append(answer.Reasons, coverageLine{r.Code, r.Code.Verdict(), r.Items})
		}
		words := a.words.In(locale.For(locale.Language(of.Language), of.Country))
		err = a.print(answer, func() {
			a.say("%d %% of %d overdue items have a next step or a reason", answer.Percent, answer.Overdue)
			for _, r := range answer.Reasons {
				a.say("%8d %-15s %s", r.Items, r.Code, explain.Verdict(words, r.Verdict))
			}
		})
		if err == nil && answer.Without > 0 {
			err = fmt.Errorf("%d overdue items have neither a next step nor a reason", answer.Without)
		}
		return err
	})
}
