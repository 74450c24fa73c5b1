package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// mostName is how many letters the name of a scenario has at most.
const mostName = 80

// NewScenario starts a scenario of a name with a draft that is as another scenario is. Nobody
// follows it before it is published.
//
// Errors: Invalid for a name that cannot be, Conflict for one that is taken.
func (d *Desk) NewScenario(ctx context.Context, company id.ID, name string, from dunning.Scenario, by string) (plan id.ID, err error) {
	if name, err = scenarioName(name); err != nil {
		return 0, err
	}
	return plan, d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		if plan, err = tx.AddPlan(name); err != nil {
			return err
		}
		draft := from
		draft.Plan, draft.Version, draft.Name = plan, 0, name
		return tx.SaveDraft(&draft, by)
	})
}

func scenarioName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > mostName {
		return "", fault.At(0, "name", "a scenario has a name of at most %d letters", mostName)
	}
	return name, nil
}

// RenameScenario gives a scenario another name.
func (d *Desk) RenameScenario(ctx context.Context, company, plan id.ID, name string) error {
	name, err := scenarioName(name)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if _, err := lockPlan(tx, plan); err != nil {
			return err
		}
		return tx.RenamePlan(plan, name)
	})
}

// lockPlan is a scenario that nobody else changes meanwhile.
func lockPlan(tx *store.Tx, plan id.ID) (store.Plan, error) {
	p, found, err := tx.LockPlan(plan)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such scenario")
	}
	return p, err
}

// EditDraft changes the draft of a scenario; where there is none it starts one from the
// current version. A draft need not be whole, and nothing follows it. It returns the draft as
// it is then.
func (d *Desk) EditDraft(ctx context.Context, company, plan id.ID, by string, edit func(*dunning.Scenario) error) (draft dunning.Scenario, err error) {
	return draft, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		p, err := lockPlan(tx, plan)
		if err != nil {
			return err
		}
		if draft, err = workOn(tx, &p); err != nil {
			return err
		}
		if err := edit(&draft); err != nil {
			return err
		}
		return tx.SaveDraft(&draft, by)
	})
}

// workOn is the draft of a scenario, or its current version to start one from.
func workOn(tx *store.Tx, p *store.Plan) (dunning.Scenario, error) {
	s, found, err := tx.DraftOf(p.ID)
	if err == nil && !found {
		s, found, err = tx.CurrentOf(p.ID)
	}
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such scenario")
	}
	s.Plan, s.Name = p.ID, p.Name
	return s, err
}

// DropDraft forgets what was changed since the current version. A scenario that was never
// published keeps its draft: it has nothing else.
func (d *Desk) DropDraft(ctx context.Context, company, plan id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if _, err := lockPlan(tx, plan); err != nil {
			return err
		}
		if _, published, err := tx.CurrentOf(plan); err != nil || !published {
			return err
		}
		return tx.DropDraft(plan)
	})
}

// ScenarioFault is something for which a scenario cannot be published.
type ScenarioFault struct {
	Step     string // key; "" for the scenario itself
	Language string // of the text that is at fault; "" for none
	Err      error  // Invalid; of a text with its lines
}

// ScenarioFaults is everything for which a scenario of a company cannot be published.
func ScenarioFaults(s *dunning.Scenario, c *company.Company) (all []ScenarioFault) {
	for _, f := range s.Faults() {
		all = append(all, ScenarioFault{Step: f.Step, Err: f.Err})
	}
	steps := slices.Clone(s.Steps)
	if s.Broken != nil {
		steps = append(steps, *s.Broken)
	}
	for n := range steps {
		step := &steps[n]
		if step.Sender != "" && !slices.ContainsFunc(c.Policy.Senders, func(of company.Sender) bool { return of.Key == step.Sender }) {
			all = append(all, ScenarioFault{Step: step.Key, Err: fault.New(fault.Invalid, "step %q goes in the name of a sender who is no longer known", step.Key)})
		}
		all = append(all, textFaults(step.Key, step.Texts, func(t dunning.Text) error { return render.CheckText(t, step, c) })...)
		all = append(all, textFaults(step.Key, step.Short, func(t string) error { return render.CheckSpoken(t, message.SMS, step, c) })...)
		all = append(all, textFaults(step.Key, step.Scripts, func(t string) error { return render.CheckSpoken(t, message.Call, step, c) })...)
	}
	if s.Thanks != nil {
		all = append(all, textFaults("", s.Thanks.Texts, func(t dunning.Text) error { return render.CheckThanks(t, c) })...)
	}
	return all
}

