package dunning

import (
	"cmp"
	"math"
	"slices"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// decideItems looks at each open item by itself, oldest due day first. Money that
// waits covers them in that order, as it will when it is allocated; held items are
// left out, since whoever contests one invoice and pays pays another.
func decideItems(s *Snapshot, scenario *Scenario, today date.Date) []Decision {
	decisions := make([]Decision, 0, len(s.Items))
	items, broken := s.laid(inOrder(s.Items), today)
	if len(broken) > 0 {
		known := *s
		known.Broken = slices.Concat(s.Broken, broken)
		s = &known
	}
	for _, item := range s.contest(items, today) {
		if item.Open.Sign() > 0 {
			decisions = append(decisions, climb(s, item, scenario, today))
		}
	}
	purse, floor := s.Credits, limit(scenario.Limits.Floor, s.Currency)
	for n := range decisions {
		d := &decisions[n]
		if s.lodged(&d.Item) {
			d.stop(Reason{Code: Insolvent, Day: s.Insolvent, Invoice: d.Item.Number}, date.None)
			continue
		}
		if h := holdingItem(s, &d.Item, today); h != nil {
			reason := heldBack(InvoiceHeld, h)
			reason.Invoice = d.Item.Number
			d.stop(reason, h.Until.AddDays(1))
			continue
		}
		if d.Item.PayBy != date.None && today <= d.Item.PayBy {
			d.stop(Reason{Code: AnswerRuns, Day: d.Item.PayBy, Invoice: d.Item.Number}, d.Item.PayBy.AddDays(1))
			continue
		}
		if d.Item.Unsent != date.None { // whoever has not got an invoice does not owe a reminder of it
			d.stop(Reason{Code: InvoiceUnsent, Day: d.Item.Unsent, Invoice: d.Item.Number}, date.None)
			continue
		}
		if d.Item.Planned() {
			d.next = earliest(d.next, s.breaks(&d.Item, today))
		}
		if !d.Item.Contested.IsZero() {
			d.next = earliest(d.next, s.uncontested(d.Item.Invoice, today))
		}
		d.covered = purse.Min(d.Item.Open)
		purse = purse.Sub(d.covered)
		if d.Item.Open.Cmp(floor) < 0 {
			d.stop(Reason{Code: BelowFloor, Amount: d.Item.Open, Limit: floor, Invoice: d.Item.Number}, date.None)
		} else if reason, until, waits := moneyWaits(s, d, today); waits {
			d.stop(reason, until)
		}
	}
	return decisions
}

// heldBack says what holds back, until when and why.
func heldBack(code Code, h *hold.Hold) Reason {
	return Reason{Code: code, Day: h.Until, Text: h.Reason, Hold: string(h.Cause), Promised: h.PromisedOn}
}

// inOrder gives items by due day. Stores give them so, which is worth a look.
func inOrder(items []Item) []Item {
	if slices.IsSortedFunc(items, compareItems) {
		return items
	}
	sorted := slices.Clone(items)
	slices.SortFunc(sorted, compareItems)
	return sorted
}

func compareItems(a, b Item) int {
	return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Invoice, b.Invoice), cmp.Compare(a.Part, b.Part))
}

// climb finds the next step of an item and whether it is due.
func climb(s *Snapshot, item Item, scenario *Scenario, today date.Date) Decision {
	if d, broken := answerBroken(s, &item, scenario, today); broken {
		return d
	}
	d := ascend(s, item, scenario, today)
	if scenario.Broken != nil {
		for n := range s.Holds { // a promise that is broken will call for its answer
			if h := &s.Holds[n]; h.Cause == hold.ForPromise && h.HoldsOn(today) && h.Until != date.None && promised(h, &item) {
				d.next = earliest(d.next, h.Until.AddDays(1))
			}
		}
	}
	return d
}

// promised reports whether a promise is about an item.
func promised(h *hold.Hold, item *Item) bool {
	return (h.Invoice == 0 || h.Invoice == item.Invoice) && item.DueOn <= h.PromisedOn
}

// answersOn is the day on which a promise is answered when it is broken: not before its hold
// ends, which counts on some days beyond the promised one.
func (s *Scenario) answersOn(h *hold.Hold) date.Date {
	return max(h.PromisedOn.AddDays(s.Broken.Days), h.Until.AddDays(1))
}

