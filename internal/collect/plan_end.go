package collect

import (
	"maps"
	"slices"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// planEnd is how a plan ends that was kept or broken.
type planEnd struct {
	state   plan.State
	missed  date.Date    // of a broken one: the day of the first instalment that did not come
	arrears money.Amount // and what is missing of all that did not
}

// settlePlans ends the plans of some customers that were kept or broken, and brings the cases'
// snapshots in line.
func (s *setting) settlePlans(tx *store.Tx, cases []*store.Case, today date.Date) error {
	ends := map[id.ID]planEnd{}
	for _, c := range cases {
		for n := range c.Snapshot.Plans {
			a := &c.Snapshot.Plans[n]
			if c.Snapshot.Over(a) {
				ends[a.Plan] = planEnd{state: plan.Kept}
			} else if missed, arrears := c.Snapshot.Missed(a, today); missed.Number > 0 {
				ends[a.Plan] = planEnd{plan.Broken, missed.DueOn, arrears}
			}
		}
	}
	if len(ends) == 0 {
		return nil
	}
	if err := endPlans(tx, ends, today); err != nil {
		return err
	}
	for _, c := range cases {
		forgetPlans(&c.Snapshot, ends, today)
	}
	return nil
}

// endPlans writes how plans end, each kind of row by one statement.
func endPlans(tx *store.Tx, ends map[id.ID]planEnd, today date.Date) error {
	ids := slices.Sorted(maps.Keys(ends))
	plans, err := tx.PlansByID(ids)
	if err != nil {
		return err
	}
	var saved []*plan.Plan
	var events []timeline.Event
	var tasks []task.Task
	for n := range plans {
		p, end := &plans[n], ends[plans[n].ID]
		p.MissedOn = end.missed
		p.End(end.state, today, Actor)
		saved = append(saved, p)
		event := planEvent(p, timeline.PlanKept, Actor, today)
		if end.state == plan.Broken {
			data := timeline.Data{Amount: end.arrears, Promised: end.missed}.JSON()
			event.Kind, event.Data = timeline.PlanBroken, data
			tasks = append(tasks, task.Task{Kind: task.PlanBroken, Customer: p.Customer, Subject: p.ID, Once: planTask(task.PlanBroken, p.ID), DueOn: today, Data: data})
		}
		events = append(events, event)
	}
	if err := tx.SavePlans(saved); err != nil {
		return err
	}
	if err := letGoBeside(tx, saved, today); err != nil {
		return err
	}
	if err := tx.FinishTasksAbout(ids, planTasks, Actor); err != nil {
		return err
	}
	if err := tx.AddTasks(tasks); err != nil {
		return err
	}
	return tx.Note(events...)
}

// letGoBeside lets go what was claimed beside the invoices of plans that were kept, and by which it
// was not to be paid. Where more is claimed than when the plan was made, as after costs that a person
// charged, a person is asked about it as about any rest of a claim.
func letGoBeside(tx *store.Tx, plans []*plan.Plan, today date.Date) error {
	of := map[id.ID]*plan.Plan{}
	for _, p := range plans {
		if p.State != plan.Kept || p.WithBeside || p.Beside.IsZero() {
			continue
		}
		for _, s := range p.Shares {
			of[s.Invoice] = p
		}
	}
	if len(of) == 0 {
		return nil
	}
	claims, err := tx.Claims(slices.Sorted(maps.Keys(of)))
	if err != nil {
		return err
	}
	left := map[*plan.Plan]money.Amount{}
	for n := range claims {
		p := of[claims[n].Invoice.ID]
		left[p] = claims[n].Ledger.Left().Late().Add(left[p])
	}
	claims = slices.DeleteFunc(claims, func(c store.Claim) bool {
		p := of[c.Invoice.ID]
		return left[p].Cmp(p.Beside) > 0
	})
	return waiveRests(tx, claims, today)
}

// forgetPlans takes plans that ended out of a snapshot; a broken one is answered from then on.
func forgetPlans(s *dunning.Snapshot, ends map[id.ID]planEnd, today date.Date) {
	var run []dunning.Agreed
	for n := range s.Plans {
		a := &s.Plans[n]
		switch end, ended := ends[a.Plan]; {
		case !ended:
			run = append(run, *a)
		case end.state == plan.Broken:
			s.Broken = append(s.Broken, dunning.BrokenPlan{Plan: a.Plan, Invoices: a.Invoices, MissedOn: end.missed, On: today})
		}
	}
	s.Plans = run
}
