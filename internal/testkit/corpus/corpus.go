// Package corpus finds the collected real files that tests read. It stands apart
// from testkit so that the lowest floors can use it.
package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root is the folder of the checkout.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// Dir is the folder of collected real files, beside the checkout. The test
// is skipped, saying so, on a machine that does not have it.
func Dir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(Root(), "..", "shared", "corpora")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no collected real files beside the checkout: skipped")
	}
	return dir
}

// Facts decodes the facts that were written down about the files of one corpus:
// path inside the corpus to what is known of that file.
func Facts[T any](t testing.TB, corpus string) map[string]T {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(Dir(t), corpus, "expected.visible.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Files map[string]T `json:"files"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("%s: %v", corpus, err)
	}
	return doc.Files
}
