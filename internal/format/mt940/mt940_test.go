package mt940

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/bank"
	"acquit/internal/format/textread"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var mt940 = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.sta"},
		Refused: []string{"testdata/refused/*.sta"},
		Strange: []string{"empty.sta", "blank.sta", "no-mt940.sta"},
		Guests:  []string{"camt/testdata/refused/no-xml.xml"},
	},
	Read: Read,
	Also: map[string]func(file []byte) []byte{
		"with LF":                  ending("\n"),
		"with CR":                  ending("\r"),
		"with CR LF":               ending("\r\n"),
		"with control characters":  ending("\x03\n\x01"),
		"with a byte order mark":   func(file []byte) []byte { return append([]byte("\ufeff"), file...) },
		"with a DOS end mark":      func(file []byte) []byte { return append(file, 0x1a) },
		"without a final line end": func(file []byte) []byte { return bytes.TrimRight(file, "\r\n") },
		"with blanks behind fields": func(file []byte) []byte {
			return bytes.ReplaceAll(ending("\n")(file), []byte("\n:6"), []byte("   \n:6"))
		},
		"in UTF-8": func(file []byte) []byte { return textread.Decode(nil, file) },
	},
	Cut: trial.Cut{
		Samples: []string{"testdata/pages.sta", "testdata/dutch.sta"},
		Begun:   begun,
		// The cut may run through the closing balance.
		Partial: func(whole, got *bank.Statement) bool {
			return cmp.Equal(whole, got, cmpopts.IgnoreFields(bank.Statement{}, "Warnings", "Closing"))
		},
	},
	Large: func(w io.Writer, entries int) error { return writeMessages(w, writers["structured"], entries) },
}

// ending makes every line end in one way.
func ending(end string) func(file []byte) []byte {
	return func(file []byte) []byte {
		return bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte(end))
	}
}

// begun counts the messages in a file that say of which account they are.
func begun(file []byte) int {
	if len(file) <= 100 {
		return 0
	}
	return bytes.Count(file, []byte(":20:"))
}

func TestReader(t *testing.T) { mt940.Test(t) }

func TestDetect(t *testing.T) {
	mt940.Kind.Test(t, map[string]string{
		"a first field": ":20:STARTUMS\r\n:25:1/2",
		"a first field after a byte order mark and blank lines": "\ufeff\r\n \x01:20:STARTUMS",
		"what Rabobank begins with":                             ":940:\r\n:20:940S",
		"an envelope":                                           "{1:F01BANKNL2AXXX0000000000}{2:I940",
		"an envelope from Sweden":                               "\xe44:\r\n:20:1",
		"an envelope with its first field on one line":          "{4::20:1",
		"the heading of ABN AMRO":                               "ABNANL2A\r\n940\r\nABNANL2A\r\n:20:ABN\r\n:25:1",
		"a heading in words":                                    "An example\n----\n:20:1\n:25:2\n",
	}, map[string]string{
		"words with one tag by chance": "An example\n:20:1\n",
		"a record of CODA":             "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000",
		"a record of CFONB":            "0130004    00585EUR2 0000123456706",
		"an OFX header":                "OFXHEADER:100\nDATA:OFXSGML\n",
		"XML with a statement inside":  "<a>\n:20:1\n:25:2\n</a>",
		"a table":                      "Date;Amount\n01.01.2024;1,00\n",
		"nothing":                      "",
	})
}

// TestABankMayCutALineInsideACharacter has a line end between the two bytes of an ö.
func TestABankMayCutALineInsideACharacter(t *testing.T) {
	text := ":20:A\n:25:DE89370400440532013000\n:60F:C240101EUR0,\n:61:240101C1,NTRF\n:86:166?00GUTSCHRIFT?20SVWZ+M\xc3\n\xb6bel?32B\xc3\xb6hm\n:62F:C240101EUR1,\n"
	statements, err := mt940.Gather([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e := statements[0].Entries[0]
	if e.Text != "Möbel\nGUTSCHRIFT" || e.Counterparty.Name != "Böhm" {
		t.Errorf("%+v", e)
	}
}

// TestWhatIsWholeBeforeAnErrorIsKept breaks a file off between two messages.
func TestWhatIsWholeBeforeAnErrorIsKept(t *testing.T) {
	broken := errors.New("the line is cut")
	file := golden.Content(t, "testdata/pages.sta")
	second := bytes.Index(file, []byte(":28C:14/3"))
	g := &bank.Gather{}
	err := Read(io.MultiReader(bytes.NewReader(file[:second]), iotest.ErrReader(broken)), g)
	if !errors.Is(err, broken) || len(g.Statements) != 2 {
		t.Errorf("%v, %d statements", err, len(g.Statements))
	}
}

const start = ":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C240101EUR0,\n:61:240101C1,NTRF\n"

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	_, err := mt940.Gather([]byte(start + ":86:" + strings.Repeat("x", longest)))
	if err == nil || !strings.HasPrefix(err.Error(), "line 6: ") {
		t.Error(err)
	}
}

func TestEndlessFieldIsCutWithAWarning(t *testing.T) {
	statements, err := mt940.Gather([]byte(start + ":86:" + strings.Repeat(strings.Repeat("x", 64)+"\n", 2*longest/64) + ":62F:C240101EUR1,\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := statements[0]
	if want := "line 6: field 86 is longer than 65536 bytes; the rest was left out"; len(s.Warnings) != 1 || s.Warnings[0].String() != want {
		t.Errorf("%v", trial.English(s.Warnings))
	}
	if n := len(s.Entries[0].Text); n < longest-100 || n > longest+longest/64 {
		t.Errorf("the text has %d bytes", n)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	mt940.Bounded(t, []byte(start+strings.Repeat(":61:240101C?,NTRF\n", 1000)+":62F:C240101EUR1,\n"))
}

func FuzzRead(f *testing.F) {
	mt940.Fuzz(f, func(_ []byte, s *bank.Statement) bool {
		right := s.Account.Currency != "" && s.Account.IBAN+s.Account.Other != ""
		for _, e := range s.Entries {
			right = right && e.Currency == s.Account.Currency && e.Place != "" && e.BookedOn != 0 && e.Text == strings.TrimSpace(e.Text)
		}
		return right
	})
}
