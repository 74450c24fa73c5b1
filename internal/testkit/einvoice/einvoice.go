// Package einvoice holds what was written down about collected electronic invoices,
// independently of this program, against what a reader makes of them.
package einvoice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

// Reader is a reader of electronic invoices and what it is for.
type Reader struct {
	trial.Kind
	Syntaxes []string // as the facts name them
	Is       func(space, root string) bool
	Read     func(file []byte) (*invoice.Document, error)
	// Explained says why a fact of a file (collection/path) is meant to be read
	// otherwise than it was written down; "" when it is not.
	Explained func(file string, f Fact) string
}

// Test compares the samples with their goldens.
func (r Reader) Test(t *testing.T) {
	for _, path := range golden.Samples(t, r.Samples...) {
		doc, err := r.Read(golden.Content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		golden.MatchJSON(t, golden.Beside(path, ".json"), doc)
	}
}

// Fuzz reads what the fuzzer makes of the samples and of more files: a document has a
// number and a currency, and what is none is refused as Invalid. Right says what else a
// reader promises.
func (r Reader) Fuzz(f *testing.F, right func(file []byte, err error) bool, more ...string) {
	r.Seed(f)
	for _, file := range more {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		doc, err := r.Read(file)
		if !right(file, err) {
			t.Fatalf("read with the error %v", err)
		}
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("not a fault.Invalid: %v", err)
			}
			return
		}
		if doc.Number == "" || doc.Currency == "" {
			t.Fatalf("read without a number or currency: %+v", doc)
		}
		text, err := json.Marshal(doc)
		if err != nil || bytes.Contains(text, []byte(":null")) {
			t.Fatalf("%v: %s", err, text)
		}
	})
}

// Bench reads files one after the other, as they come: a few are refused, as they should
// be.
func (r Reader) Bench(b *testing.B, files ...[]byte) {
	size := 0
	for _, file := range files {
		size += len(file)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, file := range files {
			_, _ = r.Read(file)
		}
	}
	trial.Rate(b, len(files), "documents")
}

// Collected are all files that Documents finds.
func (r Reader) Collected(t testing.TB) (files [][]byte) {
	r.Documents(t, func(_, _ string, file []byte) { files = append(files, file) })
	return files
}

// Documents calls do with every collected file whose root element is one of the
// reader's.
func (r Reader) Documents(t testing.TB, do func(source, path string, file []byte)) {
	t.Helper()
	corpus.Each(t, func(source, path string, file []byte) {
		x, err := xmlread.New(bytes.NewReader(file))
		if err != nil {
			return
		}
		if space, name, err := x.Root(); err == nil && r.Is(space, name) {
			do(source, path, file)
		}
	})
}

// Conform reads every collected document and returns a table of how often each fact
// that was written down is read, with what was refused and what differs. A
// difference that is not explained fails the test, as does a refusal without a
// place.
func (r Reader) Conform(t *testing.T) string {
	t.Helper()
	s := &score{t: t, reader: r, known: map[string]map[string]facts{}}
	r.Documents(t, s.file)
	return s.table()
}

// score counts agreement by collection and fact.
type score struct {
	conform.Tally
	t               *testing.T
	reader          Reader
	known           map[string]map[string]facts
	agreed, total   int // of the facts of all collections
	refused, differ []string
}

func (s *score) file(source, path string, file []byte) {
	if s.known[source] == nil {
		s.known[source] = corpus.Facts[facts](s.t, source)
	}
	k, noted := s.known[source][path]
	noted = noted && slices.Contains(s.reader.Syntaxes, k.Derived.Syntax)
	doc, err := s.reader.Read(file)
	if noted {
		s.Count(source, "files", err == nil)
	}
	if err != nil {
		s.refused = append(s.refused, fmt.Sprintf("refused %s/%s: %v", source, path, err))
		var place *fault.Error
		if !errors.As(err, &place) || place.Kind != fault.Invalid || place.Place.Line == 0 {
			s.t.Errorf("%s/%s: refused without a place: %v", source, path, err)
		}
		return
	}
	if !noted {
		return
	}
	for _, fact := range compared(k, doc) {
		if fact.Want != "" {
			s.fact(source, path, fact)
		}
	}
}

func (s *score) fact(source, path string, f Fact) {
	s.total++
	s.Count(source, f.Name, f.agrees())
	if f.agrees() {
		s.agreed++
		return
	}
	reason := s.reader.Explained(source+"/"+path, f)
	s.differ = append(s.differ, fmt.Sprintf("differs %s/%s %s: known %q, read %q: %s", source, path, f.Name, f.Want, f.Got, reason))
	if reason == "" {
		s.t.Errorf("%s/%s %s: known %q, read %q", source, path, f.Name, f.Want, f.Got)
	}
}

// table writes one line for each collection and fact, the sum of the facts, the refusals
// and the differences.
func (s *score) table() string {
	sum := fmt.Sprintf("all facts %d of %d", s.agreed, s.total)
	return strings.Join(slices.Concat(s.Lines("%s %d of %d"), []string{sum}, s.refused, s.differ), "\n") + "\n"
}
