package admit_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestASecretOpensItsCompanyUntilItIsRevoked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		o := h.other("Autre SA")
		ctx := t.Context()
		a, secret, err := h.desk.Grant(ctx, h.company.ID, " Ledger ", user.WriteScope, "anne@lys.example")
		if err != nil || a.Name != "Ledger" || !user.IsSecret(string(secret)) {
			t.Fatalf("%+v, %v", a, err)
		}
		if _, _, err := h.desk.Grant(ctx, h.company.ID, "Ledger", user.ReadScope, "anne@lys.example"); !errors.Is(err, fault.Conflict) {
			t.Errorf("a name twice: %v", err)
		}
		if _, _, err := o.desk.Grant(ctx, o.company.ID, "Ledger", user.ReadScope, "anne@lys.example"); err != nil {
			t.Errorf("a name that another company uses: %v", err)
		}
		company, found, err := h.desk.Bearer(ctx, string(secret))
		if err != nil || company != h.company.ID || found.ID != a.ID || found.Scope != user.WriteScope {
			t.Errorf("opens %s as %+v, %v", company, found, err)
		}
		for what, wrong := range map[string]string{"another": string(user.NewSecret()), "nothing": "", "its hash": secret.Hash(), "cut off": string(secret)[:20]} {
			if _, _, err := h.desk.Bearer(ctx, wrong); !errors.Is(err, fault.Denied) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := o.desk.Revoke(ctx, o.company.ID, a.ID, "olga@autre.example"); !errors.Is(err, fault.NotFound) {
			t.Errorf("revoked by another company: %v", err)
		}
		if _, err := h.desk.Revoke(ctx, h.company.ID, a.ID, "anne@lys.example"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Revoke(ctx, h.company.ID, a.ID, "anne@lys.example"); !errors.Is(err, fault.Conflict) {
			t.Errorf("revoked twice: %v", err)
		}
		if _, _, err := h.desk.Bearer(ctx, string(secret)); !errors.Is(err, fault.Denied) {
			t.Errorf("a token that was revoked: %v", err)
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			var stored string
			if err := tx.Row([]any{&stored}, `SELECT token_hash FROM api_token WHERE company_id = $1`, tx.Company); err != nil {
				return err
			}
			if strings.Contains(string(secret), stored) || stored != secret.Hash() {
				t.Errorf("stored as %s", stored)
			}
			return nil
		})
	})
}

func TestItIsKnownWhenATokenWasUsed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		a, secret, err := h.desk.Grant(t.Context(), h.company.ID, "Ledger", user.ReadScope, "anne@lys.example")
		if err != nil {
			t.Fatal(err)
		}
		used := func() (at time.Time) {
			testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
				stored, _, err := tx.AccessByID(a.ID)
				at = stored.UsedAt
				return err
			})
			return at
		}
		if !used().IsZero() {
			t.Error("used before its first use")
		}
		first := clock.Now()
		for _, step := range []struct {
			after time.Duration
			want  time.Duration // behind the first use
		}{{0, 0}, {30 * time.Second, 0}, {30 * time.Second, time.Minute}, {time.Hour, time.Hour + time.Minute}} {
			clock.Set(clock.Now().Add(step.after))
			if _, _, err := h.desk.Bearer(t.Context(), string(secret)); err != nil {
				t.Fatal(err)
			}
			if got := used().Sub(first); got.Round(time.Second) != step.want {
				t.Errorf("after %s, used %s behind the first use", step.after, got)
			}
		}
	})
}

func TestATokenNeedsANameAndAScope(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		for what, wrong := range map[string]struct {
			name  string
			scope user.Scope
		}{"no name": {" ", user.ReadScope}, "a long name": {strings.Repeat("x", 201), user.ReadScope}, "no scope": {"Ledger", ""}, "a role": {"Ledger", "owner"}} {
			if _, _, err := h.desk.Grant(t.Context(), h.company.ID, wrong.name, wrong.scope, "anne@lys.example"); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestANameIsGivenOnceByOwnersAtTheSameTime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := newHouse(t, s, clock)
		var all errgroup.Group
		made := make(chan bool, 4)
		for range 4 {
			all.Go(func() error {
				_, _, err := h.desk.Grant(t.Context(), h.company.ID, "Ledger", user.ReadScope, "anne@lys.example")
				made <- err == nil
				if errors.Is(err, fault.Conflict) {
					return nil
				}
				return err
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		n := 0
		for range 4 {
			if <-made {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d were made", n)
		}
	})
}
