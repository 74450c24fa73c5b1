package report

import (
	"cmp"
	"slices"

	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/money"
	"acquit/internal/store"
)

// DisputesBy is what customers contested for one reason.
type DisputesBy struct {
	Reason   dispute.Reason
	Opened   int                             // in the time looked at
	Amount   map[money.Currency]money.Amount // contested
	Lasting  int                             // of them, those that are not over
	Accepted int                             // of them, those that were accepted, if only in part
	Rejected int
	// Days is how many calendar days the middle one of those that are over lasted; -1 where
	// none is.
	Days int
}

// Answered is how many were accepted or rejected.
func (d *DisputesBy) Answered() int { return d.Accepted + d.Rejected }

// Disputes are those opened since a day, by reason, the most frequent first.
func Disputes(tx *store.Tx, since date.Date) ([]DisputesBy, error) {
	figures, err := tx.DisputeFigures(since)
	return disputesBy(figures), err
}

func disputesBy(figures []store.DisputeFigure) (all []DisputesBy) {
	lasted := map[dispute.Reason][]int{}
	at := map[dispute.Reason]int{}
	for n := range figures {
		f := &figures[n]
		if _, known := at[f.Reason]; !known {
			at[f.Reason] = len(all)
			all = append(all, DisputesBy{Reason: f.Reason, Amount: map[money.Currency]money.Amount{}, Days: -1})
		}
		d := &all[at[f.Reason]]
		d.Opened += f.Count
		d.Amount[f.Currency] = f.Amount.Add(d.Amount[f.Currency])
		switch f.State {
		case dispute.Accepted:
			d.Accepted += f.Count
		case dispute.Rejected:
			d.Rejected += f.Count
		}
		if f.ClosedOn == date.None {
			d.Lasting += f.Count
		} else {
			lasted[f.Reason] = append(lasted[f.Reason], slices.Repeat([]int{int(f.ClosedOn - f.OpenedOn)}, f.Count)...)
		}
	}
	for n := range all {
		if days := lasted[all[n].Reason]; len(days) > 0 {
			all[n].Days = middle(days)
		}
	}
	slices.SortStableFunc(all, func(a, b DisputesBy) int { return cmp.Or(b.Opened-a.Opened, cmp.Compare(a.Reason, b.Reason)) })
	return all
}
