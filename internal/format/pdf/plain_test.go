package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/fault"
)

// pagesOf are the pages of a document, each with what it draws.
func pagesOf(t *testing.T, body []byte) (drawn []string) {
	t.Helper()
	d, err := openDocument(body)
	if err != nil {
		t.Fatal(err)
	}
	for kid := range d.items(d.inside(d.root, "Pages", "Kids")) {
		page := d.follow(kid)
		if d.inside(page, "MediaBox").kind != array || d.inside(page, "Resources").kind != dict {
			t.Errorf("a page lacks what it had from above: %s", page.raw)
		}
		content, err := d.unpack(d.inside(page, "Contents"))
		if err != nil {
			t.Fatal(err)
		}
		drawn = append(drawn, string(content))
	}
	return drawn
}

// However a file is written, its pages are the same afterwards, and nothing of what was beside
// them is left.
func TestPagesArePlain(t *testing.T) {
	make := func() *maker { return newMaker().embed("factur-x.xml", "<a/>").finish() }
	for name, body := range map[string][]byte{
		"classic":    make().classic(""),
		"compressed": make().compressed(false),
		"predicted":  make().compressed(true),
		"no table":   bytes.Replace(make().classic(""), []byte("startxref"), []byte("startnone"), 1),
		"in front":   append([]byte("a line\n"), make().classic("")...),
	} {
		plain, err := Plain(body, 5)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := pagesOf(t, plain); len(got) != 1 || !strings.Contains(got[0], "(Invoice) Tj") {
			t.Errorf("%s: %q", name, got)
		}
		if files, err := Embedded(plain); err != nil || len(files) > 0 {
			t.Errorf("%s: %d files are left: %v", name, len(files), err)
		}
		if again, err := Plain(plain, 5); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%s: written once more it is another: %v", name, err)
		}
	}
}

// What pages have from the nodes above them goes with them, and strings keep their bytes.
func TestPagesKeepWhatTheyInherit(t *testing.T) {
	m := newMaker()
	m.objects[2] = []byte("<< /Type /Pages /Kids [ 6 0 R ] /Count 2 /MediaBox [ 0 0 595.28 842 ] >>")
	m.objects[3] = []byte(`<< /Type /Page /Parent 6 0 R /Contents 4 0 R /Annots [ << /P 3 0 R /Contents (a \(b\) 12 0 R endstream) /Subtype /Bits#74ream >> ] >>`)
	m.add("<< /Type /Pages /Parent 2 0 R /Kids [ 3 0 R 7 0 R ] /Count 2 /Resources << /Font << /F1 5 0 R >> >> /Rotate 90 >>")
	m.add("<< /Type /Page /Parent 6 0 R /Contents 4 0 R /Rotate 0 >>")
	plain, err := Plain(m.finish().classic(""), 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := pagesOf(t, plain); len(got) != 2 {
		t.Fatalf("%d pages", len(got))
	}
	for _, want := range []string{"/MediaBox [ 0 0 595.28 842 ]", "/Rotate 90", "/Rotate 0", "/P 3 0 R", fmt.Sprintf("<%x>", "a (b) 12 0 R endstream"), "/Bit#73tream"} {
		if !bytes.Contains(plain, []byte(want)) {
			t.Errorf("%s is missing in\n%s", want, plain)
		}
	}
	if _, err := Plain(m.classic(""), 1); !errors.Is(err, fault.Invalid) {
		t.Errorf("more pages than may be: %v", err)
	}
}

// What has no end is refused.
func TestPagesThatHangOnThemselves(t *testing.T) {
	m := newMaker()
	m.objects[2] = []byte("<< /Type /Pages /Kids [ 2 0 R ] /Count 1 >>")
	for name, body := range map[string][]byte{"a circle": m.finish().classic(""), "no PDF": []byte("hello"), "no pages": func() []byte {
		m := newMaker()
		m.objects[2] = []byte("<< /Type /Pages /Kids [ ] /Count 0 >>")
		return m.finish().classic("")
	}()} {
		if _, err := Plain(body, 10); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever comes in, what comes out can be read, and is bounded.
func FuzzPlain(f *testing.F) {
	f.Add(newMaker().finish().classic(""))
	f.Add(newMaker().embed("a.xml", "<a/>").finish().compressed(true))
	all, _ := filepath.Glob(filepath.Join("testdata", "*.pdf"))
	for _, name := range all {
		if body, err := os.ReadFile(name); err == nil {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		plain, err := Plain(body, 20)
		if err != nil {
			return
		}
		if len(plain) > mostPlain+len(body)+1<<20 {
			t.Errorf("%d bytes became %d", len(body), len(plain))
		}
		if _, err := openDocument(plain); err != nil {
			t.Errorf("what was written cannot be read: %v", err)
		}
	})
}
