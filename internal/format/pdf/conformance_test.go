package pdf

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/evidence"
	"acquit/internal/testkit/corpus"
)

var update = flag.Bool("update", false, "write the samples and the golden files")

// facts is what other programs found in a PDF.
type facts struct {
	Derived struct {
		Attachments []string `json:"pdf_attachments"`
		Sum         string   `json:"xml_sha256"`
		Error       string   `json:"pdf_error"`
	}
}

// collected calls f with every PDF that was collected, known by its content or its
// name.
func collected(t testing.TB, f func(source, path string, body []byte)) {
	t.Helper()
	root := corpus.Dir(t)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err == nil && (Detect(body) || strings.EqualFold(filepath.Ext(path), ".pdf")) {
			relative, _ := filepath.Rel(root, path)
			source, inside, _ := strings.Cut(filepath.ToSlash(relative), "/")
			f(source, inside, body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
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
	golden(t, "testdata/conformance.txt", strings.Join(append(lines, refusals...), "\n")+"\n")
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
