package store

import (
	"database/sql"
	"time"

	"acquit/internal/db"
	"acquit/internal/user"
)

// Reader is who signs in to the pages of the customers of which it is a contact.
type Reader struct {
	Address  string // in small letters
	Password user.Hash
}

// ReaderSession is a browser in which a reader is signed in.
type ReaderSession struct {
	Hash    string // of the token in the cookie
	Address string
	Until   time.Time
}

// ReaderBy finds who signs in with an address, which is in small letters.
func (tx *Tx) ReaderBy(address string) (Reader, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (r Reader, err error) {
		return r, rows.Scan(&r.Address, &r.Password)
	}, `SELECT address, password FROM reader WHERE company_id = $1 AND address = $2`, tx.Company, address)
}

// SetReader keeps the password of a reader, who is signed in nowhere from then on.
func (tx *Tx) SetReader(r Reader) error {
	if _, err := tx.Exec(`DELETE FROM reader_session WHERE company_id = $1 AND address = $2`, tx.Company, r.Address); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO reader (company_id, address, password, chosen_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (company_id, address) DO UPDATE SET password = excluded.password, chosen_at = excluded.chosen_at`,
		tx.Company, r.Address, string(r.Password), db.Instant(tx.Now()))
	return err
}

// AddReaderSession keeps that a reader is signed in, and forgets where it was and is no more.
func (tx *Tx) AddReaderSession(s *ReaderSession) error {
	if _, err := tx.Exec(`DELETE FROM reader_session WHERE company_id = $1 AND address = $2 AND until_at < $3`, tx.Company, s.Address, db.Instant(tx.Now())); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO reader_session (company_id, hash, address, until_at) VALUES ($1, $2, $3, $4)`, tx.Company, s.Hash, s.Address, db.Instant(s.Until))
	return err
}

// ReaderSessionOf finds where a reader is signed in.
func (tx *Tx) ReaderSessionOf(hash string) (ReaderSession, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (s ReaderSession, err error) {
		return s, rows.Scan(&s.Hash, &s.Address, db.ScanInstant(&s.Until))
	}, `SELECT hash, address, until_at FROM reader_session WHERE company_id = $1 AND hash = $2`, tx.Company, hash)
}

// EndReaderSession signs a reader out of a browser.
func (tx *Tx) EndReaderSession(hash string) error {
	_, err := tx.Exec(`DELETE FROM reader_session WHERE company_id = $1 AND hash = $2`, tx.Company, hash)
	return err
}
