package dunning

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// contest takes what is contested off items, which are in their order. One that is contested as a
// whole stays as it is: the dispute holds it.
func (s *Snapshot) contest(items []Item, today date.Date) []Item {
	isDispute := func(h hold.Hold) bool { return h.Cause == hold.ForDispute }
	if !slices.ContainsFunc(s.Holds, isDispute) {
		return items
	}
	items = slices.Clone(items)
	parts := map[id.ID][]*Item{}
	for n := range items {
		if i := &items[n]; i.Open.Sign() > 0 {
			parts[i.Invoice] = append(parts[i.Invoice], i)
		}
	}
	for invoice, all := range parts {
		open, sum := make([]money.Amount, len(all)), money.Of(0, s.Currency)
		for n, i := range all {
			open[n], sum = i.Open, sum.Add(i.Open)
		}
		for n, contested := range hold.Spread(hold.Contested(s.Holds, invoice, sum, today), open) {
			all[n].contest(contested)
		}
	}
	return items
}

// contest takes what is contested off the item.
func (i *Item) contest(of money.Amount) {
	switch {
	case of.IsZero():
	case of == i.Open:
		i.Wholly = true
	default:
		i.Open, i.Contested = i.Open.Sub(of), of
	}
}

// uncontested is the first day on which less is contested of an invoice by itself; None where
// somebody has to lift the dispute.
func (s *Snapshot) uncontested(invoice id.ID, today date.Date) (day date.Date) {
	for n := range s.Holds {
		if h := &s.Holds[n]; h.Cause == hold.ForDispute && h.Invoice == invoice && h.HoldsOn(today) && h.Until != date.None {
			day = earliest(day, h.Until.AddDays(1))
		}
	}
	return day
}
