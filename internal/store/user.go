package store

import (
	"database/sql"

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

// SaveUser stores what was changed of a person.
func (tx *Tx) SaveUser(u *user.User) error {
	_, err := tx.Exec(`UPDATE person SET name = $2, language = $3, password_hash = $4 WHERE id = $1`,
		u.ID, u.Name, u.Language, string(u.Password))
	return err
}

// Join gives a person a role in the transaction's company, in place of any other.
func (tx *Tx) Join(person id.ID, role user.Role) error {
	_, err := tx.Exec(`INSERT INTO membership (company_id, person_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (company_id, person_id) DO UPDATE SET role = excluded.role`, tx.Company, person, string(role))
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
