package collect

import (
	"context"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/id"
	"acquit/internal/store"
)

// SetClaims says what the notices of default of a company ask for being late. It is a new
// version of the scenario: what is queued by the one before is written anew.
func (d *Desk) SetClaims(ctx context.Context, company id.ID, parts ...allocation.Part) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		scenario, err := tx.Scenario()
		if err != nil {
			return err
		}
		if claims, found := scenario.Formal(); !found || slices.Equal(claims, parts) {
			return nil
		}
		changed := scenario.Claiming(parts...)
		return tx.SaveScenario(&changed)
	})
}
