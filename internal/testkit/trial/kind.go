// Package trial puts readers of files to the tests that all of them stand: what a format
// is told by, what its samples are read as, that a file may arrive in any pieces, break
// off anywhere and be of any size. A reader's own test says its own facts.
package trial

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

// Kind is how files of one format are told from all others.
type Kind struct {
	Detect  func(head []byte) bool
	Samples []string // patterns of its files that are read whole
	Refused []string // patterns of those of which something is left out
	Strange []string // the names of refused ones that Detect leaves to others
	Guests  []string // samples of other formats, below internal/format, that are of this one all the same
}

// Test holds Detect against beginnings of files of this format and of none, by what they
// are, the format's own samples, and those of every other format.
func (k Kind) Test(t *testing.T, of, none map[string]string) {
	for want, heads := range map[bool]map[string]string{true: of, false: none} {
		for is, text := range heads {
			if got := k.Detect([]byte(text)); got != want {
				t.Errorf("%s is detected: %v", is, got)
			}
		}
	}
	t.Run("its samples are known", k.knowsItsOwn)
	t.Run("samples of other formats are left to them", k.leavesOthers)
}

func (k Kind) knowsItsOwn(t *testing.T) {
	for _, path := range golden.Samples(t, slices.Concat(k.Samples, k.Refused)...) {
		want := !slices.Contains(k.Strange, filepath.Base(path))
		if got := k.Detect(golden.Content(t, path)); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func (k Kind) leavesOthers(t *testing.T) {
	own, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	seen, root := 0, filepath.Join(corpus.Root(), "internal", "format")
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if path == own {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || !strings.Contains(filepath.ToSlash(path), "/testdata/") {
			return err
		}
		seen++
		name, err := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		if got := k.Detect(golden.Content(t, path)); got != slices.Contains(k.Guests, name) {
			t.Errorf("%s is detected: %v", name, got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d samples of other formats were found", seen)
	}
}

// head is how much of a file is enough to know its format.
const head = 16 << 10

// Collected looks for a format in everything that was collected, by the beginning of
// each file, and reads what it finds; where is how many files of each corpus there are.
// What is refused is refused with its line.
func (k Kind) Collected(t *testing.T, where map[string]int, read func(file []byte) error) {
	found := map[string]int{}
	corpus.Each(t, func(corpus, path string, content []byte) {
		if !k.Detect(content[:min(len(content), head)]) {
			return
		}
		found[corpus]++
		if err := read(content); err != nil && !placed(err) {
			t.Errorf("%s/%s: refused without a place: %v", corpus, path, err)
		}
	})
	Same(t, "files of this format", where, found)
}

// Seed gives a fuzz target all samples.
func (k Kind) Seed(f *testing.F) {
	for _, path := range golden.Samples(f, slices.Concat(k.Samples, k.Refused)...) {
		f.Add(golden.Content(f, path))
	}
}

// placed reports whether a refusal says where in the file its cause lies.
func placed(err error) bool { return strings.Contains(err.Error(), "line ") }

// Refusals compares what is said of files that are refused with one golden for all,
// testdata/refused/messages.txt.
func Refusals(t *testing.T, patterns []string, read func(file []byte) error) {
	var messages strings.Builder
	for _, path := range golden.Samples(t, patterns...) {
		err := read(golden.Content(t, path))
		if !errors.Is(err, fault.Invalid) || !placed(err) {
			t.Errorf("%s: refused without a kind or place: %v", path, err)
			continue
		}
		messages.WriteString(filepath.Base(path) + ": " + err.Error() + "\n")
	}
	golden.Match(t, "testdata/refused/messages.txt", messages.String())
}

// Same holds that two values are alike in all their parts.
func Same(t testing.TB, what string, want, got any, except ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, except...); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

// English are notes as sentences.
func English(notes []fault.Note) (all []string) {
	for _, n := range notes {
		all = append(all, n.String())
	}
	return all
}
