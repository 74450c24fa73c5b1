package coda

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/bank"
	"acquit/internal/fault"
)

var update = flag.Bool("update", false, "write the goldens anew")

// golden compares with a file of testdata.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func samples(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples %s: %v", pattern, err)
	}
	return paths
}

func content(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func gather(raw []byte) ([]*bank.Statement, error) {
	g := &bank.Gather{}
	err := Read(bytes.NewReader(raw), g)
	return g.Statements, err
}

func TestSamplesAreReadAsWrittenDown(t *testing.T) {
	for _, path := range samples(t, "testdata/*.coda") {
		statements, err := gather(content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got, err := json.MarshalIndent(statements, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, strings.TrimSuffix(path, ".coda")+".json", append(got, '\n'))
	}
}

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range samples(t, "testdata/refused/*.coda") {
		statements, err := gather(content(t, path))
		if err == nil || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := err.Error() + "\n"
		for _, s := range statements {
			got += "kept: statement of " + s.Account.Key() + " with closing balance " + s.Closing.Amount.String() + "\n"
		}
		golden(t, strings.TrimSuffix(path, ".coda")+".txt", []byte(got))
	}
}

// variants write the same file as other senders would.
var variants = map[string]func(raw []byte) []byte{
	"with LF":                   func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) },
	"with CR":                   func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\r")) },
	"with a byte order mark":    func(raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
	"with a DOS end mark":       func(raw []byte) []byte { return append(bytes.Clone(raw), 0x1a) },
	"without a final line end":  func(raw []byte) []byte { return bytes.TrimRight(raw, "\r\n") },
	"without blanks at the end": trimLines,
	"with blanks at the end":    func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("  \r\n")) },
}

func trimLines(raw []byte) []byte {
	lines := strings.Split(string(raw), "\r\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return []byte(strings.Join(lines, "\r\n"))
}

func TestLineEndsAndBlanksDoNotMatter(t *testing.T) {
	for _, path := range samples(t, "testdata/*.coda") {
		raw := content(t, path)
		want, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		for name, variant := range variants {
			got, err := gather(variant(raw))
			if err != nil {
				t.Errorf("%s %s: %v", path, name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s (-want +got)\n%s", path, name, diff)
			}
		}
	}
}

func TestColumnsAreCutOnCharactersInEitherEncoding(t *testing.T) {
	raw := content(t, "testdata/accents.coda")
	want, err := gather(raw)
	if err != nil {
		t.Fatal(err)
	}
	var utf8 []byte
	for _, c := range raw {
		utf8 = append(utf8, decoded([]byte{c})...)
	}
	if bytes.Equal(utf8, raw) {
		t.Fatal("the sample has no accents")
	}
	got, err := gather(utf8)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("as UTF-8 (-want +got)\n%s", diff)
	}
	if name := want[0].Entries[0].Counterparty.Name; name != "Crème Brûlée & Fils" {
		t.Errorf("the counterparty is %q", name)
	}
}

// TestCutFilesLoseNoWholeStatement cuts a file of several statements at every
// byte: what was whole before the cut is delivered, what was not is named.
func TestCutFilesLoseNoWholeStatement(t *testing.T) {
	raw := bytes.TrimRight(content(t, "testdata/accounts.coda"), "\r\n")
	whole, err := gather(raw)
	if err != nil {
		t.Fatal(err)
	}
	ignore := cmpopts.IgnoreFields(bank.Statement{}, "Warnings")
	for n := range len(raw) {
		got, err := gather(raw[:n])
		for i, s := range got {
			if diff := cmp.Diff(whole[i], s, ignore); diff != "" {
				t.Fatalf("cut at byte %d (-want +got)\n%s", n, diff)
			}
		}
		if len(got) < len(whole) && err == nil && begun(raw[:n]) > len(got) {
			t.Fatalf("cut at byte %d: %d of %d statements and no error", n, len(got), len(whole))
		}
	}
}

// begun counts the headers in a file.
func begun(raw []byte) int { return bytes.Count(append([]byte("\n"), raw...), []byte("\n00000")) }

func TestErrorOfTheSinkEndsTheReading(t *testing.T) {
	stop := errors.New("the disk is full")
	raw := content(t, "testdata/everyday.coda")
	for _, sink := range []*failing{{begin: stop}, {entry: stop}, {end: stop}} {
		if err := Read(bytes.NewReader(raw), sink); err != stop {
			t.Errorf("%+v: %v", sink, err)
		}
	}
}

type failing struct{ begin, entry, end error }

func (f *failing) Begin(*bank.Statement) error { return f.begin }
func (f *failing) Entry(*bank.Entry) error     { return f.entry }
func (f *failing) End(*bank.Statement) error   { return f.end }

func TestErrorOfTheInputIsReturned(t *testing.T) {
	broken := errors.New("the line is cut")
	if err := Read(&cutInput{content(t, "testdata/everyday.coda")[:300], broken}, &bank.Gather{}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type cutInput struct {
	rest []byte
	err  error
}

func (c *cutInput) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, c.err
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	raw := append(content(t, "testdata/everyday.coda")[:130], bytes.Repeat([]byte("2"), longest+1)...)
	_, err := gather(raw)
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Error(err)
	}
}

// sentences are notes in English.
func sentences(notes []fault.Note) (all []string) {
	for _, n := range notes {
		all = append(all, n.String())
	}
	return all
}

func TestWarningsAreBounded(t *testing.T) {
	odd := append(content(t, "testdata/accounts.coda")[:260], bytes.Repeat([]byte("6 WHAT IS THIS\r\n"), 1000)...)
	odd = append(odd, content(t, "testdata/accounts.coda")[260:]...)
	statements, err := gather(odd)
	if err != nil {
		t.Fatal(err)
	}
	warnings := sentences(statements[0].Warnings)
	if last := warnings[len(warnings)-1]; len(warnings) != warningLimit+1 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(warnings), last)
	}
}

func TestDetect(t *testing.T) {
	header := "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000                                       2"
	for _, c := range []struct {
		is, head string
		want     bool
	}{
		{"a header", header + "\r\n12007", true},
		{"a header after a byte order mark and blank lines", "\ufeff\r\n \x01" + header, true},
		{"a header of version 1, which Read refuses by name", header[:127] + "1", true},
		{"an old balance", "12007BE71096123456769", false},
		{"the envelope of an MT940 message", "0000 01INGBNL2AXXXX00001\r\n0000 01", false},
		{"a CFONB record", "0130004    00585EUR2 0000123456706", false},
		{"XML", "<?xml version=\"1.0\"?>", false},
		{"nothing", "", false},
	} {
		if got := Detect([]byte(c.head)); got != c.want {
			t.Errorf("%s: %v", c.is, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.coda", "testdata/refused/*.coda"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			f.Add(content(f, path))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		statements, err := gather(raw)
		if err == nil && len(statements) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		for _, s := range statements {
			if s.Closing == nil || s.Account.IBAN == "" && s.Account.Other == "" {
				t.Errorf("a statement without account or closing balance: %+v", s)
			}
			for _, e := range s.Entries {
				if e.Currency != s.Account.Currency || e.Place == "" || e.Code != strings.TrimSpace(e.Code) {
					t.Errorf("%+v", e)
				}
			}
		}
	})
}
