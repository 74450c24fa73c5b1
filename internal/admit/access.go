package admit

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/user"
)

// Grant makes a token of the API by which a program reaches a company, and returns its
// secret, which is kept nowhere and cannot be shown again. A name that another token
// has is a Conflict.
func (d *Desk) Grant(ctx context.Context, company id.ID, name string, scope user.Scope, by string) (a user.Access, secret user.Secret, err error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return a, "", fault.New(fault.Invalid, "a token needs a name that says what it is for")
	case len(name) > mostName:
		return a, "", fault.New(fault.Invalid, "a name has at most %d characters", mostName)
	}
	if scope, err = user.ParseScope(string(scope)); err != nil {
		return a, "", err
	}
	secret = user.NewSecret()
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		a = user.Access{Name: name, Scope: scope, CreatedBy: by}
		return tx.AddAccess(&a, secret.Hash())
	})
	return a, secret, err
}

// Revoke ends a token of the API, from its next request on. What it brought stays.
func (d *Desk) Revoke(ctx context.Context, company, access id.ID, by string) (a user.Access, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		var found bool
		if a, found, err = tx.AccessByID(access); err != nil || !found {
			return cmp.Or(err, error(fault.New(fault.NotFound, "there is no such token")))
		}
		ended, err := tx.RevokeAccess(access, by)
		if err == nil && !ended {
			err = fault.New(fault.Conflict, "the token was revoked already")
		}
		return err
	})
	return a, err
}

// useNoted is how exactly it is known when a token was used last: a write for each
// request would cost more than reading for it.
const useNoted = time.Minute

// usePatience is how long a request that may only read waits for others that write, for
// the sake of that note.
const usePatience = 100 * time.Millisecond

// Bearer finds what a secret gives access to; a secret that nobody was given, or that
// was revoked, is Denied. It notes that the token is used.
func (d *Desk) Bearer(ctx context.Context, secret string) (company id.ID, a user.Access, err error) {
	if !user.IsSecret(secret) {
		return 0, a, fault.New(fault.Denied, "the token is not known")
	}
	var found bool
	err = d.Store.View(ctx, 0, func(tx *store.Tx) error {
		company, a, found, err = tx.AccessBySecret(user.Secret(secret).Hash())
		return err
	})
	switch {
	case err != nil:
		return 0, a, err
	case !found:
		return 0, a, fault.New(fault.Denied, "the token is not known")
	}
	if now := d.Store.Now(); now.Sub(a.UsedAt) >= useNoted {
		err = d.Store.Update(db.Patient(ctx, usePatience), company, func(tx *store.Tx) error { return tx.UseAccess(a.ID, now) })
	}
	if errors.Is(err, db.ErrBusy) {
		err = nil // the next request notes it
	}
	return company, a, err
}
