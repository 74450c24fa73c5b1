package web

import (
	"slices"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/web/ui"
)

// step is the card that says what happens next in a currency, and why.
func (d *customerData) step(v *visit, decided *collect.Decision) ui.StepSpec {
	w, a := explain.Named(v.Words, decided.Scenario), &decided.Assessment
	spec := ui.StepSpec{Icon: ui.IconMessages, State: ui.StepNext, Today: v.Today, On: v.Today, Reasons: reasonsOf(w, a)}
	switch a.Verdict {
	case dunning.Act:
		spec.Name = explain.Step(w, a.Step.Key)
		spec.Text = w.N("web.customer.will_list", len(a.Items), "Amount", a.Total(), "To", w.List(customer.Recipients(d.Contacts)...))
	case dunning.Wait:
		spec.Name, spec.On = w.T("web.customer.waits"), a.NextOn
		if next := nextItem(a); next != nil {
			spec.Name, spec.On = explain.Step(w, next.Step), max(next.On, a.NextOn)
		}
		spec.State = ui.StepAhead
	case dunning.Hold:
		spec.Name, spec.Icon = w.T("web.customer.held_back"), ui.IconHold
	case dunning.Finished:
		spec.Name, spec.Icon = w.T("web.customer.decide"), ui.IconOverdue
	default:
		spec.Name, spec.Icon, spec.State = w.T("web.customer.nothing_open"), ui.IconPaid, ui.StepDone
	}
	if len(d.Decisions) > 1 {
		spec.Name += " (" + decided.Currency.String() + ")"
	}
	return spec
}

// nextItem is the item that takes a step first.
func nextItem(a *dunning.Assessment) *dunning.Decision {
	var first *dunning.Decision
	for n := range a.Items {
		if i := &a.Items[n]; i.Verdict == dunning.Wait && i.On != date.None && (first == nil || i.On < first.On) {
			first = i
		}
	}
	return first
}

// mostReasons bounds how many items explain themselves on the card.
const mostReasons = 12

// reasonsOf are all reasons of a decision, those about the customer first, each
// once.
func reasonsOf(w *locale.Words, a *dunning.Assessment) []ui.Reason {
	var all []ui.Reason
	add := func(weight ui.Weight, r dunning.Reason) {
		text := explain.Sentence(w, r)
		same := func(known ui.Reason) bool { return known.Text == text }
		if len(all) < mostReasons && !slices.ContainsFunc(all, same) {
			all = append(all, ui.Reason{Weight: weight, Text: text})
		}
	}
	for _, r := range a.Reasons {
		add(weight(a.Verdict, &r), r)
	}
	for n := range a.Items {
		add(weighs(a.Items[n].Verdict), a.Items[n].Reason)
	}
	return all
}

// weight is what a reason says about sending: that another way was passed over speaks neither
// for it nor against it.
func weight(verdict dunning.Verdict, r *dunning.Reason) ui.Weight {
	if r.Code == dunning.LetterBack && verdict == dunning.Act {
		return ui.WeightNote
	}
	return weighs(verdict)
}

// weighs is what a verdict says about sending.
func weighs(verdict dunning.Verdict) ui.Weight {
	switch verdict {
	case dunning.Act:
		return ui.WeightFor
	case dunning.Hold:
		return ui.WeightAgainst
	}
	return ui.WeightNote
}

// ladder is the scenario as one item climbs it: the one that has come furthest.
func (d *customerData) ladder(v *visit, decided *collect.Decision) (number string, stops []ui.Stop) {
	item := furthest(decided.Scenario, &decided.Assessment)
	if item == nil {
		return "", nil
	}
	taken := rank(decided.Scenario, item.Item.Taken.Step)
	previous, gap := 0, max(v.Company.Policy.MinimumGapDays, 1)
	for n, step := range decided.Scenario.Steps {
		day := step.Days
		switch step.From {
		case dunning.FromIssue:
			day -= int(item.Item.DueOn - item.Item.IssuedOn)
		case dunning.FromMonthEnd:
			day += int(item.Item.DueOn.EndOfMonth() - item.Item.DueOn)
		case dunning.FromPrevious:
			day += previous
		}
		stop := ui.Stop{Day: day, Name: explain.StepName(v.Words, &step), Icon: ui.IconMessages, State: ui.StepAhead}
		switch {
		case n == taken:
			stop.State, stop.Day = ui.StepDone, int(item.Item.Taken.On-item.Item.DueOn)
		case n < taken:
			stop.State = ui.StepDone
		case step.Key == item.Step:
			stop.State = ui.StepNext
		case step.BeforeDue() && v.Today > item.Item.DueOn:
			stop.State = ui.StepSkipped
		}
		if taken >= 0 && n > taken {
			stop.Day = max(stop.Day, previous+gap) // a step that left late moves the ones behind it
		}
		previous = stop.Day
		stops = append(stops, stop)
	}
	slices.SortStableFunc(stops, func(a, b ui.Stop) int { return a.Day - b.Day })
	return item.Item.Number, stops
}

// furthest is the item that has taken the highest step; of those, the one due
// first.
func furthest(s *dunning.Scenario, a *dunning.Assessment) *dunning.Decision {
	var best *dunning.Decision
	for n := range a.Items {
		i := &a.Items[n]
		if best == nil || rank(s, i.Item.Taken.Step) > rank(s, best.Item.Taken.Step) {
			best = i
		}
	}
	return best
}

// rank is the place of a step in a scenario; -1 for none.
func rank(s *dunning.Scenario, key string) int {
	return slices.IndexFunc(s.Steps, func(step dunning.Step) bool { return step.Key == key })
}
