package cli

import (
	"acquit/internal/company"
	"acquit/internal/report"
	"acquit/internal/store"
)

// reportCommands are questions about the whole book.
type reportCommands struct {
	Matching reportMatchingCommand `cmd:"" help:"How incoming payments found their place, by month or week."`
}

type reportMatchingCommand struct {
	By string `enum:"month,week" default:"month" help:"Length of the periods: ${enum}."`
}

// rateLine is one period as "report matching" prints it.
type rateLine struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Automatic int    `json:"automatic"`
	Suggested int    `json:"suggested"`
	ByHand    int    `json:"by_hand"`
	OnAccount int    `json:"on_account"`
	Ignored   int    `json:"ignored"`
	Waiting   int    `json:"waiting"`
	Percent   int    `json:"automatic_percent"`
}

func lineOfRate(r *report.Rate) rateLine {
	return rateLine{From: r.From.String(), To: r.To.String(), Automatic: r.By[store.HandledByItself], Suggested: r.By[store.HandledAsSuggested],
		ByHand: r.By[store.HandledByHand], OnAccount: r.By[store.HandledOnAccount], Ignored: r.By[store.HandledIgnored], Waiting: r.Waiting, Percent: r.Automatic()}
}

func (c *reportMatchingCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		var rates []report.Rate
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
			rates, err = report.Matching(tx, report.Period(c.By), a.today(&of))
			return err
		})
		if err != nil {
			return err
		}
		sum := report.Sum(rates)
		lines := make([]rateLine, len(rates))
		for n := range rates {
			lines[n] = lineOfRate(&rates[n])
		}
		return a.print(map[string]any{"by": c.By, "periods": lines, "total": lineOfRate(&sum)}, func() {
			for _, l := range append(lines, lineOfRate(&sum)) {
				a.say("%s to %s: %d automatic (%d %%), %d as suggested, %d by hand, %d on account, %d no customer’s, %d waiting",
					l.From, l.To, l.Automatic, l.Percent, l.Suggested, l.ByHand, l.OnAccount, l.Ignored, l.Waiting)
			}
		})
	})
}
