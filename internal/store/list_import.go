package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
)

// ImportByID finds a file that was taken in.
func (tx *Tx) ImportByID(i id.ID) (Import, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (f Import, err error) {
		return f, rows.Scan(&f.ID, &f.Kind, &f.Name, &f.Document, &f.Report, &f.Actor, db.ScanInstant(&f.At))
	}, `SELECT id, kind, name, document, report, actor, created_at FROM import WHERE company_id = $1 AND id = $2`, tx.Company, i)
}
