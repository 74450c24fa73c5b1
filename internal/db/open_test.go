package db_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/db"
)

// While one turns a new file to its journal, SQLite refuses the others at once: they ask again.
func TestSeveralMayOpenANewFileAtOnce(t *testing.T) {
	folder := t.TempDir()
	for n := range 150 {
		var all errgroup.Group
		for range 4 {
			all.Go(func() error {
				d, err := db.Open(t.Context(), filepath.Join(folder, fmt.Sprint(n, ".db")))
				if err != nil {
					return err
				}
				return d.Close()
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
	}
}
