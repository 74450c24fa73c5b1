package ubl

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/invoice"
	"acquit/internal/testkit/einvoice"
)

var update = flag.Bool("update", false, "write the golden files")

// collected reads the collected documents.
var collected = einvoice.Reader{
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
