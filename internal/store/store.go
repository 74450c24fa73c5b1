// Package store is the memory: all SQL of the domain, one file per noun. A
// transaction works for one company; nothing here reads across companies but the
// few functions of the installation itself.
package store

import (
	"context"
	"embed"
	"io/fs"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/vault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database with the house's tables in it.
type Store struct {
	DB    *db.DB
	ids   *id.Maker
	now   func() time.Time
	queue *db.Queue
	vault *vault.Vault // nil: documents are kept in the database
}

// Open opens the database at url (see db.Open), brings its tables up to date, and
// returns the store. now tells the time that rows are stamped with.
func Open(ctx context.Context, url string, now func() time.Time) (*Store, error) {
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	s := &Store{DB: d, ids: id.NewMaker(now), now: now}
	if _, err := s.Migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	if s.queue, err = d.OpenQueue(nil); err != nil {
		d.Close()
		return nil, err
	}
	return s, nil
}

// Migrate brings the tables up to date and returns the migrations it ran.
func (s *Store) Migrate(ctx context.Context) ([]string, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return s.DB.Migrate(ctx, files)
}

// Close closes the database.
func (s *Store) Close() error { return s.DB.Close() }

// Now is the time that rows are stamped with.
func (s *Store) Now() time.Time { return s.now() }

// Tx is a transaction that works for one company.
type Tx struct {
	*db.Tx
	Company id.ID
	store   *Store
	sums    sums
	// newTasks are those that were made without an owner.
	newTasks []id.ID
}

// View runs fn on one consistent state of a company's data.
func (s *Store) View(ctx context.Context, company id.ID, fn func(*Tx) error) error {
	return s.DB.View(ctx, func(t *db.Tx) error {
		return fn(&Tx{Tx: t, Company: company, store: s})
	})
}

// Update runs fn in a transaction for a company. fn may run more than once; see
// db.Update. The sums that are kept beside the facts are written at its end.
func (s *Store) Update(ctx context.Context, company id.ID, fn func(*Tx) error) error {
	return s.DB.Update(ctx, func(t *db.Tx) error {
		tx := &Tx{Tx: t, Company: company, store: s}
		t.BeforeCommit(tx.writeSums)
		t.BeforeCommit(tx.assignNew)
		return fn(tx)
	})
}

// NewID makes an identifier.
func (tx *Tx) NewID() id.ID { return tx.store.ids.New() }

// Now is the instant that rows of this moment are stamped with, in the precision
// that the database keeps.
func (tx *Tx) Now() time.Time { return tx.store.now().UTC().Truncate(time.Microsecond) }

// Enqueue asks for background work; it is done only if the transaction commits.
// The queue's own unique jobs are not used: they would drop what is asked for
// while a job of the kind is running, and may have looked already. A job that
// finds nothing left to do costs next to nothing.
func (tx *Tx) Enqueue(args river.JobArgs) error {
	_, err := tx.store.queue.InsertTx(tx.Context(), tx.Tx.Tx, args, nil)
	return err
}

// LockCustomers makes other writers of these customers wait until this
// transaction ends, so that what it decides on stays true until it has written.
// Writers lock before they read. On SQLite there is one writer anyway.
func (tx *Tx) LockCustomers(customers []id.ID) error {
	if tx.Engine == db.SQLite || len(customers) == 0 {
		return nil
	}
	_, err := tx.Exec(`
		SELECT id FROM customer WHERE company_id = $1 AND id IN ({list $2 BIGINT})
		ORDER BY id FOR UPDATE`, tx.Company, db.JSON(ints(customers)))
	return err
}

// Moment is the same text as long as no other transaction has ended, begun or changed
// anything: what was read then is still so. PostgreSQL's alone: on SQLite nobody else
// writes while a transaction does.
func (tx *Tx) Moment() (moment string, err error) {
	return moment, tx.Row([]any{&moment}, `SELECT CAST(pg_current_snapshot() AS TEXT)`)
}

// ints is identifiers as the plain numbers that {list} and {rows} take; their own
// JSON form is text.
func ints(ids []id.ID) []int64 {
	out := make([]int64, len(ids))
	for n, i := range ids {
		out[n] = int64(i)
	}
	return out
}

// optional is an identifier as stored: NULL for none.
func optional(i id.ID) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// of names the columns of a list as those of a table called by another name.
func of(table, columns string) string {
	all := strings.Split(columns, ",")
	for n := range all {
		all[n] = table + "." + strings.TrimSpace(all[n])
	}
	return strings.Join(all, ", ")
}
