package store

import (
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/payment"
)

// Span is what of the company's books a ledger tells.
type Span struct {
	First, Last date.Date // of its entries
	Lines       int
}

// standing keeps to allocations that are not undone, and that undo nothing.
const standing = ` AND a.reverses_id IS NULL
	AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)`

// SaidByLedgers are the allocations to some invoices that earlier versions of a ledger
// made and that stand, the oldest first. A version is earlier when it tells of the same
// time, has no later day and no more lines.
func (tx *Tx) SaidByLedgers(invoices []id.ID, of Span) ([]payment.Allocation, error) {
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND a.invoice_id IN ({list $2 BIGINT}) AND a.payment_id IS NOT NULL`+standing+`
		AND a.import_id IN (SELECT m.id FROM import m WHERE m.company_id = $1 AND m.undone_at IS NULL
			AND m.last_on BETWEEN $3 AND $4 AND m.first_on <= $4 AND m.lines <= $5)
		ORDER BY a.id`, tx.Company, db.JSON(ints(invoices)), of.First, of.Last, of.Lines)
}

// CameBefore reports whether a file was taken in before, and not undone.
func (tx *Tx) CameBefore(document string) (came bool, err error) {
	return came, tx.Row([]any{&came}, `SELECT EXISTS (SELECT 1 FROM import WHERE company_id = $1 AND document = $2 AND undone_at IS NULL)`, tx.Company, document)
}

// SaidBy are the allocations that an import made and that stand.
func (tx *Tx) SaidBy(imported id.ID) ([]payment.Allocation, error) {
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND a.id > $2 AND a.import_id = $2`+standing+` ORDER BY a.id`, tx.Company, imported)
}

// TakenBackBy are the allocations that an import took back, as far as the imports that
// made them are not undone.
func (tx *Tx) TakenBackBy(imported id.ID) ([]payment.Allocation, error) {
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND a.import_id <> $2
		AND a.id IN (SELECT r.reverses_id FROM allocation r WHERE r.company_id = $1 AND r.id > $2 AND r.import_id = $2)
		AND EXISTS (SELECT 1 FROM import m WHERE m.company_id = $1 AND m.id = a.import_id AND m.undone_at IS NULL)
		ORDER BY a.id`, tx.Company, imported)
}

// RemoveHolds deletes the holds that someone placed on invoices since an import.
func (tx *Tx) RemoveHolds(imported id.ID, invoices []id.ID, by string) error {
	_, err := tx.Exec(`DELETE FROM hold WHERE company_id = $1 AND id > $2 AND placed_by = $4 AND invoice_id IN ({list $3 BIGINT})`,
		tx.Company, imported, db.JSON(ints(invoices)), by)
	return err
}
