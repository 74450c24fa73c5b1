package collect

import (
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Assignment is what says which scenario a customer follows, beside what a person gave by
// hand.
type Assignment struct {
	Rules []dunning.Rule
	Usual id.ID
	Gone  id.ID // a scenario that nobody follows any more, whoever gave it; zero for none
}

// plan is the scenario of a debtor.
func (a *Assignment) plan(d *store.Debtor) id.ID {
	if d.Pinned != 0 && d.Pinned != a.Gone {
		return d.Pinned
	}
	plan, _ := dunning.Assign(a.Rules, &d.Debtor, a.Usual)
	return plan
}

// Assigned is how customers are assigned to scenarios now.
func Assigned(tx *store.Tx) (a Assignment, err error) {
	if a.Rules, err = tx.ScenarioRules(); err != nil {
		return a, err
	}
	_, a.Usual, err = tx.CurrentScenarios()
	return a, err
}

// Reassigned is a customer who follows another scenario than before in a currency.
type Reassigned struct {
	Customer id.ID
	Name     string
	Was, Is  id.ID // scenarios
}

// debtors is how many customers a walk over who owes looks at at a time.
const debtors = 2000

// Reassign calls see with the customers who owe something and would follow another scenario,
// in each currency in which they would.
func Reassign(tx *store.Tx, was, is *Assignment, see func(Reassigned)) error {
	broad, err := tx.BroadHolds()
	if err != nil {
		return err
	}
	broad = slices.DeleteFunc(broad, func(h hold.Hold) bool { return h.Cause != hold.BySales })
	for after := id.ID(0); ; {
		batch, err := tx.Debtors(after, debtors)
		if err != nil || len(batch) == 0 {
			return err
		}
		for n := range batch {
			d := &batch[n]
			d.Held = d.Held || slices.ContainsFunc(broad, func(h hold.Hold) bool { return h.Label == "" || slices.Contains(d.Labels, h.Label) })
			if before, now := was.plan(d), is.plan(d); before != now {
				see(Reassigned{d.Customer, d.Name, before, now})
			}
		}
		after = batch[len(batch)-1].Customer
	}
}

// reassign changes how customers are assigned, and asks for the review of those who follow
// another scenario then. It returns how many they are.
func (d *Desk) reassign(ctx context.Context, company id.ID, change func(*store.Tx, *Assignment) error) (changed int, err error) {
	return changed, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		was, err := Assigned(tx)
		if err != nil {
			return err
		}
		is := was
		if err := change(tx, &is); err != nil {
			return err
		}
		var customers []id.ID
		if err := Reassign(tx, &was, &is, func(r Reassigned) { customers = append(customers, r.Customer) }); err != nil {
			return err
		}
		customers = slices.Compact(customers)
		changed = len(customers)
		return tx.WantReview(customers...)
	})
}

// Pin is the scenario that a person gives a customer by hand; the zero Plan leaves it to the
// rules.
type Pin struct{ Customer, Plan id.ID }

// PinScenarios gives scenarios to customers by hand, and returns what undoes it: one Pin for
// each customer whose scenario changed. Of a customer who is named twice the last one counts.
//
// Errors: Invalid for a scenario that was never published.
func (d *Desk) PinScenarios(ctx context.Context, company id.ID, pins []Pin, by string, today date.Date) (undo []Pin, err error) {
	wanted := map[id.ID]id.ID{}
	var customers []id.ID
	for _, p := range pins {
		if _, twice := wanted[p.Customer]; !twice {
			customers = append(customers, p.Customer)
		}
		wanted[p.Customer] = p.Plan
	}
	return undo, d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := tx.LockCustomers(customers); err != nil {
			return err
		}
		before, err := tx.PinsOf(customers)
		if err != nil {
			return err
		}
		undo = nil
		groups := map[id.ID][]id.ID{}
		for _, c := range customers {
			if plan := wanted[c]; plan != before[c] {
				groups[plan], undo = append(groups[plan], c), append(undo, Pin{c, before[c]})
			}
		}
		return pinEach(tx, groups, by, today)
	})
}

// pinEach gives each scenario to its customers, and tells their timelines.
func pinEach(tx *store.Tx, groups map[id.ID][]id.ID, by string, today date.Date) error {
	for plan, customers := range groups {
		event := timeline.Event{Kind: timeline.ScenarioFreed, On: today, Actor: by, Data: timeline.Data{}.JSON()}
		if plan != 0 {
			p, err := published(tx, plan)
			if err != nil {
				return err
			}
			event.Kind, event.Data = timeline.ScenarioGiven, timeline.Data{Text: p.Name}.JSON()
		}
		if err := tx.Pin(customers, plan, by); err != nil {
			return err
		}
		events := make([]timeline.Event, len(customers))
		for n, c := range customers {
			events[n] = event
			events[n].Customer = c
		}
		if err := tx.Note(events...); err != nil {
			return err
		}
		if err := tx.WantReview(customers...); err != nil {
			return err
		}
	}
	return nil
}

// mostRules is how many rules a company has at most.
const mostRules = 100

// CheckRule refuses a rule that cannot be.
func CheckRule(r *dunning.Rule) error {
	for _, c := range r.Countries {
		if len(c) != 2 {
			return fault.New(fault.Invalid, "%q is not a country code of two letters", c)
		}
	}
	for _, k := range r.Kinds {
		if !slices.Contains([]customer.Kind{customer.Business, customer.Consumer, customer.Public}, k) {
			return fault.New(fault.Invalid, "%q is no kind of customer", string(k))
		}
	}
	for _, p := range r.Payers {
		if !slices.Contains([]profile.Kind{profile.New, profile.Prompt, profile.Late, profile.Habitual}, profile.Kind(p)) {
			return fault.New(fault.Invalid, "%q is no kind of payer", p)
		}
	}
	for currency, minor := range r.Least {
		if _, err := money.ParseCurrency(currency); err != nil || minor < 0 {
			return fault.New(fault.Invalid, "%d %s is no limit", minor, currency)
		}
	}
	return nil
}

// RuleFor is the place of the rule, from 0, that gives a customer its scenario in a currency; -1
// where none does.
func (d *Desk) RuleFor(tx *store.Tx, customer id.ID, currency money.Currency) (rule int, err error) {
	set, err := d.setting(tx)
	if err != nil {
		return -1, err
	}
	cases, err := set.cases(tx, []id.ID{customer})
	for _, c := range cases {
		if c.Snapshot.Currency == currency {
			_, rule = dunning.Assign(set.rules, debtor(c), set.usual)
			return rule, err
		}
	}
	return -1, err
}
