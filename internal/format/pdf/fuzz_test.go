package pdf

import (
	"errors"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/en16931"
)

// FuzzInvoice checks that whatever a file holds is taken out whole, under a name that
// hurts nobody, or refused as invalid.
func FuzzInvoice(f *testing.F) {
	for _, all := range []map[string][]byte{stored(f, "testdata", samples), stored(f, "testdata/refused", refused)} {
		for _, body := range all {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		files, err := Embedded(body)
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatalf("refused without a kind: %v", err)
		}
		carried := map[string]bool{}
		for _, file := range files {
			if file.Name == "" || en16931.FileName(file.Name, "") != file.Name {
				t.Fatalf("a file is called %q", file.Name)
			}
			if file.MIME == "" || len(file.Body) > maxFile {
				t.Fatalf("a file of %q has %d bytes", file.MIME, len(file.Body))
			}
			carried[string(file.Body)] = true
		}
		xml, found, err := Invoice(body)
		if found != (xml != nil) || found && (err != nil || !carried[string(xml)]) {
			t.Fatalf("found %v: %q, %v", found, xml, err)
		}
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatalf("refused without a kind: %v", err)
		}
		if !found {
			return
		}
		if _, root, err := rootOf(File{Body: xml}); err != nil || root == "" {
			t.Fatalf("the invoice is not XML: %v", err)
		}
	})
}
