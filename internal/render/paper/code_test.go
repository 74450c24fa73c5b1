package paper

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"pgregory.net/rapid"
)

// TestAnotherWriterDrawsTheSameCode holds the squares, and the mask that was chosen, against
// those of another library, which weighs the masks square by square.
func TestAnotherWriterDrawsTheSameCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringN(1, 120, 331).Draw(t, "said")
		got, err := modules(said)
		if err != nil {
			t.Fatal(err)
		}
		want, err := qr.Encode(said, qr.M, qr.Unicode)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != want.Bounds().Dx() {
			t.Fatalf("%d squares in a row, where there should be %d", len(got), want.Bounds().Dx())
		}
		for y, row := range got {
			for x, black := range row {
				if black != (want.At(x, y) == color.Black) {
					t.Fatalf("the square %d, %d is another one", x, y)
				}
			}
		}
	})
}

// BenchmarkCode chooses among the masks of a code that asks for a payment.
func BenchmarkCode(b *testing.B) {
	said := strings.Join([]string{"BCD", "002", "1", "SCT", "", "Lys & Fils SRL", "BE71096123456769", "EUR1234.50", "", "+++090/9337/55493+++"}, "\n")
	for n := 0; b.Loop(); n++ {
		if _, err := modules(fmt.Sprint(said, n)); err != nil {
			b.Fatal(err)
		}
	}
}
