package dunning

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// partly reports whether a hold contests a part of its invoice on a day.
func partly(h *hold.Hold, today date.Date) bool {
	return h.Cause == hold.ForDispute && h.Invoice != 0 && !h.Amount.IsZero() && h.HoldsOn(today)
}

// contest takes what is contested off items, which are in their order: off the last instalments
// of its invoice, so that the first ones stay due.
func (s *Snapshot) contest(items []Item, today date.Date) []Item {
	contested := map[id.ID]money.Amount{}
	for n := range s.Holds {
		h := &s.Holds[n]
		if !partly(h, today) || h.Amount.Currency != s.Currency {
			continue
		}
		if sum, more := contested[h.Invoice]; more {
			contested[h.Invoice] = sum.Add(h.Amount)
		} else {
			contested[h.Invoice] = h.Amount
		}
	}
	if len(contested) == 0 {
		return items
	}
	items = slices.Clone(items)
	for n := len(items) - 1; n >= 0; n-- {
		i := &items[n]
		left, is := contested[i.Invoice]
		if !is || i.Open.Sign() <= 0 {
			continue
		}
		of := left.Min(i.Open)
		contested[i.Invoice] = left.Sub(of)
		switch {
		case of == i.Open:
			i.Wholly = true
		case !of.IsZero():
			i.Open, i.Contested = i.Open.Sub(of), of
		}
	}
	return items
}
