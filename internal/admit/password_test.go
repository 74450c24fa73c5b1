package admit_test

import (
	"errors"
	"testing"

	"acquit/internal/admit"
	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestWhoIsKnown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		h.add("anne@lys.example", user.Owner)
		for _, c := range []struct {
			mail, password string
			want           bool
		}{
			{"anne@lys.example", first, true}, {" ANNE@lys.example", first, true}, {"anne@lys.example", second, false},
			{"ben@lys.example", first, false}, {"anne", first, false}, {"", "", false},
		} {
			if got := h.signsIn(c.mail, c.password); got != c.want {
				t.Errorf("%q with %q: %t", c.mail, c.password, got)
			}
		}
	})
}

func TestAPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		anne := h.add("anne@lys.example", user.Owner)
		ctx := t.Context()
		v, err := h.desk.Invite(ctx, h.company, anne.ID, address, clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.ChangePassword(ctx, anne.ID, second, second); !errors.Is(err, admit.ErrPassword) {
			t.Errorf("a wrong one: %v", err)
		}
		if _, err := h.desk.ChangePassword(ctx, anne.ID, first, "short"); !errors.Is(err, fault.Invalid) || errors.Is(err, admit.ErrPassword) {
			t.Errorf("a short one: %v", err)
		}
		if !h.signsIn("anne@lys.example", first) {
			t.Error("what was refused changed the password")
		}
		changed, err := h.desk.ChangePassword(ctx, anne.ID, first, second)
		if err != nil || !h.signsIn("anne@lys.example", second) || h.signsIn("anne@lys.example", first) {
			t.Errorf("changed: %v", err)
		}
		if stored, _ := h.stored(anne.ID); stored != changed || stored.Password.Mark() == hashed.Mark() {
			t.Error("what is returned is not what is stored, or sessions would go on")
		}
		if _, err := h.desk.Linked(ctx, token(v.Address), clock.Now()); !errors.Is(err, fault.NotFound) {
			t.Errorf("a link that was made before could still set another: %v", err)
		}
		if err := h.desk.ResetPassword(ctx, "nobody@lys.example", second); !errors.Is(err, fault.NotFound) {
			t.Errorf("nobody's: %v", err)
		}
	})
}

func TestPeopleEditTheirOwnAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		anne := h.add("anne@lys.example", user.Owner)
		h.add("ben@lys.example", user.Reader)
		ctx := t.Context()
		v, err := h.desk.Invite(ctx, h.company, anne.ID, address, clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		named := user.User{Name: " Anne Lys ", Language: "de", Email: "anne@lys.example"}
		if err := h.desk.EditOwn(ctx, anne, named, ""); err != nil {
			t.Fatal(err)
		}
		if got, _ := h.stored(anne.ID); got.Name != "Anne Lys" || got.Language != "de" || got.Password != anne.Password {
			t.Errorf("stored as %+v", got)
		}
		moved := named
		moved.Email = "Anne.Lys@lys.example"
		for what, c := range map[string]struct {
			to       user.User
			password string
			want     error
		}{
			"another address without the password": {moved, "", admit.ErrPassword},
			"a wrong password":                     {moved, second, admit.ErrPassword},
			"an address that is taken":             {user.User{Name: "Anne", Language: "fr", Email: "ben@lys.example"}, first, fault.Conflict},
			"no address":                           {user.User{Name: "Anne", Language: "fr", Email: "anne"}, first, fault.Invalid},
			"an address that nobody can write to":  {user.User{Name: "Anne", Language: "fr", Email: "zoë@lys.example"}, first, fault.Invalid},
			"no name":                              {user.User{Name: " ", Language: "fr", Email: "anne@lys.example"}, first, fault.Invalid},
			"no language":                          {user.User{Name: "Anne", Language: "la", Email: "anne@lys.example"}, first, fault.Invalid},
		} {
			if err := h.desk.EditOwn(ctx, anne, c.to, c.password); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if got, _ := h.stored(anne.ID); got.Email != "anne@lys.example" || got.Name != "Anne Lys" {
			t.Errorf("what was refused was stored: %+v", got)
		}
		if err := h.desk.EditOwn(ctx, anne, moved, first); err != nil {
			t.Fatal(err)
		}
		if !h.signsIn("anne.lys@lys.example", first) || h.signsIn("anne@lys.example", first) {
			t.Error("the address was not changed")
		}
		if _, err := h.desk.Linked(ctx, token(v.Address), clock.Now()); !errors.Is(err, fault.NotFound) {
			t.Errorf("the link that was mailed to the old address: %v", err)
		}
	})
}
