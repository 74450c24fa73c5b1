package store

import (
	"database/sql"
	"time"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/user"
)

// AddUser stores a new person. An address that is taken is a Conflict.
func (tx *Tx) AddUser(u *user.User) error {
	u.ID, u.CreatedAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO person (id, email, name, language, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		u.ID, u.Email, u.Name, u.Language, string(u.Password), db.Instant(u.CreatedAt))
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "%s has an account already", u.Email)
	}
	return err
}

// SaveUser stores what was changed of a person. An address that is taken is a
// Conflict.
func (tx *Tx) SaveUser(u *user.User) error {
	_, err := tx.Exec(`UPDATE person SET email = $2, name = $3, language = $4, password_hash = $5 WHERE id = $1`,
		u.ID, u.Email, u.Name, u.Language, string(u.Password))
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "%s has an account already", u.Email)
	}
	return err
}

// DropUser forgets a person, who works for no company any more.
func (tx *Tx) DropUser(person id.ID) error {
	if err := tx.DropPasswordLink(person); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM person WHERE id = $1`, person)
	return err
}

// Join gives a person a role in the transaction's company, in place of any other.
func (tx *Tx) Join(person id.ID, role user.Role) error {
	_, err := tx.Exec(`INSERT INTO membership (company_id, person_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (company_id, person_id) DO UPDATE SET role = excluded.role`, tx.Company, person, string(role))
	return err
}

// Leave takes a person out of the transaction's company.
func (tx *Tx) Leave(person id.ID) error {
	_, err := tx.Exec(`DELETE FROM membership WHERE company_id = $1 AND person_id = $2`, tx.Company, person)
	return err
}

// RoleOf is what a person is in the transaction's company; "" for a stranger.
func (tx *Tx) RoleOf(person id.ID) (user.Role, error) {
	role, _, err := db.One(tx.Tx, func(rows *sql.Rows) (r user.Role, err error) {
		return r, rows.Scan(&r)
	}, `SELECT role FROM membership WHERE company_id = $1 AND person_id = $2`, tx.Company, person)
	return role, err
}

// LockOwners returns the owners of the transaction's company. Until it ends nobody
// else makes one of them something less.
func (tx *Tx) LockOwners() ([]id.ID, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (i id.ID, err error) {
		return i, rows.Scan(&i)
	}, `SELECT person_id FROM membership WHERE company_id = $1 AND role = $2 ORDER BY person_id {for update}`, tx.Company, string(user.Owner))
}

// CountOwners counts the owners of the transaction's company.
func (tx *Tx) CountOwners() (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM membership WHERE company_id = $1 AND role = $2`, tx.Company, string(user.Owner))
}

// SavePasswordLink keeps the hash of the one link by which a person may set a
// password, until an instant of the wall clock.
func (tx *Tx) SavePasswordLink(person id.ID, hash string, until time.Time) error {
	_, err := tx.Exec(`INSERT INTO password_link (person_id, token_hash, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
		person, hash, db.Instant(until))
	return err
}

// PasswordLink finds whose link has a hash, unless it ended before now.
func (tx *Tx) PasswordLink(hash string, now time.Time) (user.User, bool, error) {
	return db.One(tx.Tx, scanUser, `SELECT `+userColumns+` FROM person
		WHERE id = (SELECT person_id FROM password_link WHERE token_hash = $1 AND expires_at > $2)`, hash, db.Instant(now))
}

// PasswordLinkEnd is until when a person's link may be used; zero without one.
func (tx *Tx) PasswordLinkEnd(person id.ID) (time.Time, error) {
	until, _, err := db.One(tx.Tx, func(rows *sql.Rows) (t time.Time, err error) {
		return t, rows.Scan(db.ScanInstant(&t))
	}, `SELECT expires_at FROM password_link WHERE person_id = $1`, person)
	return until, err
}

// DropPasswordLink takes a person's link back.
func (tx *Tx) DropPasswordLink(person id.ID) error {
	_, err := tx.Exec(`DELETE FROM password_link WHERE person_id = $1`, person)
	return err
}

const userColumns = `id, email, name, language, password_hash, created_at`

func scanUser(rows *sql.Rows) (user.User, error) {
	var u user.User
	err := rows.Scan(&u.ID, &u.Email, &u.Name, &u.Language, &u.Password, db.ScanInstant(&u.CreatedAt))
	return u, err
}

// UserByEmail finds a person by the address as user.ParseEmail gives it.
func (tx *Tx) UserByEmail(email string) (user.User, bool, error) {
	return db.One(tx.Tx, scanUser, `SELECT `+userColumns+` FROM person WHERE email = $1`, email)
}

// UserByID finds a person.
func (tx *Tx) UserByID(i id.ID) (user.User, bool, error) {
	return db.One(tx.Tx, scanUser, `SELECT `+userColumns+` FROM person WHERE id = $1`, i)
}

// NamesOf are the names of people of the company, by the addresses among these that are
// theirs.
func (tx *Tx) NamesOf(addresses []string) (map[string]string, error) {
	names := map[string]string{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var email, name string
		err := rows.Scan(&email, &name)
		names[email] = name
		return err
	}, `SELECT p.email, p.name FROM person p JOIN membership m ON m.company_id = $1 AND m.person_id = p.id
		WHERE p.email IN ({list $2 TEXT})`, tx.Company, db.JSON(addresses))
	return names, err
}

// LockUser finds a person. Until the transaction ends nobody else changes them.
func (tx *Tx) LockUser(i id.ID) (user.User, bool, error) {
	return db.One(tx.Tx, scanUser, `SELECT `+userColumns+` FROM person WHERE id = $1 {for update}`, i)
}

// Membership is a company that a person works for.
type Membership struct {
	Company company.Company
	Role    user.Role
}

// Memberships are the companies of a person, by name.
func (tx *Tx) Memberships(person id.ID) ([]Membership, error) {
	companies, err := db.Collect(tx.Tx, scanCompany, `SELECT `+companyColumns+` FROM company
		WHERE id IN (SELECT company_id FROM membership WHERE person_id = $1) ORDER BY name`, person)
	if err != nil {
		return nil, err
	}
	roles := map[id.ID]user.Role{}
	err = tx.Rows(func(rows *sql.Rows) error {
		var c id.ID
		var r user.Role
		err := rows.Scan(&c, &r)
		roles[c] = r
		return err
	}, `SELECT company_id, role FROM membership WHERE person_id = $1`, person)
	out := make([]Membership, 0, len(companies))
	for _, c := range companies {
		out = append(out, Membership{c, roles[c.ID]})
	}
	return out, err
}
