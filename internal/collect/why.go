package collect

import (
	"cmp"
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/store"
)

// Why decides for one customer as of a day, with every reason, and stores nothing.
func (d *Desk) Why(ctx context.Context, company, customer id.ID, today date.Date) ([]Decision, error) {
	var decisions []Decision
	err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
		decisions, err = d.Explain(tx, customer, today)
		return err
	})
	return decisions, err
}

// Explain is Why inside a transaction.
func (d *Desk) Explain(tx *store.Tx, customer id.ID, today date.Date) ([]Decision, error) {
	now, err := d.stands(tx, customer, today)
	decisions := make([]Decision, len(now))
	for n := range now {
		decisions[n] = now[n].Decision
	}
	return decisions, err
}

// Recalled is what stood about a case on a day, decided again from the facts that were kept.
type Recalled struct {
	Kept store.Kept // what was kept; of today, the facts as they are now
	// On is the day as of which Decision speaks: the one asked for or, where nobody looked
	// on it and the answer would have been another, the one on which it was decided.
	On       date.Date
	Decision Decision // without a scenario where its version is not known any more
	// Same: deciding again gives what was kept. Where not, the company's calendar or the
	// program has changed since; what was decided then is what Kept says.
	Same bool
}

// Recall decides again what stood about a customer on a day, in each currency: the last
// decision of that day or before. Of today it decides by the facts as they are now. It stores
// nothing.
func (d *Desk) Recall(tx *store.Tx, i id.ID, on, today date.Date) ([]Recalled, error) {
	if on >= today {
		return d.stands(tx, i, today)
	}
	kept, err := tx.KeptDecisions(i, on, on, mostCurrencies)
	if err != nil {
		return nil, err
	}
	var last []store.Kept
	for _, k := range kept { // the last of each currency stands
		if !slices.ContainsFunc(last, func(known store.Kept) bool { return known.Currency == k.Currency }) {
			last = append(last, k)
		}
	}
	slices.SortFunc(last, func(a, b store.Kept) int { return cmp.Compare(a.Currency.String(), b.Currency.String()) })
	return d.recall(tx, last, on)
}

// DecideAgain decides each of some decisions again, on its own day. It stores nothing.
func (d *Desk) DecideAgain(tx *store.Tx, kept []store.Kept) ([]Recalled, error) {
	return d.recall(tx, kept, date.None)
}

// mostCurrencies bounds how many decisions of one day are looked at: a case may be decided
// several times a day.
const mostCurrencies = 50

// recall decides some decisions again as of a day, or each as of its own when there is none.
func (d *Desk) recall(tx *store.Tx, kept []store.Kept, on date.Date) ([]Recalled, error) {
	if len(kept) == 0 {
		return nil, nil
	}
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	who, err := set.parties(tx, kept)
	if err != nil {
		return nil, err
	}
	all := make([]Recalled, len(kept))
	for n, k := range kept {
		day := on
		if day == date.None {
			day = k.On
		}
		if all[n], err = set.recall(who[k.Customer], k, day); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// parties loads the customers of decisions, and the versions that decided.
func (s *setting) parties(tx *store.Tx, kept []store.Kept) (map[id.ID]customer.Customer, error) {
	var customers, versions []id.ID
	for _, k := range kept {
		customers, versions = append(customers, k.Customer), append(versions, k.Scenario)
	}
	slices.Sort(customers)
	found, err := tx.Customers(slices.Compact(customers))
	if err != nil {
		return nil, err
	}
	who := map[id.ID]customer.Customer{}
	for _, c := range found {
		who[c.ID] = c
	}
	return who, s.learn(tx, versions)
}

// recall decides again by the version that decided, on the day that was kept and on the one
// that is asked for.
func (s *setting) recall(who customer.Customer, k store.Kept, on date.Date) (Recalled, error) {
	r := Recalled{Kept: k, On: k.On, Decision: Decision{Customer: k.Customer, Number: who.Number, Name: who.Name, Currency: k.Currency}}
	scenario := s.versions[k.Scenario]
	if scenario == nil || k.Facts == nil {
		return r, nil
	}
	s.calendars(k.Facts, who.Country)
	a, err := assess(k.Facts, scenario, k.On)
	if err != nil {
		return r, err
	}
	r.Same = a.Mark(k.Facts) == k.Mark
	if on > k.On {
		aged := *k.Facts
		if k.Code != dunning.BankStale && aged.BankSeenTo != date.None {
			aged.BankSeenTo = aged.BankSeenTo.AddDays(int(on - k.On)) // it came in day by day, or another decision would stand
		}
		later, err := assess(&aged, scenario, on)
		if err != nil {
			return r, err
		}
		if later.Mark(&aged) == k.Mark {
			a, r.On = later, on
		}
	}
	r.Decision.Scenario, r.Decision.Assessment = scenario, a
	return r, nil
}

// stands is what is decided about a customer by the facts as they are, by currency.
func (d *Desk) stands(tx *store.Tx, customer id.ID, today date.Date) ([]Recalled, error) {
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	cases, err := set.cases(tx, []id.ID{customer})
	var all []Recalled
	for _, c := range cases {
		scenario := set.scenario(c)
		a := dunning.Assess(&c.Snapshot, scenario, today)
		all = append(all, Recalled{On: today, Same: true, Decision: decision(c, scenario, a), Kept: store.Kept{Customer: customer,
			Currency: c.Snapshot.Currency, On: today, Scenario: scenario.ID, Verdict: a.Verdict, Step: a.Step.Key, Code: a.Reasons[0].Code, Facts: &c.Snapshot}})
	}
	return all, err
}

// Rungs is the ladder as each open item of a decision sees it, in their order.
func (d *Decision) Rungs(today date.Date) [][]dunning.Rung {
	if d.Scenario == nil {
		return nil
	}
	all := make([][]dunning.Rung, len(d.Assessment.Items))
	for n := range d.Assessment.Items {
		all[n] = dunning.Rungs(d.Scenario, &d.Assessment.Items[n], today)
	}
	return all
}
