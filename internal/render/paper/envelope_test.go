package paper

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"acquit/internal/testkit/pdfread"
)

// envelope is one with a window, in millimetres: its size, and where the window lies from
// its upper left corner.
type envelope struct {
	name       string
	wide, tall float64
	window     pdfread.Box
	side       Window
	source     string
}

// The sizes: DL is 110 by 220 mm (ISO 269, DIN 678-1), C5/6 114 by 229 mm (DIN 678-1). Where a
// standard is named, its measures are known from memory; others are those that envelopes are
// sold with.
var envelopes = []envelope{
	{"DL, Germany", 220, 110, pdfread.Box{X: 20, Y: 50, Wide: 90, Tall: 45}, Left, "DIN 680: 90 by 45 mm, 20 mm from the left and 15 mm from the bottom; shows the field of DIN 5008, form B"},
	{"C5/6, Germany", 229, 114, pdfread.Box{X: 20, Y: 54, Wide: 90, Tall: 45}, Left, "DIN 680"},
	{"DL, Netherlands", 220, 110, pdfread.Box{X: 15, Y: 50, Wide: 110, Tall: 40}, Left, "trade (EA5/6, window left of 40 by 110 mm): 15 mm from the left and 20 mm from the bottom"},
	{"C5/6, Netherlands", 229, 114, pdfread.Box{X: 15, Y: 54, Wide: 110, Tall: 40}, Left, "trade"},
	{"DL 45, France", 220, 110, pdfread.Box{X: 100, Y: 50, Wide: 100, Tall: 45}, Right, "AFNOR NF Z 11-001 for the field; trade: 45 by 100 mm, 20 mm from the right and 15 mm from the bottom"},
	{"DL 35, France", 220, 110, pdfread.Box{X: 100, Y: 55, Wide: 100, Tall: 35}, Right, "trade: 35 by 100 mm, 20 mm from the right and from the bottom"},
	{"C5/6 45, France and Luxembourg", 229, 114, pdfread.Box{X: 109, Y: 54, Wide: 100, Tall: 45}, Right, "trade"},
	{"C5/6 35, France and Luxembourg", 229, 114, pdfread.Box{X: 109, Y: 59, Wide: 100, Tall: 35}, Right, "trade"},
	{"DL, Belgium", 220, 110, pdfread.Box{X: 95, Y: 50, Wide: 110, Tall: 40}, Right, "trade: 40 by 110 mm, 15 mm from the right and 20 mm from the bottom, below what the post keeps for franking"},
	{"C5/6, Belgium", 229, 114, pdfread.Box{X: 104, Y: 54, Wide: 110, Tall: 40}, Right, "trade"},
}

// seen is the part of a sheet that an envelope shows when the sheet lies so far from its left
// and upper edges.
func (e *envelope) seen(fromLeft, fromTop float64) pdfread.Box {
	return pdfread.Box{X: e.window.X - fromLeft, Y: e.window.Y - fromTop, Wide: e.window.Wide, Tall: e.window.Tall}
}

// dots are the dark dots of a page, as another program draws it.
type dots struct {
	*image.Gray
}

const dotsPerMM = 4

func drawn(t *testing.T, document []byte) dots {
	t.Helper()
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm is not here: another program than ours must draw the letter")
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-gray", "-r", fmt.Sprint(dotsPerMM*25.4), "-f", "1", "-l", "1", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var wide, tall, most int
	if _, err := fmt.Fscanf(bytes.NewReader(out), "P5\n%d %d\n%d\n", &wide, &tall, &most); err != nil {
		t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, wide, tall))
	copy(picture.Pix, out[len(out)-wide*tall:])
	return dots{picture}
}

// ink is how many dots in a part of the page are not white.
func (d dots) ink(b pdfread.Box) (n int) {
	mm := func(x float64) int { return int(x*dotsPerMM + 0.5) }
	part := image.Rect(mm(b.X), mm(b.Y), mm(b.X+b.Wide), mm(b.Y+b.Tall)).Intersect(d.Bounds())
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if d.GrayAt(x, y).Y < 230 {
				n++
			}
		}
	}
	return n
}

// Wherever the sheet lies in its envelope, the window shows the whole addressee and nothing
// else: a sheet folded at its marks is 210 by 105 mm, and has 10 or 19 mm of play to the side
// and 5 or 9 mm upwards.
func TestEachEnvelopeShowsTheAddresseeAlone(t *testing.T) {
	short := []string{"Brasserie du Canal SA", "Quai aux Briques 210", "7000 Mons"}
	long := []string{"Établissements Vandenbroucke-Oberhuber & Associés, négociants en gros", "À l’attention de Mme Anneliese Schwarzenbacher",
		"Comptabilité fournisseurs, bâtiment C, 4e étage", "Gjøvikgata 1128 bis, (Åsgård)", "99999 Sankt Peter-Ording an der Treene", "BELGIQUE"}
	for _, side := range []Window{Left, Right} {
		for _, to := range [][]string{short, long} {
			p := New(head())
			p.Letter(&Letter{Name: "Lys & Fils SRL", Contact: []string{"Rue du Marché 12", "1000 Bruxelles", "+32 2 555 01 23", "compta@lys.example", "BE 0123.456.749", "TVA BE0123456749"},
				Sender: "Lys & Fils SRL · Rue du Marché 12 · 1000 Bruxelles · Belgique, pays du chocolat", Addressee: to,
				Facts: []Pair{{Label: "Numéro de client", Value: "C-12"}, {Label: "Numéro d’entreprise du débiteur", Value: "BE 0123.456.749 RPM Mons"}, {Label: "Référence", Value: "+++090/9337/55493+++"}, {Label: "Gestionnaire", Value: "An Peeters"}},
				Place: "Braine-l’Alleud, le 30 septembre 2026", Subject: "Mise en demeure de payer vos factures échues", Window: side, Folds: true})
			p.Paragraph("Sauf erreur de notre part, ces factures sont échues.")
			page := drawn(t, written(t, p))
			block := pdfread.Box{X: side.x(), Y: 59, Wide: windowWide, Tall: 26}
			addressee := page.ink(block)
			if addressee < 500 {
				t.Fatalf("the addressee has %d dots: nothing was drawn", addressee)
			}
			for _, e := range envelopes {
				if e.side == side {
					e.holds(t, page, block, addressee)
				}
			}
		}
	}
}

// holds moves a sheet through its envelope, millimetre by millimetre.
func (e *envelope) holds(t *testing.T, page dots, block pdfread.Box, addressee int) {
	t.Helper()
	for fromLeft := 0.0; fromLeft <= e.wide-width; fromLeft++ {
		for fromTop := 0.0; fromTop <= e.tall-firstFold; fromTop++ {
			seen := e.seen(fromLeft, fromTop)
			whole := seen.X <= block.X && block.X+block.Wide <= seen.X+seen.Wide && seen.Y <= block.Y && block.Y+block.Tall <= seen.Y+seen.Tall
			if shown := page.ink(seen); !whole || shown != addressee {
				t.Errorf("%s, %.0f mm from the left and %.0f mm from the top: %d dots show, of %d; the whole field: %t", e.name, fromLeft, fromTop, shown, addressee, whole)
				return
			}
		}
	}
}
