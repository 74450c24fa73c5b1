package folder

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAFileThatIsExchangedWhileItMovesGoesBack plays what no test can time: another
// file comes under the name between the last look and the move.
func TestAFileThatIsExchangedWhileItMovesGoesBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lys")
	w := New(dir)
	root, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o660); err != nil {
			t.Fatal(err)
		}
	}
	write("a.xml", "seen")
	info, err := root.Lstat("a.xml")
	if err != nil {
		t.Fatal(err)
	}
	seen := File{Name: "a.xml", mark: mark{info.Size(), info.ModTime().Add(-time.Hour)}}
	write("a.xml", "not seen yet")

	to, err := reserve(root, Failed, seen.Name, "a report")
	if err != nil {
		t.Fatal(err)
	}
	err = relocate(root, seen, to)
	if !errors.Is(err, ErrGone) {
		t.Fatalf("moved: %v", err)
	}
	if err := unreserve(root, to, "a report"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "a.xml")); string(text) != "not seen yet" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, Failed)); len(left) != 0 || err != nil {
		t.Errorf("%v, %v", left, err)
	}
}