// ascend finds the next step of the ladder.
func ascend(s *Snapshot, item Item, scenario *Scenario, today date.Date) Decision {
	d := Decision{Item: item, Times: 1}
	reached := item.reached(scenario)
	next, found := nextStep(s, &item, reached, scenario, today)
	if !found {
		d.Verdict, d.Reason = Finished, Reason{Code: LadderDone, Step: item.Taken.Step, Day: item.Taken.On, Invoice: item.Number}
		return d
	}
	step := next.step
	d.Step, d.On = step.Key, next.on
	if step.Key == reached.Step {
		d.Times = reached.Times + 1
	}
	if step.BeforeDue() {
		d.next = item.DueOn.AddDays(1) // lapses
	}
	if d.On > today {
		d.Verdict, d.next = Wait, earliest(d.next, d.On)
		d.Reason = Reason{Code: next.why, Step: step.Key, Day: d.On, Invoice: item.Number}
		return d
	}
	d.Due, d.Verdict = true, Act
	d.Reason = Reason{Code: StepDue, Step: step.Key, Days: int(today - item.DueOn), Invoice: item.Number, Amount: item.Open}
	return d
}

// answerBroken is the decision for an item about which a promise was broken that was not
// answered yet, where the scenario has a step for that. The ladder goes on afterwards where
// it was.
func answerBroken(s *Snapshot, item *Item, scenario *Scenario, today date.Date) (d Decision, broken bool) {
	if scenario.Broken == nil {
		return d, false
	}
	times, answered := 0, date.None
	for _, t := range append(item.Earlier[:len(item.Earlier):len(item.Earlier)], item.Taken) {
		if t.Step == scenario.Broken.Key {
			times, answered = times+1, max(answered, t.On)
		}
	}
	promise := s.broken(item, answered, today)
	if promise == nil {
		return d, false
	}
	on := scenario.answersOn(promise)
	d = Decision{Item: *item, Step: scenario.Broken.Key, Times: times + 1, On: on, Verdict: Wait, next: on}
	d.Reason = Reason{Code: StepLater, Step: d.Step, Day: on, Invoice: item.Number}
	if on <= today {
		d.Due, d.Verdict, d.next = true, Act, date.None
		d.Reason = Reason{Code: PromiseBroken, Step: d.Step, Day: promise.PromisedOn, Amount: promise.Amount, Invoice: item.Number}
	}
	return d, true
}

// broken is the last promise about an item that was broken after a day; nil for none.
func (s *Snapshot) broken(item *Item, after, today date.Date) (last *hold.Hold) {
	all := s.promises(item)
	for n := range all {
		h := &all[n]
		if !h.BrokenOn(today) || h.Until < after || !promised(h, item) {
			continue
		}
		if last == nil || h.Until > last.Until {
			last = h
		}
	}
	return last
}

// reached is the highest step of the scenario that the item has taken, so that none
// is taken twice whatever scenarios came between. Steps that the scenario no longer
// has do not count; without any the ladder starts again, which sends a mild message
// rather than a severe one.
func (i *Item) reached(scenario *Scenario) (highest Taken) {
	rank := -1
	for _, t := range i.Earlier {
		if r := scenario.rank(t.Step); r >= rank {
			highest, rank = t, r
		}
	}
	if scenario.rank(i.Taken.Step) >= rank {
		return i.Taken
	}
	return highest
}

// next is the step that an item takes next, the day on which it falls due, and why not
// before.
type next struct {
	step *Step
	on   date.Date
	why  Code
}

// nextStep is the step that an item takes next after the one that it has reached. found is
// false where none is left.
func nextStep(s *Snapshot, item *Item, reached Taken, scenario *Scenario, today date.Date) (n next, found bool) {
	taken := scenario.rank(reached.Step)
	if first := scenario.collection(); s.collects(item) && taken < first {
		return item.granted(next{&scenario.Steps[first], s.Collecting, StepLater}), true
	}
	n, found = following(item, taken, scenario, today)
	if taken < 0 {
		if found && s.Entry.old(item) {
			n = enter(&s.Entry, item, n, scenario)
		}
		return n, found
	}
	last := &scenario.Steps[taken]
	if last.RepeatDays > 0 && (last.RepeatTimes == 0 || reached.Times <= last.RepeatTimes) {
		if again := item.Taken.On.AddDays(last.RepeatDays); !found || again < n.on {
			n, found = next{last, again, StepLater}, true
		}
	}
	return item.granted(n), found
}

// granted leaves the item the time that its last message gave to pay.
func (i *Item) granted(n next) next {
	if free := i.Taken.Until.AddDays(1); i.Taken.Until != date.None && n.on < free {
		n.on, n.why = free, DeadlineRuns
	}
	return n
}

// following is the first step above a rank that has not lapsed.
func following(item *Item, rank int, scenario *Scenario, today date.Date) (next, bool) {
	for n := rank + 1; n < len(scenario.Steps); n++ {
		step := &scenario.Steps[n]
		if step.BeforeDue() && today > item.DueOn {
			continue // lapsed
		}
		return next{step, stepDay(step, item), StepLater}, true
	}
	return next{}, false
}

