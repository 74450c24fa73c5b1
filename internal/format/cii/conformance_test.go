package cii

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/invoice"
	"acquit/internal/testkit/einvoice"
)

var update = flag.Bool("update", false, "write the golden files")

// collected reads the collected documents.
var collected = einvoice.Reader{
	Syntaxes:  []string{"CII", "CII-ZF1"},
	Is:        Is,
	Read:      func(file []byte) (*invoice.Document, error) { return Read(bytes.NewReader(file)) },
	Explained: explained,
}

// explained says why a fact is meant to be read otherwise than it was written
// down.
func explained(file string, f einvoice.Fact) string {
	switch {
	case f.Name == "charges" && file == "factur-x-py/tests/fixtures/xml/zugferd-extended.xml":
		return "an allowance of less than nothing, against its own total"
	case f.Name == "rules" && f.Want == "broken: BR-CO-13" && noLines.MatchString(file):
		return "these profiles state no total of lines, and what is not stated breaks no rule"
	}
	return ""
}

// noLines are the samples of profiles without lines.
var noLines = regexp.MustCompile(`(?i)minimum|ereporting`)

// TestConformance reads every collected document, and holds in
// testdata/conformance.txt how often each fact that was written down is read.
func TestConformance(t *testing.T) {
	golden(t, "testdata/conformance.txt", collected.Conform(t))
}

// golden compares with a committed file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is no longer true:\n%s", path, diff)
	}
}
