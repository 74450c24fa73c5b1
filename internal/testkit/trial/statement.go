package trial

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/testkit/golden"
)

// Statements is a reader of bank statements.
type Statements struct {
	Kind
	Read   func(io.Reader, bank.Sink) error     // one entry at a time
	Also   map[string]func(file []byte) []byte  // other ways to write a sample, which change nothing
	Except []cmp.Option                         // but for this
	Large  func(w io.Writer, entries int) error // writes a large file
	Cut    Cut
	Merged bool // what refusals say is one golden: see Refusals
}

// Cut is what becomes of files of several statements that end too early.
type Cut struct {
	Samples []string
	Begun   func(file []byte) int                 // how many statements begin in a file
	Partial func(whole, got *bank.Statement) bool // the last may be handed over so, with a warning; nil for never
}

// Gather reads a file into statements.
func (s Statements) Gather(file []byte) ([]*bank.Statement, error) {
	return s.gather(bytes.NewReader(file))
}

func (s Statements) gather(r io.Reader) ([]*bank.Statement, error) {
	g := &bank.Gather{}
	err := s.Read(r, g)
	return g.Statements, err
}

// Test holds what every reader of bank statements promises.
func (s Statements) Test(t *testing.T) {
	t.Run("samples are read as written down", s.samples)
	if s.Refused != nil {
		t.Run("what is refused says why and where", s.Refusals)
	}
	t.Run("how a file is written and arrives does not matter", s.Variants)
	t.Run("a file that is cut loses no whole statement", s.cut)
	t.Run("an error of the sink ends the reading", s.sinkFails)
	t.Run("an error of the input is returned", s.inputFails)
	t.Run("memory stays flat over a large file", s.flat)
}

func (s Statements) samples(t *testing.T) {
	for _, path := range golden.Samples(t, s.Samples...) {
		statements, err := s.Gather(golden.Content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		golden.MatchJSON(t, golden.Beside(path, ".json"), statements)
	}
}

// Refusals holds what is said of each refused sample, and what is kept of it.
func (s Statements) Refusals(t *testing.T) {
	if s.Merged {
		Refusals(t, s.Refused, func(file []byte) error { return s.Read(bytes.NewReader(file), &bank.Gather{}) })
		return
	}
	for _, path := range golden.Samples(t, s.Refused...) {
		statements, err := s.Gather(golden.Content(t, path))
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		golden.Match(t, golden.Beside(path, ".txt"), err.Error()+"\n"+kept(statements))
	}
}

// kept tells what is left of a file of which something was refused.
func kept(statements []*bank.Statement) string {
	var b strings.Builder
	for _, s := range statements {
		b.WriteString("kept: statement of " + s.Account.Key() + " with closing balance " + s.Closing.Amount.String() + "\n")
	}
	return b.String()
}

// Variants reads each sample as other senders would write it, whole and byte by byte.
func (s Statements) Variants(t *testing.T) {
	s.rewrites(t)
	for _, path := range golden.Samples(t, s.Samples...) {
		file := golden.Content(t, path)
		want, err := s.Gather(file)
		if err != nil {
			t.Fatal(err)
		}
		s.arrives(t, path, file, want)
		for name, write := range s.Also {
			s.arrives(t, path+" "+name, write(bytes.Clone(file)), want, s.Except...)
		}
	}
}

// rewrites holds that each other way to write a sample is another for one of them.
func (s Statements) rewrites(t *testing.T) {
	for name, write := range s.Also {
		if !slices.ContainsFunc(golden.Samples(t, s.Samples...), func(path string) bool {
			file := golden.Content(t, path)
			return !bytes.Equal(file, write(bytes.Clone(file)))
		}) {
			t.Errorf("%q changes no sample", name)
		}
	}
}

func (s Statements) arrives(t *testing.T, name string, file []byte, want []*bank.Statement, except ...cmp.Option) {
	t.Helper()
	if !s.Detect(file) {
		t.Errorf("%s is not known", name)
	}
	for arrival, r := range map[string]io.Reader{"whole": bytes.NewReader(file), "byte by byte": iotest.OneByteReader(bytes.NewReader(file))} {
		got, err := s.gather(r)
		if diff := cmp.Diff(want, got, except...); err != nil || diff != "" {
			t.Errorf("%s, %s: %v (-want +got)\n%s", name, arrival, err, diff)
		}
	}
}

// cut cuts files of several statements at every byte: what was whole before the cut is
// handed over, and what was not is named.
func (s Statements) cut(t *testing.T) {
	for _, path := range s.Cut.Samples {
		file := bytes.TrimRight(golden.Content(t, path), "\r\n")
		whole, err := s.Gather(file)
		if err != nil || len(whole) < 2 {
			t.Fatalf("%s: %d statements, %v", path, len(whole), err)
		}
		for n := range file {
			got, err := s.Gather(file[:n])
			for i := range got {
				if diff := s.Cut.compare(whole[i], got[i], i == len(got)-1); diff != "" {
					t.Fatalf("%s cut at byte %d (-want +got)\n%s", path, n, diff)
				}
			}
			if begun := s.Cut.Begun(file[:n]); err == nil && begun > len(got) {
				t.Fatalf("%s cut at byte %d: %d of %d statements and no error", path, n, len(got), begun)
			}
		}
	}
}

func (c Cut) compare(whole, got *bank.Statement, last bool) string {
	diff := cmp.Diff(whole, got, cmpopts.IgnoreFields(bank.Statement{}, "Warnings"))
	if diff != "" && last && len(got.Warnings) > 0 && c.Partial != nil && c.Partial(whole, got) {
		return ""
	}
	return diff
}

// failing is a sink that fails at one of its calls.
type failing struct{ begin, entry, end error }

func (f *failing) Begin(*bank.Statement) error { return f.begin }
func (f *failing) Entry(*bank.Entry) error     { return f.entry }
func (f *failing) End(*bank.Statement) error   { return f.end }

func (s Statements) sinkFails(t *testing.T) {
	stop := errors.New("the disk is full")
	for _, path := range golden.Samples(t, s.Samples...) {
		for _, sink := range []*failing{{begin: stop}, {entry: stop}, {end: stop}} {
			if err := s.Read(bytes.NewReader(golden.Content(t, path)), sink); err != stop {
				t.Errorf("%s, %+v: %v", path, sink, err)
			}
		}
	}
}

func (s Statements) inputFails(t *testing.T) {
	broken := errors.New("the line is cut")
	for _, path := range golden.Samples(t, s.Samples...) {
		file := golden.Content(t, path)
		for _, n := range []int{0, 1, len(file) / 2, len(file) - 1, len(file)} {
			r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(broken))
			if _, err := s.gather(r); !errors.Is(err, broken) {
				t.Errorf("%s, after %d bytes: %v", path, n, err)
			}
		}
	}
}

