package store_test

import (
	"context"
	"testing"
	"time"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// A command that only reads starts while another program takes in a large file.
func TestAProgramStartsWhileAnotherOneWrites(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.LockCustomers([]id.ID{acme.ID}); err != nil {
				return err
			}
			ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
			defer stop()
			other, err := store.Open(ctx, s.DB.URL, clock.Now)
			if err != nil {
				return err
			}
			if applied, err := other.Migrate(ctx); err != nil || len(applied) != 0 {
				t.Errorf("%v, %v", applied, err)
			}
			return other.Close()
		})
	})
}
