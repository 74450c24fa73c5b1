// Package db is the engine room: one way to open, migrate and transact on two
// engines, SQLite inside the process and PostgreSQL beside it. It knows SQL but
// nothing of receivables.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"acquit/internal/fault"
)

// Engine names the database under a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	Engine Engine
	URL    string  // as given to Open; holds a password on PostgreSQL: never log it
	write  *sql.DB // on SQLite one connection, so that writers queue in Go
	read   *sql.DB
	turns  chan struct{} // a place in it for each connection that reads; see View

	written written // on PostgreSQL
}

// readers is the number of SQLite connections that read: as many as there are
// processors, since what SQLite does is work of this process. With more, half-done
// reads would share a processor, and all of them take longer.
func readers() int { return min(max(2, runtime.GOMAXPROCS(0)), 8) }

// connections is the number of connections to PostgreSQL.
const connections = 20

// Open opens the database at url: "postgres://…", or the path of a SQLite file,
// which is made when it does not exist.
func Open(ctx context.Context, url string) (*DB, error) {
	if IsPostgres(url) {
		return openPostgres(ctx, url)
	}
	return openSQLite(ctx, url)
}

// IsPostgres reports whether url names a PostgreSQL database.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func openPostgres(ctx context.Context, url string) (*DB, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the database address cannot be read")
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fault.Wrap(fault.Unavailable, err, "PostgreSQL does not answer")
	}
	return &DB{Engine: Postgres, URL: url, write: pool, read: pool, turns: make(chan struct{}, connections),
		written: written{rows: map[string]int64{}, wait: map[string]int64{}}}, nil
}

// writerCache is how many MiB of pages SQLite's writer keeps in memory.
const writerCache = 256

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the data folder cannot be made")
	}
	// A commit is on disk before it is reported (synchronous FULL): what was
	// recorded as sent must still be so after a power cut.
	write, err := openSQLitePool(path, 1, "_txlock=immediate", "_pragma=synchronous(FULL)",
		fmt.Sprintf("_pragma=cache_size(-%d)", writerCache<<10), "_pragma=wal_autocheckpoint(10000)")
	if err != nil {
		return nil, err
	}
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, fault.Wrap(fault.Unavailable, err, "the database file %s cannot be opened", path)
	}
	read, err := openSQLitePool(path, readers(), "_pragma=query_only(1)", "_pragma=cache_size(-65536)", "_pragma=mmap_size(1073741824)")
	if err != nil {
		write.Close()
		return nil, err
	}
	return &DB{Engine: SQLite, URL: path, write: write, read: read, turns: make(chan struct{}, readers())}, nil
}

func openSQLitePool(path string, conns int, options ...string) (*sql.DB, error) {
	options = append(options,
		"_pragma=journal_mode(WAL)", "_pragma=foreign_keys(1)", fmt.Sprintf("_pragma=busy_timeout(%d)", usualPatience.Milliseconds()),
		"_pragma=temp_store(MEMORY)")
	dsn := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
	connector, err := newLiteConnector(strings.ReplaceAll(dsn, "%2F", "/") + "?" + strings.Join(options, "&"))
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

// Close waits for running work and closes the database.
func (d *DB) Close() error {
	if d.read != d.write {
		return errors.Join(d.read.Close(), d.write.Close())
	}
	return d.write.Close()
}

// View runs fn on one consistent state of the data. Writes inside it fail. Views wait
// in line for a connection: database/sql gives a free one to any of those who wait, so
// that under load some wait three times as long as others.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return fault.Wrap(fault.Unavailable, ctx.Err(), "no connection to the database")
	}
	return d.run(ctx, d.read, &sql.TxOptions{ReadOnly: true, Isolation: d.snapshot()}, fn)
}

// snapshot is the isolation in which a transaction sees one state throughout:
// SQLite's only one, and PostgreSQL's REPEATABLE READ.
func (d *DB) snapshot() sql.IsolationLevel {
	if d.Engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// attempts is how often Update runs a transaction that other writers undid.
const attempts = 5

// Update runs fn in a transaction that is committed when fn returns nil. When
// the database undoes it because of other writers, fn runs again: it must not
// change anything but the transaction. It is ErrBusy when others keep it waiting for
// longer than ctx has patience; see Patient.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for attempt := range attempts {
		err = d.run(ctx, d.write, nil, fn)
		switch {
		case kept(err):
			return ErrBusy
		case !undone(err):
			return err
		}
		time.Sleep(time.Duration(attempt+1) * 20 * time.Millisecond)
	}
	return fault.Wrap(fault.Unavailable, err, "others kept writing the same data")
}

func (d *DB) run(ctx context.Context, pool *sql.DB, options *sql.TxOptions, fn func(*Tx) error) (err error) {
	conn, err := d.connect(ctx, pool, options)
	if err != nil {
		return err
	}
	defer conn.Close()
	sqlTx, err := conn.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if !done {
			sqlTx.Rollback()
		}
	}()
	tx := &Tx{Tx: sqlTx, Engine: d.Engine, ctx: ctx, conn: conn}
	defer tx.unspare()
	if options == nil {
		if err := tx.hurry(); err != nil {
			return err
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	for _, finish := range tx.beforeCommit {
		if err := finish(); err != nil {
			return err
		}
	}
	done = true
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	d.takeStatistics(ctx, conn, tx.written)
	for _, tell := range tx.afterCommit {
		tell()
	}
	return nil
}

// undone reports whether err says that the database undid the transaction for
// the sake of another one, so that it may be tried again.
func undone(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return false
}

// IsDuplicate reports whether err says that a row with the same unique key stands
// there already.
func IsDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}