func textFaults[T any](step string, texts map[string]T, check func(T) error) (all []ScenarioFault) {
	for _, language := range slices.Sorted(maps.Keys(texts)) {
		if err := check(texts[language]); err != nil {
			all = append(all, ScenarioFault{step, language, err})
		}
	}
	return all
}

// Published is what publishing a draft has done.
type Published struct {
	Scenario dunning.Scenario // the version that new cases follow now
	Moved    int              // running cases that follow it too
}

// Publish makes the draft of a scenario its next version, which new cases follow. Running ones
// keep theirs, unless all are to move. draft is what the person saw.
//
// Errors: Conflict when the draft was changed or published meanwhile; Invalid for what cannot
// be followed.
func (d *Desk) Publish(ctx context.Context, company, plan, draft id.ID, by string, move bool) (p Published, err error) {
	return p, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		named, err := lockPlan(tx, plan)
		if err != nil {
			return err
		}
		s, found, err := tx.DraftOf(plan)
		if err != nil {
			return err
		}
		if !found || s.ID != draft {
			return fault.New(fault.Conflict, "somebody changed or published the scenario meanwhile: look at what changes once more")
		}
		s.Name = named.Name
		if err := publishable(tx, &s); err != nil {
			return err
		}
		if err := tx.PublishScenario(&s, by); err != nil {
			return err
		}
		p = Published{Scenario: s}
		if move {
			p.Moved, err = moveCases(tx, &s, by)
		}
		return err
	})
}

// publishable refuses a scenario that has faults.
func publishable(tx *store.Tx, s *dunning.Scenario) error {
	c, err := tx.TheCompany()
	if err != nil {
		return err
	}
	var refused fault.Refusals
	for _, f := range ScenarioFaults(s, &c) {
		refused.Add(f.Err)
	}
	return refused.Err(fault.Say("the scenario has %d faults", refused.Len()))
}

// MoveToCurrent lets all running cases of a scenario follow its current version, and returns
// how many there were behind. What is prepared by an older version is written anew. version is
// the current one as the person saw it; another one is a Conflict.
func (d *Desk) MoveToCurrent(ctx context.Context, company, plan, version id.ID, by string) (moved int, err error) {
	return moved, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		named, err := lockPlan(tx, plan)
		if err != nil {
			return err
		}
		current, found, err := tx.CurrentOf(plan)
		if err != nil {
			return err
		}
		if !found || current.ID != version {
			return fault.New(fault.Conflict, "somebody published another version meanwhile: look at what changes once more")
		}
		current.Name = named.Name
		moved, err = moveCases(tx, &current, by)
		return err
	})
}

// moveCases lets all running cases of a scenario follow one of its versions, tells their
// customers' timelines, and returns how many there were.
func moveCases(tx *store.Tx, to *dunning.Scenario, by string) (int, error) {
	moved, err := tx.MoveCases(to.Plan, to.ID)
	if err != nil || len(moved) == 0 {
		return 0, err
	}
	c, err := tx.TheCompany()
	if err != nil {
		return 0, err
	}
	told := timeline.Event{Kind: timeline.ScenarioMoved, On: date.Of(tx.Now().In(c.Location())), Actor: by, Subject: to.ID,
		Data: timeline.Data{Text: to.Name, Count: to.Version}.JSON()}
	customers := slices.Clone(moved)
	slices.Sort(customers)
	var events []timeline.Event
	for _, who := range slices.Compact(customers) {
		told.Customer = who
		events = append(events, told)
	}
	return len(moved), tx.Note(events...)
}