func (s Statements) flat(t *testing.T) {
	const entries = 60_000
	r, w := io.Pipe()
	defer r.Close()
	go func() { w.CloseWithError(s.Large(w, entries)) }()
	Flat(t, entries, func(at func(int)) (int, error) { return s.count(r, at) })
}

// Bench measures the reading of files of so many entries each.
func (s Statements) Bench(b *testing.B, entries int, files map[string][]byte) {
	Bench(b, entries, files, func(file io.Reader) (int, error) { return s.count(file, func(int) {}) })
}

func (s Statements) count(file io.Reader, at func(n int)) (int, error) {
	c := &counting{at: at}
	err := s.Read(file, c)
	return c.entries, err
}

// counting is a sink that keeps nothing.
type counting struct {
	entries int
	at      func(n int)
}

func (c *counting) Begin(*bank.Statement) error { return nil }
func (c *counting) End(*bank.Statement) error   { return nil }

func (c *counting) Entry(*bank.Entry) error {
	c.entries++
	c.at(c.entries)
	return nil
}

// Collected is that of Kind.
func (s Statements) Collected(t *testing.T, where map[string]int) {
	s.Kind.Collected(t, where, func(file []byte) error { return s.Read(bytes.NewReader(file), &bank.Gather{}) })
}

// Bounded reads a file that is odd in a thousand places.
func (s Statements) Bounded(t *testing.T, file []byte) []*bank.Statement {
	t.Helper()
	statements, err := s.Gather(file)
	if err != nil || len(statements) == 0 {
		t.Fatalf("%d statements, %v", len(statements), err)
	}
	warnings := English(statements[0].Warnings)
	if last := warnings[len(warnings)-1]; len(warnings) != 101 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(warnings), last)
	}
	return statements
}

// Fuzz reads what the fuzzer makes of the samples: something is read, or refused as
// Invalid. Right says whether a statement is as the reader promises.
func (s Statements) Fuzz(f *testing.F, right func(file []byte, read *bank.Statement) bool) {
	s.Seed(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		sink := &strict{t: t}
		err := s.Read(bytes.NewReader(file), sink)
		if err != nil && !(errors.Is(err, fault.Invalid) && (placed(err) || blank(file))) {
			t.Errorf("refused without a kind or place: %v", err)
		}
		if err == nil && len(sink.Statements) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		for _, read := range sink.Statements {
			if !right(file, read) {
				t.Errorf("%+v", read)
			}
		}
	})
}

// blank reports whether a file holds nothing, which has no place; a mark of the order of
// its bytes is nothing.
func blank(file []byte) bool {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff", "\xef\xbb\xbf"} {
		file = bytes.TrimPrefix(file, []byte(mark))
	}
	return len(bytes.TrimLeftFunc(file, func(r rune) bool { return r <= ' ' })) == 0
}

// strict is a sink that knows in which order it is called.
type strict struct {
	bank.Gather
	t    *testing.T
	open *bank.Statement
}

// Begin comes first, or in place of an End.
func (s *strict) Begin(st *bank.Statement) error {
	s.open = st
	return s.Gather.Begin(st)
}

func (s *strict) Entry(e *bank.Entry) error {
	if s.open == nil {
		s.t.Fatal("an entry stands outside of a statement")
	}
	return s.Gather.Entry(e)
}

func (s *strict) End(st *bank.Statement) error {
	if s.open != st {
		s.t.Fatal("a statement ends that did not begin")
	}
	s.open = nil
	return s.Gather.End(st)
}
