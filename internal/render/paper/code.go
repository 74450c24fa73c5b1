package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/boombuler/barcode/qr"
)

// codeSize is the side of a code, in millimetres, without the white around it.
const codeSize = 28.0

// captionBy is from one line of its caption to the next.
const captionBy = 4.0

// Code draws a QR code (level of repair M, as EPC069-12 asks) with what it says in words
// beside it, all on one page.
//
// Errors: a text that no code holds.
func (p *Paper) Code(said, caption string, pairs []Pair) error {
	black, err := modules(said)
	if err != nil {
		return err
	}
	beside, aside := left+codeSize+8, style{size: small, grey: true}
	most := width - right - beside
	lines, facts := wrap(caption, most, aside), layPairs(pairs, most)
	p.need(2 + max(codeSize, captionBy*float64(len(lines))+1+facts.all()))
	p.y += 2
	p.draw(black, left+2, p.y)
	for n, l := range lines {
		p.put(beside, p.y+3+captionBy*float64(n), l, aside)
	}
	end := facts.putAll(p, beside, p.y+captionBy*float64(len(lines))+1)
	p.y = max(end, p.y+codeSize) + 2 + gap
	return nil
}

// modules are the squares of a code, row by row: true where one is black.
func modules(said string) ([][]bool, error) {
	code, err := qr.Encode(said, qr.M, qr.Unicode)
	if err != nil {
		return nil, fmt.Errorf("draw a QR code of %d bytes: %w", len(said), err)
	}
	all := make([][]bool, code.Bounds().Dy())
	for y := range all {
		all[y] = make([]bool, code.Bounds().Dx())
		for x := range all[y] {
			all[y][x] = code.At(x, y) == color.Black
		}
	}
	return all, nil
}

// A picture of a code has dots of so many pixels, and so many dots of white around it
// (ISO/IEC 18004, 9.1).
const (
	dotSide  = 4
	dotsFree = 4
)

// Picture draws a QR code as a PNG.
//
// Errors: a text that no code holds.
func Picture(said string) ([]byte, error) {
	black, err := modules(said)
	if err != nil {
		return nil, err
	}
	side := dotSide * (len(black) + 2*dotsFree)
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y, row := range black {
		for x, dark := range row {
			if dark {
				at := image.Pt(x+dotsFree, y+dotsFree).Mul(dotSide)
				draw.Draw(picture, image.Rectangle{Min: at, Max: at.Add(image.Pt(dotSide, dotSide))}, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	var b bytes.Buffer
	err = png.Encode(&b, picture)
	return b.Bytes(), err
}

// draw fills the black squares: those that touch in a row are one, so that no seam shows.
func (p *Paper) draw(black [][]bool, x, y float64) {
	side := codeSize / float64(len(black))
	p.pdf.SetFillColor(0, 0, 0)
	for n, row := range black {
		for from := 0; from < len(row); from++ {
			to := from
			for to < len(row) && row[to] {
				to++
			}
			if to > from {
				p.pdf.Rect(x+side*float64(from), y+side*float64(n), side*float64(to-from), side, "F")
				from = to
			}
		}
	}
}
