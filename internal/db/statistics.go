package db

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"sync"
)

// PostgreSQL chooses its plans, those of its own checks of foreign keys among them, by
// statistics that a service of its own takes a minute or more after a table has changed.
// A run that fills a table within that minute reads it with the plans of an empty one:
// all of it for each row. So we count what we write, and ask for statistics ourselves
// when that is as much as a table held. SQLite is told once and for all; see Describe.

// fewRows is how many written rows change no plan.
const fewRows = 1000

// written counts the rows that were inserted, changed and deleted, by table.
type written struct {
	lock sync.Mutex
	rows map[string]int64 // since statistics were taken
	wait map[string]int64 // how many may be written before somebody looks again
}

// add counts rows and returns how many were written to tables that should be looked at.
func (w *written) add(rows map[string]int64) map[string]int64 {
	w.lock.Lock()
	defer w.lock.Unlock()
	look := map[string]int64{}
	for table, n := range rows {
		w.rows[table] += n
		if w.rows[table] > max(w.wait[table], fewRows) {
			look[table] = w.rows[table]
		}
	}
	return look
}

// isStale reports whether as many rows were written to a table as it had when statistics
// were last taken of it, and notes when to look again.
func (w *written) isStale(table string, rows, had int64) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	if rows < had {
		w.wait[table] = had
		return false
	}
	w.rows[table], w.wait[table] = 0, 0
	return true
}

// wrote notes that the transaction wrote rows to a table.
func (t *Tx) wrote(table string, rows int64) {
	if t.Engine != Postgres || rows == 0 {
		return
	}
	if t.written == nil {
		t.written = map[string]int64{}
	}
	t.written[table] += rows
}

// writtenBy is the table that a statement writes to; "" for none.
func writtenBy(query string) string {
	words := strings.Fields(query[:min(len(query), 100)])
	for _, verb := range [][]string{{"UPDATE"}, {"INSERT", "INTO"}, {"DELETE", "FROM"}} {
		if n := len(verb); len(words) > n && slices.Equal(words[:n], verb) {
			return words[n]
		}
	}
	return ""
}

// Analyze takes statistics of tables as they are in the running transaction.
func (t *Tx) Analyze(tables ...string) error {
	if t.Engine != Postgres {
		return nil
	}
	_, err := t.Exec(analyze(tables))
	maps.DeleteFunc(t.written, func(table string, _ int64) bool { return slices.Contains(tables, table) })
	return err
}

// takeStatistics takes those that a finished transaction made stale. Without them
// everything is slower and nothing is wrong, so that whatever hinders it is left alone.
func (d *DB) takeStatistics(ctx context.Context, conn *sql.Conn, rows map[string]int64) {
	var stale []string
	for table, n := range d.written.add(rows) {
		var had int64
		err := conn.QueryRowContext(ctx, `SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass($1)`, table).Scan(&had)
		if err == nil && d.written.isStale(table, n, had) {
			stale = append(stale, table)
		}
	}
	if len(stale) > 0 {
		slices.Sort(stale)
		conn.ExecContext(ctx, analyze(stale))
	}
}

func analyze(tables []string) string {
	return `ANALYZE (SKIP_LOCKED) ` + strings.Join(tables, ", ")
}
