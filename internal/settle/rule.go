package settle

import (
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// mostRules is how many text rules a company keeps. People made each of them: more would
// be a list of customers.
const mostRules = 500

// candidates are all that entries may match, with the rules that act on them.
func candidates(tx *store.Tx, read []matching.Reading) (matching.Candidates, error) {
	rules, err := tx.Rulebook()
	if err != nil {
		return matching.Candidates{}, err
	}
	keys := matching.KeysOf(read)
	keys.Owners = rules.Owners(read)
	c, err := tx.Candidates(keys)
	c.Rules = rules
	return c, err
}

// ruleOut notes by which rules entries are ignored, and returns the customers for whom
// they were likely payments.
func ruleOut(tx *store.Tx, outcomes []Outcome) (concerned []id.ID, err error) {
	by := map[id.ID]id.ID{}
	var ids []id.ID
	for _, o := range outcomes {
		if o.State == store.EntryIgnored {
			by[o.Entry.ID] = o.Result.NotOurs[0].Rule.ID
			ids = append(ids, o.Entry.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	suggested, err := tx.Suggestions(ids...)
	for _, all := range suggested {
		for _, p := range all {
			concerned = append(concerned, p.Customer)
		}
	}
	if err != nil {
		return nil, err
	}
	return concerned, tx.RuleOut(by)
}

// AddRule keeps a rule that a person made. It acts once it is switched on.
func AddRule(ctx context.Context, s *store.Store, company id.ID, r matching.Rule, by string, today date.Date) (id.ID, error) {
	r.By, r.On = by, today
	if err := r.Check(); err != nil {
		return 0, err
	}
	kept := store.TextRule{Rule: r, State: store.RuleNew}
	err := s.Update(ctx, company, func(tx *store.Tx) error {
		all, err := tx.Rules(0, mostRules)
		if err == nil && len(all) == mostRules {
			err = fault.New(fault.Conflict, "there are %d rules already: forget some of them first", mostRules)
		}
		if err == nil {
			err = speaksOfOurs(tx, &r)
		}
		if err != nil {
			return err
		}
		if err := tx.AddRule(&kept); err != nil {
			return err
		}
		return tellRule(tx, kept.ID, timeline.RuleMade, by, today)
	})
	return kept.ID, err
}

// tellRule tells the timeline of the customer to whom a rule points what became of it. A
// rule that ignores has no customer: its own page tells.
func tellRule(tx *store.Tx, rule id.ID, kind timeline.Kind, by string, today date.Date) error {
	r, _, err := tx.RuleByID(rule)
	if err != nil || r.Customer == 0 {
		return err
	}
	if err := tx.LockCustomers([]id.ID{r.Customer}); err != nil {
		return err
	}
	return tx.Note(timeline.Event{Customer: r.Customer, Kind: kind, On: today, Actor: by, Subject: r.ID, Data: timeline.Data{Text: r.Words}.JSON()})
}

// speaksOfOurs refuses a rule about a customer or an account that the company has not.
func speaksOfOurs(tx *store.Tx, r *matching.Rule) error {
	if r.Customer != 0 {
		if err := stands(tx, r.Customer); err != nil {
			return err
		}
	}
	return isOurs(tx, r.Account)
}

// isOurs refuses an account that is not the company's; 0 is any.
func isOurs(tx *store.Tx, account id.ID) error {
	accounts, err := tx.BankAccounts()
	if err == nil && account != 0 && !slices.ContainsFunc(accounts, func(a store.BankAccount) bool { return a.ID == account }) {
		err = fault.New(fault.NotFound, "the company has no such account")
	}
	return err
}

// What a trial looks at and shows.
const (
	mostTried  = 50_000 // entries that wait, and as many that were booked
	shownTried = 20
)

// Trial is on what a rule would act.
type Trial struct {
	Waiting, Booked   []id.ID // the newest of them
	Waits, WasBooked  int     // how many there are
	Others            int     // of those that were booked, for another customer than the rule says
	Since             date.Date
	NotAllWasLookedAt bool // only the newest entries were
}

// Try says on which entries that wait a rule would act, and on which that were booked in
// the last year. It changes nothing. What else an entry says may still make it a
// question: the rule is one of its reasons.
func Try(tx *store.Tx, r *matching.Rule, today date.Date) (Trial, error) {
	t := Trial{Since: today.AddMonths(-12)}
	book := matching.NewRulebook([]matching.Rule{*r})
	var booked []id.ID
	var err error
	t.NotAllWasLookedAt, err = tx.TryRule(r, t.Since, mostTried, func(e *store.Tried) {
		if e.Waits && e.Hand && r.Customer == 0 || len(book.On(&e.Entry)) == 0 {
			return
		}
		if !e.Waits {
			booked = append(booked, e.ID)
			return
		}
		if t.Waits++; len(t.Waiting) < shownTried {
			t.Waiting = append(t.Waiting, e.ID)
		}
	})
	if err != nil {
		return t, err
	}
	t.WasBooked, t.Booked = len(booked), booked[:min(len(booked), shownTried)]
	t.Others, err = tx.CountOthers(booked, r.Customer)
	return t, err
}

// SwitchOn lets a rule act, and has what waits looked at with it. seen is on how many
// entries that wait a trial said that it would act: where that is no longer so, it stays
// as it is.
func SwitchOn(ctx context.Context, s *store.Store, company, rule id.ID, seen int, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		r, err := theRule(tx, rule)
		if err != nil {
			return err
		}
		t, err := Try(tx, &r.Rule, today)
		if err != nil {
			return err
		}
		if t.Waits != seen {
			return fault.New(fault.Conflict, "entries came or went meanwhile: of those that wait the rule would act on %d, not on %d; look at them first", t.Waits, seen)
		}
		if err := setRule(tx, rule, store.RuleOn, store.RuleNew, store.RuleOff); err != nil {
			return err
		}
		return tellRule(tx, rule, timeline.RuleSwitchedOn, by, today)
	})
}

// SwitchOff lets a rule act no more. What it did stays.
func SwitchOff(ctx context.Context, s *store.Store, company, rule id.ID, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		if err := setRule(tx, rule, store.RuleOff, store.RuleOn); err != nil {
			return err
		}
		return tellRule(tx, rule, timeline.RuleSwitchedOff, by, today)
	})
}

