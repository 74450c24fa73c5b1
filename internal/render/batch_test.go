package render

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"acquit/internal/locale"
	"acquit/internal/render/paper"
	"acquit/internal/testkit/pdfread"
)

// The list of a batch names each letter, in the order in which they lie behind it, in every
// language; registered letters lie apart.
func TestABatchBeginsWithItsList(t *testing.T) {
	titles := map[locale.Tag][2]string{"fr-BE": {"Lettres du", "Recommandés du"}, "nl-NL": {"Brieven van", "Aangetekende brieven van"},
		"de-DE": {"Briefe vom", "Einschreiben vom"}, "en-IE": {"Letters of", "Registered letters of"}}
	book := locale.NewBook()
	for _, tag := range posts {
		w := book.In(tag)
		document, err := demand().Letter(w)
		if err != nil {
			t.Fatal(err)
		}
		b := Batch{Company: creditor(), On: today, Duplex: true}
		var letters []paper.Posted
		for n := range 40 {
			to := debtor()
			to.Name, to.Postcode = fmt.Sprintf("Brasserie %02d SA", n), fmt.Sprint(9000-n*100)
			letters = append(letters, b.Posted(fmt.Sprint("m-", n), to, document, n%4 == 0))
		}
		ordinary, registered, err := b.Print(w, letters)
		if err != nil {
			t.Fatal(err)
		}
		for n, batch := range []*paper.Batch{ordinary, registered} {
			list := pdfread.Said(t, batch.PDF)
			if !strings.Contains(list, titles[tag][n]) || len(batch.Letters) != []int{30, 10}[n] || batch.Letters[0].First%2 == 0 {
				t.Errorf("%s: %d letters from page %d, under %.60s", tag, len(batch.Letters), batch.Letters[0].First, list)
			}
			at := 0
			for _, l := range batch.Letters {
				next := strings.Index(list[at:], l.Posted.To[0])
				if next < 0 {
					t.Fatalf("%s: the list has no %s in its place", tag, l.Posted.To[0])
				}
				at += next
			}
			if batch.Sheets != len(batch.Letters) { // two pages each
				t.Errorf("%s: %d sheets", tag, batch.Sheets)
			}
		}
	}
}

// BenchmarkLetters prints formal notices with a code, two pages each, on all cores, in a heap like
// that of acquit serve: 16 MB live in it, and it may grow to four times as much.
func BenchmarkLetters(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	lives := make([]byte, 16<<20)
	defer runtime.KeepAlive(lives)
	book := locale.NewBook()
	b.RunParallel(func(pb *testing.PB) {
		w := book.In("fr-BE")
		for pb.Next() {
			if _, err := demand().Letter(w); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}
