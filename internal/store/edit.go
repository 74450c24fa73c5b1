package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
)

// InvoiceEdits are the fields of some invoices that people changed here.
func (tx *Tx) InvoiceEdits(invoices ...id.ID) (map[id.ID][]invoice.Edit, error) {
	edits := map[id.ID][]invoice.Edit{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var e invoice.Edit
		err := rows.Scan(&of, &e.Field, &e.Value, &e.Imported)
		edits[of] = append(edits[of], e)
		return err
	}, `SELECT invoice_id, field, value, imported FROM invoice_edit
		WHERE company_id = $1 AND invoice_id IN ({list $2 BIGINT}) ORDER BY invoice_id, field`, tx.Company, db.JSON(ints(invoices)))
	return edits, err
}

// SaveInvoiceEdits stores what people changed of an invoice, in place of what was
// stored before. The invoice itself is stored beside it, by SaveInvoice.
func (tx *Tx) SaveInvoiceEdits(i id.ID, edits []invoice.Edit) error {
	if _, err := tx.Exec(`DELETE FROM invoice_edit WHERE company_id = $1 AND invoice_id = $2`, tx.Company, i); err != nil {
		return err
	}
	n := 0
	_, err := tx.Insert("invoice_edit", []string{"company_id", "invoice_id", "field", "value", "imported"}, func() ([]any, error) {
		if n == len(edits) {
			return nil, nil
		}
		e := edits[n]
		n++
		return []any{int64(tx.Company), int64(i), e.Field, e.Value, e.Imported}, nil
	})
	return err
}