// enter is how an old debt comes onto the ladder: not before the customer's day, and by the
// age it has then where the company wants that. That is the one case in which steps are left
// out.
func enter(e *Entry, item *Item, first next, scenario *Scenario) next {
	if e.ByAge != "" {
		most := slices.Index(Tones(), e.ByAge)
		for n := range scenario.Steps {
			step := &scenario.Steps[n]
			if step.BeforeDue() || step.From == FromPrevious || slices.Index(Tones(), step.Tone) > most {
				continue
			}
			if on := stepDay(step, item); on <= e.On && on >= first.on {
				first = next{step, on, StepLater}
			}
		}
	}
	if first.on < e.On {
		first.on, first.why = e.On, EntersLater
	}
	return first
}

// stepDay is the day on which a step falls due. Where its anchor is not known it
// counts from the due date: no step was taken because all before it lapsed, or the
// invoice bears no date.
func stepDay(step *Step, item *Item) date.Date {
	anchor := item.DueOn
	switch {
	case step.From == FromIssue && item.IssuedOn != date.None:
		anchor = item.IssuedOn
	case step.From == FromMonthEnd:
		anchor = item.DueOn.EndOfMonth()
	case step.From == FromPrevious && item.Taken.On != date.None:
		anchor = item.Taken.On
	}
	return anchor.AddDays(step.Days)
}

// stop keeps an item from taking a step, for a reason that goes away by itself on
// until.
func (d *Decision) stop(reason Reason, until date.Date) {
	d.Due, d.Verdict, d.Reason, d.next = false, Hold, reason, earliest(d.next, until)
}

// holding is the hold on the customer that lasts longest, or nil when there is none.
func holding(s *Snapshot, today date.Date) *hold.Hold {
	return longest(s, today, func(h *hold.Hold) bool { return h.Invoice == 0 })
}

// holdingItem is that on an item, or nil. A dispute does not hold what is left of an item of
// which only a part is contested, or nothing.
func holdingItem(s *Snapshot, i *Item, today date.Date) *hold.Hold {
	return longest(s, today, func(h *hold.Hold) bool {
		return h.Invoice == i.Invoice && (h.Cause != hold.ForDispute || i.Wholly)
	})
}

// longest is the hold that lasts longest among those on a day that concern; nil for none.
func longest(s *Snapshot, today date.Date, concerns func(*hold.Hold) bool) (longest *hold.Hold) {
	for n := range s.Holds {
		h := &s.Holds[n]
		if !h.HoldsOn(today) || h.Currency != (money.Currency{}) && h.Currency != s.Currency || !concerns(h) {
			continue
		}
		if longest == nil || outlasts(h, longest) {
			longest = h
		}
	}
	return longest
}

// outlasts orders holds by how long they last; of equal ones the cause and the reason decide,
// so that the answer does not depend on the order of facts.
func outlasts(h, other *hold.Hold) bool {
	end := func(h *hold.Hold) int64 {
		if h.Until == date.None {
			return math.MaxInt64
		}
		return int64(h.Until)
	}
	return cmp.Or(cmp.Compare(end(h), end(other)), cmp.Compare(h.Cause, other.Cause), cmp.Compare(h.Reason, other.Reason)) > 0
}

// moneyWaits finds money that is here but not allocated yet and may settle an
// item: on account or in credit notes, or a payment that a person must confirm. Of
// several such payments the largest is named. A payment that is only announced counts
// when it names the item, and for some days: until is the first day without it.
func moneyWaits(s *Snapshot, d *Decision, today date.Date) (reason Reason, until date.Date, waits bool) {
	left := d.Item.Open.Sub(d.covered)
	if left.IsZero() {
		return Reason{Code: MoneyWaits, Amount: s.Credits, Invoice: d.Item.Number}, date.None, true
	}
	if best := s.likely(d.Item.Invoice, left, false, today); best != nil {
		return Reason{Code: LikelyPayment, Amount: best.Amount, Day: best.On, Invoice: d.Item.Number}, date.None, true
	}
	if best := s.likely(d.Item.Invoice, left, true, today); best != nil {
		return Reason{Code: Announced, Amount: best.Amount, Day: best.On, Invoice: d.Item.Number}, best.On.AddDays(announcedDays + 1), true
	}
	return Reason{}, date.None, false
}

// likely is the largest payment that covers what is left of an invoice.
func (s *Snapshot) likely(invoice id.ID, left money.Amount, announced bool, today date.Date) (best *Likely) {
	for n := range s.Likely {
		l := &s.Likely[n]
		if l.Announced != announced || announced && !l.expected(today) {
			continue
		}
		fits := l.Invoice == invoice || l.Invoice == 0 && !announced
		if fits && l.Amount.Cmp(left) >= 0 && (best == nil || l.outranks(best)) {
			best = l
		}
	}
	return best
}

func (l *Likely) outranks(other *Likely) bool {
	return cmp.Or(l.Amount.Cmp(other.Amount), cmp.Compare(other.On, l.On)) > 0
}
