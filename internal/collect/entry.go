package collect

import (
	"context"
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// mostEntryDays is over how many days old debts are spread at most: two years.
const mostEntryDays = 731

// CheckEntry refuses a way of taking on old debts that cannot be.
func CheckEntry(e *company.Entry) error {
	switch {
	case e.Before == date.None:
		return fault.At(0, "before", "say which debts are old: the day before which they were due")
	case e.From == date.None:
		return fault.At(0, "from", "say from which day on old debts are followed up")
	case e.Days < 0 || e.Days > mostEntryDays:
		return fault.At(0, "nightly", "old debts are taken on within %d days at most: take on more customers a night", mostEntryDays)
	case e.ByAge != "" && !slices.Contains(dunning.Tones(), dunning.Tone(e.ByAge)):
		return fault.At(0, "by_age", "%q is no tone", e.ByAge)
	}
	return nil
}

// SetEntry says how the debts are taken on that were due before a company was followed up
// here; nil: as any other. What is queued by the way before is looked at once more before it
// leaves.
func (d *Desk) SetEntry(ctx context.Context, of id.ID, e *company.Entry) error {
	if e != nil {
		if err := CheckEntry(e); err != nil {
			return err
		}
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		c.Policy.Entry = e
		return tx.SaveCompany(&c)
	})
}

// enter lets old debts come onto the ladder in another way than the company says.
func (s *setting) enter(e *company.Entry, cases []*store.Case) {
	s.company.Policy.Entry = e
	for _, c := range cases {
		c.Snapshot.Entry = s.entry(c.Customer.ID)
	}
}
