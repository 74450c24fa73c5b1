package store

import (
	"database/sql"
	"encoding/json"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/inbox"
)

// Mailbox is where a company's files and answers come by mail, and how the last look went.
type Mailbox struct {
	ID id.ID // zero for the company's first
	inbox.Mailbox
	Password     []byte // sealed; see package seal
	LookedAt     time.Time
	Trouble      string    // why it could not be read, as JSON of a fault.Text; "" when it could
	FailingSince time.Time // when that began; zero when it could
}

const mailboxColumns = `id, definition, password, looked_at, trouble, failing_since`

func scanMailbox(rows *sql.Rows) (m Mailbox, err error) {
	var definition string
	err = rows.Scan(&m.ID, &definition, &m.Password, db.ScanInstant(&m.LookedAt), &m.Trouble, db.ScanInstant(&m.FailingSince))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(definition), &m.Mailbox)
}

// Mailboxes are the company's mailboxes, the first one first.
func (tx *Tx) Mailboxes() ([]Mailbox, error) {
	return db.Collect(tx.Tx, scanMailbox, `SELECT `+mailboxColumns+` FROM mailbox WHERE company_id = $1 ORDER BY id`, tx.Company)
}

// Mailbox is one of them, and whether there is such a one.
func (tx *Tx) Mailbox(i id.ID) (Mailbox, bool, error) {
	return db.One(tx.Tx, scanMailbox, `SELECT `+mailboxColumns+` FROM mailbox WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// SaveMailbox stores a mailbox in place of the one with its number. It is looked into at the
// next occasion.
func (tx *Tx) SaveMailbox(i id.ID, m *inbox.Mailbox, sealed []byte) error {
	_, err := tx.Exec(`INSERT INTO mailbox (company_id, id, definition, password, looked_at, trouble, failing_since) VALUES ($1, $2, $3, $4, 0, '', NULL)
		ON CONFLICT (company_id, id) DO UPDATE SET definition = $3, password = $4, looked_at = 0, trouble = '', failing_since = NULL`,
		tx.Company, i, db.JSON(m), sealed)
	return err
}

// DropMailbox forgets a mailbox, its password included.
func (tx *Tx) DropMailbox(i id.ID) error {
	_, err := tx.Exec(`DELETE FROM mailbox WHERE company_id = $1 AND id = $2`, tx.Company, i)
	return err
}

// MailboxWaits reports whether the company has a mailbox that nobody looked into after
// an instant.
func (tx *Tx) MailboxWaits(since time.Time) (waits bool, err error) {
	return waits, tx.Row([]any{&waits}, `SELECT EXISTS (SELECT 1 FROM mailbox WHERE company_id = $1 AND looked_at <= $2)`, tx.Company, since.UnixMicro())
}

// StartLook returns a mailbox to the one who is to look into it now. found is false when
// somebody looked into each of them after an instant.
func (tx *Tx) StartLook(since time.Time) (m Mailbox, found bool, err error) {
	return db.One(tx.Tx, scanMailbox, `UPDATE mailbox SET looked_at = $3 WHERE company_id = $1
		AND id = (SELECT MIN(id) FROM mailbox WHERE company_id = $1 AND looked_at <= $2) AND looked_at <= $2 RETURNING `+mailboxColumns,
		tx.Company, since.UnixMicro(), db.Instant(tx.Now()))
}

// EndLook notes how a look into a mailbox went: "" for well.
func (tx *Tx) EndLook(i id.ID, trouble string) error {
	_, err := tx.Exec(`UPDATE mailbox SET trouble = $3, failing_since = CASE WHEN $3 = '' THEN NULL ELSE COALESCE(failing_since, $4) END
		WHERE company_id = $1 AND id = $2`, tx.Company, i, trouble, db.Instant(tx.Now()))
	return err
}

// Arrival is something that came by itself and still lies where it came.
type Arrival struct {
	Source   string // "folder" or "mailbox"
	Key      string // what tells it from all others of its source
	Outcome  string // what came of it, as its taker wrote it; "" until it was taken in
	Attempts int    // how often that was begun
}

// ClaimArrival gives an arrival to one taker, with what is known of it from before.
// mine is false while another one, who claimed it after an instant, is at it.
func (tx *Tx) ClaimArrival(source, key string, since time.Time) (a Arrival, mine bool, err error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (Arrival, error) {
		a := Arrival{Source: source, Key: key}
		return a, rows.Scan(&a.Outcome, &a.Attempts)
	}, `INSERT INTO arrival (company_id, source, key, outcome, attempts, claimed_at) VALUES ($1, $2, $3, '', 1, $4)
		ON CONFLICT (company_id, source, key) DO UPDATE SET claimed_at = $4, attempts = arrival.attempts + 1 WHERE arrival.claimed_at < $5
		RETURNING outcome, attempts`, tx.Company, source, key, db.Instant(tx.Now()), since.UnixMicro())
}

// StaleArrivals are at most limit arrivals of a source that nobody claimed since an
// instant.
func (tx *Tx) StaleArrivals(source string, since time.Time, limit int) ([]Arrival, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (Arrival, error) {
		a := Arrival{Source: source}
		return a, rows.Scan(&a.Key, &a.Outcome, &a.Attempts)
	}, `SELECT key, outcome, attempts FROM arrival WHERE company_id = $1 AND source = $2 AND claimed_at < $3 ORDER BY claimed_at`+first(limit),
		tx.Company, source, since.UnixMicro())
}

// SaveOutcome keeps what came of an arrival until it lies where it belongs.
func (tx *Tx) SaveOutcome(a *Arrival) error {
	_, err := tx.Exec(`UPDATE arrival SET outcome = $4 WHERE company_id = $1 AND source = $2 AND key = $3`, tx.Company, a.Source, a.Key, a.Outcome)
	return err
}

// ReleaseArrival gives an arrival back that could not be finished, for the next
// occasion. Nothing was wrong with it, so that the attempt does not count.
func (tx *Tx) ReleaseArrival(a *Arrival) error {
	_, err := tx.Exec(`UPDATE arrival SET claimed_at = 0, attempts = attempts - 1 WHERE company_id = $1 AND source = $2 AND key = $3`,
		tx.Company, a.Source, a.Key)
	return err
}

// ForgetArrival ends an arrival that lies where it belongs.
func (tx *Tx) ForgetArrival(a *Arrival) error {
	_, err := tx.Exec(`DELETE FROM arrival WHERE company_id = $1 AND source = $2 AND key = $3`, tx.Company, a.Source, a.Key)
	return err
}
