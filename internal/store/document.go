package store

import (
	"database/sql"
	"math"
	"time"

	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/id"
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

// Import is a file that was taken in.
type Import struct {
	ID       id.ID
	Kind     string // "invoices", "statements", "customers"
	Name     string
	Document string
	Report   string // JSON, as intake wrote it
	Actor    string
	At       time.Time
}

// AddImport stores what came of a file.
func (tx *Tx) AddImport(i *Import) error {
	i.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO import (company_id, id, kind, name, document, report, actor, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Company, i.ID, i.Kind, i.Name, i.Document, i.Report, i.Actor, db.Instant(tx.Now()))
	return err
}

// Imports are at most limit files that were taken in before the one given, the
// newest first; 0 starts at the newest.
func (tx *Tx) Imports(before id.ID, limit int) ([]Import, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (i Import, err error) {
		return i, rows.Scan(&i.ID, &i.Kind, &i.Name, &i.Document, &i.Report, &i.Actor, db.ScanInstant(&i.At))
	}, `SELECT id, kind, name, document, report, actor, created_at FROM import
		WHERE company_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, tx.Company, before, limit)
}
