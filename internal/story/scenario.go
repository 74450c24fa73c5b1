package story

import (
	"fmt"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/store"
)

// doPublish publishes a ladder as the next version of the scenario of its name, or as a new
// one: publish gentle, with its steps below; "publish gentle move" moves running cases too.
func (s *Stage) doPublish(act *Act) error {
	name := act.word(0)
	ladder, err := s.ladder(act)
	if err != nil {
		return err
	}
	plan, err := s.planCalled(name)
	if err != nil {
		return err
	}
	if plan == 0 {
		if plan, err = s.desk.NewScenario(s.ctx, s.company.ID, name, ladder, person); err != nil {
			return err
		}
	}
	draft, err := s.desk.EditDraft(s.ctx, s.company.ID, plan, person, func(d *dunning.Scenario) error {
		d.Steps, d.Broken = ladder.Steps, ladder.Broken
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := s.desk.Publish(s.ctx, s.company.ID, plan, draft.ID, person, act.word(1) == "move"); err != nil {
		return err
	}
	return s.settle()
}

// ladder reads the steps below a line.
func (s *Stage) ladder(act *Act) (ladder dunning.Scenario, err error) {
	for _, line := range act.More {
		if err := addStep(&ladder, words(line)); err != nil {
			return ladder, fmt.Errorf("%q: %w", line, err)
		}
	}
	return ladder, nil
}

// planCalled is the scenario of a name; zero for none.
func (s *Stage) planCalled(name string) (plan id.ID, err error) {
	err = s.view(func(tx *store.Tx) error {
		plans, err := tx.Plans()
		for _, p := range plans {
			if p.Name == name {
				plan = p.ID
			}
		}
		return err
	})
	return plan, err
}

// doMove lets the running cases of a scenario follow its current version: move gentle.
func (s *Stage) doMove(act *Act) error {
	plan, err := s.planCalled(act.word(0))
	if err != nil {
		return err
	}
	var current dunning.Scenario
	if err := s.view(func(tx *store.Tx) (err error) {
		current, _, err = tx.CurrentOf(plan)
		return err
	}); err != nil {
		return err
	}
	if _, err := s.desk.MoveToCurrent(s.ctx, s.company.ID, plan, current.ID, person); err != nil {
		return err
	}
	return s.settle()
}

// doRule adds a rule behind the others: rule gentle label vip country FR kind consumer payer
// habitual manager anna@lys.example
func (s *Stage) doRule(act *Act) error {
	plan, err := s.planCalled(act.word(0))
	if err != nil {
		return err
	}
	r := dunning.Rule{Plan: plan}
	for n := 1; n+1 < len(act.Words); n += 2 {
		switch value := act.Words[n+1]; act.Words[n] {
		case "label":
			r.Labels = append(r.Labels, value)
		case "country":
			r.Countries = append(r.Countries, value)
		case "kind":
			r.Kinds = append(r.Kinds, customer.Kind(value))
		case "payer":
			r.Payers = append(r.Payers, value)
		case "manager":
			r.Managers = append(r.Managers, value)
		default:
			return fmt.Errorf("%q is nothing a rule looks at", act.Words[n])
		}
	}
	var rules []dunning.Rule
	if err := s.view(func(tx *store.Tx) (err error) {
		rules, err = tx.ScenarioRules()
		return err
	}); err != nil {
		return err
	}
	if _, err := s.desk.SetRules(s.ctx, s.company.ID, append(rules[:len(rules):len(rules)], r), collect.RulesMark(rules)); err != nil {
		return err
	}
	return s.settle()
}

// doPin gives a customer a scenario by hand, or leaves it to the rules: pin ACME gentle, pin ACME
// rules
func (s *Stage) doPin(act *Act) error {
	pin := collect.Pin{Customer: s.idOf(act.word(0))}
	if name := act.word(1); name != "rules" {
		var err error
		if pin.Plan, err = s.planCalled(name); err != nil || pin.Plan == 0 {
			return fmt.Errorf("there is no scenario %q: %w", name, err)
		}
	}
	if _, err := s.desk.PinScenarios(s.ctx, s.company.ID, []collect.Pin{pin}, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// follows knows: follows ACME gentle 2.
func (s *Stage) follows(text, number string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		cases, err := tx.Cases([]id.ID{s.idOf(number)})
		if err != nil {
			return err
		}
		for _, c := range cases {
			version, _, err := tx.ScenarioByID(c.Before.Scenario)
			if err != nil {
				return err
			}
			is = is || text == strings.TrimSpace(fmt.Sprintf("follows %s %s %d", number, version.Name, version.Version))
		}
		return nil
	})
	return is, err
}
