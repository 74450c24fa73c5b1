package store

import (
	"database/sql"
	"time"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/user"
)

const accessColumns = `id, name, scope, created_by, created_at, used_at, revoked_by, revoked_at`

func accessFields(a *user.Access) []any {
	return []any{&a.ID, &a.Name, &a.Scope, &a.CreatedBy, db.ScanInstant(&a.CreatedAt), db.ScanInstant(&a.UsedAt), &a.RevokedBy, db.ScanInstant(&a.RevokedAt)}
}

func scanAccess(rows *sql.Rows) (a user.Access, err error) { return a, rows.Scan(accessFields(&a)...) }

// AddAccess stores a new token of the API by the hash of its secret. A name that
// another token has that can be used is a Conflict.
func (tx *Tx) AddAccess(a *user.Access, hash string) error {
	a.ID, a.CreatedAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO api_token (company_id, id, name, scope, token_hash, created_by, created_at, revoked_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '')`, tx.Company, a.ID, a.Name, string(a.Scope), hash, a.CreatedBy, db.Instant(a.CreatedAt))
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "there is a token called %q already", a.Name)
	}
	return err
}

// AccessBySecret finds the company that the hash of a secret gives access to, and the
// token; of whatever company, and not one that was revoked.
func (tx *Tx) AccessBySecret(hash string) (company id.ID, a user.Access, found bool, err error) {
	type both struct {
		company id.ID
		access  user.Access
	}
	one, found, err := db.One(tx.Tx, func(rows *sql.Rows) (b both, err error) {
		return b, rows.Scan(append([]any{&b.company}, accessFields(&b.access)...)...)
	}, `SELECT company_id, `+accessColumns+` FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL`, hash)
	return one.company, one.access, found, err
}

// Accesses are at most limit of the company's tokens, those that can be used first,
// and of them the newest.
func (tx *Tx) Accesses(limit int) ([]user.Access, error) {
	return db.Collect(tx.Tx, scanAccess, `SELECT `+accessColumns+` FROM api_token
		WHERE company_id = $1 ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, id DESC`+first(limit), tx.Company)
}

// AccessByID finds a token of the company.
func (tx *Tx) AccessByID(i id.ID) (user.Access, bool, error) {
	return db.One(tx.Tx, scanAccess, `SELECT `+accessColumns+` FROM api_token WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// UseAccess notes that a token was used just now.
func (tx *Tx) UseAccess(i id.ID, at time.Time) error {
	_, err := tx.Exec(`UPDATE api_token SET used_at = $3 WHERE company_id = $1 AND id = $2`, tx.Company, i, db.Instant(at))
	return err
}

// RevokeAccess ends a token; false when that was done before.
func (tx *Tx) RevokeAccess(i id.ID, by string) (bool, error) {
	n, err := tx.Exec(`UPDATE api_token SET revoked_by = $3, revoked_at = $4 WHERE company_id = $1 AND id = $2 AND revoked_at IS NULL`,
		tx.Company, i, by, db.Instant(tx.Now()))
	return n > 0, err
}
