package camt

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/testkit/corpus"
)

var update = flag.Bool("update", false, "write the goldens and the conformance table anew")

// score counts, per corpus and kind of fact, how many were compared and agreed.
type score struct {
	t          *testing.T
	file       string // corpus and path
	counts     map[string]*[2]int
	exceptions map[string]string // file and kind to the reason
	used       map[string]bool
}

// fact compares one fact; an empty want is no fact.
func (s *score) fact(kind, want, got string) {
	if want == "" {
		return
	}
	s.holds(kind, want == got, "want %q, got %q", want, got)
}

// says compares one fact with a text that must contain it.
func (s *score) says(kind, want, text string) {
	if want = squeeze(want); want == "" {
		return
	}
	s.holds(kind, strings.Contains(squeeze(text), want), "%q is not in %q", want, text)
}

func (s *score) holds(kind string, ok bool, format string, args ...any) {
	folder, _, _ := strings.Cut(s.file, "/")
	row := s.counts[folder+" "+kind]
	if row == nil {
		row = new([2]int)
		s.counts[folder+" "+kind] = row
	}
	row[1]++
	if ok {
		row[0]++
		return
	}
	key := s.file + " " + kind
	if _, known := s.exceptions[key]; known {
		s.used[key] = true
		return
	}
	s.t.Errorf("%s: %s", key, fmt.Sprintf(format, args...))
}

// squeeze makes texts comparable that differ in blanks and line ends only.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

const table = "testdata/conformance.txt"

// TestConformance reads every file of the collected ones that looks like CAMT,
// and compares what it holds with what is known of it. testdata/conformance.txt
// keeps the counts from falling and explains every disagreement.
func TestConformance(t *testing.T) {
	root := corpus.Dir(t)
	want, exceptions := readTable(t)
	s := &score{t: t, counts: map[string]*[2]int{}, exceptions: exceptions, used: map[string]bool{}}
	for _, path := range detected(t, root) {
		folder, rel, _ := strings.Cut(path, "/")
		s.file = path
		g, refused := readFile(t, filepath.Join(root, path))
		s.holds("read", refused == nil, "%v", refused)
		if refused != nil && !placed(refused) {
			t.Errorf("%s: refused without a place: %v", path, refused)
		}
		facts, ok := factsOf(t, folder)[rel]
		if ok && refused == nil {
			s.statements(facts, g)
		}
	}
	for key := range exceptions {
		if !s.used[key] {
			t.Errorf("%s: the exception %q is no longer one", table, key)
		}
	}
	if *update {
		writeTable(t, s)
		return
	}
	compareTable(t, s, want)
}

// placed reports whether a refusal says where in the file its cause lies.
func placed(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == fault.Invalid && e.Place.Line > 0
}

// factsOf returns the facts of a corpus, if there are any.
func factsOf(t *testing.T, folder string) map[string]fileFacts {
	if _, err := os.Stat(filepath.Join(corpus.Dir(t), folder, "expected.visible.json")); err != nil {
		return nil
	}
	return corpus.Facts[fileFacts](t, folder)
}

// detected lists the files under root that Detect takes for CAMT.
func detected(t *testing.T, root string) (paths []string) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".json" {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		head, _ := bufio.NewReaderSize(f, 4096).Peek(4096)
		if Detect(head) {
			rel, _ := filepath.Rel(root, path)
			paths = append(paths, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func readFile(t *testing.T, path string) (*bank.Gather, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var g bank.Gather
	return &g, Read(bytes.NewReader(raw), &g)
}

// readTable reads the counts and exceptions that are committed. A line is a
// corpus, a kind of fact and "agreed/compared", or "except", a file, a kind, a
// colon and the reason.
func readTable(t *testing.T) (counts map[string][2]int, exceptions map[string]string) {
	counts, exceptions = map[string][2]int{}, map[string]string{}
	raw, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "except "):
			key, reason, ok := strings.Cut(strings.TrimPrefix(line, "except "), ": ")
			if !ok {
				t.Fatalf("%s: no reason in %q", table, line)
			}
			exceptions[key] = reason
		default:
			cut := strings.LastIndexByte(line, ' ')
			var row [2]int
			if _, err := fmt.Sscanf(line[cut+1:], "%d/%d", &row[0], &row[1]); err != nil {
				t.Fatalf("%s: %q: %v", table, line, err)
			}
			counts[strings.TrimSpace(line[:cut])] = row
		}
	}
	return counts, exceptions
}

func compareTable(t *testing.T, s *score, want map[string][2]int) {
	for _, key := range keys(s.counts) {
		t.Logf("%-50s %d/%d", key, s.counts[key][0], s.counts[key][1])
	}
	for _, key := range keys(want) {
		got := s.counts[key]
		if got == nil {
			got = new([2]int)
		}
		if got[0] < want[key][0] {
			t.Errorf("%s: %d facts agreed, now %d do", key, want[key][0], got[0])
		}
	}
	if len(want) != len(s.counts) {
		t.Errorf("%s has %d counts, there are %d: run with -update", table, len(want), len(s.counts))
	}
}

func writeTable(t *testing.T, s *score) {
	var b strings.Builder
	b.WriteString("# Facts about the collected files that agree with what is read, of those compared.\n" +
		"# Rewritten by: go test -run Conformance -update. The exceptions are kept by hand.\n")
	for _, key := range keys(s.counts) {
		fmt.Fprintf(&b, "%s %d/%d\n", key, s.counts[key][0], s.counts[key][1])
	}
	b.WriteByte('\n')
	for _, key := range keys(s.exceptions) {
		fmt.Fprintf(&b, "except %s: %s\n", key, s.exceptions[key])
	}
	if err := os.WriteFile(table, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
