package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Tx is a running transaction. Queries are portable SQL texts; see Expand.
type Tx struct {
	*sql.Tx
	Engine       Engine
	ctx          context.Context
	conn         *sql.Conn
	spares       bool
	written      map[string]int64 // rows by table, on PostgreSQL
	beforeCommit []func() error
	afterCommit  []func()
}

// Context is the context that the transaction runs in.
func (t *Tx) Context() context.Context { return t.ctx }

// BeforeCommit adds work to do at the end of the transaction, inside it.
func (t *Tx) BeforeCommit(fn func() error) { t.beforeCommit = append(t.beforeCommit, fn) }

// AfterCommit adds something to tell once the transaction is on disk.
func (t *Tx) AfterCommit(fn func()) { t.afterCommit = append(t.afterCommit, fn) }

// Spare makes the transaction hold at most so many MiB of SQLite's pages in memory.
// What a large one writes beyond goes to disk before it ends, which takes longer.
func (t *Tx) Spare(mib int) error {
	if t.Engine != SQLite {
		return nil // the server's memory is its own
	}
	t.spares = true
	_, err := t.Exec(fmt.Sprintf(`PRAGMA cache_size = -%d`, mib<<10))
	return err
}

// unspare gives the connection its memory back, once the transaction is over.
func (t *Tx) unspare() {
	if t.spares {
		t.conn.ExecContext(context.WithoutCancel(t.ctx), fmt.Sprintf(`PRAGMA cache_size = -%d`, writerCache<<10))
	}
}

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	res, err := t.ExecContext(t.ctx, Expand(t.Engine, query), clean(args)...)
	if err != nil {
		return 0, explain(err, query)
	}
	rows, err := res.RowsAffected()
	if table := writtenBy(query); table != "" {
		t.wrote(table, rows)
	}
	return rows, err
}

// Rows runs a query and calls scan on each row.
func (t *Tx) Rows(scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := t.QueryContext(t.ctx, Expand(t.Engine, query), clean(args)...)
	if err != nil {
		return explain(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return explain(err, query)
		}
	}
	if err := rows.Err(); err != nil {
		return explain(err, query)
	}
	return rows.Close()
}

// Row scans the first row of a query into dest. No row is a NotFound.
func (t *Tx) Row(dest []any, query string, args ...any) error {
	err := t.QueryRowContext(t.ctx, Expand(t.Engine, query), clean(args)...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "there is no such row")
	}
	return explain(err, query)
}

// Collect returns one T for each row of a query.
func Collect[T any](t *Tx, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := t.Rows(func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// One returns the T of a query's first row, and whether there was a row.
func One[T any](t *Tx, scan func(*sql.Rows) (T, error), query string, args ...any) (one T, found bool, err error) {
	all, err := Collect(t, scan, query, args...)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// Insert adds many rows to a table by the engine's fastest way: COPY on
// PostgreSQL, one prepared statement on SQLite. next returns the values of a row
// in the order of columns, or nil at the end; it may reuse the slice.
func (t *Tx) Insert(table string, columns []string, next func() ([]any, error)) (int64, error) {
	if t.Engine == Postgres {
		return t.copyFrom(table, columns, next)
	}
	return t.insertRows(table, columns, next)
}

func (t *Tx) copyFrom(table string, columns []string, next func() ([]any, error)) (n int64, err error) {
	var broken error // of the source; the server gives back its text only
	err = t.conn.Raw(func(driver any) error {
		source := pgx.CopyFromFunc(func() ([]any, error) {
			row, err := next()
			broken = err
			for i, v := range clean(row) {
				if day, ok := v.(date.Date); ok {
					row[i] = copyDay(day)
				}
			}
			return row, err
		})
		conn := driver.(*stdlib.Conn).Conn()
		n, err = conn.CopyFrom(t.ctx, pgx.Identifier{table}, columns, source)
		return err
	})
	if broken != nil {
		return n, broken
	}
	if err != nil {
		return n, fmt.Errorf("copy into %s: %w", table, err)
	}
	t.wrote(table, n)
	return n, nil
}

// clean takes out of texts what PostgreSQL cannot store, NUL and bytes that are no
// UTF-8, so that a file from a stranger is kept alike on both engines. It changes
// args.
func clean(args []any) []any {
	for n, arg := range args {
		text, ok := arg.(string)
		switch {
		case !ok:
		case strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text):
			args[n] = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", " "), "\uFFFD")
		case strings.Contains(text, `\u0000`):
			args[n] = strings.ReplaceAll(text, `\u0000`, " ") // JSON's way of writing it
		}
	}
	return args
}

// copyDay is a day as COPY's binary form wants it.
func copyDay(d date.Date) any {
	if d == date.None {
		return nil
	}
	return d.Time()
}

// JSON is v as the text of a {rows}, {list} or {json} parameter. A nil slice is an
// empty list: "null" would be an error to one engine and a row to the other.
// Values that cannot be written as JSON are a bug.
func JSON(v any) string {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.IsNil() {
		return "[]"
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("db: %T as JSON: %v", v, err))
	}
	return string(b)
}

// Instant is t as stored: microseconds since 1970 UTC, NULL for the zero time.
func Instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// ScanInstant scans what Instant stored into t.
func ScanInstant(t *time.Time) sql.Scanner { return (*instant)(t) }

type instant time.Time

func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("db: cannot read an instant from %T", src)
	}
	return nil
}

// explain adds the first line of the query to a failure, without its parameters:
// they may be personal.
func explain(err error, query string) error {
	if err == nil || fault.KindOf(err) != "" {
		return err
	}
	head, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	return fmt.Errorf("%s: %w", head, err)
}
