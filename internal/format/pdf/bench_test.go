package pdf

import (
	"testing"
)

// BenchmarkInvoice takes the invoice out of PDFs of our own, of those that were
// collected, and of one as large as a scan, whole and without its cross-references.
func BenchmarkInvoice(b *testing.B) {
	xml := invoiceXML(b)
	scan := func() *maker {
		m := newMaker()
		m.stream("/Type /XObject /Subtype /Image", make([]byte, 20<<20))
		return m.embed("factur-x.xml", xml).finish()
	}
	large := scan().classic("")
	for _, set := range []struct {
		name  string
		files [][]byte
	}{
		{"1.4", [][]byte{newMaker().embed("factur-x.xml", xml).finish().classic("")}},
		{"1.5", [][]byte{newMaker().embed("factur-x.xml", xml).finish().compressed(true)}},
		{"20 MB", [][]byte{large}},
		{"20 MB, damaged", [][]byte{large[:len(large)-20]}},
		{"collected", nil},
	} {
		b.Run(set.name, func(b *testing.B) {
			if set.files == nil {
				collected(b, func(_, _ string, body []byte) { set.files = append(set.files, body) })
			}
			size := 0
			for _, body := range set.files {
				size += len(body)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, body := range set.files {
					if _, found, err := Invoice(body); !found && err == nil && set.name != "collected" {
						b.Fatal("no invoice")
					}
				}
			}
			b.ReportMetric(float64(b.N*len(set.files))/b.Elapsed().Seconds(), "files/s")
		})
	}
}
