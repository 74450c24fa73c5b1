package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestACompanyIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		if c.ID == 0 || !c.CreatedAt.Equal(clock.Now()) {
			t.Fatalf("stored as %d at %s", c.ID, c.CreatedAt)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.TheCompany()
			if diff := cmp.Diff(c, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		c.Name, c.Policy.MinimumDue = "Lys SRL", map[string]int64{"EUR": 500}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveCompany(&c) })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.Companies()
			if diff := cmp.Diff([]company.Company{c}, all); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestACompanyNameIsTakenOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		again := c
		err := s.Update(t.Context(), 0, func(tx *store.Tx) error { return tx.AddCompany(&again, dunning.Standard()) })
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("stored twice: %v", err)
		}
		nobody := c.ID + 1
		err = s.View(t.Context(), nobody, func(tx *store.Tx) error {
			_, err := tx.TheCompany()
			return err
		})
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("a company that is not there: %v", err)
		}
	})
}

func TestASavedScenarioIsTheCurrentOneAndOldVersionsStay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		var first, second dunning.Scenario
		testkit.Update(t, s, c.ID, func(tx *store.Tx) (err error) {
			first, err = tx.Scenario()
			return err
		})
		if first.Version != 1 || len(first.Steps) != len(dunning.Standard().Steps) {
			t.Errorf("the company starts with %+v", first)
		}
		second = dunning.Standard()
		second.Steps = second.Steps[:3]
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.StartWith(&second) })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			current, err := tx.Scenario()
			if diff := cmp.Diff(second, current); diff != "" || current.Version != 2 {
				t.Errorf("version %d: %s", current.Version, diff)
			}
			if err != nil {
				return err
			}
			old, found, err := tx.ScenarioByID(first.ID)
			if diff := cmp.Diff(first, old); diff != "" || !found {
				t.Errorf("the first version (found %t): %s", found, diff)
			}
			return err
		})
	})
}

func TestAPersonWorksForCompanies(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		a := testkit.Company(t, s)
		b := testkit.Company(t, s, called("Autre SA"))
		u := user.User{Email: "anne@lys.example", Name: "Anne", Language: "fr", Password: "$argon2id$…"}
		testkit.Update(t, s, a.ID, func(tx *store.Tx) error {
			if err := tx.AddUser(&u); err != nil {
				return err
			}
			return tx.Join(u.ID, user.Reader)
		})
		testkit.Update(t, s, a.ID, func(tx *store.Tx) error { return tx.Join(u.ID, user.Owner) })
		testkit.Update(t, s, b.ID, func(tx *store.Tx) error { return tx.Join(u.ID, user.Controller) })
		u.Name = "Anne Lys"
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.SaveUser(&u) })

		testkit.View(t, s, 0, func(tx *store.Tx) error {
			byMail, found, err := tx.UserByEmail(u.Email)
			if diff := cmp.Diff(u, byMail); diff != "" || !found || err != nil {
				t.Errorf("by address: %t %v %s", found, err, diff)
			}
			byID, found, err := tx.UserByID(u.ID)
			if diff := cmp.Diff(u, byID); diff != "" || !found || err != nil {
				t.Errorf("by identifier: %t %v %s", found, err, diff)
			}
			jobs, err := tx.Memberships(u.ID)
			want := []store.Membership{{Company: b, Role: user.Controller}, {Company: a, Role: user.Owner}}
			if diff := cmp.Diff(want, jobs); diff != "" {
				t.Error(diff)
			}
			return err
		})
		same := u
		err := s.Update(t.Context(), 0, func(tx *store.Tx) error { return tx.AddUser(&same) })
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("an address twice: %v", err)
		}
	})
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		const none = id.ID(42)
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for what, find := range map[string]func() (bool, error){
				"customer":    func() (bool, error) { _, found, err := tx.Customer(none); return found, err },
				"by word":     func() (bool, error) { _, found, err := tx.CustomerByWord("nobody"); return found, err },
				"invoice":     func() (bool, error) { _, found, err := tx.Invoice(none); return found, err },
				"entry":       func() (bool, error) { _, found, err := tx.EntryByID(none); return found, err },
				"payment":     func() (bool, error) { _, found, err := tx.PaymentByID(none); return found, err },
				"message":     func() (bool, error) { _, found, err := tx.MessageByID(none); return found, err },
				"document":    func() (bool, error) { _, found, err := tx.Document("00"); return found, err },
				"scenario":    func() (bool, error) { _, found, err := tx.ScenarioByID(none); return found, err },
				"user":        func() (bool, error) { _, found, err := tx.UserByID(none); return found, err },
				"user's mail": func() (bool, error) { _, found, err := tx.UserByEmail("nobody@lys.example"); return found, err },
			} {
				if found, err := find(); found || err != nil {
					t.Errorf("%s: %t %v", what, found, err)
				}
			}
			return nil
		})
	})
}

// called gives a sample company a name of its own.
func called(name string) func(*company.Company) {
	return func(c *company.Company) { c.Name = name }
}
