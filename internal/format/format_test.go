package format_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/format"
)

// TestEachFormatIsToldFromAllOthers looks at the samples of every reader, those that
// it refuses aside.
func TestEachFormatIsToldFromAllOthers(t *testing.T) {
	for room, kind := range map[string]format.Kind{"ubl": format.UBL, "cii": format.CII, "camt": format.CAMT, "coda": format.CODA,
		"mt940": format.MT940, "cfonb": format.CFONB, "ofx": format.OFX, "fec": format.FEC} {
		samples, err := filepath.Glob(filepath.Join(room, "testdata", "*"))
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, path := range samples {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.IsDir() || filepath.Base(path)[0] == '.' || strings.HasSuffix(path, ".json") || strings.HasSuffix(path, "conformance.txt") || strings.HasSuffix(path, ".golden") {
				continue
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			head, _, err := format.Head(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			seen++
			if got := format.Detect(head); got != kind {
				t.Errorf("%s is taken for %s", path, got)
			}
		}
		if seen == 0 {
			t.Errorf("%s has no samples", room)
		}
	}
}

func TestWhatIsNoFileOfOurs(t *testing.T) {
	for text, kind := range map[string]format.Kind{
		"": format.Empty, " \r\n": format.Empty, "hello": format.Unknown, "PK\x03\x04": format.Zip, "junk\n%PDF-1.7": format.PDF,
		"a;b\n1;2\n": format.Table, "<html></html>": format.XML, "\xff\xfe<\x00": format.XML, "\x00;;": format.Unknown,
	} {
		if got := format.Detect([]byte(text)); got != kind {
			t.Errorf("%q is taken for %s, not %s", text, got, kind)
		}
	}
}
