package db_test

import (
	"context"
	"testing"

	"acquit/internal/db"
)

// TestStatisticsAreTakenOfTablesThatGrow writes to a table and asks PostgreSQL how many
// rows it reckons with.
func TestStatisticsAreTakenOfTablesThatGrow(t *testing.T) {
	engines(t, `CREATE TABLE shelf (n BIGINT PRIMARY KEY, book BIGINT)`, func(t *testing.T, d *db.DB) {
		if d.Engine != db.Postgres {
			t.Skip("SQLite is told once and for all")
		}
		last := 0
		put := func(rows int) {
			t.Helper()
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				end := last + rows
				_, err := tx.Insert("shelf", []string{"n", "book"}, func() ([]any, error) {
					if last == end {
						return nil, nil
					}
					last++
					return []any{last, 0}, nil
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(1000)
		if got := reckoned(t, d); got >= 0 {
			t.Errorf("after 1,000 rows statistics were taken, of %d", got)
		}
		put(1)
		if got := reckoned(t, d); got != 1001 {
			t.Errorf("after 1,001 rows PostgreSQL reckons with %d", got)
		}
		put(1000)
		if got := reckoned(t, d); got != 1001 {
			t.Errorf("after fewer than it had PostgreSQL reckons with %d", got)
		}
		run(t, d, "UPDATE shelf\n\t\tSET book = 1 WHERE n = 1")
		if got := reckoned(t, d); got != 2001 {
			t.Errorf("after as many again PostgreSQL reckons with %d", got)
		}
		run(t, d, `UPDATE shelf SET book = 2 WHERE n > 1500`)
		run(t, d, `DELETE FROM shelf WHERE n > 501`)
		if got := reckoned(t, d); got != 501 {
			t.Errorf("after changes to all rows PostgreSQL reckons with %d", got)
		}
	})
}

// TestALargeTableIsLeftToPostgreSQL writes, in a program that has just begun, a small part
// of what a table has.
func TestALargeTableIsLeftToPostgreSQL(t *testing.T) {
	engines(t, `CREATE TABLE hall (n BIGINT)`, func(t *testing.T, d *db.DB) {
		if d.Engine != db.Postgres {
			t.Skip("SQLite is told once and for all")
		}
		run(t, d, `INSERT INTO hall SELECT * FROM generate_series(1, 10000)`)
		begun, err := db.Open(context.Background(), d.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer begun.Close()
		run(t, begun, `DELETE FROM hall WHERE n <= 2000`)
		var had int
		view(t, d, func(tx *db.Tx) error {
			return tx.Row([]any{&had}, `SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('hall')`)
		})
		if had != 10000 {
			t.Errorf("PostgreSQL reckons with %d rows: statistics were taken anew of a fifth", had)
		}
	})
}

// reckoned is with how many rows of the shelf PostgreSQL reckons; -1 before it looked.
func reckoned(t *testing.T, d *db.DB) (rows int) {
	t.Helper()
	view(t, d, func(tx *db.Tx) error {
		return tx.Row([]any{&rows}, `SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('shelf')`)
	})
	return rows
}
