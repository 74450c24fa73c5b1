package store_test

import (
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestAPersonsChoiceIsKeptForEachCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		ours := testkit.Company(t, s)
		theirs := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		anne, rik := user.User{Email: "anne@lys.example"}, user.User{Email: "rik@lys.example"}
		testkit.Update(t, s, ours.ID, func(tx *store.Tx) error {
			for _, u := range []*user.User{&anne, &rik} {
				if err := tx.AddUser(u); err != nil {
					return err
				}
				if err := tx.Join(u.ID, user.Controller); err != nil {
					return err
				}
			}
			return tx.SavePreference(anne.ID, "columns.customers", "due")
		})
		testkit.Update(t, s, ours.ID, func(tx *store.Tx) error { return tx.SavePreference(anne.ID, "columns.customers", odd) })
		chosen := func(in company.Company, who user.User, name, want string, wantFound bool) {
			t.Helper()
			testkit.View(t, s, in.ID, func(tx *store.Tx) error {
				got, found, err := tx.Preference(who.ID, name)
				if got != want || found != wantFound {
					t.Errorf("%s chose %q (%t) for %s", who.Email, got, found, name)
				}
				return err
			})
		}
		chosen(ours, anne, "columns.customers", odd, true)
		chosen(ours, anne, "columns.invoices", "", false)
		chosen(ours, rik, "columns.customers", "", false)
		chosen(theirs, anne, "columns.customers", "", false)
		testkit.Update(t, s, ours.ID, func(tx *store.Tx) error { return tx.DropPreference(anne.ID, "columns.customers") })
		chosen(ours, anne, "columns.customers", "", false)
	})
}
