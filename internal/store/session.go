package store

import (
	"database/sql"
	"time"

	"acquit/internal/db"
)

// Session finds what is kept under a browser's token, unless it ended before now.
// Sessions end by the wall clock, whatever day the companies' books are on.
func (tx *Tx) Session(token string, now time.Time) ([]byte, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (data []byte, err error) {
		return data, rows.Scan(&data)
	}, `SELECT data FROM session WHERE token = $1 AND expires_at > $2`, token, db.Instant(now))
}

// SaveSession keeps data under a browser's token until an instant.
func (tx *Tx) SaveSession(token string, data []byte, until time.Time) error {
	_, err := tx.Exec(`INSERT INTO session (token, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		token, data, db.Instant(until))
	return err
}

// DropSession forgets a session.
func (tx *Tx) DropSession(token string) error {
	_, err := tx.Exec(`DELETE FROM session WHERE token = $1`, token)
	return err
}

// DropEndedSessions forgets the sessions that ended before now.
func (tx *Tx) DropEndedSessions(now time.Time) error {
	_, err := tx.Exec(`DELETE FROM session WHERE expires_at <= $1`, db.Instant(now))
	return err
}
