// Package testkit is what tests share: stores on both engines, clocks that stand
// still, and samples. Nothing outside tests imports it.
package testkit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"acquit/internal/db"
	"acquit/internal/store"
	"acquit/internal/testkit/corpus"
)

// Engines runs a test on each engine, on a database of its own: a SQLite file that is
// not there yet, and a PostgreSQL database with the house's empty tables on the server
// that ACQUIT_TEST_DATABASE_URL names. Without a server that half is skipped; on
// CI it fails, since nobody would see that it was skipped.
func Engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, filepath.Join(Dir(t), "acquit.db"))
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

// Open opens a store that is closed when the test ends. A SQLite file that is not there
// yet is laid there first.
func Open(t testing.TB, url string, clock *Clock) *store.Store {
	t.Helper()
	Lay(t, url)
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

// Lay puts a file with the house's empty tables where url names a SQLite file that is
// not there yet: to copy it takes a hundredth of the time that the migrations take.
func Lay(t testing.TB, url string) {
	t.Helper()
	if db.IsPostgres(url) {
		return
	}
	empty, err := emptyFile()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(url, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return
	}
	if err == nil {
		_, err = file.Write(empty)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// emptyFile is a SQLite database with empty tables, made once for each process by the
// migrations themselves.
var emptyFile = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "acquit-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "acquit.db")
	if err := migrate(context.Background(), name); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// migrate makes the house's tables in a database. When it is closed, all of a SQLite
// database is in its file.
func migrate(ctx context.Context, url string) error {
	s, err := store.Open(ctx, url, time.Now)
	if err != nil {
		return err
	}
	return s.Close()
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
	h, err := at(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "acquit_test_" + rand.Text()
	if err := h.run(`CREATE DATABASE "%s" TEMPLATE "%s"`, name, h.template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.run(`DROP DATABASE "%s" WITH (FORCE)`, name); err != nil {
			t.Error(err)
		}
	})
	return on(server, name)
}

// host is a PostgreSQL server that new databases are made on.
type host struct {
	pool *sql.DB // of no test's database; it ends with the process
	// template is the name of a database with empty tables, which new databases are
	// copied from: that takes a tenth of the time that the migrations take. Test
	// processes that run side by side share it, so its name tells the migrations.
	template string
}

// hosts remembers the servers that were spoken to, each with its template, once for
// each process.
var hosts sync.Map // address to func() (*host, error)

func at(server string) (*host, error) {
	made, _ := hosts.LoadOrStore(server, sync.OnceValues(func() (*host, error) {
		name, err := templateName()
		if err != nil {
			return nil, err
		}
		pool, err := sql.Open("pgx", server)
		if err != nil {
			return nil, err
		}
		h := &host{pool, name}
		return h, h.ensureTemplate(context.Background(), server)
	}))
	return made.(func() (*host, error))()
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

func (h *host) ensureTemplate(ctx context.Context, server string) error {
	lock, err := h.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer lock.Close()
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return err
	}
	var found bool
	err = lock.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, h.template).Scan(&found)
	if err == nil && !found {
		err = h.makeTemplate(ctx, server)
	}
	_, unlocked := lock.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, templateLock)
	return errors.Join(err, unlocked)
}

// makeTemplate makes it under another name first: one that was cut off half-way is
// never taken for a whole one.
func (h *host) makeTemplate(ctx context.Context, server string) error {
	draft := "acquit_draft_" + rand.Text()
	if err := h.run(`CREATE DATABASE "%s"`, draft); err != nil {
		return err
	}
	if err := migrate(ctx, on(server, draft)); err != nil {
		return err
	}
	return h.run(`ALTER DATABASE "%s" RENAME TO "%s"`, draft, h.template)
}

// run runs a statement that belongs to no one database, with names in it.
func (h *host) run(format string, names ...any) error {
	statement := fmt.Sprintf(format, names...)
	if _, err := h.pool.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// on is the address of another database on a server.
func on(server, database string) string {
	address, err := url.Parse(server)
	if err != nil {
		panic(err) // it was connected to already
	}
	address.Path = "/" + database
	return address.String()
}
