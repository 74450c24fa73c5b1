package collect

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// since is the day from which a case is in a phase; None for a quiet one.
func since(before *store.Decided, reached phase.Phase, today date.Date) date.Date {
	switch {
	case reached == phase.Quiet:
		return date.None
	case reached == before.Phase:
		return before.PhaseOn
	}
	return today
}

// BeginCollection takes what is overdue of a customer in a currency out of the ordinary run of
// reminders: it takes the steps of collection of its ladder from now on.
//
// Errors: Invalid without a reason, Conflict where nothing is overdue, or the company collects
// already.
func (d *Desk) BeginCollection(ctx context.Context, c customer.Ref, currency money.Currency, words, by string, today date.Date) error {
	words, err := whySaid(words)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		facts, err := tx.Cases([]id.ID{c.Customer})
		if err != nil {
			return err
		}
		n := slices.IndexFunc(facts, func(one *store.Case) bool { return one.Snapshot.Currency == currency })
		switch {
		case n < 0 || !slices.ContainsFunc(facts[n].Snapshot.Items, func(i dunning.Item) bool { return i.DueOn < today && i.Open.Sign() > 0 }):
			return fault.New(fault.Conflict, "nothing is overdue in %s that could be collected", currency)
		case facts[n].Snapshot.Collecting != date.None:
			return fault.New(fault.Conflict, "the company collects this already, since %s", facts[n].Snapshot.Collecting)
		}
		if err := tx.BeginCollecting(&phase.Collecting{Customer: c.Customer, Currency: currency, BeganOn: today, BeganBy: by, Words: words}); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.CollectionBegan, On: today, Actor: by,
			Data: timeline.Data{Text: words, Account: currency.String()}.JSON()})
	})
}

// whySaid is a person's reason, which may not be missing.
func whySaid(words string) (string, error) {
	words = strings.TrimSpace(words)
	if words == "" || len(words) > mostWords {
		return "", fault.At(0, "words", "say why, in at most %d characters", mostWords)
	}
	return words, nil
}

// EndCollection lets what a company collects itself go back to the ordinary run of reminders.
//
// Errors: Invalid without a reason, Conflict where it does not collect.
func (d *Desk) EndCollection(ctx context.Context, c customer.Ref, currency money.Currency, grounds, by string, today date.Date) error {
	grounds, err := whySaid(grounds)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		all, err := tx.CollectingNow([]id.ID{c.Customer})
		if err != nil {
			return err
		}
		n := slices.IndexFunc(all, func(one phase.Collecting) bool { return one.Currency == currency })
		if n < 0 {
			return fault.New(fault.Conflict, "the collection is over already")
		}
		if err := all[n].Stop(grounds, today, by); err != nil {
			return err
		}
		if err := tx.EndCollecting(all[n : n+1]); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.CollectionEnded, On: today, Actor: by, Data: timeline.Data{Text: grounds}.JSON()})
	})
}

// collectionBegins begins collection where the steps of messages that left on a day say so, and
// returns what the timelines of their customers tell of it.
func collectionBegins(tx *store.Tx, all []letter, on, today date.Date) (events []timeline.Event, err error) {
	var begun []*phase.Collecting
	var customers []id.ID
	for n := range all {
		if m := &all[n].message; all[n].step.Has(dunning.ToCollection) {
			customers = append(customers, m.Customer)
			begun = append(begun, &phase.Collecting{Customer: m.Customer, Currency: m.Currency, BeganOn: on, BeganBy: Actor})
			events = append(events, timeline.Event{Customer: m.Customer, Kind: timeline.CollectionBegan, On: today, Actor: Actor, Subject: m.ID, Data: timeline.Data{Step: m.Step}.JSON()})
		}
	}
	if len(begun) == 0 {
		return nil, nil
	}
	already, err := tx.CollectingNow(customers)
	if err != nil {
		return nil, err
	}
	for n := len(begun) - 1; n >= 0; n-- {
		b := begun[n]
		if slices.ContainsFunc(already, func(a phase.Collecting) bool { return a.Customer == b.Customer && a.Currency == b.Currency }) {
			begun, events = slices.Delete(begun, n, n+1), slices.Delete(events, n, n+1)
		}
	}
	return events, tx.BeginCollecting(begun...)
}

// endCollected ends collection where nothing is left of what it is about, and brings the cases'
// snapshots in line.
func endCollected(tx *store.Tx, cases []*store.Case, today date.Date) error {
	var over []*store.Case
	var customers []id.ID
	for _, c := range cases {
		if s := &c.Snapshot; s.Collecting != date.None && !s.Collects() {
			over, customers = append(over, c), append(customers, c.Customer.ID)
			s.Collecting = date.None
		}
	}
	if len(over) == 0 {
		return nil
	}
	lasting, err := tx.CollectingNow(customers)
	if err != nil {
		return err
	}
	endings, err := endingsOf(tx, over)
	if err != nil {
		return err
	}
	var ended []phase.Collecting
	var events []timeline.Event
	for n := range lasting {
		l := &lasting[n]
		if !slices.ContainsFunc(over, func(c *store.Case) bool { return c.Customer.ID == l.Customer && c.Snapshot.Currency == l.Currency }) {
			continue
		}
		l.Settle(cmp.Or(endings[store.CaseOf{Customer: l.Customer, Currency: l.Currency}], phase.Paid), today, Actor)
		ended = append(ended, *l)
		events = append(events, timeline.Event{Customer: l.Customer, Kind: timeline.CollectionEnded, On: today, Actor: Actor, Data: timeline.Data{Code: string(l.As)}.JSON()})
	}
	if err := tx.EndCollecting(ended); err != nil {
		return err
	}
	return tx.Note(events...)
}

// closedAs says of the cases of which nothing is open any more how they came to that.
func closedAs(tx *store.Tx, cases []*store.Case) (map[store.CaseOf]phase.Ending, error) {
	return endingsOf(tx, slices.DeleteFunc(slices.Clone(cases), func(c *store.Case) bool {
		return len(c.Snapshot.Items) > 0 || c.Before.Verdict == "" || c.Before.Verdict == dunning.Close
	}))
}

// endingsOf says how the debts of cases were settled. What an insolvent customer owed was part of
// that, however it was settled in the books.
func endingsOf(tx *store.Tx, cases []*store.Case) (map[store.CaseOf]phase.Ending, error) {
	names := make([]store.CaseOf, len(cases))
	for n, c := range cases {
		names[n] = store.CaseOf{Customer: c.Customer.ID, Currency: c.Snapshot.Currency}
	}
	endings, err := tx.Endings(names)
	if err != nil {
		return nil, err
	}
	for n, c := range cases {
		if c.Snapshot.Insolvent != date.None && endings[names[n]] != phase.Paid {
			endings[names[n]] = phase.Insolvent
		}
	}
	return endings, nil
}