// ForgetRule takes a rule off the list for good. What it did stays, with its words.
func ForgetRule(ctx context.Context, s *store.Store, company, rule id.ID, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		if err := endRule(tx, rule, by, today); err != nil {
			return err
		}
		return tellRule(tx, rule, timeline.RuleForgotten, by, today)
	})
}

// setRule moves a rule from one of some states to another, and has what waits looked at.
func setRule(tx *store.Tx, rule id.ID, to store.RuleState, from ...store.RuleState) error {
	done, err := tx.SetRuleState(rule, to, from...)
	return rematch(tx, done, err)
}

// endRule takes a rule off the list, and has what waits looked at without it.
func endRule(tx *store.Tx, rule id.ID, by string, today date.Date) error {
	done, err := tx.EndRule(rule, by, today)
	return rematch(tx, done, err)
}

// rematch has what waits looked at again, if a rule was changed.
func rematch(tx *store.Tx, done bool, err error) error {
	if err == nil && !done {
		err = fault.New(fault.Conflict, "the rule is no longer what it was: look at it again")
	}
	if err != nil {
		return err
	}
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// theRule is a rule that is not forgotten.
func theRule(tx *store.Tx, i id.ID) (store.TextRule, error) {
	r, found, err := tx.RuleByID(i)
	if err == nil && (!found || r.State == store.RuleForgotten) {
		err = fault.New(fault.NotFound, "there is no such rule")
	}
	return r, err
}

// ruledOut reports whether rules decide that an entry is no customer's: not about what a
// person took in hand, the bank only announces, or takes back an earlier payment.
func ruledOut(e *store.Entry, r *matching.Result) bool {
	return len(r.NotOurs) > 0 && waits(e) && !e.ByHand && !e.IsReturn()
}
