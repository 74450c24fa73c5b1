package admit_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestWhoIsNewGetsAnAccountAndWhoIsKnownKeepsIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		anne, known, err := h.desk.Add(t.Context(), h.company.ID, user.User{Email: " Anne@Lys.example ", Password: hashed}, user.Controller)
		if err != nil || known || anne.Email != "anne@lys.example" || anne.Name != "anne@lys.example" || anne.Language != h.company.Language {
			t.Fatalf("new: %+v, known %t, %v", anne, known, err)
		}
		o := h.other("Autre SA")
		same, known, err := o.desk.Add(t.Context(), o.company.ID, user.User{Email: "anne@lys.example", Name: "Somebody", Language: "de", Password: "x"}, user.Reader)
		if err != nil || !known || same != anne {
			t.Errorf("known: %+v, known %t, %v", same, known, err)
		}
		if h.role(anne.ID) != user.Controller || o.role(anne.ID) != user.Reader || !h.signsIn("anne@lys.example", first) {
			t.Error("the roles are not one for each company, or the password is another")
		}
		for what, person := range map[string]user.User{
			"no address":    {Email: "nobody"},
			"no language":   {Email: "a@lys.example", Language: "la"},
			"a long name":   {Email: "a@lys.example", Name: strings.Repeat("x", 201)},
			"two addresses": {Email: "a@lys.example, b@lys.example"},
		} {
			if _, _, err := h.desk.Add(t.Context(), h.company.ID, person, user.Reader); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, _, err := h.desk.Add(t.Context(), h.company.ID, user.User{Email: "a@lys.example"}, "boss"); !errors.Is(err, fault.Invalid) {
			t.Errorf("no role: %v", err)
		}
	})
}

func TestTheLastOwnerStays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		anne, ben := h.add("anne@lys.example", user.Owner), h.add("ben@lys.example", user.Controller)
		o := h.other("Autre SA")
		o.add("anne@lys.example", user.Owner)
		o.add("cleo@autre.example", user.Owner)
		ctx := t.Context()
		for what, err := range map[string]error{
			"made less":         h.desk.ChangeRole(ctx, h.company.ID, anne.ID, user.Reader),
			"removed":           h.desk.Remove(ctx, h.company.ID, anne.ID),
			"added as less":     func() error { _, _, err := h.desk.Add(ctx, h.company.ID, anne, user.Controller); return err }(),
			"made less, by two": errors.Join(h.desk.ChangeRole(ctx, h.company.ID, ben.ID, user.Reader), h.desk.ChangeRole(ctx, h.company.ID, anne.ID, user.Reader)),
		} {
			if !errors.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if h.role(anne.ID) != user.Owner || h.role(ben.ID) != user.Reader {
			t.Errorf("Anne is %q, Ben is %q", h.role(anne.ID), h.role(ben.ID))
		}
		for what, err := range map[string]error{
			"an owner stays one":     h.desk.ChangeRole(ctx, h.company.ID, anne.ID, user.Owner),
			"one of two":             o.desk.ChangeRole(ctx, o.company.ID, anne.ID, user.Reader),
			"after another was made": errors.Join(h.desk.ChangeRole(ctx, h.company.ID, ben.ID, user.Owner), h.desk.ChangeRole(ctx, h.company.ID, anne.ID, user.Reader)),
		} {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestTwoOwnersWhoRemoveEachOtherLeaveOne(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		for range 5 {
			anne, ben := h.add("anne@lys.example", user.Owner), h.add("ben@lys.example", user.Owner)
			var both errgroup.Group
			var errs [2]error
			both.Go(func() error { errs[0] = h.desk.Remove(t.Context(), h.company.ID, anne.ID); return nil })
			both.Go(func() error {
				errs[1] = h.desk.ChangeRole(t.Context(), h.company.ID, ben.ID, user.Reader)
				return nil
			})
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), fault.Conflict) {
				t.Fatalf("removed: %v; made less: %v", errs[0], errs[1])
			}
			testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
				n, err := tx.CountOwners()
				if n != 1 {
					t.Errorf("%d owners are left", n)
				}
				return err
			})
		}
	})
}

func TestAnAccountGoesWithItsLastCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		h.add("anne@lys.example", user.Owner)
		ben := h.add("ben@lys.example", user.Controller)
		o := h.other("Autre SA")
		o.add("ben@lys.example", user.Reader)
		if err := h.desk.Remove(t.Context(), h.company.ID, ben.ID); err != nil {
			t.Fatal(err)
		}
		if _, found := h.stored(ben.ID); !found || h.role(ben.ID) != "" || o.role(ben.ID) != user.Reader {
			t.Error("Ben does not work for the other company any more, or still for this one")
		}
		if err := h.desk.Remove(t.Context(), h.company.ID, ben.ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("removed twice: %v", err)
		}
		if err := h.desk.ChangeRole(t.Context(), h.company.ID, ben.ID, user.Owner); !errors.Is(err, fault.NotFound) {
			t.Errorf("a stranger became an owner: %v", err)
		}
		if _, err := o.desk.Invite(t.Context(), o.company, ben.ID, address, clock.Now()); err != nil {
			t.Fatal(err)
		}
		o.add("cleo@autre.example", user.Owner)
		if err := o.desk.Remove(t.Context(), o.company.ID, ben.ID); err != nil {
			t.Fatal(err)
		}
		if _, found := h.stored(ben.ID); found || h.signsIn("ben@lys.example", first) {
			t.Error("Ben's account is still there")
		}
	})
}
