package store

import (
	"database/sql"
	"encoding/json"
	"time"

	"acquit/internal/db"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Outlet is the mail server by which a company's mails leave, or those of one of its senders.
type Outlet struct {
	Sender string // the key of the sender; "" for all who have none of their own
	smtp.Config
	Password []byte // sealed; see package seal
}

func scanOutlet(rows *sql.Rows) (o Outlet, err error) {
	var definition string
	if err = rows.Scan(&o.Sender, &definition, &o.Password); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(definition), &o.Config)
}

// Outlets are the company's mail servers.
func (tx *Tx) Outlets() ([]Outlet, error) {
	return db.Collect(tx.Tx, scanOutlet, `SELECT sender, definition, password FROM outlet WHERE company_id = $1 ORDER BY sender`, tx.Company)
}

// SaveOutlet stores a mail server in place of the one that its sender had.
func (tx *Tx) SaveOutlet(o *Outlet) error {
	_, err := tx.Exec(`INSERT INTO outlet (company_id, sender, definition, password) VALUES ($1, $2, $3, $4)
		ON CONFLICT (company_id, sender) DO UPDATE SET definition = $3, password = $4`, tx.Company, o.Sender, db.JSON(o.Config), o.Password)
	return err
}

// DropOutlet forgets the mail server of a sender, its password included.
func (tx *Tx) DropOutlet(sender string) error {
	_, err := tx.Exec(`DELETE FROM outlet WHERE company_id = $1 AND sender = $2`, tx.Company, sender)
	return err
}

// KeepOutletsOf forgets the mail servers of senders that are no more.
func (tx *Tx) KeepOutletsOf(senders []string) error {
	_, err := tx.Exec(`DELETE FROM outlet WHERE company_id = $1 AND sender <> '' AND sender NOT IN ({list $2 TEXT})`, tx.Company, db.JSON(senders))
	return err
}

// SigningKey is a key with which mails are signed.
type SigningKey struct {
	ID       id.ID
	Domain   string
	Selector string
	Private  []byte // PEM, sealed; see package seal
	Signs    bool   // mails are signed with it; not while it is not published yet, or not any more
	MadeBy   string
	MadeAt   time.Time
}

const signingColumns = `id, domain, selector, private, signs, made_by, made_at`

func scanSigningKey(rows *sql.Rows) (k SigningKey, err error) {
	return k, rows.Scan(&k.ID, &k.Domain, &k.Selector, &k.Private, &k.Signs, &k.MadeBy, db.ScanInstant(&k.MadeAt))
}

// SigningKeys are the company's keys, the oldest first.
func (tx *Tx) SigningKeys() ([]SigningKey, error) {
	return db.Collect(tx.Tx, scanSigningKey, `SELECT `+signingColumns+` FROM signing_key WHERE company_id = $1 ORDER BY id`, tx.Company)
}

// AddSigningKey stores a new key and gives it an identifier. A name that another key of the
// domain has is a Conflict.
func (tx *Tx) AddSigningKey(k *SigningKey) error {
	k.ID, k.MadeAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO signing_key (company_id, `+signingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Company, k.ID, k.Domain, k.Selector, k.Private, k.Signs, k.MadeBy, db.Instant(k.MadeAt))
	if db.IsDuplicate(err) {
		return fault.At(0, "selector", "there is a key called %s for %s already", k.Selector, k.Domain)
	}
	return err
}

// SignWith stores whether mails are signed with a key. found is false where there is no such
// key.
func (tx *Tx) SignWith(key id.ID, signs bool) (found bool, err error) {
	n, err := tx.Exec(`UPDATE signing_key SET signs = $3 WHERE company_id = $1 AND id = $2`, tx.Company, key, signs)
	return n > 0, err
}

// DropSigningKey forgets a key.
func (tx *Tx) DropSigningKey(key id.ID) error {
	_, err := tx.Exec(`DELETE FROM signing_key WHERE company_id = $1 AND id = $2`, tx.Company, key)
	return err
}
