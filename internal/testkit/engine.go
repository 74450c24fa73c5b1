// Package testkit is what tests share: stores on both engines, clocks that stand
// still, and samples. Nothing outside tests imports it.
package testkit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"acquit/internal/store"
	"acquit/internal/testkit/corpus"
)

// Engines runs a test on each engine, on an empty database of its own with the
// house's tables in it: a SQLite file, and a PostgreSQL database on the server
// that ACQUIT_TEST_DATABASE_URL names. Without a server that half is skipped; on
// CI it fails, since nobody would see that it was skipped.
func Engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, filepath.Join(t.TempDir(), "acquit.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, Postgres(t))
	})
}

// Stores runs a test on each engine with an open store whose clock stands still.
func Stores(t *testing.T, test func(t *testing.T, s *store.Store, clock *Clock)) {
	t.Helper()
	Engines(t, func(t *testing.T, url string) {
		clock := NewClock()
		test(t, Open(t, url, clock), clock)
	})
}

// Open opens a store that is closed when the test ends.
func Open(t testing.TB, url string, clock *Clock) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), url, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Server is the address of the PostgreSQL server that tests may use.
func Server(t testing.TB) string {
	t.Helper()
	server := os.Getenv("ACQUIT_TEST_DATABASE_URL")
	switch {
	case server != "":
	case os.Getenv("CI") != "":
		t.Fatal("no PostgreSQL server: ACQUIT_TEST_DATABASE_URL is not set (make test sets it)")
	default:
		t.Skip("no PostgreSQL server: run it with tools/postgres go test …")
	}
	return server
}

// Postgres returns the address of a new PostgreSQL database that goes when the
// test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	server := Server(t)
	template, err := template(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "acquit_test_" + rand.Text()
	if err := admin(server, fmt.Sprintf(`CREATE DATABASE "%s" TEMPLATE "%s"`, name, template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, fmt.Sprintf(`DROP DATABASE "%s" WITH (FORCE)`, name)); err != nil {
			t.Error(err)
		}
	})
	return at(server, name)
}

// templates remembers the template of each server, made once for each process.
var templates sync.Map // server to func() (string, error)

// template is the name of a database with empty tables, which new databases are
// copied from: that takes a tenth of the time that the migrations take. Test
// processes that run side by side share it, so its name tells the migrations.
func template(server string) (string, error) {
	made, _ := templates.LoadOrStore(server, sync.OnceValues(func() (string, error) {
		name, err := templateName()
		if err != nil {
			return "", err
		}
		return name, ensureTemplate(server, name)
	}))
	return made.(func() (string, error))()
}

func templateName() (string, error) {
	files, err := filepath.Glob(filepath.Join(corpus.Root(), "internal", "store", "migrations", "*.sql"))
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, name := range append(files, filepath.Join(corpus.Root(), "go.mod")) { // the queue's tables come with its module
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		sum.Write(text)
	}
	return "acquit_template_" + hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// templateLock is the advisory lock that lets one process make the template.
const templateLock = 4_271_951

func ensureTemplate(server, name string) error {
	ctx := context.Background()
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	lock, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer lock.Close() // the lock goes with its connection
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return err
	}
	var found bool
	if err := lock.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&found); err != nil || found {
		return err
	}
	return makeTemplate(ctx, server, name)
}

// makeTemplate makes it under another name first: one that was cut off half-way is
// never taken for a whole one.
func makeTemplate(ctx context.Context, server, name string) error {
	draft := "acquit_draft_" + rand.Text()
	if err := admin(server, fmt.Sprintf(`CREATE DATABASE "%s"`, draft)); err != nil {
		return err
	}
	s, err := store.Open(ctx, at(server, draft), time.Now)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	return admin(server, fmt.Sprintf(`ALTER DATABASE "%s" RENAME TO "%s"`, draft, name))
}

// admin runs a statement that belongs to no one database.
func admin(server, statement string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// at is the address of another database on a server.
func at(server, database string) string {
	address, err := url.Parse(server)
	if err != nil {
		panic(err) // it was connected to already
	}
	address.Path = "/" + database
	return address.String()
}
