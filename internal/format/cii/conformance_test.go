package cii

import (
	"bytes"
	"regexp"
	"testing"

	"acquit/internal/invoice"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/einvoice"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var cii = einvoice.Reader{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.xml"},
		Refused: []string{"testdata/refused/*.xml"},
		Strange: []string{
			"empty.xml", "entity.xml", "envelope-empty.xml", "html.xml", "lifecycle-empty.xml", "lifecycle.xml", "order.xml", "ubl-order.xml",
		},
		Guests: []string{"pdf/testdata/factur-x.xml"},
	},
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
	golden.Match(t, conform.Table, cii.Conform(t))
}
