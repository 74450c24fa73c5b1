package paper

import (
	"testing"

	"acquit/internal/testkit/pdfread"
)

// A title stands above its table, a small table is whole, and a heading is followed by a
// code or some lines.
func TestATitleIsNeverAlone(t *testing.T) {
	for _, rows := range []int{1, few, few + 1, 30} {
		for above := 120.0; above < 260; above += 13 {
			table := list(rows)
			table.Title = "What is owed"
			p := New(head())
			p.Space(above)
			p.Table(table)
			p.Heading("How to pay")
			if err := p.Code("x", "Scan it.", []Pair{{Label: "Amount", Value: "1,00 €"}, {Label: "IBAN", Value: "BE68"}, {Label: "BIC", Value: "GKCCBEBB"}, {Label: "To", Value: "Lys"}, {Label: "With", Value: "C-12"}}); err != nil {
				t.Fatal(err)
			}
			pages := pdfread.Read(t, written(t, p))
			within(t, pages)
			for n, page := range pages {
				_, titled := page.Find("What is owed")
				_, first := page.Find("row 0")
				_, last := page.Find("of which due")
				_, pay := page.Find("How to pay")
				if titled != first || rows <= few && titled != last || pay != (len(page.Boxes) > 0) {
					t.Errorf("%d rows, %.0f mm above, page %d: title %t, first row %t, sums %t; heading %t, code %t", rows, above, n+1, titled, first, last, pay, len(page.Boxes) > 0)
				}
			}
		}
	}
}

// However much stands above it, a closing is never alone on its page.
func TestAClosingIsNeverAlone(t *testing.T) {
	turned := false
	for above := 150.0; above < 260; above += 9 {
		p := New(head())
		p.Space(above)
		p.Paragraph("First.")
		p.Signed(Plain("The last paragraph of it."), "Yours faithfully,", "Lys & Fils SRL")
		pages := pdfread.Read(t, written(t, p))
		within(t, pages)
		last := pages[len(pages)-1]
		for _, want := range []string{"The last paragraph", "Yours faithfully", "Lys & Fils SRL"} {
			if _, found := last.Find(want); !found {
				t.Errorf("with %.0f mm above, %q does not stand on the last page", above, want)
			}
		}
		turned = turned || len(pages) > 1
	}
	if !turned {
		t.Error("no page was turned: nothing was shown")
	}
}
