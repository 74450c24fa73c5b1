package cli

import (
	"acquit/internal/date"
	"acquit/internal/law"
)

// lawCommands look at what the program knows of the law.
type lawCommands struct {
	Check lawCheckCommand `cmd:"" help:"List the rates that are missing until the end of the coming half-year."`
	Rates lawRatesCommand `cmd:"" help:"List the rates that are known, with their sources."`
}

type lawCheckCommand struct {
	From  date.Date `help:"The first day to look at; today when left out."`
	Until date.Date `help:"The last one; the end of the coming half-year when left out."`
}

// gapLine is a time without a rate as "law check" prints it.
type gapLine struct {
	Country string      `json:"country"`
	Series  string      `json:"series"`
	Segment law.Segment `json:"segment"`
	From    date.Date   `json:"missing_from"`
	Until   date.Date   `json:"until"`
	Known   date.Date   `json:"known_until"`
}

func (c *lawCheckCommand) Run(a *app) error {
	from, until := c.From, c.Until
	if from == date.None {
		from = date.Of(a.now())
	}
	if until == date.None {
		until = law.ComingHalf(from)
	}
	lines := []gapLine{}
	for _, g := range law.Gaps(from, until) {
		lines = append(lines, gapLine{g.Country, g.Name, g.Segment, g.From, g.Until, g.Known})
	}
	return a.print(map[string]any{"from": from, "until": until, "gaps": lines}, func() {
		for _, l := range lines {
			a.say("%s %s (%s): no rate from %s on; the last one holds until %s", l.Country, l.Series, l.Segment, l.From, l.Known)
		}
		if len(lines) == 0 {
			a.say("every rate is known from %s to %s", from, until)
		}
	})
}

type lawRatesCommand struct {
	Country string `help:"Of this country only."`
	Series  string `help:"Of this series only, such as B2B."`
}

// lawRateLine is a rate as "law rates" prints it.
type lawRateLine struct {
	Country string      `json:"country"`
	Series  string      `json:"series"`
	From    date.Date   `json:"from"`
	Until   date.Date   `json:"until"`
	Rate    law.Percent `json:"rate_percent"`
	Mark    law.Mark    `json:"mark"`
	Source  string      `json:"source"`
}

func (c *lawRatesCommand) Run(a *app) error {
	lines := []lawRateLine{}
	for _, s := range law.All() {
		if c.Country != "" && c.Country != s.Country || c.Series != "" && c.Series != s.Name {
			continue
		}
		for _, r := range law.RatesOf(s) {
			lines = append(lines, lawRateLine{r.Country, r.Name, r.From, r.Until, r.Percent, r.Mark, r.Source})
		}
	}
	return a.print(map[string]any{"rates": lines}, func() {
		for _, l := range lines {
			a.say("%s %-10s %s to %s  %8s %%  %-7s %s", l.Country, l.Series, l.From, l.Until, l.Rate, l.Mark, l.Source)
		}
	})
}
