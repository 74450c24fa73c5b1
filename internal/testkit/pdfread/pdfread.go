// Package pdfread reads back what package paper printed: texts, filled squares and lines
// with their places, for tests. It knows only the PDF that is written there.
package pdfread

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// point is a printer's point in millimetres; tall is the height of A4.
const (
	point = 25.4 / 72
	tall  = 297.0
)

// Text is a line of text; X and Y are where its base line begins, in millimetres from the
// upper left corner.
type Text struct {
	X, Y float64
	Size float64 // of its letters, in points
	Bold bool
	Said string
}

// Box is a filled rectangle, in millimetres from the upper left corner.
type Box struct{ X, Y, Wide, Tall float64 }

// Page is what stands on a page, in the order in which it was put.
type Page struct {
	Texts []Text
	Boxes []Box
	Lines []Box // of no height or no width
}

// Said is all text of a page, line by line.
func (p *Page) Said() string {
	var lines []string
	for _, t := range p.Texts {
		lines = append(lines, t.Said)
	}
	return strings.Join(lines, "\n")
}

// Find is the first text that begins so.
func (p *Page) Find(beginning string) (Text, bool) {
	for _, t := range p.Texts {
		if strings.HasPrefix(t.Said, beginning) {
			return t, true
		}
	}
	return Text{}, false
}

var (
	streams = regexp.MustCompile(`(?s)/Length \d+[^>]*>>\nstream\n(.*?)\nendstream`)
	shown   = regexp.MustCompile(`(?s)BT /(F\w+) ([\d.]+) Tf ET|BT (-?[\d.]+) (-?[\d.]+) Td \(((?:\\.|[^\\)])*)\) Tj ET`)
	// boldFonts is the object of the font whose name ends in B.
	boldFonts = regexp.MustCompile(`(\d+) 0 obj\n<</Type /Font\n/Subtype /Type0\n/BaseFont /\w+B\n`)

	boxes = regexp.MustCompile(`(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re f`)
	lines = regexp.MustCompile(`(-?[\d.]+) (-?[\d.]+) m (-?[\d.]+) (-?[\d.]+) l S`)
)

// Read reads the pages of a document.
func Read(t testing.TB, pdf []byte) []Page {
	t.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatalf("it is no PDF: %.40q", pdf)
	}
	var pages []Page
	bold := ""
	if m := boldFonts.FindSubmatch(pdf); m != nil {
		if of := regexp.MustCompile(`/(F\w+) ` + string(m[1]) + ` 0 R`).FindSubmatch(pdf); of != nil {
			bold = string(of[1])
		}
	}
	for _, m := range streams.FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(r)
		if err == nil && bytes.Contains(content, []byte(" Tj ET")) {
			pages = append(pages, readPage(string(content), bold))
		}
	}
	return pages
}

// readPage reads what stands on a page.
func readPage(content, boldFont string) (p Page) {
	size, bold := 0.0, false
	for _, m := range shown.FindAllStringSubmatch(content, -1) {
		if m[1] != "" {
			bold, size = m[1] == boldFont, mm(m[2])/point
			continue
		}
		p.Texts = append(p.Texts, Text{mm(m[3]), tall - mm(m[4]), size, bold, unescape(m[5])})
	}
	for _, m := range boxes.FindAllStringSubmatch(content, -1) {
		b := Box{mm(m[1]), tall - mm(m[2]), mm(m[3]), -mm(m[4])}
		p.Boxes = append(p.Boxes, b)
	}
	for _, m := range lines.FindAllStringSubmatch(content, -1) {
		p.Lines = append(p.Lines, Box{mm(m[1]), tall - mm(m[2]), mm(m[3]) - mm(m[1]), mm(m[2]) - mm(m[4])})
	}
	return p
}

func mm(points string) float64 {
	n, _ := strconv.ParseFloat(points, 64) // the expression lets numbers through alone
	return n * point
}

// unescape reads a string of a PDF: two bytes for each letter.
func unescape(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == 'r' {
				b = append(b, '\r')
				continue
			}
		}
		b = append(b, s[i])
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(units))
}

// Said is all text of a document.
func Said(t testing.TB, pdf []byte) string {
	t.Helper()
	var all []string
	for _, p := range Read(t, pdf) {
		all = append(all, p.Said())
	}
	return strings.Join(all, "\n")
}

// Shown is a document for a golden: page by page, line by line as they stand on the paper,
// two blanks between what stands apart on a line.
func Shown(t testing.TB, pdf []byte) string {
	t.Helper()
	var b strings.Builder
	for n, p := range Read(t, pdf) {
		fmt.Fprintf(&b, "--- page %d\n", n+1)
		texts := slices.Clone(p.Texts)
		slices.SortStableFunc(texts, func(a, b Text) int {
			return cmp.Or(cmp.Compare(math.Round(a.Y), math.Round(b.Y)), cmp.Compare(a.X, b.X))
		})
		for k, text := range texts {
			switch {
			case k > 0 && math.Round(texts[k-1].Y) == math.Round(text.Y):
				b.WriteString("  ")
			case k > 0:
				b.WriteString("\n")
			}
			b.WriteString(text.Said)
		}
		if len(p.Boxes) > 0 {
			fmt.Fprintf(&b, "\n(a code of %d pieces)", len(p.Boxes))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Elsewhere is the text as another program reads it, poppler's pdftotext; the test is
// skipped where there is none.
func Elsewhere(t testing.TB, pdf []byte) string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext on this machine (Debian: poppler-utils): skipped")
	}
	file := filepath.Join(t.TempDir(), "printed.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-layout", "-enc", "UTF-8", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return string(out)
}
