package store

import (
	"database/sql"
	"fmt"

	"acquit/internal/db"
)

// InBulk runs fill, which stores a large part of a book. While the installation
// holds no invoice yet, the indexes that only serve lists are left out meanwhile
// and built afterwards, which sorts once instead of searching a million times. All
// of it happens in the running transaction: whatever goes wrong, the indexes are
// there.
func (tx *Tx) InBulk(fill func() error) error {
	var invoices int
	if err := tx.Row([]any{&invoices}, `SELECT COUNT(*) FROM (SELECT 1 FROM invoice LIMIT 1) AS any_invoice`); err != nil {
		return err
	}
	if invoices > 0 {
		return fill()
	}
	lists, err := tx.listIndexes()
	if err != nil {
		return err
	}
	for _, i := range lists {
		if _, err := tx.Exec(`DROP INDEX ` + i.name); err != nil {
			return err
		}
	}
	if err := fill(); err != nil {
		return err
	}
	for _, i := range lists {
		if _, err := tx.Exec(i.definition); err != nil {
			return fmt.Errorf("build %s: %w", i.name, err)
		}
	}
	return tx.Describe()
}

// listIndex is an index that holds no rule, with the statement that makes it.
type listIndex struct{ name, definition string }

// listIndexes are those of invoices, the table that a book is mostly made of.
func (tx *Tx) listIndexes() ([]listIndex, error) {
	query := `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice' AND sql LIKE 'CREATE INDEX%'`
	if tx.Engine == db.Postgres {
		query = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'invoice' AND indexdef LIKE 'CREATE INDEX%'`
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (i listIndex, err error) {
		return i, rows.Scan(&i.name, &i.definition)
	}, query)
}

// Grown tells PostgreSQL how large the tables of a book have become in the running
// transaction: plans that were made while they were nearly empty, those of its own
// checks of keys among them, would read a table for each row of another. SQLite is told
// once and for all; see db.Tx.Describe.
func (tx *Tx) Grown() error {
	if tx.Engine != db.Postgres {
		return nil
	}
	_, err := tx.Exec(`ANALYZE (SKIP_LOCKED) allocation, contact, customer, invoice, payment, timeline`)
	return err
}