// Restore makes an old version of a scenario its draft.
func (d *Desk) Restore(ctx context.Context, company, plan, version id.ID, by string) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		p, err := lockPlan(tx, plan)
		if err != nil {
			return err
		}
		s, found, err := tx.ScenarioByID(version)
		if err == nil && (!found || s.Plan != plan) {
			err = fault.New(fault.NotFound, "there is no such version")
		}
		if err != nil {
			return err
		}
		s.Name = p.Name
		return tx.SaveDraft(&s, by)
	})
}

// MakeUsual makes a scenario the one for whom no rule gives another. It returns how many
// customers follow another one than before.
func (d *Desk) MakeUsual(ctx context.Context, company, plan id.ID) (changed int, err error) {
	return d.reassign(ctx, company, func(tx *store.Tx, a *Assignment) error {
		if _, err := published(tx, plan); err != nil {
			return err
		}
		a.Usual = plan
		return tx.MakeUsual(plan)
	})
}

// published is a scenario that can be followed.
func published(tx *store.Tx, plan id.ID) (store.Plan, error) {
	p, err := lockPlan(tx, plan)
	if err != nil {
		return p, err
	}
	if _, found, err := tx.CurrentOf(plan); err != nil || found {
		return p, err
	}
	return p, fault.New(fault.Invalid, "%s must be published before anybody can follow it", p.Name)
}

// Retire takes a scenario out of use: its rules and what a person gave by hand are gone, and
// who followed it follows another one. What it said stays. The usual one is a Conflict.
func (d *Desk) Retire(ctx context.Context, company, plan id.ID) (changed int, err error) {
	return d.reassign(ctx, company, func(tx *store.Tx, a *Assignment) error {
		p, err := lockPlan(tx, plan)
		if err != nil {
			return err
		}
		if p.Usual {
			return fault.New(fault.Conflict, "%s is the usual scenario: make another one the usual one first", p.Name)
		}
		a.Rules = slices.DeleteFunc(slices.Clone(a.Rules), func(r dunning.Rule) bool { return r.Plan == plan })
		a.Gone = plan
		return errors.Join(tx.SaveScenarioRules(a.Rules), tx.RetirePlan(plan))
	})
}

// RulesMark is a fingerprint of rules as a person saw them.
func RulesMark(rules []dunning.Rule) string {
	sum := sha256.Sum256([]byte(db.JSON(rules)))
	return hex.EncodeToString(sum[:8])
}

// SetRules says which customers follow which scenario. seen is the RulesMark of the rules that
// the person saw; others are a Conflict. It returns how many customers follow another scenario
// than before.
func (d *Desk) SetRules(ctx context.Context, company id.ID, rules []dunning.Rule, seen string) (changed int, err error) {
	return d.reassign(ctx, company, func(tx *store.Tx, a *Assignment) error {
		if RulesMark(a.Rules) != seen {
			return fault.New(fault.Conflict, "somebody changed the rules meanwhile: look at them once more")
		}
		if len(rules) > mostRules {
			return fault.New(fault.Invalid, "a company has at most %d rules", mostRules)
		}
		for n := range rules {
			if err := CheckRule(&rules[n]); err != nil {
				return err
			}
			if _, err := published(tx, rules[n].Plan); err != nil {
				return err
			}
		}
		a.Rules = rules
		return tx.SaveScenarioRules(rules)
	})
}

// SetClaims says what the notices of default of a company's usual scenario ask for being late. It is a new
// version of the scenario: what is queued by the one before is written anew.
func (d *Desk) SetClaims(ctx context.Context, company id.ID, by string, parts ...allocation.Part) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		scenario, err := tx.Scenario()
		if err != nil {
			return err
		}
		if claims, found := scenario.Formal(); !found || slices.Equal(claims, parts) {
			return nil
		}
		changed := scenario.Claiming(parts...)
		if err := tx.PublishScenario(&changed, by); err != nil {
			return err
		}
		_, err = moveCases(tx, &changed, by)
		return err
	})
}
