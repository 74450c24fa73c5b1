package cli

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/report"
	"acquit/internal/store"
)

type simulateCommand struct {
	Days     int       `default:"30" help:"How many days to foresee."`
	Scenario string    `placeholder:"NAME" help:"Try the current version of this scenario, or its draft as NAME/draft, on those who follow it."`
	Everyone bool      `help:"Try it on all customers."`
	Compare  string    `placeholder:"NAME" help:"What another scenario would do with the same book: counts, and who would hear something else."`
	Replay   date.Date `placeholder:"DAY" help:"Look back instead: what the scenario would have sent since this day."`
}

func (c *simulateCommand) Run(a *app) error {
	switch {
	case c.Days < 1 || c.Days > 3660:
		return fault.New(fault.Invalid, "--days is a number from 1 to 3660")
	case c.Compare != "" && c.Replay != date.None:
		return fault.New(fault.Invalid, "--compare looks at the coming days, and --replay at those that were: give one of them")
	}
	return a.with(func(s *store.Store, of company.Company) error {
		return s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			trial, err := c.trial(tx, c.Scenario)
			if err != nil {
				return err
			}
			l := look{app: a, tx: tx, desk: a.desk(s, nil), words: a.words.In(locale.For(locale.Language(of.Language), of.Country)), today: a.today(&of), trial: trial}
			return c.look(&l)
		})
	})
}

// look is a simulation on one state of the book.
type look struct {
	app   *app
	tx    *store.Tx
	desk  *collect.Desk
	words *locale.Words
	today date.Date
	trial collect.Trial
}

func (c *simulateCommand) look(l *look) error {
	switch {
	case c.Replay > l.today:
		return fault.New(fault.Invalid, "%s is not over yet: a replay begins on a day that was", c.Replay)
	case c.Replay != date.None:
		return l.back(c.Replay)
	case c.Compare != "":
		return c.compare(l)
	}
	out := l.app.decisions(fmt.Sprintf(`"from": %q, "days": %d,`, l.today.AddDays(1), c.Days), l.words)
	total := 0
	err := l.desk.Foresee(l.tx, collect.Asked{Today: l.today, Days: c.Days, Trial: l.trial}, func(p collect.Planned) {
		total++
		out.see(p.Decision, p.On)
	})
	if err != nil {
		return err
	}
	return out.end(map[string]int{"messages": total}, func() { l.app.say("%d messages in %d days", total, c.Days) })
}

// trial is the version that a name stands for; none lets each case go on by its own.
func (c *simulateCommand) trial(tx *store.Tx, name string) (t collect.Trial, err error) {
	if name == "" {
		return t, nil
	}
	name, draft := strings.CutSuffix(name, "/draft")
	plans, err := tx.Plans()
	if err != nil {
		return t, err
	}
	n := slices.IndexFunc(plans, func(p store.Plan) bool { return strings.EqualFold(p.Name, name) })
	if n < 0 {
		return t, fault.New(fault.NotFound, "there is no scenario called %q", name)
	}
	version := plans[n].Current
	if draft {
		version = plans[n].Draft
	}
	s, found, err := tx.ScenarioByID(version)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the scenario %q has no such version", name)
	}
	if err == nil {
		err = s.Check() // a draft need not be whole
	}
	return collect.Trial{Scenario: &s, Everybody: c.Everyone}, err
}

// back tells what a version would have sent since a day: the one that was named, or the one
// that is current of the usual scenario.
func (l *look) back(from date.Date) error {
	if l.trial.Scenario == nil {
		usual, err := l.tx.Scenario()
		if err != nil {
			return err
		}
		l.trial.Scenario = &usual
	}
	tail := struct {
		Messages int            `json:"messages"`
		Paid     map[string]int `json:"paid_after"`
		Open     map[string]int `json:"open_after"`
	}{}
	out := l.app.decisions(fmt.Sprintf(`"from": %q, "to": %q,`, from, l.today), l.words)
	done, err := l.desk.Replay(l.tx, collect.Span{From: from, Through: l.today, Trial: l.trial}, func(p collect.Planned) {
		tail.Messages++
		out.see(p.Decision, p.On)
	})
	if err != nil {
		return err
	}
	tail.Paid, tail.Open = done.Paid, done.Open
	return out.end(tail, func() { l.app.say("%d messages since %s", tail.Messages, from) })
}

// side is what one of two scenarios comes to.
type side struct {
	Messages  int            `json:"messages"`
	Customers int            `json:"customers"`
	Approvals int            `json:"approvals"`
	Calls     int            `json:"calls"`
	Letters   int            `json:"letters"`
	Steps     map[string]int `json:"steps"`
}

func sideOf(p *report.Plan) side {
	return side{p.Messages, p.Customers, p.Approvals, p.Calls(), p.Post(), p.Steps}
}

// differs is a customer who would hear something else, from the first message on that is
// another.
type differs struct {
	Name  string `json:"name"`
	One   *heard `json:"one"`
	Other *heard `json:"other"`
}

// heard is a message that is foreseen.
type heard struct {
	On      string          `json:"on"`
	Step    string          `json:"step"`
	Channel message.Channel `json:"channel"`
}

func heardOf(c *report.Coming) *heard {
	if c == nil {
		return nil
	}
	return &heard{c.On.String(), c.Step, c.Channel}
}

// mostDifferences is how many customers a comparison names.
const mostDifferences = 50

func (c *simulateCommand) compare(l *look) error {
	other, err := c.trial(l.tx, c.Compare)
	if err != nil {
		return err
	}
	sum := report.Compare(mostDifferences)
	asked := collect.Asked{Today: l.today, Days: c.Days, Trial: l.trial}
	err = l.desk.Compare(l.tx, asked, other, func(other bool, p collect.Planned) {
		sum.Add(other, report.ComingOf(p.On, p.Customer, p.Name, &p.Assessment))
	})
	if err != nil {
		return err
	}
	sum.End()
	answer := struct {
		From      string    `json:"from"`
		Days      int       `json:"days"`
		One       side      `json:"one"`
		Other     side      `json:"other"`
		Differ    int       `json:"differ"`
		Customers []differs `json:"customers"`
	}{l.today.AddDays(1).String(), c.Days, sideOf(&sum.One), sideOf(&sum.Other), sum.Differ, []differs{}}
	for n := range sum.First {
		one, other := sum.First[n].Where()
		answer.Customers = append(answer.Customers, differs{sum.First[n].Name, heardOf(one), heardOf(other)})
	}
	return l.app.print(answer, func() {
		l.app.say("%d and %d messages in %d days; %d customers would hear something else", sum.One.Messages, sum.Other.Messages, c.Days, sum.Differ)
	})
}
