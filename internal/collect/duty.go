package collect

import (
	"context"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
)

// The most that a company may have of each.
const (
	mostDutyRules = 100
	mostAway      = 366 // days of an absence
)

// GiveTasks says who is to do tasks, "" for nobody, and returns those that were open. A reply that a
// task asks to answer goes along.
//
// Errors: Invalid for somebody who may not do them, Conflict when none is open.
func (d *Desk) GiveTasks(ctx context.Context, company id.ID, tasks []id.ID, owner string) (given []id.ID, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		given, err = giveTasks(tx, tasks, owner)
		return orNoneOpen(given, err)
	})
	return given, err
}

// giveTasks is GiveTasks in a transaction.
func giveTasks(tx *store.Tx, tasks []id.ID, owner string) ([]id.ID, error) {
	owner = strings.ToLower(strings.TrimSpace(owner))
	if err := mayOwn(tx, owner); err != nil {
		return nil, err
	}
	all := make([]store.Duty, len(tasks))
	for n, i := range tasks {
		if all[n] = (store.Duty{Task: i, Owner: owner}); owner == "" {
			all[n].Why = duty.Nobody
		}
	}
	return tx.GiveTasks(all)
}

// mayOwn refuses work to somebody who does not do any here.
func mayOwn(tx *store.Tx, person string) error {
	if person == "" {
		return nil
	}
	r, err := tx.Roster(date.None)
	if err == nil && !slices.Contains(r.People, person) {
		err = fault.At(0, "person", "%s does no work for this company", person)
	}
	return err
}

// SetDutyRules replaces the rules by which work is given, gives what is nobody's by them, and
// returns how many tasks found somebody. What is somebody's stays so.
//
// Errors: Invalid for a rule that cannot be.
func (d *Desk) SetDutyRules(ctx context.Context, company id.ID, rules []duty.Rule, today date.Date) (found int, err error) {
	if len(rules) > mostDutyRules {
		return 0, fault.New(fault.Invalid, "a company has at most %d rules", mostDutyRules)
	}
	rules = slices.Clone(rules)
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		for n := range rules {
			if err := checkDuty(tx, &rules[n]); err != nil {
				return err
			}
		}
		if err := tx.SaveDutyRules(rules); err != nil {
			return err
		}
		found, err = tx.AssignDuty(nil, today)
		return err
	})
	return found, err
}

// checkDuty puts a rule in order. One for somebody who has left may stay; it gives nothing.
func checkDuty(tx *store.Tx, r *duty.Rule) error {
	r.Person, r.Label, r.Manager = strings.ToLower(strings.TrimSpace(r.Person)), strings.TrimSpace(r.Label), strings.ToLower(strings.TrimSpace(r.Manager))
	r.Country = strings.ToUpper(strings.TrimSpace(r.Country))
	switch {
	case r.Person == "":
		return fault.At(0, "person", "a rule names the person who does the work")
	case r.Country != "" && len(r.Country) != 2:
		return fault.At(0, "country", "%q is not a country as two letters", r.Country)
	case r.Least < 0:
		return fault.At(0, "least", "an amount cannot be negative")
	case len(r.Label)+len(r.Manager)+len(r.Person) > mostWords:
		return fault.At(0, "label", "a note has at most %d characters", mostWords)
	}
	if r.Language != "" {
		if _, err := locale.ParseLanguage(r.Language); err != nil {
			return err
		}
	}
	return nil
}

// AddAbsence says that somebody is away, and who does the work meanwhile. What is theirs already
// stays theirs; what comes goes to the deputy.
//
// Errors: Invalid for an absence that cannot be.
func (d *Desk) AddAbsence(ctx context.Context, company id.ID, a duty.Absence, today date.Date) (duty.Absence, error) {
	a.Person, a.Deputy = strings.ToLower(strings.TrimSpace(a.Person)), strings.ToLower(strings.TrimSpace(a.Deputy))
	switch {
	case a.Person == "":
		return a, fault.At(0, "person", "an absence is somebody's")
	case a.From == date.None:
		return a, fault.At(0, "from", "an absence has a first and a last day")
	case a.Through < a.From || a.Through < today:
		return a, fault.At(0, "through", "an absence has a first and a last day")
	case a.Through > a.From.AddDays(mostAway):
		return a, fault.At(0, "through", "nobody is away for more than a year")
	case a.Deputy == a.Person:
		return a, fault.At(0, "deputy", "nobody is their own deputy")
	}
	return a, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		for _, person := range []string{a.Person, a.Deputy} {
			if err := mayOwn(tx, person); err != nil {
				return err
			}
		}
		if err := tx.AddAbsence(&a); err != nil {
			return err
		}
		_, err := tx.AssignDuty(nil, today)
		return err
	})
}

// DropAbsence forgets an absence.
func (d *Desk) DropAbsence(ctx context.Context, company, i id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		was, err := tx.DropAbsence(i)
		if err == nil && !was {
			err = fault.New(fault.NotFound, "there is no such absence")
		}
		return err
	})
}
