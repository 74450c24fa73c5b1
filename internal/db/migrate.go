package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"acquit/internal/fault"
)

// migrationLock is the PostgreSQL advisory lock that lets one node migrate at a
// time; an arbitrary number that nothing else here uses.
const migrationLock = 4_271_950

// migrationPatience is how long a node waits for another one that migrates, or that
// takes in a large file.
const migrationPatience = 10 * time.Minute

// Migrate brings the database up to the newest of the numbered SQL files in
// files (0001_name.sql, 0002_…), each in a transaction of its own, and the job
// queue's own tables to their newest version. It returns the names it applied.
func (d *DB) Migrate(ctx context.Context, files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	if d.isCurrent(ctx, len(names)) {
		return nil, nil
	}
	ctx = Patient(ctx, migrationPatience)
	if err := d.refuseNewer(ctx, len(names)); err != nil {
		return nil, err
	}
	var applied []string
	for number, name := range names {
		done, err := d.apply(ctx, files, name, number+1)
		if err != nil {
			return applied, fmt.Errorf("migration %s: %w", name, err)
		}
		if done {
			applied = append(applied, name)
		}
	}
	if len(applied) > 0 {
		if err := d.Update(ctx, (*Tx).Describe); err != nil {
			return applied, err
		}
	}
	return applied, d.migrateQueue(ctx)
}

// isCurrent reports whether nothing is left to do. It only reads, so that a program
// starts while another one takes in a large file. Whatever it cannot read, it leaves to
// those who migrate.
func (d *DB) isCurrent(ctx context.Context, known int) (current bool) {
	queue, err := rivermigrate.New(d.queueDriver(), nil)
	if err != nil {
		return false
	}
	err = d.View(ctx, func(tx *Tx) error {
		var version int
		if err := tx.Row([]any{&version}, newestVersion); err != nil || version != known {
			return err
		}
		state, err := queue.ValidateTx(ctx, tx.Tx)
		current = err == nil && state.OK
		return err
	})
	return current && err == nil
}

// refuseNewer keeps a program away from tables that it does not know.
func (d *DB) refuseNewer(ctx context.Context, known int) error {
	return d.Update(ctx, func(tx *Tx) error {
		version, err := schemaVersion(tx)
		if err == nil && version > known {
			err = fault.New(fault.Conflict, "the database was made by a newer version of the program (tables %d, known here %d)", version, known)
		}
		return err
	})
}

// apply runs one migration unless it was run before.
func (d *DB) apply(ctx context.Context, files fs.FS, name string, number int) (done bool, err error) {
	if !strings.HasPrefix(name, fmt.Sprintf("%04d_", number)) {
		return false, fault.New(fault.Invalid, "expected number %04d", number)
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return false, err
	}
	err = d.Update(ctx, func(tx *Tx) error {
		version, err := schemaVersion(tx)
		if err != nil || version >= number {
			return err
		}
		if err := tx.script(string(text)); err != nil {
			return err
		}
		done = true
		_, err = tx.Exec(`INSERT INTO schema_version (version) VALUES ($1)`, number)
		return err
	})
	return done, err
}

// script runs a text of several statements, each ended by a semicolon at the end
// of a line.
func (t *Tx) script(text string) error {
	for _, statement := range strings.Split(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := t.ExecContext(t.ctx, Expand(t.Engine, statement)); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(statement), err)
		}
	}
	return nil
}

const newestVersion = `SELECT COALESCE(MAX(version), 0) FROM schema_version`

func schemaVersion(tx *Tx) (version int, err error) {
	if tx.Engine == Postgres {
		if _, err := tx.Exec(`SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
			return 0, err
		}
	}
	if _, err := tx.Exec(`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)`); err != nil {
		return 0, err
	}
	err = tx.Row([]any{&version}, newestVersion)
	return version, err
}

// migrateQueue brings the job queue's own tables to their newest version. The
// queue does not keep others from doing so at the same time: what failed because
// of them is done when it is tried again.
func (d *DB) migrateQueue(ctx context.Context) error {
	migrator, err := rivermigrate.New(d.queueDriver(), nil)
	if err != nil {
		return err
	}
	for attempt := range attempts {
		if _, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil {
			return nil
		}
		time.Sleep(time.Duration(attempt+1) * 50 * time.Millisecond)
	}
	return fmt.Errorf("migrate the job queue: %w", err)
}

// Queue is a client of the job queue, whatever the engine.
type Queue = river.Client[*sql.Tx]

// OpenQueue returns a client of the job queue that lives in this database. With a nil
// config it can only enqueue.
func (d *DB) OpenQueue(config *river.Config) (*Queue, error) {
	if config == nil {
		config = &river.Config{}
	}
	return river.NewClient(d.queueDriver(), config)
}

// queueDriver speaks to the job queue through the pool that writes.
func (d *DB) queueDriver() riverdriver.Driver[*sql.Tx] {
	if d.Engine == Postgres {
		return riverdatabasesql.New(d.write)
	}
	return riversqlite.New(d.write)
}
