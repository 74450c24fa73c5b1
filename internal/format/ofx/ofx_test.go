package ofx

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/unicode"

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

// samples are the paths that match the patterns, each of which must match some.
func samples(t testing.TB, patterns ...string) (all []string) {
	t.Helper()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no samples %s: %v", pattern, err)
		}
		all = append(all, paths...)
	}
	return all
}

func content(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func gather(raw []byte) ([]*bank.Statement, error) { return gatherFrom(bytes.NewReader(raw)) }

func gatherFrom(r io.Reader) ([]*bank.Statement, error) {
	g := &bank.Gather{}
	err := Read(r, g)
	return g.Statements, err
}

func TestSamplesAreReadAsWrittenDown(t *testing.T) {
	for _, path := range samples(t, "testdata/*.ofx", "testdata/*.qfx") {
		statements, err := gather(content(t, path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got, err := json.MarshalIndent(statements, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, strings.TrimSuffix(path, filepath.Ext(path))+".json", append(got, '\n'))
	}
}

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range samples(t, "testdata/refused/*.ofx") {
		statements, err := gather(content(t, path))
		if err == nil || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := err.Error() + "\n"
		for _, s := range statements {
			got += "kept: statement of " + s.Account.Key() + " with closing balance " + s.Closing.Amount.String() + "\n"
		}
		golden(t, strings.TrimSuffix(path, ".ofx")+".txt", []byte(got))
	}
}

// variants write the same file as other senders would.
var variants = map[string]func(t *testing.T, raw []byte) []byte{
	"with LF":                func(_ *testing.T, raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) },
	"with CR LF":             withCRLF,
	"with a byte order mark": func(_ *testing.T, raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
	"after blank lines":      func(_ *testing.T, raw []byte) []byte { return append([]byte("\r\n \x01"), raw...) },
	"in UTF-8":               func(_ *testing.T, raw []byte) []byte { return textread.Decode(nil, raw) },
	"in UTF-16":              func(t *testing.T, raw []byte) []byte { return inUTF16(t, raw, unicode.UseBOM) },
	"in UTF-16 without mark": func(t *testing.T, raw []byte) []byte { return inUTF16(t, raw, unicode.IgnoreBOM) },
}

func withCRLF(_ *testing.T, raw []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

func inUTF16(t *testing.T, raw []byte, mark unicode.BOMPolicy) []byte {
	encoded, err := unicode.UTF16(unicode.LittleEndian, mark).NewEncoder().Bytes(textread.Decode(nil, raw))
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// TestHowAFileIsWrittenDoesNotMatter reads each sample as other senders would write it,
// whole and byte by byte. Blank lines in front move the places.
func TestHowAFileIsWrittenDoesNotMatter(t *testing.T) {
	places := cmpopts.IgnoreFields(bank.Entry{}, "Place")
	notes := cmpopts.IgnoreFields(fault.Note{}, "Place")
	for _, path := range samples(t, "testdata/*.ofx", "testdata/*.qfx") {
		raw := content(t, path)
		want, err := gather(raw)
		if err != nil {
			t.Fatal(err)
		}
		for name, variant := range variants {
			written := variant(t, raw)
			if !Detect(written) {
				t.Errorf("%s %s is not known", path, name)
			}
			for arrival, r := range map[string]io.Reader{"whole": bytes.NewReader(written), "byte by byte": iotest.OneByteReader(bytes.NewReader(written))} {
				got, err := gatherFrom(r)
				if err != nil {
					t.Errorf("%s %s, %s: %v", path, name, arrival, err)
				}
				if diff := cmp.Diff(want, got, places, notes); diff != "" {
					t.Errorf("%s %s, %s (-want +got)\n%s", path, name, arrival, diff)
				}
			}
		}
	}
}

// TestEndTagsDoNotMatter takes the end tags of values out of the XML sample, and puts
// them into the SGML ones.
func TestEndTagsDoNotMatter(t *testing.T) {
	ignore := cmpopts.IgnoreFields(bank.Entry{}, "Place")
	for path, rewrite := range map[string]func(string) string{
		"testdata/xml.ofx":  withoutEndTags,
		"testdata/sgml.ofx": withEndTags,
		"testdata/card.qfx": withEndTags,
	} {
		raw := string(content(t, path))
		want, err := gather([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		rewritten := rewrite(raw)
		got, err := gather([]byte(rewritten))
		if err != nil || rewritten == raw {
			t.Fatalf("%s: %v", path, err)
		}
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("%s (-want +got)\n%s", path, diff)
		}
	}
}

func withoutEndTags(s string) string {
	var b strings.Builder
	for piece := range strings.SplitAfterSeq(s, ">") {
		text, tag, _ := strings.Cut(piece, "</")
		_, known := aggregates[strings.TrimSuffix(tag, ">")]
		if known || tag == "" {
			b.WriteString(piece)
		} else {
			b.WriteString(text)
		}
	}
	return b.String()
}

func withEndTags(s string) string {
	var b strings.Builder
	for i, piece := range strings.SplitAfter(s, "<") {
		name, text, _ := strings.Cut(piece, ">")
		value := strings.TrimRight(strings.TrimSuffix(text, "<"), "\r\n")
		if _, known := aggregates[name]; i == 0 || known || strings.HasPrefix(name, "/") || value == "" {
			b.WriteString(piece)
			continue
		}
		b.WriteString(strings.Replace(piece, value, value+"</"+name+">", 1))
	}
	return b.String()
}

// TestCutFilesLoseNoWholeStatement cuts a file of two statements at every byte: what
// was whole before the cut is delivered, what was not is named.
func TestCutFilesLoseNoWholeStatement(t *testing.T) {
	raw := content(t, "testdata/card.qfx")
	whole, err := gather(raw)
	if err != nil || len(whole) != 2 {
		t.Fatal(err)
	}
	closed := []int{bytes.Index(raw, []byte("</CCSTMTRS>")) + len("</CCSTMTRS>"), bytes.Index(raw, []byte("</STMTRS>")) + len("</STMTRS>")}
	for n := range len(raw) {
		got, err := gather(raw[:n])
		want := 0
		for want < len(closed) && closed[want] <= n {
			want++
		}
		if diff := cmp.Diff(whole[:want], got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("cut at byte %d (-want +got)\n%s", n, diff)
		}
		if begun := bytes.Count(raw[:n], []byte("STMTRS><CURDEF>")); begun > len(got) && err == nil {
			t.Fatalf("cut at byte %d: %d of %d statements and no error", n, len(got), begun)
		}
	}
}

func TestErrorOfTheSinkEndsTheReading(t *testing.T) {
	stop := errors.New("the disk is full")
	for _, sink := range []*failing{{begin: stop}, {entry: stop}, {end: stop}} {
		for _, path := range []string{"testdata/sgml.ofx", "testdata/card.qfx"} {
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
	raw := content(t, "testdata/odd.ofx")
	for n := range len(raw) { // also inside of comments and tags
		r := io.MultiReader(bytes.NewReader(raw[:n]), iotest.ErrReader(broken))
		if err := Read(r, &bank.Gather{}); !errors.Is(err, broken) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
}

func TestEndlessValuesAreRefusedWithTheirPlace(t *testing.T) {
	for name, endless := range map[string]string{
		"text":           strings.Repeat("2", maxText+1),
		"character data": "<![CDATA[" + strings.Repeat(">2", maxText),
		"open signs":     strings.Repeat("<", maxText+1),
	} {
		_, err := gather([]byte("OFXHEADER:100\n<OFX>\n<MEMO>" + endless))
		if err == nil || !strings.HasPrefix(err.Error(), "line 3: a value is longer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sentences are notes in English.
func sentences(notes []fault.Note) (all []string) {
	for _, n := range notes {
		all = append(all, n.String())
	}
	return all
}

func TestWarningsAndRefusalsAreBounded(t *testing.T) {
	raw := string(content(t, "testdata/sgml.ofx"))
	odd := strings.Replace(raw, "<STMTTRN>", strings.Repeat("<STMTTRN>\n<TRNAMT>none\n</STMTTRN>\n", 1000)+"<STMTTRN>", 1)
	statements, err := gather([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	warnings := sentences(statements[0].Warnings)
	if last := warnings[len(warnings)-1]; len(warnings) != warningLimit+1 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(warnings), last)
	}
	if statements[0].Opening != nil {
		t.Errorf("the opening balance is computed from entries that could not be read: %v", statements[0].Opening)
	}

	_, err = gather([]byte("<OFX>" + strings.Repeat("\n<STMTTRNRS><STATUS><CODE>2000<SEVERITY>ERROR</STATUS></STMTTRNRS>", 5000) + "</OFX>"))
	if err == nil || strings.Count(err.Error(), "\n") != refusalLimit-1 || !strings.HasPrefix(err.Error(), "5000 statements were left out: line 2: ") {
		t.Errorf("%.200s", err)
	}
}

// TestTheOpeningBalanceIsComputedOnlyWhereItIsSure changes one thing of a statement
// from which it follows.
func TestTheOpeningBalanceIsComputedOnlyWhereItIsSure(t *testing.T) {
	raw := strings.ReplaceAll(string(content(t, "testdata/sgml.ofx")), "\r\n", "\n")
	for _, c := range []struct{ name, old, new, want string }{
		{"as it is", "", "", "2025-12-31 1000.00"},
		{"a list without a beginning", "<DTSTART>20260101", "<DTSTART>", ""},
		{"a list without an end", "<DTEND>20260131", "<DTEND>", ""},
		{"a list that goes on behind the day of the balance", "<BALAMT>2199.23\n<DTASOF>20260131", "<BALAMT>2199.23\n<DTASOF>20260130", ""},
		{"a balance of a day behind the list", "<BALAMT>2199.23\n<DTASOF>20260131", "<BALAMT>2199.23\n<DTASOF>20260201", ""},
		{"a balance without a day is that of the end", "<BALAMT>2199.23\n<DTASOF>20260131", "<BALAMT>2199.23", "2025-12-31 1000.00"},
		{"no balance", "<BALAMT>2199.23", "<BALAMT>", ""},
		{"an entry before the list", "<DTPOSTED>20260105", "<DTPOSTED>20251231", ""},
		{"an entry without a day", "<DTPOSTED>20260105", "<DTPOSTED>", ""},
		{"an entry in another currency", "<FITID>000000017", "<CURRENCY><CURSYM>USD</CURRENCY>", ""},
		{"an entry that corrects", "<FITID>000000017", "<CORRECTFITID>1", ""},
		{"an entry without an amount", "<TRNAMT>+1210,00", "<TRNAMT>", ""},
		{"an entry that is pending is none of it", "</BANKTRANLIST>", "<STMTTRNP><DTTRAN>20260130<TRNAMT>9</STMTTRNP></BANKTRANLIST>", "2025-12-31 1000.00"},
	} {
		changed := strings.Replace(raw, c.old, c.new, 1)
		if changed == raw && c.old != "" {
			t.Fatalf("%s: nothing changed", c.name)
		}
		statements, err := gather([]byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if o := statements[0].Opening; o != nil {
			got = o.Date.String() + " " + o.Amount.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		is, head string
		want     bool
	}{
		{"a header", "OFXHEADER:100\r\nDATA:OFXSGML", true},
		{"a header in small letters", "ofxheader:100\n", true},
		{"a header after a byte order mark and blank lines", "\ufeff\r\n \x01OFXHEADER:100", true},
		{"XML", "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?>", true},
		{"XML with a namespace", "<?xml version=\"1.0\"?><OFX xmlns=\"urn:x\">", true},
		{"no header", "<OFX>\n<SIGNONMSGSRSV1>", true},
		{"a header in a comment", "<!--\nOFXHEADER:100\n-->", true},
		{"OFC, which Read refuses by name", "<OFC>", true},
		{"UTF-16", "\xff\xfe<\x00O\x00F\x00X\x00>\x00", true},
		{"other XML", "<?xml version=\"1.0\"?><Document/>", false},
		{"a table that speaks of OFX", "Date;<OFX>;OFXHEADER", false},
		{"nothing", "", false},
	} {
		if got := Detect([]byte(c.head)); got != c.want {
			t.Errorf("%s: %v", c.is, got)
		}
	}
}

func TestOwnSamplesAreKnownByTheirContent(t *testing.T) {
	for _, path := range samples(t, "testdata/*.ofx", "testdata/*.qfx", "testdata/refused/*.ofx") {
		name := filepath.Base(path)
		want := name != "empty.ofx" && name != "blank.ofx" && name != "no-ofx.ofx"
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
		if folder == "../ofx/testdata" {
			continue
		}
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			seen++
			if Detect(content(t, path)) {
				t.Errorf("%s is taken for OFX", path)
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
	for _, path := range samples(f, "testdata/*.ofx", "testdata/*.qfx", "testdata/refused/*.ofx") {
		f.Add(content(f, path))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		Detect(raw) // must bear anything
		statements, err := gather(raw)
		if err == nil && len(statements) == 0 {
			t.Error("nothing was read and nothing refused")
		}
		for _, s := range statements {
			if s.Account.IBAN == "" && s.Account.Other == "" || s.Account.Currency == "" {
				t.Errorf("a statement without account or currency: %+v", s)
			}
			for _, e := range s.Entries {
				if e.Currency == "" || e.Place == "" || e.Status == "" || e.Text != strings.TrimSpace(e.Text) ||
					e.BookedOn != date.None && e.ValueOn == date.None {
					t.Errorf("%+v", e)
				}
			}
		}
	})
}
