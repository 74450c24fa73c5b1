package dunning

import "acquit/internal/date"

// RungState says where an item stands with a step of the ladder.
type RungState string

// The states of rungs.
const (
	RungTaken   RungState = "taken"    // it has left the house, last on On
	RungLeaves  RungState = "leaves"   // it leaves with today's message
	RungStopped RungState = "stopped"  // its day has come, and Reason keeps it back
	RungAhead   RungState = "ahead"    // it comes on On at the earliest
	RungLapsed  RungState = "lapsed"   // it announces a due day that is over
	RungLeftOut RungState = "left_out" // the item came onto the ladder above it
)

// Rung is one step of the ladder as an item sees it, with the first reason why it was not
// taken.
type Rung struct {
	Step   string    `json:"step"`
	State  RungState `json:"state"`
	On     date.Date `json:"on"` // when it left, or falls due
	Times  int       `json:"times,omitempty"`
	Reason Reason    `json:"reason,omitzero"` // none for what was taken
}

// Rungs is the ladder as an item of an assessment of today sees it.
func Rungs(scenario *Scenario, d *Decision, today date.Date) []Rung {
	rungs := make([]Rung, len(scenario.Steps))
	reached := d.Item.reached(scenario)
	above := scenario.rank(reached.Step)
	before := d.Item.Taken.On // the day of the step before, as it was or as it is foreseen
	for n := range scenario.Steps {
		step := &scenario.Steps[n]
		r := &rungs[n]
		r.Step = step.Key
		taken, found := d.Item.took(step.Key)
		switch {
		case step.Key == d.Step:
			d.describe(r, taken, today)
			before = max(r.On, today)
		case found:
			r.State, r.On, r.Times = RungTaken, taken.On, taken.Times
		case step.BeforeDue() && today > d.Item.DueOn:
			r.State, r.Reason = RungLapsed, Reason{Code: StepLapsed, Step: step.Key, Day: d.Item.DueOn, Invoice: d.Item.Number}
		case n < above || n < scenario.rank(d.Step):
			r.State, r.Reason = RungLeftOut, Reason{Code: StepLeftOut, Step: step.Key, Invoice: d.Item.Number}
		default:
			r.State, r.On = RungAhead, max(later(step, &d.Item, before), before)
			r.Reason = Reason{Code: StepAfter, Step: scenario.Steps[max(n-1, 0)].Key, Day: r.On, Invoice: d.Item.Number}
			before = r.On
		}
	}
	return rungs
}

// describe says of the step that the item takes next where it stands.
func (d *Decision) describe(r *Rung, taken Taken, today date.Date) {
	r.On, r.Times, r.Reason = d.On, taken.Times, d.Reason
	switch {
	case d.Verdict == Act:
		r.State = RungLeaves
	case d.On > today:
		r.State = RungAhead
	default:
		r.State = RungStopped
	}
}

// later is the day of a step when the one before it leaves on a day.
func later(step *Step, item *Item, before date.Date) date.Date {
	if step.From == FromPrevious && before != date.None {
		return before.AddDays(step.Days)
	}
	return stepDay(step, item)
}

// took is when the item has taken a step last.
func (i *Item) took(step string) (last Taken, found bool) {
	for _, t := range append(i.Earlier[:len(i.Earlier):len(i.Earlier)], i.Taken) {
		if t.Step == step && step != "" {
			last, found = t, true
		}
	}
	return last, found
}
