package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"acquit/internal/fault"
)

// A large import holds SQLite's one writer, and on PostgreSQL the customers that it
// touches, until it ends. Whoever wants to write meanwhile waits for a while and then
// hears why, instead of hanging for as long.

// ErrBusy is an Unavailable: another writer held what was needed for too long.
var ErrBusy = fault.New(fault.Unavailable, "a large file is being taken in, or something else as large is being stored; please try again in a minute")

// usualPatience is how long a writer waits for others. People wait for it before a page
// answers; what is stored every day takes far less.
const usualPatience = 20 * time.Second

type patienceKey struct{}

// Patient returns a context in which writers wait so long for others, which may be more
// or less than is usual: background work is in nobody's way.
func Patient(ctx context.Context, patience time.Duration) context.Context {
	return context.WithValue(ctx, patienceKey{}, patience)
}

func patienceOf(ctx context.Context) time.Duration {
	if p, ok := ctx.Value(patienceKey{}).(time.Duration); ok {
		return p
	}
	return usualPatience
}

// connect takes a connection for a transaction. Writers of SQLite queue for the one
// there is; another process may hold the file all the same.
func (d *DB) connect(ctx context.Context, pool *sql.DB, options *sql.TxOptions) (*sql.Conn, error) {
	if options != nil { // it only reads
		conn, err := pool.Conn(ctx)
		return conn, fault.Wrap(fault.Unavailable, err, "no connection to the database")
	}
	patience := patienceOf(ctx)
	waiting, stop := context.WithTimeout(ctx, patience)
	defer stop()
	conn, err := pool.Conn(waiting)
	switch {
	case err != nil && waiting.Err() != nil && ctx.Err() == nil:
		return nil, ErrBusy
	case err != nil || d.Engine != SQLite:
		return conn, fault.Wrap(fault.Unavailable, err, "no connection to the database")
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, patience.Milliseconds())); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// hurry bounds how long a statement of PostgreSQL waits for what others hold.
func (t *Tx) hurry() error {
	if t.Engine != Postgres {
		return nil
	}
	_, err := t.Exec(fmt.Sprintf(`SET LOCAL lock_timeout = %d`, patienceOf(t.ctx).Milliseconds()))
	return err
}

// kept reports whether err says that others held what was needed for too long.
func kept(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "55P03"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}
