package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/id"
)

const attachments = `SELECT a.id, a.customer_id, a.invoice_id, a.message_id, a.kind, a.name, a.note, a.document, d.mime, d.size, a.added_by, a.added_at, a.removed_by, a.removed_at
	FROM attachment a JOIN document d ON d.company_id = a.company_id AND d.hash = a.document WHERE a.company_id = $1`

func scanAttachment(rows *sql.Rows) (evidence.Attachment, error) {
	var a evidence.Attachment
	var customer, invoice, letter sql.NullInt64
	err := rows.Scan(&a.ID, &customer, &invoice, &letter, &a.Kind, &a.Name, &a.Note, &a.Hash, &a.MIME, &a.Size, &a.AddedBy, db.ScanInstant(&a.AddedAt),
		&a.RemovedBy, db.ScanInstant(&a.RemovedAt))
	a.Customer, a.Invoice, a.Message = id.ID(customer.Int64), id.ID(invoice.Int64), id.ID(letter.Int64)
	return a, err
}

// mostAttachments bounds the documents that are listed of one invoice or customer.
const mostAttachments = 200

// AttachmentsOf are the documents that stand attached to an invoice, in the order of
// their coming.
func (tx *Tx) AttachmentsOf(invoice id.ID) ([]evidence.Attachment, error) {
	return db.Collect(tx.Tx, scanAttachment, attachments+` AND a.invoice_id = $2 AND a.removed_at IS NULL ORDER BY a.id`+first(mostAttachments), tx.Company, invoice)
}

// AttachmentsOfCustomer are the documents that stand attached to a customer itself.
func (tx *Tx) AttachmentsOfCustomer(customer id.ID) ([]evidence.Attachment, error) {
	return db.Collect(tx.Tx, scanAttachment, attachments+` AND a.customer_id = $2 AND a.removed_at IS NULL ORDER BY a.id`+first(mostAttachments), tx.Company, customer)
}

// Attachment finds an attached document, also one that was taken off.
func (tx *Tx) Attachment(i id.ID) (evidence.Attachment, bool, error) {
	return db.One(tx.Tx, scanAttachment, attachments+` AND a.id = $2`, tx.Company, i)
}

// AttachmentsByID are those of some documents that stand attached, by their identifiers.
func (tx *Tx) AttachmentsByID(ids []id.ID) (map[id.ID]evidence.Attachment, error) {
	standing := map[id.ID]evidence.Attachment{}
	if len(ids) == 0 {
		return standing, nil
	}
	found, err := db.Collect(tx.Tx, scanAttachment, attachments+` AND a.id IN ({list $2 BIGINT}) AND a.removed_at IS NULL`, tx.Company, db.JSON(ints(ids)))
	for _, a := range found {
		standing[a.ID] = a
	}
	return standing, err
}

// AttachedTo finds where a document stands attached, the earliest first.
func (tx *Tx) AttachedTo(hash string) ([]evidence.Attachment, error) {
	return db.Collect(tx.Tx, scanAttachment, attachments+` AND a.document = $2 AND a.removed_at IS NULL ORDER BY a.id`+first(mostAttachments), tx.Company, hash)
}

// Attach stores an attached document, whose body is kept already, and gives it an
// identifier.
func (tx *Tx) Attach(a *evidence.Attachment) error {
	a.ID, a.AddedAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO attachment (company_id, id, customer_id, invoice_id, message_id, kind, name, note, document, added_by, added_at, removed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')`,
		tx.Company, a.ID, optional(a.Customer), optional(a.Invoice), optional(a.Message), string(a.Kind), a.Name, a.Note, a.Hash, a.AddedBy, db.Instant(a.AddedAt))
	return err
}

// Detach takes an attached document off, and reports whether it stood.
func (tx *Tx) Detach(i id.ID, by string) (bool, error) {
	n, err := tx.Exec(`UPDATE attachment SET removed_by = $3, removed_at = $4 WHERE company_id = $1 AND id = $2 AND removed_at IS NULL`,
		tx.Company, i, by, db.Instant(tx.Now()))
	return n > 0, err
}

// Reattach puts a document back that was taken off, and reports whether it was.
func (tx *Tx) Reattach(i id.ID) (bool, error) {
	n, err := tx.Exec(`UPDATE attachment SET removed_by = '', removed_at = NULL WHERE company_id = $1 AND id = $2 AND removed_at IS NOT NULL`, tx.Company, i)
	return n > 0, err
}
