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
	Span     Span      // of a ledger, only when it is added
	Waits    bool      // for a person to explain its columns; nothing of it is taken in yet
}

const importColumns = `id, kind, name, document, report, actor, created_at, undone_by, undone_at, waits`

func scanImport(rows *sql.Rows) (i Import, err error) {
	return i, rows.Scan(&i.ID, &i.Kind, &i.Name, &i.Document, &i.Report, &i.Actor, db.ScanInstant(&i.At), &i.UndoneBy, db.ScanInstant(&i.UndoneAt), &i.Waits)
}

// AddImport stores what came of a file. Its identifier is made before the rows that
// bear it are stored.
func (tx *Tx) AddImport(i *Import) error {
	if i.ID == 0 {
		i.ID = tx.NewID()
	}
	_, err := tx.Exec(`INSERT INTO import (company_id, id, kind, name, document, report, actor, created_at, waits, first_on, last_on, lines)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.Company, i.ID, i.Kind, i.Name, i.Document, i.Report, i.Actor, db.Instant(tx.Now()), i.Waits, i.Span.First, i.Span.Last, i.Span.Lines)
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

// LockImport is ImportByID for one who is going to change what came of the file: others
// who want to wait.
func (tx *Tx) LockImport(i id.ID) (Import, bool, error) {
	return db.One(tx.Tx, scanImport, `SELECT `+importColumns+` FROM import WHERE company_id = $1 AND id = $2 {for update}`, tx.Company, i)
}

// SaveImport stores what came of a file that was handed over before: a table that
// waited, or whose import was undone and which is taken in anew.
func (tx *Tx) SaveImport(i *Import) error {
	_, err := tx.Exec(`UPDATE import SET kind = $3, report = $4, waits = $5, undone_by = $6, undone_at = $7 WHERE company_id = $1 AND id = $2`,
		tx.Company, i.ID, i.Kind, i.Report, i.Waits, i.UndoneBy, db.Instant(i.UndoneAt))
	return err
}

// Mapping is how a company's tables with certain headings are to be read.
type Mapping struct {
	Kind       string
	Signature  string // of the headings
	Definition string // JSON of a table.Mapping
}

// Mappings are those of tables whose headings have one of the signatures, the newest
// first.
func (tx *Tx) Mappings(signatures []string) ([]Mapping, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (m Mapping, err error) {
		return m, rows.Scan(&m.Kind, &m.Signature, &m.Definition)
	}, `SELECT kind, signature, definition FROM mapping WHERE company_id = $1 AND signature IN ({list $2 TEXT}) ORDER BY saved_at DESC, kind`,
		tx.Company, db.JSON(signatures))
}

// SaveMapping remembers how tables with certain headings are to be read.
func (tx *Tx) SaveMapping(m Mapping, by string) error {
	_, err := tx.Exec(`INSERT INTO mapping (company_id, kind, signature, definition, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (company_id, kind, signature) DO UPDATE SET definition = $4, saved_by = $5, saved_at = $6`,
		tx.Company, m.Kind, m.Signature, m.Definition, by, db.Instant(tx.Now()))
	return err
}
