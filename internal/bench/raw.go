package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"acquit/internal/db"
)

// scan reads the rows that the night decides on once, and does nothing with them:
// the floor under every figure of the night.
func (p *plan) scan(ctx context.Context) error {
	d, err := db.Open(ctx, p.url())
	if err != nil {
		return err
	}
	defer d.Close()
	rows := 0
	start := time.Now()
	err = d.View(ctx, func(tx *db.Tx) error {
		var customer, invoice, open int64
		var number, currency, issued, due string
		return tx.Rows(func(r *sql.Rows) error {
			rows++
			return r.Scan(&customer, &invoice, &open, &number, &currency, &issued, &due)
		}, `SELECT customer_id, id, open_minor, number, currency, CAST(issued_on AS TEXT), CAST(due_on AS TEXT) FROM invoice WHERE open_minor <> 0`)
	})
	if err != nil {
		return err
	}
	took := time.Since(start)
	rawLine("raw: the same rows scanned once", took, rate(rows, took)+" rows")
	return rawInsert(ctx, d)
}

// rawInsert stores as many rows of the same width into a bare table with two
// indexes: the floor under generate.
func rawInsert(ctx context.Context, d *db.DB) error {
	const rows = 200_000
	var took time.Duration
	err := d.Update(ctx, func(tx *db.Tx) error {
		for _, statement := range []string{
			`CREATE TABLE bench_raw (company_id BIGINT, id BIGINT, customer_id BIGINT, number TEXT, issued_on TEXT, due_on TEXT, currency TEXT,
				total BIGINT, owed BIGINT, open BIGINT, reference TEXT, source TEXT, PRIMARY KEY (company_id, id))`,
			`CREATE INDEX bench_raw_customer ON bench_raw (company_id, customer_id, id)`,
			`CREATE INDEX bench_raw_due ON bench_raw (company_id, due_on, id)`,
		} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		n := 0
		start := time.Now()
		_, err := tx.Insert("bench_raw", []string{"company_id", "id", "customer_id", "number", "issued_on", "due_on", "currency", "total", "owed", "open", "reference", "source"},
			func() ([]any, error) {
				if n == rows {
					return nil, nil
				}
				n++
				due := fmt.Sprintf("2026-%02d-%02d", n*7919%12+1, n*104729%28+1)
				return []any{1, n, n / 10, fmt.Sprintf("G1-%07d", n), due, due, "EUR", n, n, n, fmt.Sprintf("%012d", n), "bench"}, nil
			})
		took = time.Since(start)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DROP TABLE bench_raw`)
		return err
	})
	if err == nil {
		rawLine("raw: rows into a bare table", took, rate(rows, took)+" rows")
	}
	return err
}
