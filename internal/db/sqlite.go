package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// liteConnector opens connections to SQLite that keep their statements.
type liteConnector struct{ driver.Connector }

func newLiteConnector(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return liteConnector{c}, err
}

// Connect opens a connection. While another one turns a new file to its journal, or clears that
// away when it is the last to close, SQLite refuses at once, whatever its busy_timeout: it is
// asked again, as the timeout would.
func (c liteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	waiting, stop := context.WithTimeout(ctx, usualPatience)
	defer stop()
	conn, err := c.Connector.Connect(ctx)
	for kept(err) && waiting.Err() == nil {
		time.Sleep(turnTime)
		conn, err = c.Connector.Connect(ctx)
	}
	if err != nil {
		return nil, err
	}
	return &liteConn{bareConn: conn.(bareConn), idle: map[string]bareStmt{}}, nil
}

// turnTime is about how long a file is being turned to its journal.
const turnTime = 5 * time.Millisecond

// bareConn and bareStmt are what the driver offers and database/sql asks for.
type (
	bareConn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	bareStmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
)

// mostStatements bounds what a connection keeps. The program has fewer queries; only
// lists with odd filters come near it.
const mostStatements = 500

// liteConn keeps the statements it has run, by their text: to read a query costs
// SQLite as much as to answer a small one, and a page asks a dozen. SQLite itself
// reads a statement anew when the schema changes. A connection is used by one
// goroutine at a time.
type liteConn struct {
	bareConn
	idle map[string]bareStmt // those that nobody runs just now
}

// take hands out the statement of a query. It is not idle until it comes back, so that
// a query that runs while its own rows are read gets another one.
func (c *liteConn) take(ctx context.Context, query string) (bareStmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.(bareStmt), nil
}

func (c *liteConn) giveBack(query string, s bareStmt) error {
	if _, twice := c.idle[query]; twice || len(c.idle) >= mostStatements {
		return s.Close()
	}
	c.idle[query] = s
	return nil
}

// QueryContext answers a query by its kept statement.
func (c *liteConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return &liteRows{rows, func() error { return c.giveBack(query, s) }}, nil
}

// ExecContext runs a statement that is kept. A script of several is read each time
// by the driver, whatever is kept of it.
func (c *liteConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return result, c.giveBack(query, s)
}

// Close closes the statements and the connection.
func (c *liteConn) Close() error {
	for _, s := range c.idle {
		s.Close()
	}
	clear(c.idle)
	return c.bareConn.Close()
}

// liteRows give their statement back when they are closed.
type liteRows struct {
	driver.Rows
	done func() error
}

func (r *liteRows) Close() error {
	err := r.Rows.Close()
	if r.done != nil {
		if e := r.done(); err == nil {
			err = e
		}
		r.done = nil
	}
	return err
}

// insertRows adds rows by one statement, handed to the driver itself: what database/sql
// does around each row, and a goroutine that waits for the context's end, cost as much
// as the row.
func (t *Tx) insertRows(table string, columns []string, next func() ([]any, error)) (n int64, err error) {
	marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	query := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ", "), marks)
	err = t.conn.Raw(func(conn any) error {
		c := conn.(*liteConn)
		s, err := c.take(t.ctx, query)
		if err != nil {
			return err
		}
		if n, err = execRows(t.ctx, s, len(columns), next); err != nil {
			s.Close()
			return err
		}
		return c.giveBack(query, s)
	})
	if err != nil {
		return n, fmt.Errorf("insert into %s: %w", table, err)
	}
	return n, nil
}

// lookUp is after how many rows it is asked whether the work was called off.
const lookUp = 1000

func execRows(ctx context.Context, s bareStmt, columns int, next func() ([]any, error)) (n int64, err error) {
	args := make([]driver.NamedValue, columns)
	for ; ; n++ {
		row, err := next()
		if err != nil || row == nil {
			return n, err
		}
		for i, v := range clean(row) {
			args[i].Ordinal = i + 1
			if args[i].Value, err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
				return n, err
			}
		}
		if _, err := s.ExecContext(context.Background(), args); err != nil {
			return n, err
		}
		if n%lookUp == lookUp-1 && ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}
