package testkit

import (
	"os"
	"testing"
)

// roomy is how many bytes must be free in memory for the databases of tests to lie there.
const roomy = 2 << 30

// Dir is a folder for a SQLite database that goes when the test ends. It lies in memory where
// there is room: what SQLite writes is waited for until it is on the disk, which takes a third
// of the time of its tests.
func Dir(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if free(memory) < roomy {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "acquit-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
