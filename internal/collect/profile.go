package collect

import (
	"context"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/profile"
	"acquit/internal/store"
)

// monthsBack is how long a broken promise or a dispute is remembered.
const monthsBack = 12

// profiles makes the profiles of some customers anew from the facts, stores them, and returns
// them as of today. Callers have locked the customers.
func profiles(tx *store.Tx, customers []id.ID, today date.Date) (map[id.ID]profile.Profile, error) {
	histories, err := tx.Histories(customers)
	if err != nil {
		return nil, err
	}
	facts, err := tx.PayerFacts(customers, today.AddMonths(-monthsBack))
	if err != nil {
		return nil, err
	}
	made := make(map[id.ID]profile.Profile, len(customers))
	for _, c := range customers {
		made[c] = profile.Of(histories[c], facts[c], today)
	}
	if err := tx.SaveProfiles(made, today); err != nil {
		return nil, err
	}
	return tx.Profiles(customers, today)
}

// fillProfiles makes the profiles that no review made: of a book that is older than profiles,
// of customers who came since the last night, and of those who broke a promise.
func (d *Desk) fillProfiles(ctx context.Context, company id.ID, today date.Date) error {
	for after := id.ID(0); ; {
		var customers []id.ID
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			customers, err = tx.ProfilesWanted(after, batch)
			return err
		})
		if err != nil || len(customers) == 0 {
			return err
		}
		err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
			if err := tx.LockCustomers(customers); err != nil {
				return err
			}
			_, err := profiles(tx, customers, today)
			return err
		})
		if err != nil {
			return err
		}
		after = customers[len(customers)-1]
	}
}
