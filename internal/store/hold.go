package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/hold"
	"acquit/internal/id"
)

const holdColumns = `id, customer_id, invoice_id, reason, until_on, placed_by, placed_at, lifted_by, lifted_at`

func scanHold(rows *sql.Rows) (hold.Hold, error) {
	var h hold.Hold
	var invoice sql.NullInt64
	err := rows.Scan(&h.ID, &h.Customer, &invoice, &h.Reason, &h.Until, &h.PlacedBy, db.ScanInstant(&h.PlacedAt), &h.LiftedBy, db.ScanInstant(&h.LiftedAt))
	h.Invoice = id.ID(invoice.Int64)
	return h, err
}

// AddHolds stores holds and gives them identifiers.
func (tx *Tx) AddHolds(all ...*hold.Hold) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("hold", []string{"company_id", "id", "customer_id", "invoice_id", "reason", "until_on", "placed_by", "placed_at", "lifted_by"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			h := all[n]
			n++
			h.ID, h.PlacedAt = tx.NewID(), now
			return []any{int64(tx.Company), int64(h.ID), int64(h.Customer), optional(h.Invoice), h.Reason, h.Until, h.PlacedBy, db.Instant(now), ""}, nil
		})
	return err
}

// HoldsByID finds holds, lifted or not, in the order of their making.
func (tx *Tx) HoldsByID(ids []id.ID) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY id`, tx.Company, db.JSON(ints(ids)))
}

// Holds are the live holds of customers and of their invoices, in the order of their
// making.
func (tx *Tx) Holds(customers ...id.ID) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND lifted_at IS NULL ORDER BY id`, tx.Company, db.JSON(ints(customers)))
}

// LiftHolds ends the holds among these that stand, and returns them.
func (tx *Tx) LiftHolds(ids []id.ID, by string) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `UPDATE hold SET lifted_by = $3, lifted_at = $4
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND lifted_at IS NULL RETURNING `+holdColumns,
		tx.Company, db.JSON(ints(ids)), by, db.Instant(tx.Now()))
}
