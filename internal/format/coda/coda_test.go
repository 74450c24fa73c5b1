package coda

import (
	"bytes"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/format/textread"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var coda = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.coda"},
		Refused: []string{"testdata/refused/*.coda"},
		Strange: []string{"empty.coda", "blank.coda", "no-coda.coda", "starts-in-the-middle.coda"},
	},
	Read: Read,
	Also: map[string]func(file []byte) []byte{
		"with LF":                   func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")) },
		"with CR":                   func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\r\n"), []byte("\r")) },
		"with a byte order mark":    func(file []byte) []byte { return append([]byte("\ufeff"), file...) },
		"with a DOS end mark":       func(file []byte) []byte { return append(file, 0x1a) },
		"without a final line end":  func(file []byte) []byte { return bytes.TrimRight(file, "\r\n") },
		"without blanks at the end": trimLines,
		"with blanks at the end":    func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\r\n"), []byte("  \r\n")) },
		"in UTF-8":                  func(file []byte) []byte { return textread.Decode(nil, file) },
	},
	Cut: trial.Cut{
		Samples: []string{"testdata/accounts.coda"},
		Begun:   func(file []byte) int { return bytes.Count(append([]byte("\n"), file...), []byte("\n00000")) }, // headers
	},
	Large: writeStatements,
}

func trimLines(file []byte) []byte {
	lines := strings.Split(string(file), "\r\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return []byte(strings.Join(lines, "\r\n"))
}

func TestReader(t *testing.T) { coda.Test(t) }

func TestDetect(t *testing.T) {
	header := "0000015012609605        0042      LYS & FILS SRL            GKCCBEBB   00123456749 00000                                       2"
	coda.Kind.Test(t, map[string]string{
		"a header": header + "\r\n12007",
		"a header after a byte order mark and blank lines":  "\ufeff\r\n \x01" + header,
		"a header of version 1, which Read refuses by name": header[:127] + "1",
	}, map[string]string{
		"an old balance":                   "12007BE71096123456769",
		"the envelope of an MT940 message": "0000 01INGBNL2AXXXX00001\r\n0000 01",
		"a CFONB record":                   "0130004    00585EUR2 0000123456706",
		"XML":                              "<?xml version=\"1.0\"?>",
		"nothing":                          "",
	})
}

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	file := append(golden.Content(t, "testdata/everyday.coda")[:130], bytes.Repeat([]byte("2"), textread.Longest+1)...)
	_, err := coda.Gather(file)
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Error(err)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	file := golden.Content(t, "testdata/accounts.coda")
	coda.Bounded(t, bytes.Join([][]byte{file[:260], bytes.Repeat([]byte("6 WHAT IS THIS\r\n"), 1000), file[260:]}, nil))
}

func FuzzRead(f *testing.F) {
	coda.Fuzz(f, func(_ []byte, s *bank.Statement) bool {
		right := s.Closing != nil && s.Account.IBAN+s.Account.Other != ""
		for _, e := range s.Entries {
			right = right && e.Currency == s.Account.Currency && e.Place != "" && e.Code == strings.TrimSpace(e.Code)
		}
		return right
	})
}
