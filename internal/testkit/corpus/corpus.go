// Package corpus finds the collected real files that tests read. It stands apart
// from testkit so that the lowest floors can use it.
package corpus

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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

// Each calls do with every collected file: its corpus, its path there and what it
// holds.
func Each(t testing.TB, do func(corpus, path string, content []byte)) {
	t.Helper()
	root := Dir(t)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		corpus, inside, _ := strings.Cut(filepath.ToSlash(relative), "/")
		if err == nil {
			do(corpus, inside, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Content is what a collected file holds.
func Content(t testing.TB, corpus, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(Dir(t), corpus, path))
	if err != nil {
		t.Fatal(err)
	}
	return content
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
