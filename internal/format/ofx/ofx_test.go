package ofx

import (
	"bytes"
	"errors"
	"io"
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
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var ofx = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.ofx", "testdata/*.qfx"},
		Refused: []string{"testdata/refused/*.ofx"},
		Strange: []string{"empty.ofx", "blank.ofx", "no-ofx.ofx"},
	},
	Read: Read,
	Also: map[string]func(file []byte) []byte{
		"with LF":                func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")) },
		"with CR LF":             withCRLF,
		"with a byte order mark": func(file []byte) []byte { return append([]byte("\ufeff"), file...) },
		"after blank lines":      func(file []byte) []byte { return append([]byte("\r\n \x01"), file...) },
		"in UTF-8":               func(file []byte) []byte { return textread.Decode(nil, file) },
		"in UTF-16":              func(file []byte) []byte { return inUTF16(file, unicode.UseBOM) },
		"in UTF-16 without mark": func(file []byte) []byte { return inUTF16(file, unicode.IgnoreBOM) },
	},
	Except: []cmp.Option{ // blank lines in front move the places
		cmpopts.IgnoreFields(bank.Entry{}, "Place"), cmpopts.IgnoreFields(fault.Note{}, "Place"),
	},
	Cut: trial.Cut{
		Samples: []string{"testdata/card.qfx"},
		Begun:   func(file []byte) int { return bytes.Count(file, []byte("STMTRS><CURDEF>")) },
	},
	Large: func(w io.Writer, entries int) error { return writeStatement(w, entries, true) },
}

func withCRLF(file []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

func inUTF16(file []byte, mark unicode.BOMPolicy) []byte {
	encoded, err := unicode.UTF16(unicode.LittleEndian, mark).NewEncoder().Bytes(textread.Decode(nil, file))
	if err != nil {
		panic(err)
	}
	return encoded
}

func TestReader(t *testing.T) { ofx.Test(t) }

func TestDetect(t *testing.T) {
	ofx.Kind.Test(t, map[string]string{
		"a header":                  "OFXHEADER:100\r\nDATA:OFXSGML",
		"a header in small letters": "ofxheader:100\n",
		"a header after a byte order mark and blank lines": "\ufeff\r\n \x01OFXHEADER:100",
		"XML":                             "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?>",
		"XML with a namespace":            "<?xml version=\"1.0\"?><OFX xmlns=\"urn:x\">",
		"no header":                       "<OFX>\n<SIGNONMSGSRSV1>",
		"a header in a comment":           "<!--\nOFXHEADER:100\n-->",
		"OFC, which Read refuses by name": "<OFC>",
		"UTF-16":                          "\xff\xfe<\x00O\x00F\x00X\x00>\x00",
	}, map[string]string{
		"other XML":                  "<?xml version=\"1.0\"?><Document/>",
		"a table that speaks of OFX": "Date;<OFX>;OFXHEADER",
		"nothing":                    "",
	})
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
		raw := string(golden.Content(t, path))
		want, err := ofx.Gather([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		rewritten := rewrite(raw)
		got, err := ofx.Gather([]byte(rewritten))
		if err != nil || rewritten == raw {
			t.Fatalf("%s: %v", path, err)
		}
		trial.Same(t, path, want, got, ignore)
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

// TestNoStatementIsHandedOverBeforeItsEnd cuts a file of two statements at every byte.
func TestNoStatementIsHandedOverBeforeItsEnd(t *testing.T) {
	raw := golden.Content(t, "testdata/card.qfx")
	closed := []int{bytes.Index(raw, []byte("</CCSTMTRS>")) + len("</CCSTMTRS>"), bytes.Index(raw, []byte("</STMTRS>")) + len("</STMTRS>")}
	for n := range len(raw) {
		got, _ := ofx.Gather(raw[:n])
		want := 0
		for want < len(closed) && closed[want] <= n {
			want++
		}
		if len(got) != want {
			t.Fatalf("cut at byte %d: %d statements, not %d", n, len(got), want)
		}
	}
}

// TestErrorOfTheInputIsReturned breaks a file off everywhere, also inside of comments
// and tags.
func TestErrorOfTheInputIsReturned(t *testing.T) {
	broken := errors.New("the line is cut")
	raw := golden.Content(t, "testdata/odd.ofx")
	for n := range len(raw) {
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
		_, err := ofx.Gather([]byte("OFXHEADER:100\n<OFX>\n<MEMO>" + endless))
		if err == nil || !strings.HasPrefix(err.Error(), "line 3: a value is longer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWarningsAndRefusalsAreBounded(t *testing.T) {
	raw := string(golden.Content(t, "testdata/sgml.ofx"))
	odd := strings.Replace(raw, "<STMTTRN>", strings.Repeat("<STMTTRN>\n<TRNAMT>none\n</STMTTRN>\n", 1000)+"<STMTTRN>", 1)
	statements := ofx.Bounded(t, []byte(odd))
	if statements[0].Opening != nil {
		t.Errorf("the opening balance is computed from entries that could not be read: %v", statements[0].Opening)
	}

	_, err := ofx.Gather([]byte("<OFX>" + strings.Repeat("\n<STMTTRNRS><STATUS><CODE>2000<SEVERITY>ERROR</STATUS></STMTTRNRS>", 5000) + "</OFX>"))
	if err == nil || strings.Count(err.Error(), "\n") != 99 || !strings.HasPrefix(err.Error(), "5000 statements were left out: line 2: ") {
		t.Errorf("%.200s", err)
	}
}

// TestTheOpeningBalanceIsComputedOnlyWhereItIsSure changes one thing of a statement
// from which it follows.
func TestTheOpeningBalanceIsComputedOnlyWhereItIsSure(t *testing.T) {
	raw := strings.ReplaceAll(string(golden.Content(t, "testdata/sgml.ofx")), "\r\n", "\n")
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
		statements, err := ofx.Gather([]byte(changed))
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

func FuzzRead(f *testing.F) {
	ofx.Fuzz(f, func(file []byte, s *bank.Statement) bool {
		Detect(file) // must bear anything
		right := s.Account.IBAN+s.Account.Other != "" && s.Account.Currency != ""
		for _, e := range s.Entries {
			right = right && e.Currency != "" && e.Place != "" && e.Status != "" && e.Text == strings.TrimSpace(e.Text) &&
				(e.BookedOn == date.None || e.ValueOn != date.None)
		}
		return right
	})
}
