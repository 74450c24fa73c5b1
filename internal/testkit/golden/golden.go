// Package golden compares what tests get with files that are committed beside them.
package golden

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens anew")

// Updating reports whether goldens are written, not compared.
func Updating() bool { return *update }

// Match compares got with the committed file at path, or writes it.
func Match[T ~string | ~[]byte](t testing.TB, path string, got T) {
	t.Helper()
	if Updating() {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(Content(t, path)), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

// MatchJSON is Match for what a value is in JSON.
func MatchJSON(t testing.TB, path string, value any) {
	t.Helper()
	got, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	Match(t, path, append(got, '\n'))
}

// Made are the samples of a folder that a test makes, by their names without ending. They
// are made only when goldens are written, and read otherwise.
func Made(t testing.TB, folder, ending string, made func() map[string][]byte) map[string][]byte {
	t.Helper()
	if Updating() {
		for name, body := range made() {
			Match(t, filepath.Join(folder, name+ending), body)
		}
	}
	all := map[string][]byte{}
	for _, path := range Samples(t, filepath.Join(folder, "*"+ending)) {
		all[strings.TrimSuffix(filepath.Base(path), ending)] = Content(t, path)
	}
	return all
}

// Samples are the files that the patterns match, each of which must match some.
func Samples(t testing.TB, patterns ...string) (paths []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no samples %s: %v", pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// Content is what a file holds.
func Content(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// Beside is the path of a sample's golden: its own, with another ending (".json").
func Beside(sample, ending string) string {
	return sample[:len(sample)-len(filepath.Ext(sample))] + ending
}
