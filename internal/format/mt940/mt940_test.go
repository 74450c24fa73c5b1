package mt940

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/camt"
	"acquit/internal/format/coda"
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

// sentences are notes in English.
func sentences(notes []fault.Note) (all []string) {
	for _, n := range notes {
		all = append(all, n.String())
	}
	return all
}

func TestSamplesAreReadAsWrittenDown(t *testing.T) {
	for _, path := range samples(t, "testdata/*.sta") {
		statements, err := gather(content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got, err := json.MarshalIndent(statements, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, strings.TrimSuffix(path, ".sta")+".json", append(got, '\n'))
	}
}

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range samples(t, "testdata/refused/*.sta") {
		statements, err := gather(content(t, path))
		if err == nil || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := err.Error() + "\n"
		for _, s := range statements {
			got += "kept: statement of " + s.Account.Key() + " with closing balance " + s.Closing.Amount.String() + "\n"
		}
		golden(t, strings.TrimSuffix(path, ".sta")+".txt", []byte(got))
	}
}

// variants write the same file as other senders would.
var variants = map[string]func(raw []byte) []byte{
	"with CR":                  func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r")) },
	"with CR LF":               func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")) },
	"with a byte order mark":   func(raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
	"with a DOS end mark":      func(raw []byte) []byte { return append(bytes.Clone(raw), 0x1a) },
	"without a final line end": func(raw []byte) []byte { return bytes.TrimRight(raw, "\n") },
	"with control characters":  func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\x03\n\x01")) },
	"with blanks behind fields": func(raw []byte) []byte {
		return bytes.ReplaceAll(raw, []byte("\n:6"), []byte("   \n:6"))
	},
}

func TestLineEndsAndBlanksDoNotMatter(t *testing.T) {
	for _, path := range samples(t, "testdata/*.sta") {
		raw := bytes.ReplaceAll(content(t, path), []byte("\r\n"), []byte("\n"))
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

func TestPiecesInWhichAFileArrivesDoNotMatter(t *testing.T) {
	for _, path := range samples(t, "testdata/*.sta") {
		raw := content(t, path)
		want, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		g := &bank.Gather{}
		if err := Read(iotest.OneByteReader(bytes.NewReader(raw)), g); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, g.Statements); diff != "" {
			t.Errorf("%s (-want +got)\n%s", path, diff)
		}
	}
}

func TestUmlautsAreTheSameInEitherEncoding(t *testing.T) {
	for _, path := range []string{"testdata/umlauts.sta", "testdata/national.sta"} {
		raw := content(t, path)
		want, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		text := textread.Decode(nil, raw)
		if bytes.Equal(text, raw) {
			t.Fatalf("%s has no umlauts", path)
		}
		got, err := gather(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s as UTF-8 (-want +got)\n%s", path, diff)
		}
	}
}

// TestABankMayCutALineInsideACharacter has a line end between the two bytes of an ö.
func TestABankMayCutALineInsideACharacter(t *testing.T) {
	text := ":20:A\n:25:DE89370400440532013000\n:60F:C240101EUR0,\n:61:240101C1,NTRF\n:86:166?00GUTSCHRIFT?20SVWZ+M\xc3\n\xb6bel?32B\xc3\xb6hm\n:62F:C240101EUR1,\n"
	statements, err := gather([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e := statements[0].Entries[0]
	if e.Text != "Möbel\nGUTSCHRIFT" || e.Counterparty.Name != "Böhm" {
		t.Errorf("%+v", e)
	}
}

// TestCutFilesLoseNoWholeStatement cuts files of several statements at every byte: what
// was whole before the cut is delivered, what was not is named.
func TestCutFilesLoseNoWholeStatement(t *testing.T) {
	for _, path := range []string{"testdata/pages.sta", "testdata/dutch.sta"} {
		raw := content(t, path)
		whole, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		for n := range raw {
			got, err := gather(raw[:n])
			if err == nil && n > 100 && len(got) < bytes.Count(raw[:n], []byte(":20:")) {
				t.Fatalf("%s cut at byte %d: %d statements and no error", path, n, len(got))
			}
			for i, s := range got {
				compareCut(t, n, whole[i], s)
			}
		}
	}
}

// compareCut compares a statement of a file that was cut with the whole one. Where the
// cut runs through the closing balance, a warning says so.
func compareCut(t *testing.T, n int, whole, got *bank.Statement) {
	t.Helper()
	ignore := []cmp.Option{cmpopts.IgnoreFields(bank.Statement{}, "Warnings")}
	if !cmp.Equal(whole.Closing, got.Closing) {
		if len(got.Warnings) == 0 {
			t.Fatalf("cut at byte %d: the closing balance is %v, without a warning", n, got.Closing)
		}
		ignore = append(ignore, cmpopts.IgnoreFields(bank.Statement{}, "Closing"))
	}
	if diff := cmp.Diff(whole, got, ignore...); diff != "" {
		t.Fatalf("cut at byte %d (-want +got)\n%s", n, diff)
	}
}

func TestErrorOfTheSinkEndsTheReading(t *testing.T) {
	stop := errors.New("the disk is full")
	raw := content(t, "testdata/german.sta")
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
	raw := content(t, "testdata/pages.sta")
	second := bytes.Index(raw, []byte(":28C:14/3"))
	g := &bank.Gather{}
	err := Read(&cutInput{raw[:second], broken}, g)
	if !errors.Is(err, broken) || len(g.Statements) != 2 {
		t.Errorf("%v, %d statements", err, len(g.Statements))
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

const start = ":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C240101EUR0,\n:61:240101C1,NTRF\n"

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	_, err := gather([]byte(start + ":86:" + strings.Repeat("x", longest)))
	if err == nil || !strings.HasPrefix(err.Error(), "line 6: ") {
		t.Error(err)
	}
}

func TestEndlessFieldIsCutWithAWarning(t *testing.T) {
	statements, err := gather([]byte(start + ":86:" + strings.Repeat(strings.Repeat("x", 64)+"\n", 2*longest/64) + ":62F:C240101EUR1,\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := statements[0]
	if want := "line 6: field 86 is longer than 65536 bytes; the rest was left out"; len(s.Warnings) != 1 || s.Warnings[0].String() != want {
		t.Errorf("%v", sentences(s.Warnings))
	}
	if n := len(s.Entries[0].Text); n < longest-100 || n > longest+longest/64 {
		t.Errorf("the text has %d bytes", n)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	odd := start + strings.Repeat(":61:240101C?,NTRF\n", 1000) + ":62F:C240101EUR1,\n"
	statements, err := gather([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	warnings := sentences(statements[0].Warnings)
	if last := warnings[len(warnings)-1]; len(warnings) != warningLimit+1 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(warnings), last)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		is, head string
		want     bool
	}{
		{"a first field", ":20:STARTUMS\r\n:25:1/2", true},
		{"a first field after a byte order mark and blank lines", "\ufeff\r\n \x01:20:STARTUMS", true},
		{"what Rabobank begins with", ":940:\r\n:20:940S", true},
		{"an envelope", "{1:F01BANKNL2AXXX0000000000}{2:I940", true},
		{"an envelope from Sweden", "\xe44:\r\n:20:1", true},
		{"an envelope with its first field on one line", "{4::20:1", true},
		{"the heading of ABN AMRO", "ABNANL2A\r\n940\r\nABNANL2A\r\n:20:ABN\r\n:25:1", true},
		{"a heading in words", "An example\n----\n:20:1\n:25:2\n", true},
		{"words with one tag by chance", "An example\n:20:1\n", false},
		{"a record of CODA", "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000", false},
		{"a record of CFONB", "0130004    00585EUR2 0000123456706", false},
		{"an OFX header", "OFXHEADER:100\nDATA:OFXSGML\n", false},
		{"XML with a statement inside", "<a>\n:20:1\n:25:2\n</a>", false},
		{"a table", "Date;Amount\n01.01.2024;1,00\n", false},
		{"nothing", "", false},
	} {
		if got := Detect([]byte(c.head)); got != c.want {
			t.Errorf("%s: %v", c.is, got)
		}
	}
}

// TestFormatsAreToldApart holds every format's samples against every other's Detect.
func TestFormatsAreToldApart(t *testing.T) {
	for _, path := range samples(t, "testdata/*.sta") {
		raw := content(t, path)
		if !Detect(raw) || coda.Detect(raw) || camt.Detect(raw) {
			t.Errorf("%s: MT940 %t, CODA %t, CAMT %t", path, Detect(raw), coda.Detect(raw), camt.Detect(raw))
		}
	}
	others := 0
	for _, path := range samples(t, "../*/testdata/*") {
		if strings.HasPrefix(path, "../mt940/") || filepath.Ext(path) == ".json" || filepath.Ext(path) == ".txt" {
			continue
		}
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			continue
		}
		others++
		if Detect(content(t, path)) {
			t.Errorf("%s is taken for MT940", path)
		}
	}
	if others < 20 {
		t.Errorf("only %d samples of other formats", others)
	}
}

func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.sta", "testdata/refused/*.sta"} {
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
			if s.Account.Currency == "" || s.Account.IBAN == "" && s.Account.Other == "" {
				t.Errorf("a statement without account or currency: %+v", s)
			}
			for _, e := range s.Entries {
				if e.Currency != s.Account.Currency || e.Place == "" || e.BookedOn == 0 || e.Text != strings.TrimSpace(e.Text) {
					t.Errorf("%+v", e)
				}
			}
		}
	})
}
