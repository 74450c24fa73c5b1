package admit

import (
	"context"
	"strings"
	"time"

	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/user"
)

// ErrPassword says that the password given beside a change is not the person's.
var ErrPassword = fault.New(fault.Invalid, "this is not your current password")

// errLink says that a link cannot be used.
var errLink = fault.New(fault.NotFound, "the link was used already, was replaced by a newer one, or is too old")

// Linked finds who may set a password by a link. One that was used, replaced or ended
// before now is not found.
func (d *Desk) Linked(ctx context.Context, t id.Token, now time.Time) (person user.User, err error) {
	err = d.Store.View(ctx, 0, func(tx *store.Tx) error {
		person, err = linked(tx, t, now)
		return err
	})
	return person, err
}

func linked(tx *store.Tx, t id.Token, now time.Time) (user.User, error) {
	person, found, err := tx.PasswordLink(t.Hash(), now)
	if err == nil && !found {
		err = errLink
	}
	return person, err
}

// UseLink sets the password of the person whose link it is, once. All sessions of
// that person end.
func (d *Desk) UseLink(ctx context.Context, t id.Token, password string, now time.Time) (user.User, error) {
	person, err := d.Linked(ctx, t, now) // before the long work of hashing
	if err != nil {
		return person, err
	}
	hash, err := d.hash(ctx, password)
	if err != nil {
		return person, err
	}
	err = d.Store.Update(ctx, 0, func(tx *store.Tx) error {
		if person, _, err = tx.LockUser(person.ID); err != nil {
			return err
		}
		if _, err := linked(tx, t, now); err != nil { // somebody else was faster
			return err
		}
		return setPassword(tx, &person, hash)
	})
	return person, err
}

// setPassword stores a password. A link that could set another one ends with the
// password before it.
func setPassword(tx *store.Tx, person *user.User, hash user.Hash) error {
	person.Password = hash
	if err := tx.DropPasswordLink(person.ID); err != nil {
		return err
	}
	return tx.SaveUser(person)
}

// ResetPassword sets the password of whoever signs in with an address, for the
// operator. All sessions of that person end.
func (d *Desk) ResetPassword(ctx context.Context, email, password string) error {
	hash, err := d.hash(ctx, password)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, 0, func(tx *store.Tx) error {
		person, found, err := tx.UserByEmail(email)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "nobody signs in as %s", email)
		}
		if err == nil {
			person, _, err = tx.LockUser(person.ID)
		}
		if err != nil {
			return err
		}
		return setPassword(tx, &person, hash)
	})
}

// ChangePassword sets a person's own password; a wrong current one is ErrPassword.
// All sessions of that person end that do not bear the mark of the new password.
func (d *Desk) ChangePassword(ctx context.Context, who id.ID, current, next string) (person user.User, err error) {
	hash, err := d.hash(ctx, next)
	if err != nil {
		return person, err
	}
	err = d.changeOwn(ctx, who, current, func(tx *store.Tx, u *user.User) error {
		err := setPassword(tx, u, hash)
		person = *u
		return err
	})
	return person, err
}

// EditOwn stores what a person changed of their own account: name, language and
// address. Another address needs the current password; a wrong one is ErrPassword. A
// link that went to the old address ends.
func (d *Desk) EditOwn(ctx context.Context, was, to user.User, current string) error {
	to.Name = strings.TrimSpace(to.Name)
	if err := checkPerson(&to); err != nil {
		return err
	}
	email, err := user.ParseEmail(to.Email)
	if err != nil {
		return err
	}
	if email == was.Email {
		return d.Store.Update(ctx, 0, func(tx *store.Tx) error {
			u, err := lockOwn(tx, was.ID)
			if err != nil {
				return err
			}
			u.Name, u.Language = to.Name, to.Language
			return tx.SaveUser(&u)
		})
	}
	if _, err := deliver.Address(email); err != nil {
		return err
	}
	return d.changeOwn(ctx, was.ID, current, func(tx *store.Tx, u *user.User) error {
		u.Name, u.Language, u.Email = to.Name, to.Language, email
		if err := tx.DropPasswordLink(u.ID); err != nil {
			return err
		}
		return tx.SaveUser(u)
	})
}

// changeOwn lets a person change their account when the current password is right.
func (d *Desk) changeOwn(ctx context.Context, who id.ID, current string, change func(*store.Tx, *user.User) error) error {
	var before user.User
	err := d.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		before, _, err = tx.UserByID(who)
		return err
	})
	if err != nil {
		return err
	}
	ok, err := d.matches(ctx, before.Password, current)
	if err == nil && !ok {
		err = ErrPassword
	}
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, 0, func(tx *store.Tx) error {
		u, err := lockOwn(tx, who)
		if err != nil {
			return err
		}
		if u.Password != before.Password {
			return ErrPassword
		}
		return change(tx, &u)
	})
}

func lockOwn(tx *store.Tx, who id.ID) (user.User, error) {
	u, found, err := tx.LockUser(who)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the account is gone")
	}
	return u, err
}
