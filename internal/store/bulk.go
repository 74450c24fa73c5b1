package store

import (
	"database/sql"
	"fmt"

	"acquit/internal/db"
)

// InBulk runs fill, which stores a large part of a book. While the installation
// holds no invoice yet, the indexes that only serve lists are left out meanwhile
// and built afterwards, which sorts once instead of searching a million times; on
// PostgreSQL so are the foreign keys of the longest tables, which are then checked by
// one join instead of row by row. All of it happens in the running transaction:
// whatever goes wrong, they are there.
func (tx *Tx) InBulk(fill func() error) error {
	var invoices int
	if err := tx.Row([]any{&invoices}, `SELECT COUNT(*) FROM (SELECT 1 FROM invoice LIMIT 1) AS any_invoice`); err != nil {
		return err
	}
	if invoices > 0 {
		return fill()
	}
	aids, err := tx.aids()
	if err != nil {
		return err
	}
	for _, a := range aids {
		if _, err := tx.Exec(a.drop); err != nil {
			return err
		}
	}
	if err := fill(); err != nil {
		return err
	}
	for _, a := range aids {
		if _, err := tx.Exec(a.build); err != nil {
			return fmt.Errorf("%s: %w", a.build, err)
		}
	}
	if err := tx.Grown(); err != nil {
		return err
	}
	return tx.Describe()
}

// aid is what rows are better stored without: an index that holds no rule, or a foreign
// key.
type aid struct{ drop, build string }

// aids are the indexes of invoices, the table that a book is mostly made of, and the
// foreign keys of the tables with a row for each invoice or customer. SQLite checks a
// key for less than it takes to drop one, and has no statement for that.
func (tx *Tx) aids() ([]aid, error) {
	query := `SELECT 'DROP INDEX ' || name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice' AND sql LIKE 'CREATE INDEX%'`
	if tx.Engine == db.Postgres {
		query = `
			SELECT 'DROP INDEX ' || indexname, indexdef FROM pg_indexes
			WHERE schemaname = current_schema() AND tablename = 'invoice' AND indexdef LIKE 'CREATE INDEX%'
			UNION ALL
			SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
				'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint
			WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid IN ('invoice'::regclass, 'timeline'::regclass, 'balance'::regclass)`
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (a aid, err error) {
		return a, rows.Scan(&a.drop, &a.build)
	}, query)
}

// Grown tells PostgreSQL how large the tables of a book have become in the running
// transaction: plans that were made while they were nearly empty, those of its own
// checks of keys among them, would read a table for each row of another.
func (tx *Tx) Grown() error {
	return tx.Analyze("allocation", "balance", "contact", "customer", "customer_label", "entry", "invoice", "payer", "payment", "timeline")
}
