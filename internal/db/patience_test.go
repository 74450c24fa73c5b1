package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"acquit/internal/db"
	"acquit/internal/fault"
)

// hold begins to write and goes on until what it returns is called.
func hold(t *testing.T, d *db.DB) (release func()) {
	t.Helper()
	holds, released, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE counter SET n = n + 1 WHERE id = 1`)
			close(holds)
			<-released
			return err
		})
	}()
	<-holds
	return func() {
		close(released)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func add(t *testing.T, d *db.DB, patience time.Duration) error {
	return d.Update(db.Patient(t.Context(), patience), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE counter SET n = n + 10 WHERE id = 1`)
		return err
	})
}

// A writer waits for another one of this process, and of another one, until its
// patience ends; then it hears why.
func TestAWriterThatIsKeptWaitingHearsWhy(t *testing.T) {
	engines(t, `CREATE TABLE counter (id {id} PRIMARY KEY, n {id} NOT NULL) {strict}`, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO counter (id, n) VALUES (1, 0)`)
		for name, other := range map[string]*db.DB{"in this process": d, "in another one": open(t, d.URL)} {
			t.Run(name, func(t *testing.T) {
				release := hold(t, d)
				began := time.Now()
				err := add(t, other, 100*time.Millisecond)
				if took := time.Since(began); !errors.Is(err, db.ErrBusy) || fault.KindOf(err) != fault.Unavailable || took > 5*time.Second {
					t.Errorf("after %s: %v", took, err)
				}
				waited := make(chan error, 1)
				go func() { waited <- add(t, other, time.Minute) }()
				select {
				case err := <-waited:
					t.Errorf("a patient writer did not wait: %v", err)
				case <-time.After(200 * time.Millisecond):
				}
				release()
				if err := <-waited; err != nil {
					t.Errorf("a patient writer: %v", err)
				}
			})
		}
		view(t, d, func(tx *db.Tx) error {
			var n int
			err := tx.Row([]any{&n}, `SELECT n FROM counter WHERE id = 1`)
			if n != 22 {
				t.Errorf("counted %d", n)
			}
			return err
		})
	})
}

func TestAWriterWhoIsCalledOffIsNotToldThatOthersWrite(t *testing.T) {
	engines(t, `CREATE TABLE counter (id {id} PRIMARY KEY, n {id} NOT NULL) {strict}`, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO counter (id, n) VALUES (1, 0)`)
		defer hold(t, d)()
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stop()
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE counter SET n = 0 WHERE id = 1`)
			return err
		})
		if err == nil || errors.Is(err, db.ErrBusy) {
			t.Errorf("%v", err)
		}
	})
}
