package collect

import (
	"maps"
	"slices"

	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// settleHolds ends the holds of some customers whose end has come, and notes which promises
// were broken: those stay, so that the scenario can answer them. What has ended is taken out
// of the cases' snapshots. cases are all that the customers have, one customer's beside
// each other.
func (s *setting) settleHolds(tx *store.Tx, cases []*store.Case, today date.Date) error {
	e := endings{setting: s, today: today, gone: map[id.ID]bool{}}
	for len(cases) > 0 {
		n := 1
		for n < len(cases) && cases[n].Customer.ID == cases[0].Customer.ID {
			n++
		}
		e.look(cases[:n])
		cases = cases[n:]
	}
	if len(e.ripe) == 0 {
		return nil
	}
	if err := e.judge(tx); err != nil {
		return err
	}
	return e.write(tx)
}

// ripe is a hold whose end may have come.
type ripe struct {
	hold  hold.Hold
	cases []*store.Case // of its customer
	open  bool          // something that it is about is open
	due   bool          // and some of that was due by the promised day
	over  bool          // its last day is over
}

// endings gathers what becomes of holds, so that each kind of row is written by one
// statement.
type endings struct {
	setting *setting
	today   date.Date
	ripe    []ripe
	gone    map[id.ID]bool // holds that end
	kept    []id.ID        // among them, promises that were kept
	broken  map[id.ID]*ripe
	events  []timeline.Event
	done    []string // Once of tasks
}

// look finds the holds of one customer that may have ended.
func (e *endings) look(cases []*store.Case) {
	for _, h := range cases[0].Snapshot.Holds {
		if h.Customer == 0 {
			continue // it ends with its last day, and is in no customer's timeline
		}
		r := ripe{hold: h, cases: cases, over: h.Until != date.None && e.today > h.Until}
		r.items(func(i *dunning.Item) {
			r.open, r.due = true, r.due || i.DueOn <= h.PromisedOn
		})
		byFact := h.Cause == hold.ForPromise || h.Cause == hold.ForDispute || h.Cause == hold.ForPlan
		partly := (h.Cause == hold.ForPromise || h.Cause == hold.ForDispute) && !h.Amount.IsZero()
		if r.over || byFact && !r.open || partly {
			e.ripe = append(e.ripe, r)
		}
	}
}

// items calls do with everything open that a hold is about. A promise of a customer as a
// whole is about what was due by the promised day.
func (r *ripe) items(do func(*dunning.Item)) {
	h := &r.hold
	for _, c := range r.cases {
		if h.Currency != (money.Currency{}) && h.Currency != c.Snapshot.Currency {
			continue
		}
		for n := range c.Snapshot.Items {
			i := &c.Snapshot.Items[n]
			late := h.Cause == hold.ForPromise && h.Invoice == 0 && i.DueOn > h.PromisedOn
			if i.Open.Sign() > 0 && !late && (h.Invoice == 0 || h.Invoice == i.Invoice) {
				do(i)
			}
		}
	}
}

// fate is what came of holds that the facts can end.
type fate struct {
	promises map[id.ID]store.Promise
	credited []id.ID // disputes about a part that was credited
}

// fate loads what came of the holds, each kind by one query.
func (e *endings) fate(tx *store.Tx) (f fate, err error) {
	of := map[hold.Cause][]id.ID{}
	for _, r := range e.ripe {
		of[r.hold.Cause] = append(of[r.hold.Cause], r.hold.ID)
	}
	if all := of[hold.ForPromise]; len(all) > 0 {
		if f.promises, err = tx.Promises(all); err != nil {
			return f, err
		}
	}
	if all := of[hold.ForDispute]; len(all) > 0 {
		f.credited, err = tx.Credited(all)
	}
	return f, err
}

// judge decides what becomes of each.
func (e *endings) judge(tx *store.Tx) error {
	fate, err := e.fate(tx)
	if err != nil {
		return err
	}
	e.broken = map[id.ID]*ripe{}
	for n := range e.ripe {
		r := &e.ripe[n]
		p, isPromise := fate.promises[r.hold.ID]
		switch {
		case !isPromise && r.open && !r.over && !slices.Contains(fate.credited, r.hold.ID): // it stands
		case !isPromise:
			e.end(r, timeline.HoldLifted)
		case r.kept(p):
			e.kept = append(e.kept, r.hold.ID)
			e.end(r, timeline.PromiseKept)
		case !r.open || r.paid(p.Ever) || r.over && !r.due:
			e.end(r, timeline.HoldLifted)
		case r.over:
			e.broken[r.hold.ID] = r
		}
	}
	return nil
}

// kept reports whether what was promised came in time.
func (r *ripe) kept(p store.Promise) bool { return r.paid(p.InTime) || !r.open && !p.Late }

// paid reports whether a sum is what was promised, where an amount was.
func (r *ripe) paid(sum money.Amount) bool {
	return !r.hold.Amount.IsZero() && sum.Cmp(r.hold.Amount) >= 0
}

func (e *endings) end(r *ripe, kind timeline.Kind) {
	e.gone[r.hold.ID] = true
	e.events = append(e.events, r.event(kind, e.today))
	e.done = append(e.done, promiseTask(r.hold.ID))
}

func (r *ripe) event(kind timeline.Kind, today date.Date) timeline.Event {
	h := &r.hold
	return timeline.Event{Customer: h.Customer, Kind: kind, On: today, Actor: Actor, Subject: h.ID,
		Data: timeline.Data{Text: h.Reason, Amount: h.Amount, Cause: string(h.Cause), Promised: h.PromisedOn}.JSON()}
}

// promiseTask is the Once of the task that a broken promise gives.
func promiseTask(h id.ID) string { return "promise " + h.String() }

// answered reports whether the scenario's own step for a broken promise left since.
func (e *endings) answered(r *ripe) (answered bool) {
	for _, c := range r.cases {
		scenario := e.setting.scenario(c)
		if scenario.Broken == nil {
			continue
		}
		for n := range c.Snapshot.Items {
			i := &c.Snapshot.Items[n]
			for _, t := range append(slices.Clip(i.Earlier), i.Taken) {
				answered = answered || t.Step == scenario.Broken.Key && t.On > r.hold.Until
			}
		}
	}
	return answered
}

func (e *endings) write(tx *store.Tx) error {
	if _, err := tx.LiftHolds(slices.Sorted(maps.Keys(e.gone)), Actor); err != nil {
		return err
	}
	if len(e.kept) > 0 {
		if err := tx.MendPromises(e.kept); err != nil {
			return err
		}
	}
	if err := endDisputes(tx, slices.Sorted(maps.Keys(e.gone)), dispute.Settled, Actor, e.today); err != nil {
		return err
	}
	tasks, err := e.tellBroken(tx)
	if err != nil {
		return err
	}
	if err := tx.AddTasks(tasks); err != nil {
		return err
	}
	if err := tx.FinishTasks(e.done, Actor); err != nil {
		return err
	}
	for _, r := range e.ripe {
		for _, c := range r.cases {
			c.Snapshot.Holds = slices.DeleteFunc(c.Snapshot.Holds, func(h hold.Hold) bool { return e.gone[h.ID] })
		}
	}
	return tx.Note(e.events...)
}

// tellBroken tells of broken promises once, and gives a person something to do.
func (e *endings) tellBroken(tx *store.Tx) (tasks []task.Task, err error) {
	if len(e.broken) == 0 {
		return nil, nil
	}
	news, err := tx.BreakPromises(slices.Sorted(maps.Keys(e.broken)), e.today)
	if err != nil {
		return nil, err
	}
	slices.Sort(news)
	for _, i := range news {
		r := e.broken[i]
		e.events = append(e.events, r.event(timeline.PromiseBroken, e.today))
		tasks = append(tasks, task.Task{Kind: task.PromiseBroken, Customer: r.hold.Customer, Subject: r.hold.Invoice, Once: promiseTask(i), DueOn: e.today,
			Data: timeline.Data{Amount: r.hold.Amount, Promised: r.hold.PromisedOn}.JSON()})
	}
	for i, r := range e.broken {
		if e.answered(r) {
			e.done = append(e.done, promiseTask(i))
		}
	}
	return tasks, nil
}
