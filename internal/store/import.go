package store

import (
	"database/sql"
	"math"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
)

// Import is a file that was taken in.
type Import struct {
	ID       id.ID
	Kind     string // "invoices", "statements", "customers"
	Name     string
	Document string
	Report   string // JSON, as intake wrote it
	Actor    string
	At       time.Time
	UndoneBy string
	UndoneAt time.Time // zero while it stands
}

const importColumns = `id, kind, name, document, report, actor, created_at, undone_by, undone_at`

func scanImport(rows *sql.Rows) (i Import, err error) {
	return i, rows.Scan(&i.ID, &i.Kind, &i.Name, &i.Document, &i.Report, &i.Actor, db.ScanInstant(&i.At), &i.UndoneBy, db.ScanInstant(&i.UndoneAt))
}

// AddImport stores what came of a file. Its identifier is made before the rows that
// bear it are stored.
func (tx *Tx) AddImport(i *Import) error {
	if i.ID == 0 {
		i.ID = tx.NewID()
	}
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
	return db.Collect(tx.Tx, scanImport, `SELECT `+importColumns+` FROM import
		WHERE company_id = $1 AND id < $2 ORDER BY id DESC`+first(limit), tx.Company, before)
}

// ImportByID finds a file that was taken in.
func (tx *Tx) ImportByID(i id.ID) (Import, bool, error) {
	return db.One(tx.Tx, scanImport, `SELECT `+importColumns+` FROM import WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// Mapping is how a company's tables with certain headings are to be read: the JSON of
// a table.Mapping, "" when nobody said so yet.
func (tx *Tx) Mapping(kind, signature string) (definition string, err error) {
	definition, _, err = db.One(tx.Tx, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT definition FROM mapping WHERE company_id = $1 AND kind = $2 AND signature = $3`, tx.Company, kind, signature)
	return definition, err
}

// SaveMapping remembers how tables with certain headings are to be read.
func (tx *Tx) SaveMapping(kind, signature, definition, by string) error {
	_, err := tx.Exec(`INSERT INTO mapping (company_id, kind, signature, definition, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (company_id, kind, signature) DO UPDATE SET definition = $4, saved_by = $5, saved_at = $6`,
		tx.Company, kind, signature, definition, by, db.Instant(tx.Now()))
	return err
}
