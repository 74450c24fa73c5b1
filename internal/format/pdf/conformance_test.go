package pdf

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/evidence"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

// facts is what other programs found in a PDF.
type facts struct {
	Derived struct {
		Attachments []string `json:"pdf_attachments"`
		Sum         string   `json:"xml_sha256"`
		Error       string   `json:"pdf_error"`
	}
}

// collected calls do with every PDF that was collected, known by its content or its
// name.
func collected(t testing.TB, do func(source, path string, body []byte)) {
	t.Helper()
	corpus.Each(t, func(source, path string, body []byte) {
		if Detect(body) || strings.EqualFold(filepath.Ext(path), ".pdf") {
			do(source, path, body)
		}
	})
}

// TestConformance takes the files out of every PDF that was collected, and holds in
// testdata/conformance.txt how many are those that another program found: under the
// same names, the invoice byte for byte. What no other program can read is refused.
func TestConformance(t *testing.T) {
	known := map[string]map[string]facts{}
	agreed, invoices, total := map[string]int{}, map[string]int{}, map[string]int{}
	var refusals []string
	collected(t, func(source, path string, body []byte) {
		if known[source] == nil {
			known[source] = corpus.Facts[facts](t, source)
		}
		want := known[source][path].Derived
		got, sum, err := contents(body)
		total[source]++
		if err != nil {
			refusals = append(refusals, fmt.Sprintf("refused %s/%s: %v", source, path, err))
		}
		if !slices.Equal(got, want.Attachments) || sum != want.Sum || (err != nil) != (want.Error != "") {
			t.Errorf("%s/%s: known %v, read %v, %s, %v", source, path, want, got, sum, err)
			return
		}
		agreed[source]++
		if sum != "" {
			invoices[source]++
		}
	})
	var lines []string
	for source, n := range total {
		lines = append(lines, fmt.Sprintf("%s %d of %d, %d with an invoice", source, agreed[source], n, invoices[source]))
	}
	slices.Sort(lines)
	golden.Match(t, conform.Table, strings.Join(append(lines, refusals...), "\n")+"\n")
}

// contents are the names of the files in a PDF, and the hash of the invoice among them.
func contents(body []byte) (names []string, sum string, err error) {
	files, err := Embedded(body)
	for _, f := range files {
		names = append(names, f.Name)
	}
	xml, ok, wrong := Invoice(body)
	if ok {
		sum = evidence.Hash(xml)
	}
	if err == nil {
		err = wrong
	}
	return names, sum, err
}
