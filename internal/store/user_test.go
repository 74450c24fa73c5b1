package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func addUser(t testing.TB, s *store.Store, company id.ID, mail string, role user.Role) user.User {
	t.Helper()
	u := user.User{Email: mail, Name: mail, Language: "fr"}
	testkit.Update(t, s, company, func(tx *store.Tx) error { return errors.Join(tx.AddUser(&u), tx.Join(u.ID, role)) })
	return u
}

func TestOwnersAndRolesAreThoseOfOneCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		ours, theirs := testkit.Company(t, s), testkit.Company(t, s, called("Autre SA"))
		anne, ben := addUser(t, s, ours.ID, "anne@lys.example", user.Owner), addUser(t, s, ours.ID, "ben@lys.example", user.Owner)
		cleo := addUser(t, s, theirs.ID, "cleo@autre.example", user.Owner)
		testkit.Update(t, s, ours.ID, func(tx *store.Tx) error {
			owners, err := tx.LockOwners()
			n, err2 := tx.CountOwners()
			if diff := cmp.Diff([]id.ID{anne.ID, ben.ID}, owners); diff != "" || n != 2 {
				t.Errorf("%d owners, %s", n, diff)
			}
			stranger, err3 := tx.RoleOf(cleo.ID)
			if role, _ := tx.RoleOf(anne.ID); role != user.Owner || stranger != "" {
				t.Errorf("Anne is %q, a stranger is %q", role, stranger)
			}
			return errors.Join(err, err2, err3, tx.Leave(ben.ID), tx.Leave(cleo.ID))
		})
		testkit.View(t, s, theirs.ID, func(tx *store.Tx) error {
			role, err := tx.RoleOf(cleo.ID)
			if role != user.Owner {
				t.Errorf("leaving one company, Cleo became %q in another", role)
			}
			return err
		})
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.DropUser(ben.ID) })
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			_, found, err := tx.UserByID(ben.ID)
			if found {
				t.Error("Ben is still there")
			}
			return err
		})
		anne.Email = "cleo@autre.example"
		if err := s.Update(t.Context(), 0, func(tx *store.Tx) error { return tx.SaveUser(&anne) }); !errors.Is(err, fault.Conflict) {
			t.Errorf("an address that is taken: %v", err)
		}
	})
}

func TestAPersonHasOneLinkThatEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		anne := addUser(t, s, c.ID, "anne@lys.example", user.Owner)
		until := clock.Now().Add(time.Hour)
		find := func(hash string, now time.Time) bool {
			t.Helper()
			var found bool
			testkit.View(t, s, 0, func(tx *store.Tx) error {
				u, ok, err := tx.PasswordLink(hash, now)
				found = ok && u.ID == anne.ID
				return err
			})
			return found
		}
		save := func(fn func(*store.Tx) error) { t.Helper(); testkit.Update(t, s, 0, fn) }
		save(func(tx *store.Tx) error { return tx.SavePasswordLink(anne.ID, "one", until) })
		if !find("one", clock.Now()) || find("one", until) || find("two", clock.Now()) || find("", clock.Now()) {
			t.Error("the link is not found by its hash until it ends")
		}
		save(func(tx *store.Tx) error { return tx.SavePasswordLink(anne.ID, "two", until.Add(time.Hour)) })
		if find("one", clock.Now()) || !find("two", until) {
			t.Error("the new link is not in place of the old one")
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			end, err := tx.PasswordLinkEnd(anne.ID)
			none, err2 := tx.PasswordLinkEnd(7)
			if !end.Equal(until.Add(time.Hour)) || !none.IsZero() {
				t.Errorf("it ends at %s, nobody's at %s", end, none)
			}
			return errors.Join(err, err2)
		})
		save(func(tx *store.Tx) error { return tx.DropPasswordLink(anne.ID) })
		if find("two", clock.Now()) {
			t.Error("the link was not taken back")
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return errors.Join(tx.SavePasswordLink(anne.ID, "three", until), tx.Leave(anne.ID), tx.DropUser(anne.ID))
		})
	})
}
