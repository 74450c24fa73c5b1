package store_test

import (
	"database/sql"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/db"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestOpeningAgainChangesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		clock := testkit.NewClock()
		first := testkit.Open(t, url, clock)
		b := newBook(t, first)
		again := testkit.Open(t, url, clock)
		applied, err := again.Migrate(t.Context())
		if len(applied) != 0 || err != nil {
			t.Errorf("applied again: %v, %v", applied, err)
		}
		testkit.View(t, again, b.company, func(tx *store.Tx) error {
			_, found, err := tx.Customer(b.customer.Customer)
			if !found {
				t.Error("the customer is gone")
			}
			return err
		})
	})
}

func TestProcessesMayOpenANewDatabaseAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		empty(t, url)
		var all errgroup.Group
		for range 3 {
			all.Go(func() error {
				s, err := store.Open(t.Context(), url, testkit.NewClock().Now)
				if err != nil {
					return err
				}
				return s.Close()
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		newBook(t, testkit.Open(t, url, testkit.NewClock()))
	})
}

// empty takes the tables out of a PostgreSQL database; a SQLite file is new.
func empty(t *testing.T, url string) {
	t.Helper()
	if !db.IsPostgres(url) {
		return
	}
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`DROP SCHEMA public CASCADE`)
		if err == nil {
			_, err = tx.Exec(`CREATE SCHEMA public`)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryTableIsLedByItsCompany reads the migrations: a table whose key does not
// begin with the company could not be divided by company.
func TestEveryTableIsLedByItsCompany(t *testing.T) {
	ownerless := []string{"company", "person", "password_link", "session", "schema_version",
		"register", "register_business", "register_name", "register_change", "register_code"} // a register says the same to all companies; its migration says why
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	testkit.View(t, s, 0, func(tx *store.Tx) error {
		tables := 0
		err := tx.Rows(func(rows *sql.Rows) error {
			var table, first string
			if err := rows.Scan(&table, &first); err != nil {
				return err
			}
			tables++
			if first != "company_id" {
				t.Errorf("the key of %s begins with %s", table, first)
			}
			return nil
		}, `SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND c.pk = 1 AND m.name NOT LIKE 'river_%' AND m.name NOT IN ('`+strings.Join(ownerless, "', '")+`')`)
		if tables < 20 {
			t.Errorf("only %d tables were looked at", tables)
		}
		return err
	})
}
