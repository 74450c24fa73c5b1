package dunning

import (
	"cmp"
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
	for _, item := range inOrder(s.Items) {
		if item.Open.Sign() > 0 {
			decisions = append(decisions, climb(item, scenario, today))
		}
	}
	purse := s.Credits
	for n := range decisions {
		d := &decisions[n]
		if h := holding(s.Holds, d.Item.Invoice, today); h != nil {
			d.stop(Reason{Code: InvoiceHeld, Day: h.Until, Text: h.Reason, Invoice: d.Item.Number}, h.Until.AddDays(1))
			continue
		}
		d.covered = purse.Min(d.Item.Open)
		purse = purse.Sub(d.covered)
		if reason, until, waits := moneyWaits(s, d, today); waits {
			d.stop(reason, until)
		}
	}
	return decisions
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
func climb(item Item, scenario *Scenario, today date.Date) Decision {
	d := Decision{Item: item, Times: 1}
	reached := item.reached(scenario)
	step, on, found := nextStep(&item, reached, scenario, today)
	if !found {
		d.Verdict, d.Reason = Finished, Reason{Code: LadderDone, Step: item.Taken.Step, Day: item.Taken.On, Invoice: item.Number}
		return d
	}
	d.Step, d.On = step.Key, on
	if step.Key == reached.Step {
		d.Times = reached.Times + 1
	}
	if on > today {
		d.Verdict, d.next = Wait, on
		d.Reason = Reason{Code: StepLater, Step: step.Key, Day: on, Invoice: item.Number}
		return d
	}
	d.Due, d.Verdict = true, Act
	d.Reason = Reason{Code: StepDue, Step: step.Key, Days: int(today - item.DueOn), Invoice: item.Number, Amount: item.Open}
	if step.BeforeDue() {
		d.next = item.DueOn.AddDays(1) // lapses
	}
	return d
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

// nextStep is the step that an item takes next after the one that it has reached,
// and the day on which it falls due.
func nextStep(item *Item, reached Taken, scenario *Scenario, today date.Date) (*Step, date.Date, bool) {
	taken := scenario.rank(reached.Step)
	for n := taken + 1; n < len(scenario.Steps); n++ {
		step := &scenario.Steps[n]
		if step.BeforeDue() && today > item.DueOn {
			continue // lapsed
		}
		return step, stepDay(step, item), true
	}
	if taken < 0 {
		return nil, date.None, false
	}
	last := &scenario.Steps[taken]
	if last.RepeatDays > 0 && (last.RepeatTimes == 0 || reached.Times <= last.RepeatTimes) {
		return last, item.Taken.On.AddDays(last.RepeatDays), true
	}
	return nil, date.None, false
}

// stepDay is the day on which a step falls due. Where its anchor is not known it
// counts from the due date: no step was taken because all before it lapsed, or the
// invoice bears no date.
func stepDay(step *Step, item *Item) date.Date {
	anchor := item.DueOn
	switch {
	case step.From == FromIssue && item.IssuedOn != date.None:
		anchor = item.IssuedOn
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

// holding is the hold on an invoice (zero: on the customer) that lasts longest, or
// nil when there is none.
func holding(holds []hold.Hold, invoice id.ID, today date.Date) (longest *hold.Hold) {
	for n := range holds {
		h := &holds[n]
		if h.Invoice != invoice || !h.HoldsOn(today) {
			continue
		}
		if longest == nil || longest.Until != date.None && (h.Until == date.None || h.Until > longest.Until) {
			longest = h
		}
	}
	return longest
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
