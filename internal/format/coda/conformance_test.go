package coda

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/testkit/corpus"
)

const conformanceFile = "testdata/conformance.txt"

// score counts agreement with the facts of collected real files, by corpus and
// kind of fact.
type score struct {
	t      *testing.T
	counts map[string]*count
}

type count struct{ agreed, total int }

// check counts one fact, and shows it with -v where it disagrees.
func (s *score) check(source, file, kind string, agrees bool, want, got any) {
	key := source + " " + kind
	c := s.counts[key]
	if c == nil {
		c = &count{}
		s.counts[key] = c
	}
	c.total++
	if agrees {
		c.agreed++
		return
	}
	s.t.Logf("%s/%s %s: want %v, got %v", source, file, kind, want, got)
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	s := &score{t, map[string]*count{}}
	for _, source := range []string{"coda-oca", "coda-pycoda", "coda-tryton", "coda-wimverstuyf", "tryton-statements"} {
		for file, f := range corpus.Facts[facts](t, source) {
			raw := content(t, filepath.Join(corpus.Dir(t), source, file))
			if !Detect(raw) {
				continue
			}
			statements, err := gather(raw)
			check := func(kind string, agrees bool, want, got any) {
				s.check(source, file, kind, agrees, want, got)
			}
			f.Derived.compare(check, statements, err)
			f.Upstream.compare(check, statements, err)
			for _, a := range f.Assertions {
				a.compare(check, statements)
			}
		}
	}
	s.hold()
}

// hold compares the counts with those committed: none may fall, and whatever
// disagrees is explained there.
func (s *score) hold() {
	var lines []string
	explained := s.explanations()
	for key, c := range s.counts {
		line := fmt.Sprintf("%s: %d of %d", key, c.agreed, c.total)
		s.t.Log(line)
		if why := explained[key]; why != "" {
			line += " # " + why
		} else if c.agreed < c.total {
			s.t.Errorf("%s, and %s does not explain why", line, conformanceFile)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	golden(s.t, conformanceFile, []byte(strings.Join(lines, "\n")+"\n"))
}

// explanations are the remarks of the committed counts, by corpus and kind.
func (s *score) explanations() map[string]string {
	raw, err := os.ReadFile(conformanceFile)
	if err != nil {
		s.t.Fatal(err)
	}
	explained := map[string]string{}
	for _, line := range strings.Split(string(raw), "\n") {
		if counts, why, ok := strings.Cut(line, " # "); ok {
			key, _, _ := strings.Cut(counts, ":")
			explained[key] = why
		}
	}
	return explained
}

// TestCollectedFilesAreKnownByTheirContent looks for CODA in everything that was
// collected, and reads it or refuses it with a place.
func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	root := corpus.Dir(t)
	known, files := []string{}, 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw := content(t, path)
		if !Detect(raw[:min(len(raw), 4096)]) {
			return nil
		}
		source, _, _ := strings.Cut(strings.TrimPrefix(path, root+string(filepath.Separator)), string(filepath.Separator))
		known = append(known, source)
		if err := Read(bytes.NewReader(raw), &bank.Gather{}); err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%s: refused without a place: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"coda-oca", "coda-pycoda", "coda-pycoda", "coda-pycoda", "coda-tryton", "coda-wimverstuyf",
		"coda-wimverstuyf", "coda-wimverstuyf", "coda-wimverstuyf", "coda-wimverstuyf", "tryton-statements",
	}
	if !slices.Equal(known, want) {
		t.Errorf("CODA was found in %v, want %v", known, want)
	}
	t.Logf("%d CODA files among %d", len(known), files)
}
