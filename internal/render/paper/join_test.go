package paper

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/fault"
)

// titled is a document of so many pages, each of which says its name.
func titledPages(t *testing.T, name string, pages int) []byte {
	t.Helper()
	h := head()
	h.Title = name
	p := New(h)
	for n := range pages {
		if n > 0 {
			p.turn()
		}
		p.Paragraph(name + " (7 0 R) stays as it is")
	}
	return written(t, p)
}

func TestJoinedDocumentsFollowEachOther(t *testing.T) {
	names := []string{"Alpha", "Bravo", "Charlie"}
	joined, err := Join([][]byte{titledPages(t, names[0], 2), titledPages(t, names[1], 1), titledPages(t, names[2], 3)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "joined.pdf")
	if err := os.WriteFile(file, joined, 0o600); err != nil {
		t.Fatal(err)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: another program than ours must read the document")
	}
	out, err := exec.Command(tool, "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatal(err, string(out))
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	want := []int{0, 0, 1, 2, 2, 2}
	if len(pages) != len(want) {
		t.Fatalf("it has %d pages: %s", len(pages), out)
	}
	for n, w := range want {
		if !strings.Contains(pages[n], names[w]+" (7 0 R) stays as it is") {
			t.Errorf("page %d is not of %s: %s", n+1, names[w], pages[n])
		}
	}
	if strings.Contains(string(out), "Error") {
		t.Errorf("the reader complains: %s", out)
	}
}

func TestWhatIsNoDocumentIsNotJoined(t *testing.T) {
	whole := titledPages(t, "Alpha", 1)
	for name, odd := range map[string][]byte{
		"nothing": nil, "a text": []byte("hello"), "a document that breaks off": whole[:len(whole)/2],
		"a table that lies elsewhere": []byte("%PDF-1.7\nstartxref\n9999\n%%EOF"),
	} {
		if _, err := Join([][]byte{whole, odd}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
