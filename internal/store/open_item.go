package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
)

// OpenScope says of which open items a list of a company's books speaks.
type OpenScope struct {
	Currencies []string  // ISO codes
	Until      date.Date // those that were issued later are not in the list
	Source     string    // of the items; "" for all
	Except     id.ID     // the import that the list is; what it brought is in it
}

// OpenItem is an open document by its name.
type OpenItem struct {
	ID     id.ID
	Kind   invoice.Kind
	Number string
}

// OpenItems calls see with each open document of a scope, credit notes included, in
// no order.
func (tx *Tx) OpenItems(of OpenScope, see func(*OpenItem)) error {
	var i OpenItem
	return tx.Rows(func(rows *sql.Rows) error {
		if err := rows.Scan(&i.ID, &i.Kind, &i.Number); err != nil {
			return err
		}
		see(&i)
		return nil
	}, `SELECT id, kind, number FROM invoice WHERE company_id = $1 AND open_minor <> 0 AND currency IN ({list $2 TEXT})
		AND issued_on <= $3 AND ($4 = '' OR source = $4) AND (import_id IS NULL OR import_id <> $5)`,
		tx.Company, db.JSON(of.Currencies), of.Until, of.Source, of.Except)
}
