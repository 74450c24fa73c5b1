package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/evidence"
)

// Keep stores documents that are not here yet.
func (tx *Tx) Keep(docs ...evidence.Document) error {
	for _, d := range docs {
		_, err := tx.Exec(`INSERT INTO document (company_id, hash, name, mime, size, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (company_id, hash) DO NOTHING`, tx.Company, d.Hash, d.Name, d.MIME, len(d.Body), d.Body, db.Instant(tx.Now()))
		if err != nil {
			return err
		}
	}
	return nil
}

// Document finds a document by its hash.
func (tx *Tx) Document(hash string) (evidence.Document, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (d evidence.Document, err error) {
		return d, rows.Scan(&d.Hash, &d.Name, &d.MIME, &d.Body, db.ScanInstant(&d.CreatedAt))
	}, `SELECT hash, name, mime, body, created_at FROM document WHERE company_id = $1 AND hash = $2`, tx.Company, hash)
}
