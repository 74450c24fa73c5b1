package cfonb

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
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
	if diff := cmp.Diff(string(content(t, path)), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func samples(t testing.TB, pattern string) []string {
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
	for _, path := range samples(t, "testdata/*.cfonb") {
		statements, err := gather(content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got, err := json.MarshalIndent(statements, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, strings.TrimSuffix(path, ".cfonb")+".json", append(got, '\n'))
	}
}

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range samples(t, "testdata/refused/*.cfonb") {
		statements, err := gather(content(t, path))
		if err == nil || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := err.Error() + "\n"
		for _, s := range statements {
			got += "kept: statement of " + s.Account.Key() + " with closing balance " + s.Closing.Amount.String() + "\n"
		}
		golden(t, strings.TrimSuffix(path, ".cfonb")+".txt", []byte(got))
	}
}

// variants write the same file as other senders would.
var variants = map[string]func(raw []byte) []byte{
	"with LF":                  func(raw []byte) []byte { return withEnds(raw, "\n") },
	"with CR":                  func(raw []byte) []byte { return withEnds(raw, "\r") },
	"with CR LF":               func(raw []byte) []byte { return withEnds(raw, "\r\n") },
	"with a byte order mark":   func(raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
	"with a DOS end mark":      func(raw []byte) []byte { return append(bytes.Clone(raw), "\r\n\x1a"...) },
	"without a final line end": func(raw []byte) []byte { return bytes.TrimRight(raw, "\r\n") },
	"without blanks at the end": func(raw []byte) []byte {
		return eachLine(raw, func(s string) string { return strings.TrimRight(s, " ") })
	},
	"with blanks at the end": func(raw []byte) []byte { return eachLine(raw, func(s string) string { return s + "   " }) },
}

func eachLine(raw []byte, change func(string) string) []byte {
	lines := strings.Split(string(withEnds(raw, "\n")), "\n")
	for i := range lines {
		lines[i] = change(lines[i])
	}
	return []byte(strings.Join(lines, "\n"))
}

func withEnds(raw []byte, end string) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte(end))
}

