package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
)

// doCompany founds the company: its name, its country and its scenario.
func (s *Stage) doCompany(act *Act) error {
	columns := columns(act.Rest)
	if len(columns) < 2 {
		return fmt.Errorf("write: company  NAME  COUNTRY  scenario NAME")
	}
	plan := "standard"
	for _, c := range columns[2:] {
		if name, found := strings.CutPrefix(c, "scenario "); found {
			plan = name
		}
	}
	scenario, found := s.scenarios[plan]
	if !found {
		return fmt.Errorf("there is no scenario %q", plan)
	}
	s.company = company.Company{
		Name: columns[0], Country: columns[1], Language: "fr", Currency: money.EUR, TimeZone: "Europe/Brussels",
		EnterpriseNumber: "0123456749", VATID: "BE0123456749", Email: "compta@lys.example", Street: "Rue du Lac 1",
		Postcode: "1000", City: "Bruxelles", IBAN: "BE68539007547034", Policy: company.Standard(),
	}
	return s.store.Update(s.ctx, 0, func(tx *store.Tx) error { return tx.AddCompany(&s.company, scenario) })
}

// columns cuts a line where two or more blanks stand.
func columns(line string) (all []string) {
	for c := range strings.SplitSeq(line, "  ") {
		if c = strings.TrimSpace(c); c != "" {
			all = append(all, c)
		}
	}
	return all
}

// doScenario describes a ladder, or replaces the company's by another.
func (s *Stage) doScenario(act *Act) error {
	scenario, known := s.scenarios[act.Rest]
	if len(act.More) > 0 {
		scenario, known = dunning.Scenario{Name: act.Rest}, true
	}
	if !known {
		return fmt.Errorf("there is no scenario %q", act.Rest)
	}
	for _, line := range act.More {
		if w := words(line); len(w) == 3 && w[0] == "thanks" { // thanks after polite
			scenario.Thanks = &dunning.Thanks{After: dunning.Tone(w[2])}
			continue
		}
		if err := addStep(&scenario, words(line)); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	if err := scenario.Check(); err != nil {
		return err
	}
	s.scenarios[act.Rest] = scenario
	if s.company.ID == 0 {
		return nil
	}
	return s.update(func(tx *store.Tx) error { return tx.StartWith(&scenario) })
}

// addStep reads a step of the ladder, or the one that answers a broken promise: broken chase
// firm 3 days.
func addStep(to *dunning.Scenario, w []string) error {
	answers := len(w) >= 5 && w[0] == "broken" && w[4] == "days"
	if answers {
		w = slices.Concat([]string{"step"}, w[1:5], []string{"after", "due"}, w[5:])
	}
	step, err := parseStep(w)
	if answers {
		to.Broken = &step
	} else {
		to.Steps = append(to.Steps, step)
	}
	return err
}

// parseStep reads "step first polite 5 days after due", with "deadline 8" and
// "repeat every 14 times 2" behind it.
func parseStep(w []string) (dunning.Step, error) {
	if len(w) < 7 || w[0] != "step" || w[4] != "days" || w[5] != "before" && w[5] != "after" {
		return dunning.Step{}, fmt.Errorf("write: step NAME TONE N days after due|issue|previous")
	}
	days, err := strconv.Atoi(w[3])
	if w[5] == "before" {
		days = -days
	}
	step := dunning.Step{Key: w[1], Tone: dunning.Tone(w[2]), Days: days, From: dunning.Anchor(w[6])}
	for n := 7; n+1 < len(w) && err == nil; n += 2 {
		switch w[n] {
		case "deadline":
			step.DeadlineDays, err = strconv.Atoi(w[n+1])
		case "claims":
			for _, p := range strings.Split(w[n+1], ",") {
				step.Claims = append(step.Claims, allocation.Part(p))
			}
		case "by":
			for _, c := range strings.Split(w[n+1], ",") {
				step.Channels = append(step.Channels, message.Channel(c))
			}
		case "to":
			for _, p := range strings.Split(w[n+1], ",") {
				step.To = append(step.To, customer.Position(p))
			}
		case "effects":
			for _, e := range strings.Split(w[n+1], ",") {
				step.Effects = append(step.Effects, dunning.Effect(e))
			}
		case "approve":
			step.Approve = w[n+1] == "yes"
		case "copy":
			step.CopyManager = w[n+1] == "manager"
		case "every":
			step.RepeatDays, err = strconv.Atoi(w[n+1])
		case "times":
			step.RepeatTimes, err = strconv.Atoi(w[n+1])
		default:
			err = fmt.Errorf("%q is nothing a step has", w[n])
		}
	}
	return step, err
}

// policy changes a limit that the company sets.
func (s *Stage) policy(change func(*company.Policy) error) error {
	if err := change(&s.company.Policy); err != nil {
		return err
	}
	return s.update(func(tx *store.Tx) error { return tx.SaveCompany(&s.company) })
}

func (s *Stage) doGap(act *Act) error {
	return s.policy(func(p *company.Policy) (err error) {
		p.MinimumGapDays, err = strconv.Atoi(act.word(0))
		return err
	})
}

func (s *Stage) doMinimum(act *Act) error {
	amount, err := parseAmount(act.word(0), act.word(1))
	if err != nil {
		return err
	}
	return s.policy(func(p *company.Policy) error {
		if p.MinimumDue == nil {
			p.MinimumDue = map[string]int64{}
		}
		p.MinimumDue[amount.Currency.String()] = amount.Minor
		return nil
	})
}

func (s *Stage) doFreshness(act *Act) error {
	return s.policy(func(p *company.Policy) (err error) {
		if p.BankMaxAgeDays = 0; act.word(0) != "off" {
			p.BankMaxAgeDays, err = strconv.Atoi(act.word(0))
		}
		return err
	})
}

// doWindow sets the hours: window 08:00 18:00.
func (s *Stage) doWindow(act *Act) error {
	return s.policy(func(p *company.Policy) (err error) {
		if p.Window.From, err = calendar.ParseClock(act.word(0)); err != nil {
			return err
		}
		p.Window.Until, err = calendar.ParseClock(act.word(1))
		return err
	})
}

// doSundays switches the Sundays: sundays on, sundays off.
func (s *Stage) doSundays(act *Act) error {
	return s.edit(func(p *company.Policy) error {
		p.Window.Sundays = act.word(0) == "on"
		return nil
	})
}

// doRegion says where the company keeps its holidays: region DE-BY.
func (s *Stage) doRegion(act *Act) error {
	return s.edit(func(p *company.Policy) error {
		p.Region = calendar.Place(act.word(0))
		return nil
	})
}

// doClosing closes the company: closing 2026-12-24 2027-01-03 "Christmas".
func (s *Stage) doClosing(act *Act) error {
	return s.edit(func(p *company.Policy) (err error) {
		closed := calendar.Period{Reason: act.word(2)}
		if closed.From, err = date.Parse(act.word(0)); err != nil {
			return err
		}
		if closed.To, err = date.Parse(act.word(1)); err != nil {
			return err
		}
		p.Closed = append(slices.Clip(p.Closed), closed)
		return nil
	})
}

// edit changes the policy as an owner does, who may be refused.
func (s *Stage) edit(change func(*company.Policy) error) error {
	to := s.company
	if err := change(&to.Policy); err != nil {
		return err
	}
	if err := s.desk.EditCompany(s.ctx, to); err != nil {
		return err
	}
	s.company = to
	return nil
}
