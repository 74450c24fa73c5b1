package store

import (
	"database/sql"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
)

// EntryCode is a code that somebody with the link of a message asked for by mail.
type EntryCode struct {
	Hash    string // of the token in the cookie
	Message id.ID
	Code    string // the hash of token and code together; "" once it is ended
	Address string // as it was typed, in small letters; it may be nobody's
	Tries   int    // wrong ones
	AskedAt time.Time
}

// AddEntryCode keeps a code that is asked for now, and forgets those of the same message that were
// asked for before a time.
func (tx *Tx) AddEntryCode(e *EntryCode, before time.Time) error {
	if _, err := tx.Exec(`DELETE FROM entry_code WHERE company_id = $1 AND message_id = $2 AND asked_at < $3`, tx.Company, e.Message, db.Instant(before)); err != nil {
		return err
	}
	e.AskedAt = tx.Now()
	_, err := tx.Exec(`INSERT INTO entry_code (company_id, message_id, hash, code_hash, address, tries, asked_at) VALUES ($1, $2, $3, $4, $5, 0, $6)`,
		tx.Company, e.Message, e.Hash, e.Code, e.Address, db.Instant(e.AskedAt))
	return err
}

// EntryCodes is how many codes were asked for by the link of a message since a time.
func (tx *Tx) EntryCodes(message id.ID, since time.Time) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM entry_code WHERE company_id = $1 AND message_id = $2 AND asked_at >= $3`, tx.Company, message, db.Instant(since))
}

// EntryCodeOf finds the code that was asked for by who has a cookie.
func (tx *Tx) EntryCodeOf(message id.ID, hash string) (EntryCode, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (e EntryCode, err error) {
		return e, rows.Scan(&e.Hash, &e.Message, &e.Code, &e.Address, &e.Tries, db.ScanInstant(&e.AskedAt))
	}, `SELECT hash, message_id, code_hash, address, tries, asked_at FROM entry_code WHERE company_id = $1 AND message_id = $2 AND hash = $3`, tx.Company, message, hash)
}

// SaveEntryCode stores how often something wrong was typed, and whether the code is ended.
func (tx *Tx) SaveEntryCode(e *EntryCode) error {
	_, err := tx.Exec(`UPDATE entry_code SET code_hash = $4, tries = $5 WHERE company_id = $1 AND message_id = $2 AND hash = $3`,
		tx.Company, e.Message, e.Hash, e.Code, e.Tries)
	return err
}
