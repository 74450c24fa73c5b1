// Package einvoice holds what was written down about collected electronic invoices,
// independently of this program, against what a reader makes of them.
package einvoice

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
	"acquit/internal/testkit/corpus"
)

// Reader is a reader of electronic invoices and what it is for.
type Reader struct {
	Syntaxes []string // as the facts name them
	Is       func(space, root string) bool
	Read     func(file []byte) (*invoice.Document, error)
	// Explained says why a fact of a file (collection/path) is meant to be read
	// otherwise than it was written down; "" when it is not.
	Explained func(file string, f Fact) string
}

// Documents calls f with every collected file whose root element is one of the
// reader's.
func (r Reader) Documents(t testing.TB, f func(source, path string, file []byte)) {
	t.Helper()
	root := corpus.Dir(t)
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		x, err := xmlread.New(bytes.NewReader(file))
		if err != nil {
			return nil
		}
		if space, name, err := x.Root(); err != nil || !r.Is(space, name) {
			return nil
		}
		relative, err := filepath.Rel(root, path)
		source, inside, _ := strings.Cut(filepath.ToSlash(relative), "/")
		f(source, inside, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Conform reads every collected document and returns a table of how often each fact
// that was written down is read, with what was refused and what differs. A
// difference that is not explained fails the test, as does a refusal without a
// place.
func (r Reader) Conform(t *testing.T) string {
	t.Helper()
	s := &score{t: t, reader: r, known: map[string]map[string]facts{}, agreed: map[string]int{}, total: map[string]int{}}
	r.Documents(t, s.file)
	return s.table()
}

// score counts agreement by collection and fact.
type score struct {
	t               *testing.T
	reader          Reader
	known           map[string]map[string]facts
	agreed, total   map[string]int
	refused, differ []string
}

func (s *score) file(source, path string, file []byte) {
	if s.known[source] == nil {
		s.known[source] = corpus.Facts[facts](s.t, source)
	}
	k, noted := s.known[source][path]
	noted = noted && slices.Contains(s.reader.Syntaxes, k.Derived.Syntax)
	if noted {
		s.total[source+" files"]++
	}
	doc, err := s.reader.Read(file)
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
	s.agreed[source+" files"]++
	for _, fact := range compared(k, doc) {
		if fact.Want != "" {
			s.fact(source, path, fact)
		}
	}
}

func (s *score) fact(source, path string, f Fact) {
	key := source + " " + f.Name
	s.total[key]++
	if f.agrees() {
		s.agreed[key]++
		return
	}
	reason := s.reader.Explained(source+"/"+path, f)
	s.differ = append(s.differ, fmt.Sprintf("differs %s/%s %s: known %q, read %q: %s", source, path, f.Name, f.Want, f.Got, reason))
	if reason == "" {
		s.t.Errorf("%s/%s %s: known %q, read %q", source, path, f.Name, f.Want, f.Got)
	}
}

// table writes one line for each collection and fact, the sum, the refusals and the
// differences.
func (s *score) table() string {
	var b strings.Builder
	var keys []string
	sumAgreed, sumTotal := 0, 0
	for key := range s.total {
		keys = append(keys, key)
		if !strings.HasSuffix(key, " files") {
			sumAgreed, sumTotal = sumAgreed+s.agreed[key], sumTotal+s.total[key]
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		fmt.Fprintf(&b, "%s %d of %d\n", key, s.agreed[key], s.total[key])
	}
	fmt.Fprintf(&b, "all facts %d of %d\n", sumAgreed, sumTotal)
	return b.String() + strings.Join(slices.Concat(s.refused, s.differ), "\n") + "\n"
}
