package db_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/db"
	"acquit/internal/testkit"
)

func TestABackupOfTheEmbeddedDatabaseIsADatabase(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "acquit.db"))
	run(t, d, `CREATE TABLE one (a {id})`)
	run(t, d, `INSERT INTO one VALUES (5)`)
	file := filepath.Join(t.TempDir(), "it's a copy.db")
	if err := d.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	view(t, open(t, file), func(tx *db.Tx) error {
		var a int
		err := tx.Row([]any{&a}, `SELECT a FROM one`)
		if a != 5 {
			t.Errorf("the copy holds %d", a)
		}
		return err
	})
	if err := d.Backup(t.Context(), file); err == nil {
		t.Error("an older copy was overwritten")
	}
}

func TestABackupOfPostgresIsAnArchive(t *testing.T) {
	restore, err := exec.LookPath("pg_restore")
	if err != nil {
		t.Skip("pg_restore is not installed")
	}
	d := open(t, testkit.Postgres(t))
	file := filepath.Join(t.TempDir(), "copy.dump")
	if err := d.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	contents, err := exec.Command(restore, "--list", file).Output()
	if err != nil || !strings.Contains(string(contents), "TABLE DATA public allocation") {
		t.Errorf("the archive holds: %s, %v", contents, err)
	}
}
