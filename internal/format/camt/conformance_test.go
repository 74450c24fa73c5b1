package camt

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

// score counts facts. A file may be an exception to one, for a reason that the table
// gives.
type score struct {
	conform.Tally
	t            *testing.T
	corpus, file string
	exceptions   map[string]string // file and kind to the reason
	used         map[string]bool
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
	s.Count(s.corpus, kind, ok)
	if ok {
		return
	}
	key := s.corpus + "/" + s.file + " " + kind
	if s.used[key] = true; s.exceptions[key] == "" {
		s.t.Errorf("%s: %s", key, fmt.Sprintf(format, args...))
	}
}

// squeeze makes texts comparable that differ in blanks and line ends only.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// TestConformance reads every collected file that looks like CAMT, and compares what
// it holds with what is known of it.
func TestConformance(t *testing.T) {
	s := &score{t: t, exceptions: exceptions(golden.Content(t, conform.Table)), used: map[string]bool{}}
	known := map[string]map[string]fileFacts{}
	corpus.Each(t, func(source, path string, content []byte) {
		if filepath.Ext(path) == ".json" || !Detect(content[:min(len(content), 4096)]) {
			return
		}
		if known[source] == nil {
			known[source] = factsOf(t, source)
		}
		s.corpus, s.file = source, path
		statements, err := camt.Gather(content)
		s.holds("read", err == nil, "%v", err)
		if facts, ok := known[source][path]; ok && err == nil {
			s.statements(facts, statements)
		}
	})
	for key := range s.exceptions {
		if !s.used[key] {
			t.Errorf("%s is an exception no more", key)
		}
	}
	golden.Match(t, conform.Table, s.table())
}

// factsOf returns the facts of a corpus, if there are any.
func factsOf(t *testing.T, source string) map[string]fileFacts {
	if _, err := os.Stat(filepath.Join(corpus.Dir(t), source, "expected.visible.json")); err != nil {
		return map[string]fileFacts{}
	}
	return corpus.Facts[fileFacts](t, source)
}

// exceptions are those of a table: lines of "except", a file, a kind, a colon and the
// reason.
func exceptions(table []byte) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "except "); ok {
			key, reason, _ := strings.Cut(rest, ": ")
			all[key] = reason
		}
	}
	return all
}

func (s *score) table() string {
	lines := []string{
		"# Facts about the collected files that agree with what is read, of those compared.",
		"# Rewritten by: go test -run Conformance -update. The exceptions are kept by hand.",
	}
	lines = append(append(lines, s.Lines("%s %d/%d")...), "")
	for _, key := range slices.Sorted(maps.Keys(s.exceptions)) {
		lines = append(lines, "except "+key+": "+s.exceptions[key])
	}
	return strings.Join(lines, "\n") + "\n"
}
