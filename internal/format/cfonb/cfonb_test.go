package cfonb

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/textread"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var cfonb = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.cfonb"},
		Refused: []string{"testdata/refused/*.cfonb"},
		Strange: []string{"empty.cfonb", "blank.cfonb", "no-cfonb.cfonb"},
	},
	Read: Read,
	Also: map[string]func(file []byte) []byte{
		"with LF":                  func(file []byte) []byte { return withEnds(file, "\n") },
		"with CR":                  func(file []byte) []byte { return withEnds(file, "\r") },
		"with CR LF":               func(file []byte) []byte { return withEnds(file, "\r\n") },
		"with a byte order mark":   func(file []byte) []byte { return append([]byte("\ufeff"), file...) },
		"with a DOS end mark":      func(file []byte) []byte { return append(file, "\r\n\x1a"...) },
		"without a final line end": func(file []byte) []byte { return bytes.TrimRight(file, "\r\n") },
		"without blanks at the end": func(file []byte) []byte {
			return eachLine(file, func(s string) string { return strings.TrimRight(s, " ") })
		},
		"with blanks at the end": func(file []byte) []byte { return eachLine(file, func(s string) string { return s + "   " }) },
		"in UTF-8":               func(file []byte) []byte { return textread.Decode(nil, file) },
	},
	Cut: trial.Cut{
		Samples: []string{"testdata/everyday.cfonb", "testdata/oneline.cfonb"},
		Begun:   func(file []byte) int { return bytes.Count(file, []byte("0199887")) }, // old balances
		Partial: func(_, got *bank.Statement) bool { return got.Closing == nil && len(got.Entries) > 0 },
	},
	Large: func(w io.Writer, entries int) error { return writeStatements(w, entries, true) },
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

func TestReader(t *testing.T) { cfonb.Test(t) }

func TestDetect(t *testing.T) {
	old := string(golden.Content(t, "testdata/everyday.cfonb")[:120])
	cfonb.Kind.Test(t, map[string]string{
		"an old balance": old + "\r\n04",
		"an old balance after a byte order mark and blank lines":         "\ufeff\r\n \x01" + old,
		"an old balance that the next record follows without a line end": old + old,
		"an old balance without the blanks at its end":                   strings.TrimRight(old, " "),
		"an old balance of zero by a French machine":                     old[:103] + "é",
		"a movement, which Read refuses with its place":                  "04" + old[2:],
		"CFONB 240, which Read refuses by name":                          string(golden.Content(t, "testdata/refused/cfonb240.cfonb")),
		"CFONB 160, which Read refuses by name":                          string(golden.Content(t, "testdata/refused/cfonb160.cfonb")),
	}, map[string]string{
		"a CODA header":                     "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000",
		"a table that begins with a number": "0130004;00585;EUR;2;0000123456706;VIR",
		"digits":                            strings.Repeat("0123456789", 30),
		"XML":                               "<?xml version=\"1.0\"?>",
		"nothing":                           "",
	})
}

// TestAFileMayDoWithoutLineEnds joins the records of samples: only the numbers of lines
// may change, and do not where each record has one.
func TestAFileMayDoWithoutLineEnds(t *testing.T) {
	joined := cfonb
	joined.Samples = []string{"testdata/everyday.cfonb", "testdata/returns.cfonb", "testdata/accents.cfonb"}
	joined.Also = map[string]func(file []byte) []byte{
		"without line ends":           func(file []byte) []byte { return withEnds(file, "") },
		"without line ends, in UTF-8": func(file []byte) []byte { return textread.Decode(nil, withEnds(file, "")) },
	}
	joined.Variants(t)
}

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	raw := append(golden.Content(t, "testdata/everyday.cfonb")[:122], bytes.Repeat([]byte("2"), textread.Longest+1)...)
	_, err := cfonb.Gather(raw)
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Error(err)
	}
}

func TestWarningsComplementsAndRefusalsAreBounded(t *testing.T) {
	raw := golden.Content(t, "testdata/everyday.cfonb")
	odd := append(bytes.Clone(raw[:122]), bytes.Repeat([]byte("06 WHAT IS THIS\r\n"), 1000)...)
	cfonb.Bounded(t, append(odd, raw[122:]...))

	many := append(bytes.Clone(raw[:244]), bytes.Repeat(raw[244:366], maxComplements)...)
	statements, err := cfonb.Gather(append(many, raw[366:]...))
	if err != nil {
		t.Fatal(err)
	}
	warnings := trial.English(statements[0].Warnings)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "more than 200 records 05") {
		t.Errorf("%q", warnings)
	}

	_, err = cfonb.Gather(bytes.Repeat(raw[:122], 5000))
	if err == nil || strings.Count(err.Error(), "\n") != 99 || !strings.HasPrefix(err.Error(), "5000 statements were left out: ") {
		t.Errorf("%.200s", err)
	}
}

func FuzzRead(f *testing.F) {
	cfonb.Fuzz(f, func(file []byte, s *bank.Statement) bool {
		right := s.Account.IBAN+s.Account.Other != "" && s.Account.Currency != "" && (s.Closing != nil || len(s.Entries) > 0)
		for _, e := range s.Entries {
			right = right && e.Currency != "" && e.Place != "" && e.Status == bank.Booked && e.Text == strings.TrimSpace(e.Text) &&
				(e.BookedOn == date.None) == (e.ValueOn == date.None)
		}
		return right && Detect(file)
	})
}