func TestLineEndsAndBlanksDoNotMatter(t *testing.T) {
	for _, path := range []string{"testdata/everyday.cfonb", "testdata/returns.cfonb", "testdata/accents.cfonb"} {
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

// TestAFileMayDoWithoutLineEnds joins the records of each sample, in both encodings,
// and lets the file arrive in pieces: only the numbers of lines may change.
func TestAFileMayDoWithoutLineEnds(t *testing.T) {
	for _, path := range []string{"testdata/everyday.cfonb", "testdata/returns.cfonb", "testdata/accents.cfonb"} {
		raw := content(t, path)
		want, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		joined := withEnds(raw, "")
		for name, raw := range map[string][]byte{"as it is": joined, "in UTF-8": textread.Decode(nil, joined)} {
			for pieces, r := range map[string]func(raw []byte) bank.Gather{
				"whole": func(raw []byte) (g bank.Gather) { err = Read(bytes.NewReader(raw), &g); return g },
				"byte by byte": func(raw []byte) (g bank.Gather) {
					err = Read(iotest.OneByteReader(bytes.NewReader(raw)), &g)
					return g
				},
			} {
				got := r(raw)
				if err != nil {
					t.Errorf("%s %s, %s: %v", path, name, pieces, err)
				}
				if diff := cmp.Diff(want, got.Statements); diff != "" {
					t.Errorf("%s %s, %s (-want +got)\n%s", path, name, pieces, diff)
				}
			}
		}
	}
}

func TestColumnsAreCutOnCharactersInEitherEncoding(t *testing.T) {
	raw := content(t, "testdata/accents.cfonb")
	want, err := gather(raw)
	if err != nil {
		t.Fatal(err)
	}
	utf8 := textread.Decode(nil, raw)
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
	if name := want[0].Entries[0].Counterparty.Name; name != "CRÈMERIE DE L'ÉCLUSE" {
		t.Errorf("the counterparty is %q", name)
	}
}

// TestCutFilesLoseNoWholeStatement cuts a file of several statements at every byte:
// what was whole before the cut is delivered, what was not is named.
func TestCutFilesLoseNoWholeStatement(t *testing.T) {
	for _, path := range []string{"testdata/everyday.cfonb", "testdata/oneline.cfonb"} {
		raw := bytes.TrimRight(content(t, path), "\r\n")
		whole, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		ignore := cmpopts.IgnoreFields(bank.Statement{}, "Warnings")
		for n := range len(raw) {
			got, err := gather(raw[:n])
			for i, s := range got {
				if s.Closing == nil {
					if i != len(got)-1 || len(s.Warnings) == 0 || len(s.Entries) == 0 {
						t.Fatalf("cut at byte %d: a statement without an end and without a warning", n)
					}
					continue
				}
				if diff := cmp.Diff(whole[i], s, ignore); diff != "" {
					t.Fatalf("%s cut at byte %d (-want +got)\n%s", path, n, diff)
				}
			}
			if len(got) < len(whole) && err == nil && begun(raw[:n]) > len(got) {
				t.Fatalf("%s cut at byte %d: %d of %d statements and no error", path, n, len(got), len(whole))
			}
		}
	}
}

// begun counts the old balances in a file.
func begun(raw []byte) int { return bytes.Count(raw, []byte("0199887")) }

func TestErrorOfTheSinkEndsTheReading(t *testing.T) {
	stop := errors.New("the disk is full")
	for _, path := range []string{"testdata/everyday.cfonb", "testdata/odd.cfonb"} {
		for _, sink := range []*failing{{begin: stop}, {entry: stop}, {end: stop}} {
			if err := Read(bytes.NewReader(content(t, path)), sink); err != stop {
				t.Errorf("%s, %+v: %v", path, sink, err)
			}
		}
	}
}

type failing struct{ begin, entry, end error }

func (f *failing) Begin(*bank.Statement) error { return f.begin }
func (f *failing) Entry(*bank.Entry) error     { return f.entry }
func (f *failing) End(*bank.Statement) error   { return f.end }

func TestErrorOfTheInputIsReturned(t *testing.T) {
	broken := errors.New("the line is cut")
	r := iotest.TimeoutReader(bytes.NewReader(content(t, "testdata/everyday.cfonb")))
	if err := Read(r, &bank.Gather{}); !errors.Is(err, iotest.ErrTimeout) {
		t.Error(err)
	}
	if err := Read(iotest.ErrReader(broken), &bank.Gather{}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	raw := append(content(t, "testdata/everyday.cfonb")[:122], bytes.Repeat([]byte("2"), longest+1)...)
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

func TestWarningsComplementsAndRefusalsAreBounded(t *testing.T) {
	raw := content(t, "testdata/everyday.cfonb")
	odd := append(bytes.Clone(raw[:122]), bytes.Repeat([]byte("06 WHAT IS THIS\r\n"), 1000)...)
	statements, err := gather(append(odd, raw[122:]...))
	if err != nil {
		t.Fatal(err)
	}
	warnings := sentences(statements[0].Warnings)
	if last := warnings[len(warnings)-1]; len(warnings) != warningLimit+1 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(warnings), last)
	}

	many := append(bytes.Clone(raw[:244]), bytes.Repeat(raw[244:366], maxComplements)...)
	statements, err = gather(append(many, raw[366:]...))
	if err != nil {
		t.Fatal(err)
	}
	warnings = sentences(statements[0].Warnings)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "more than 200 records 05") {
		t.Errorf("%q", warnings)
	}

	_, err = gather(bytes.Repeat(raw[:122], 5000))
	if err == nil || strings.Count(err.Error(), "\n") != refusalLimit-1 || !strings.HasPrefix(err.Error(), "5000 statements were left out: ") {
		t.Errorf("%.200s", err)
	}
}

func TestDetect(t *testing.T) {
	old := string(content(t, "testdata/everyday.cfonb")[:120])
	for _, c := range []struct {
		is, head string
		want     bool
	}{
		{"an old balance", old + "\r\n04", true},
		{"an old balance after a byte order mark and blank lines", "\ufeff\r\n \x01" + old, true},
		{"an old balance that the next record follows without a line end", old + old, true},
		{"an old balance without the blanks at its end", strings.TrimRight(old, " "), true},
		{"an old balance of zero by a French machine", old[:103] + "é", true},
		{"a movement, which Read refuses with its place", "04" + old[2:], true},
		{"CFONB 240, which Read refuses by name", string(content(t, "testdata/refused/cfonb240.cfonb")), true},
		{"CFONB 160, which Read refuses by name", string(content(t, "testdata/refused/cfonb160.cfonb")), true},
		{"a CODA header", "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000", false},
		{"a table that begins with a number", "0130004;00585;EUR;2;0000123456706;VIR", false},
		{"digits", strings.Repeat("0123456789", 30), false},
		{"XML", "<?xml version=\"1.0\"?>", false},
		{"nothing", "", false},
	} {
		if got := Detect([]byte(c.head)); got != c.want {
			t.Errorf("%s: %v", c.is, got)
		}
	}
}

func TestOwnSamplesAreKnownByTheirContent(t *testing.T) {
	for _, path := range append(samples(t, "testdata/*.cfonb"), samples(t, "testdata/refused/*.cfonb")...) {
		name := filepath.Base(path)
		want := name != "empty.cfonb" && name != "blank.cfonb" && name != "no-cfonb.cfonb"
		if got := Detect(content(t, path)); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// TestSamplesOfOtherFormatsAreLeftToThem holds Detect against the samples of every
// other reader.
func TestSamplesOfOtherFormatsAreLeftToThem(t *testing.T) {
	seen := 0
	for _, folder := range samples(t, "../*/testdata") {
		if folder == "../cfonb/testdata" {
			continue
		}
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			seen++
			if Detect(content(t, path)) {
				t.Errorf("%s is taken for CFONB", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 50 {
		t.Errorf("only %d samples of other formats were found", seen)
	}
}

func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.cfonb", "testdata/refused/*.cfonb"} {
		for _, path := range samples(f, pattern) {
			f.Add(content(f, path))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		statements, err := gather(raw)
		if err == nil && len(statements) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		if err == nil && !Detect(raw) {
			t.Error("read, but not known by its beginning")
		}
		for _, s := range statements {
			if s.Account.IBAN == "" && s.Account.Other == "" || s.Account.Currency == "" || s.Closing == nil && len(s.Entries) == 0 {
				t.Errorf("a statement without account, currency or end: %+v", s)
			}
			for _, e := range s.Entries {
				if e.Currency == "" || e.Place == "" || e.Status != bank.Booked || e.Text != strings.TrimSpace(e.Text) ||
					(e.BookedOn == date.None) != (e.ValueOn == date.None) {
					t.Errorf("%+v", e)
				}
			}
		}
	})
}
