package ubl

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"acquit/internal/invoice"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/einvoice"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var ubl = einvoice.Reader{
	Kind:      trial.Kind{Detect: Detect, Samples: []string{"testdata/*.xml"}},
	Syntaxes:  []string{"UBL"},
	Is:        Is,
	Read:      func(file []byte) (*invoice.Document, error) { return Read(bytes.NewReader(file)) },
	Explained: explained,
}

// explained says why a fact is meant to be read otherwise than it was written
// down.
func explained(file string, f einvoice.Fact) string {
	placeholders := []string{"na", "n/a", "dummywert"}
	switch {
	case f.Name == "order" && f.Got == "" && slices.Contains(placeholders, strings.ToLower(f.Want)):
		return "a placeholder names no order"
	case f.Name == "rules" && strings.HasPrefix(file, "gobl-ubl/") && strings.Contains(file, "/zatca/"):
		return "the tax is stated twice, which these countries want"
	case f.Name == "rules" && strings.HasPrefix(file, "oca-edi-invoices/"):
		return "from before EN 16931: sums are not stated, and what is not stated breaks no rule"
	}
	return ""
}

// TestConformance reads every collected document, and holds in
// testdata/conformance.txt how often each fact that was written down is read.
func TestConformance(t *testing.T) {
	golden.Match(t, conform.Table, ubl.Conform(t))
}
