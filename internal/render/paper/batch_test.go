package paper

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/fault"
)

// stack lists letters by their keys.
func stack(duplex bool) *Stack {
	return &Stack{Home: "BE", Duplex: duplex, List: func(registered bool, letters []Placed) ([]byte, error) {
		h := head()
		h.Title = fmt.Sprint("list, registered ", registered)
		p := New(h)
		p.Title(h.Title)
		for _, l := range letters {
			p.Paragraph(fmt.Sprintf("%d of the list: %s on %d", l.Number, l.Posted.Key, l.Sheets))
		}
		return p.Bytes()
	}}
}

// pagesRead are the texts of the pages of a document, as another program reads them.
func pagesRead(t *testing.T, document []byte) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: another program than ours must read the document")
	}
	file := filepath.Join(t.TempDir(), "batch.pdf")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").CombinedOutput()
	if err != nil || strings.Contains(string(out), "Error") {
		t.Fatal(err, string(out))
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func TestABatchIsInTheOrderOfThePost(t *testing.T) {
	want := []Posted{
		{Key: "brussels", Country: "BE", Postcode: "1000"}, {Key: "brussels-too", Country: "BE", Postcode: "B-1000"}, {Key: "bruges", Country: "BE", Postcode: "8000"},
		{Key: "berlin", Country: "DE", Postcode: "D-10115"}, {Key: "bonn", Country: "DE", Postcode: "53111"},
		{Key: "paris", Country: "FR", Postcode: "75 011"}, {Key: "almere", Country: "NL", Postcode: "1311 ab"}, {Key: "nowhere", Country: "NL", Postcode: "1311AC"},
	}
	for n := range want {
		want[n].To, want[n].Document = []string{want[n].Key}, titledPages(t, want[n].Key, 1+n%3)
	}
	byRegistered := []Posted{{Key: "court", Country: "BE", Postcode: "4000", Registered: true, Document: titledPages(t, "court", 1)}, {Key: "far", Country: "NL", Postcode: "1000", Registered: true, Document: titledPages(t, "far", 2)}}
	for _, duplex := range []bool{false, true} {
		letters := append(append([]Posted(nil), want...), byRegistered...)
		shuffled := rand.New(rand.NewPCG(1, 2))
		shuffled.Shuffle(len(letters), func(a, b int) { letters[a], letters[b] = letters[b], letters[a] })
		ordinary, registered, err := stack(duplex).Batches(letters)
		if err != nil {
			t.Fatal(err)
		}
		holdBatch(t, ordinary, want, duplex)
		holdBatch(t, registered, byRegistered, duplex)
	}
}

// holdBatch holds that the letters stand in an order, each on its pages and no other.
func holdBatch(t *testing.T, b *Batch, want []Posted, duplex bool) {
	t.Helper()
	if len(b.Letters) != len(want) {
		t.Fatalf("%d letters, want %d", len(b.Letters), len(want))
	}
	pages := pagesRead(t, b.PDF)
	next, sheets := b.Letters[0].First, 0
	for n, l := range b.Letters {
		if l.Posted.Key != want[n].Key || l.Number != n+1 || l.First != next {
			t.Errorf("at place %d stands %s from page %d, want %s from %d", n+1, l.Posted.Key, l.First, want[n].Key, next)
		}
		for page := l.First; page <= l.Last; page++ {
			if !strings.Contains(pages[page-1], want[n].Key+" (7 0 R)") {
				t.Errorf("page %d is not of %s: %s", page, want[n].Key, pages[page-1])
			}
		}
		if next = l.Last + 1; duplex && l.Last%2 == 1 {
			if strings.TrimSpace(pages[l.Last]) != "" {
				t.Errorf("the back of page %d says %s", l.Last, pages[l.Last])
			}
			next++
		}
		if !strings.Contains(pages[0], fmt.Sprintf("%d of the list: %s on %d", l.Number, l.Posted.Key, l.Sheets)) {
			t.Errorf("the list does not have %s: %s", l.Posted.Key, pages[0])
		}
		sheets += l.Sheets
	}
	if len(pages) != next-1 || b.Sheets != sheets || duplex && (len(pages)%2 == 1 || b.Letters[0].First != 3) {
		t.Errorf("%d pages, want %d; %d sheets", len(pages), next-1, b.Sheets)
	}
}

func TestABatchOfNothingAndOfOddDocuments(t *testing.T) {
	ordinary, registered, err := stack(true).Batches(nil)
	if ordinary != nil || registered != nil || err != nil {
		t.Errorf("of nothing: %v, %v, %v", ordinary, registered, err)
	}
	if _, _, err := stack(true).Batches([]Posted{{Key: "odd", Document: []byte("%PDF-1.7")}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("of an odd document: %v", err)
	}
}
