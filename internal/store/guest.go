package store

import (
	"database/sql"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
)

// Guest is who came by the link of a message, and has shown something beside it.
type Guest struct {
	Hash    string // of the token in the cookie
	Message id.ID
	Proof   company.Proof
	Address string // that was proved by a code; "" for who has shown something else
	Until   time.Time
}

// AddGuest keeps what somebody has shown, and forgets those of the same message whose time is
// over.
func (tx *Tx) AddGuest(g *Guest) error {
	if _, err := tx.Exec(`DELETE FROM guest WHERE company_id = $1 AND message_id = $2 AND until_at < $3`, tx.Company, g.Message, db.Instant(tx.Now())); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO guest (hash, company_id, message_id, proof, address, until_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		g.Hash, tx.Company, g.Message, string(g.Proof), g.Address, db.Instant(g.Until))
	return err
}

// GuestOf finds what was shown by who has a cookie, for the link of a message.
func (tx *Tx) GuestOf(message id.ID, hash string) (Guest, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (g Guest, err error) {
		return g, rows.Scan(&g.Hash, &g.Message, &g.Proof, &g.Address, db.ScanInstant(&g.Until))
	}, `SELECT hash, message_id, proof, address, until_at FROM guest WHERE company_id = $1 AND message_id = $2 AND hash = $3`, tx.Company, message, hash)
}

// CountTry counts that something wrong was shown for a link on a day, and returns how often that
// happened on it.
func (tx *Tx) CountTry(message id.ID, on date.Date) (n int, err error) {
	return n, tx.Row([]any{&n}, `UPDATE link SET tries = CASE WHEN tried_on = $3 THEN tries + 1 ELSE 1 END, tried_on = $3
		WHERE company_id = $1 AND message_id = $2 RETURNING tries`, tx.Company, message, on)
}

// Tries is how often something wrong was shown for a link on a day.
func (tx *Tx) Tries(message id.ID, on date.Date) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COALESCE(MAX(tries), 0) FROM link WHERE company_id = $1 AND message_id = $2 AND tried_on = $3`, tx.Company, message, on)
}

// InvoicesNumbered are a customer's invoices of a folded number, settled ones too.
func (tx *Tx) InvoicesNumbered(customer id.ID, key string) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND number_key = $2 AND customer_id = $3 ORDER BY id`, tx.Company, key, customer)
}
