package admit

import (
	"cmp"
	"context"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
)

// mostName bounds the name of a person, in bytes.
const mostName = 200

// Add lets a person work for a company in a role, in place of the one they had
// there. Without a name the address stands for it, without a language the company's.
// Who has an account already, which known reports, keeps it as it is, password
// included. It returns the person as stored.
func (d *Desk) Add(ctx context.Context, company id.ID, person user.User, role user.Role) (stored user.User, known bool, err error) {
	if _, err := user.ParseRole(string(role)); err != nil {
		return person, false, err
	}
	if person.Email, err = user.ParseEmail(person.Email); err != nil {
		return person, false, err
	}
	person.Name = cmp.Or(strings.TrimSpace(person.Name), person.Email)
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		stored = person
		if known, err = findOrMake(tx, &stored); err != nil {
			return err
		}
		return setRole(tx, stored.ID, role)
	})
	return stored, known, err
}

// findOrMake finds the account of a person's address, or makes it.
func findOrMake(tx *store.Tx, person *user.User) (known bool, err error) {
	before, known, err := tx.UserByEmail(person.Email)
	if err != nil {
		return false, err
	}
	if known {
		*person, _, err = tx.LockUser(before.ID)
		return true, err
	}
	if person.Language == "" {
		c, err := tx.TheCompany()
		if err != nil {
			return false, err
		}
		person.Language = c.Language
	}
	if err := checkPerson(person); err != nil {
		return false, err
	}
	return false, tx.AddUser(person)
}

func checkPerson(u *user.User) error {
	if u.Name == "" {
		return fault.New(fault.Invalid, "a person needs a name")
	}
	if len(u.Name) > mostName {
		return fault.New(fault.Invalid, "a name has at most %d characters", mostName)
	}
	_, err := locale.ParseLanguage(u.Language)
	return err
}

// ChangeRole makes somebody who works for a company something else there, from
// their next request on.
func (d *Desk) ChangeRole(ctx context.Context, company, person id.ID, to user.Role) error {
	if _, err := user.ParseRole(string(to)); err != nil {
		return err
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if _, _, err := lockMember(tx, person); err != nil {
			return err
		}
		return setRole(tx, person, to)
	})
}

// Remove ends that somebody works for a company, with their next request. The
// account of who works for no other company goes with it; what they did stays.
func (d *Desk) Remove(ctx context.Context, company, person id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if _, _, err := lockMember(tx, person); err != nil {
			return err
		}
		if err := keepAnOwner(tx, person); err != nil {
			return err
		}
		if err := tx.Leave(person); err != nil {
			return err
		}
		works, err := tx.Memberships(person)
		if err != nil || len(works) > 0 {
			return err
		}
		return tx.DropUser(person)
	})
}

func setRole(tx *store.Tx, person id.ID, to user.Role) error {
	if to != user.Owner {
		if err := keepAnOwner(tx, person); err != nil {
			return err
		}
	}
	return tx.Join(person, to)
}

// keepAnOwner refuses to take away the last owner of a company: nobody could let
// anybody in any more.
func keepAnOwner(tx *store.Tx, leaving id.ID) error {
	owners, err := tx.LockOwners()
	if err == nil && len(owners) == 1 && owners[0] == leaving {
		err = fault.New(fault.Conflict, "the last owner of a company stays; make somebody else an owner first")
	}
	return err
}
