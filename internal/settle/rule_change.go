package settle

import (
	"cmp"
	"context"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// RuleChange is what another rule does in the place of one.
type RuleChange struct {
	Trial
	Same   bool    // it says what the one says
	Keeps  int     // entries that both ignore
	Frees  int     // entries that the one ignored and the other does not: they wait again
	Freed  []id.ID // the newest of them
	frees  []id.ID // all of them
	before store.TextRule
}

// TryChange says on what a rule would act in the place of another. It changes nothing.
func TryChange(tx *store.Tx, rule id.ID, r *matching.Rule, today date.Date) (RuleChange, error) {
	if err := r.Check(); err != nil {
		return RuleChange{}, err
	}
	before, err := theRule(tx, rule)
	if err != nil {
		return RuleChange{}, err
	}
	trial, err := Try(tx, r, today)
	if err != nil {
		return RuleChange{}, err
	}
	c := RuleChange{Trial: trial, before: before, Same: same(r, &before.Rule)}
	book := matching.NewRulebook([]matching.Rule{*r})
	err = tx.IgnoredBy(rule, func(e *store.Tried) {
		if r.Customer == 0 && len(book.On(&e.Entry)) > 0 {
			c.Keeps++
			return
		}
		c.frees = append(c.frees, e.ID)
	})
	c.Frees, c.Freed = len(c.frees), c.frees[:min(len(c.frees), shownTried)]
	return c, err
}

// same reports whether two rules say the same of the same entries.
func same(a, b *matching.Rule) bool {
	return a.Words == b.Words && a.Account == b.Account && a.Flow == b.Flow && a.Customer == b.Customer &&
		written(a.Least) == written(b.Least) && written(a.Most) == written(b.Most)
}

// ChangeRule puts a rule in the place of another, and returns its identifier. It acts if
// the other did. The other is forgotten, and stays for what it said and who made it;
// entries that it ignored and the new one does not wait again. waits and frees are what
// TryChange said of the change: where that is no longer so, nothing is changed.
func ChangeRule(ctx context.Context, s *store.Store, company, rule id.ID, r matching.Rule, waits, frees int, by string, today date.Date) (id.ID, error) {
	r.ID, r.By, r.On = 0, by, today
	kept := store.TextRule{Rule: r, Replaces: rule}
	err := s.Update(ctx, company, func(tx *store.Tx) error {
		c, err := TryChange(tx, rule, &r, today)
		if err != nil {
			return err
		}
		if c.Waits != waits || c.Frees != frees {
			return fault.New(fault.Conflict, "entries came or went meanwhile: the rule would act on %d that wait and let %d go, not on %d and %d; look at them first",
				c.Waits, c.Frees, waits, frees)
		}
		if err := free(tx, c.frees); err != nil {
			return err
		}
		if err := tx.LockCustomers([]id.ID{c.before.Customer, r.Customer}); err != nil { // after the entries, as matching does
			return err
		}
		if err := speaksOfOurs(tx, &r); err != nil {
			return err
		}
		if err := endRule(tx, rule, by, today); err != nil {
			return err
		}
		kept.State = c.before.State
		if err := tx.AddRule(&kept); err != nil {
			return err
		}
		if err := tx.HandOver(rule, kept.ID); err != nil {
			return err
		}
		return tellChange(tx, &c.before, &kept)
	})
	return kept.ID, err
}

// free lets entries wait that a rule ignored. No person took them in hand: other rules may
// decide about them.
func free(tx *store.Tx, entries []id.ID) error {
	if len(entries) == 0 {
		return nil
	}
	if _, err := take(tx, entries, store.EntryIgnored); err != nil {
		return err
	}
	states := map[id.ID]store.EntryState{}
	for _, e := range entries {
		states[e] = store.EntryNew
	}
	if err := tx.SetEntryStates(states, nil); err != nil {
		return err
	}
	return tx.TakeBackRuling(entries)
}

// tellChange tells the timelines of the customers to whom a rule pointed and points. They
// are locked.
func tellChange(tx *store.Tx, was, is *store.TextRule) error {
	if was.Customer != is.Customer {
		if err := tellRule(tx, was.ID, timeline.RuleForgotten, is.By, is.On); err != nil {
			return err
		}
		return tellRule(tx, is.ID, timeline.RuleMade, is.By, is.On)
	}
	changes, err := changesOf(tx, was, is)
	if err != nil || is.Customer == 0 {
		return err
	}
	return tx.Note(timeline.Event{Customer: is.Customer, Kind: timeline.RuleChanged, On: is.On, Actor: is.By, Subject: is.ID,
		Data: timeline.Data{Text: is.Words, Changes: changes}.JSON()})
}

// The fields of a rule, as timelines name them.
const (
	FieldWords   = "words"
	FieldFlow    = "flow"    // a matching.Flow
	FieldLeast   = "least"   // as money.Amount writes itself
	FieldMost    = "most"    // likewise
	FieldAccount = "account" // the company's
)

// changesOf are the fields in which a rule is not what another was.
func changesOf(tx *store.Tx, was, is *store.TextRule) (all []timeline.Change, err error) {
	accounts, err := tx.BankAccounts()
	if err != nil {
		return nil, err
	}
	called := map[id.ID]string{}
	for _, a := range accounts {
		called[a.ID] = cmp.Or(a.IBAN, a.Other)
	}
	for _, c := range []timeline.Change{
		{Field: FieldWords, Was: was.Words, Is: is.Words}, {Field: FieldFlow, Was: string(was.Flow), Is: string(is.Flow)},
		{Field: FieldLeast, Was: written(was.Least), Is: written(is.Least)}, {Field: FieldMost, Was: written(was.Most), Is: written(is.Most)},
		{Field: FieldAccount, Was: called[was.Account], Is: called[is.Account]},
	} {
		if c.Was != c.Is {
			all = append(all, c)
		}
	}
	return all, nil
}

// written is a bound as a timeline keeps it; "" for none.
func written(bound money.Amount) string {
	if bound.IsZero() {
		return ""
	}
	return bound.Text()
}
