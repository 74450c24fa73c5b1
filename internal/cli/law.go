package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/store"
)

// lawCommands look at what the program knows of the law, and at what a company adds to it.
type lawCommands struct {
	Check    lawCheckCommand    `cmd:"" help:"List the rates that are missing until the end of the coming half-year."`
	Rates    lawRatesCommand    `cmd:"" help:"List the rates that are known, with their sources."`
	When     lawWhenCommand     `cmd:"" help:"Say when interest, the sum for being late and costs may be asked, and why."`
	Contract lawContractCommand `cmd:"" help:"Hold what a contract says of late payment against the law."`
	Costs    lawCostsCommand    `cmd:"" help:"Reckon the Dutch costs of collecting."`
	Add      lawAddCommand      `cmd:"" help:"Enter a rate of the company, which goes before those of the law."`
	End      lawEndCommand      `cmd:"" help:"Take a rate of the company back."`
	Days     lawDaysCommand     `cmd:"" help:"Say what the law makes of the days of an invoice: due too late, contested in time, lost by lapse of time."`
}

// ownRates are the rates of the company that the command line means. The law is known
// without one: there are none where there is no database yet, no company, or several of
// which none was named.
func (a *app) ownRates() (standing []store.CompanyRate, of company.Company, err error) {
	if _, none := os.Stat(a.url()); a.flags.Company == "" && !db.IsPostgres(a.url()) && errors.Is(none, fs.ErrNotExist) {
		return nil, of, nil
	}
	err = a.with(func(s *store.Store, c company.Company) error {
		of = c
		return s.View(a.ctx, c.ID, func(tx *store.Tx) (err error) {
			standing, err = tx.StandingRates()
			return err
		})
	})
	if kind := fault.KindOf(err); a.flags.Company == "" && (kind == fault.NotFound || kind == fault.Invalid) {
		err = nil
	}
	return standing, of, err
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
	own, _, err := a.ownRates()
	if err != nil {
		return err
	}
	gaps, err := law.Gaps(store.OwnOf(own), from, until)
	if err != nil {
		return err
	}
	lines := []gapLine{}
	for _, g := range gaps {
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

// lawRateLine is a rate as "law rates" prints it. One of a company names it, and who entered
// it.
type lawRateLine struct {
	Country string      `json:"country"`
	Series  string      `json:"series"`
	From    date.Date   `json:"from"`
	Until   date.Date   `json:"until"`
	Rate    law.Percent `json:"rate_percent"`
	Mark    law.Mark    `json:"mark"`
	Source  string      `json:"source"`
	ID      string      `json:"id,omitempty"`
	Company string      `json:"company,omitempty"`
	By      string      `json:"entered_by,omitempty"`
}

func lawLineOf(r *law.Rate) lawRateLine {
	return lawRateLine{Country: r.Country, Series: r.Name, From: r.From, Until: r.Until, Rate: r.Percent, Mark: r.Mark, Source: r.Source}
}

func ownLineOf(r *store.CompanyRate, of *company.Company) lawRateLine {
	l := lawLineOf(&r.Rate)
	l.ID, l.Company, l.By = r.ID.String(), of.Name, r.By
	return l
}

func (l *lawRateLine) String() string {
	s := fmt.Sprintf("%s %-10s %s to %s  %8s %%  %-7s %s", l.Country, l.Series, l.From, l.Until, l.Rate, l.Mark, l.Source)
	if l.ID != "" {
		s += fmt.Sprintf(" (%s: %s, %s)", l.Company, l.By, l.ID)
	}
	return s
}

func (c *lawRatesCommand) wants(s law.Series) bool {
	return (c.Country == "" || c.Country == s.Country) && (c.Series == "" || c.Series == s.Name)
}

func (c *lawRatesCommand) Run(a *app) error {
	standing, of, err := a.ownRates()
	if err != nil {
		return err
	}
	lines := []lawRateLine{}
	for _, s := range law.All() {
		if !c.wants(s) {
			continue
		}
		for _, r := range law.RatesOf(s) {
			lines = append(lines, lawLineOf(&r))
		}
		for n := range standing {
			if standing[n].Series == s {
				lines = append(lines, ownLineOf(&standing[n], &of))
			}
		}
	}
	return a.print(map[string]any{"rates": lines}, func() {
		for _, l := range lines {
			a.say("%s", &l)
		}
	})
}

type lawAddCommand struct {
	Series   string      `required:"" placeholder:"\"BE B2B\"" help:"The row of rates, as law rates names it."`
	From     date.Date   `required:"" help:"The first day on which the rate holds."`
	Until    date.Date   `help:"The last one; left out, a rate of contracts has no end."`
	Percent  law.Percent `required:"" placeholder:"10.5" help:"Per cent a year."`
	Source   string      `required:"" help:"Where it stands: it is shown beside every figure that comes of it."`
	Contract bool        `help:"The company’s contracts say so, not the law."`
	Replaces string      `placeholder:"ID" help:"The company’s rate in whose place it is put."`
}

func (c *lawAddCommand) Run(a *app) error {
	country, name, _ := strings.Cut(c.Series, " ")
	r := store.CompanyRate{Rate: law.Rate{Series: law.Series{Country: country, Name: name}, From: c.From, Until: c.Until, Percent: c.Percent, Mark: law.Entered, Source: c.Source}}
	if c.Contract {
		r.Mark = law.Agreed
	}
	if c.Contract && c.Until == date.None {
		r.Until = law.NoEnd
	}
	if c.Replaces != "" {
		var err error
		if r.Replaces, err = id.Parse(c.Replaces); err != nil {
			return err
		}
	}
	return a.with(func(s *store.Store, of company.Company) (err error) {
		if r.ID, err = a.desk(s, nil).AddRate(a.ctx, of.ID, r, commandLine, a.today(&of)); err != nil {
			return err
		}
		r.By = commandLine
		line := ownLineOf(&r, &of)
		return a.print(line, func() { a.say("%s", &line) })
	})
}

type lawEndCommand struct {
	ID string `arg:"" help:"The rate, as law rates names it."`
}

func (c *lawEndCommand) Run(a *app) error {
	i, err := id.Parse(c.ID)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		if err := a.desk(s, nil).EndRate(a.ctx, of.ID, i, commandLine); err != nil {
			return err
		}
		return a.print(map[string]string{"ended": c.ID}, func() { a.say("%s has ended", c.ID) })
	})
}
