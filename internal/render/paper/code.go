package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"rsc.io/qr/coding"
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
func modules(said string) (black [][]bool, err error) {
	version, err := versionFor(said)
	if err != nil {
		return nil, err
	}
	least := 0
	for _, draw := range plans[version] {
		plan, err := draw()
		if err != nil {
			return nil, err
		}
		code, err := plan.Encode(coding.String(said))
		if err != nil {
			return nil, err
		}
		masked := squares(code)
		if p := penalty(masked); black == nil || p < least {
			black, least = masked, p
		}
	}
	return black, nil
}

// masks is how many patterns there are to lay over a code; the one that a reader is least
// confused by is taken.
const masks = 8

// versionFor is the smallest code with room for a text.
func versionFor(said string) (coding.Version, error) {
	text := coding.String(said)
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if text.Bits(v) <= v.DataBytes(coding.M)*8 {
			return v, nil
		}
	}
	return 0, fmt.Errorf("draw a QR code of %d bytes: no code holds as many", len(said))
}

// plans are where the squares of a code go, by its version and its mask. Each is drawn once.
var plans = func() (all [coding.MaxVersion + 1][masks]func() (*coding.Plan, error)) {
	for version := range all {
		for mask := range all[version] {
			all[version][mask] = sync.OnceValues(func() (*coding.Plan, error) {
				return coding.NewPlan(coding.Version(version), coding.M, coding.Mask(mask))
			})
		}
	}
	return all
}()

func squares(code *coding.Code) [][]bool {
	all := make([][]bool, code.Size)
	for y := range all {
		all[y] = make([]bool, code.Size)
		for x := range all[y] {
			all[y][x] = code.Black(x, y)
		}
	}
	return all
}

// penalty is how much in a code may confuse its reader (ISO/IEC 18004, 7.8.3): rows and columns
// of one colour, blocks, what looks like a finder, and too much or too little black.
func penalty(black [][]bool) int {
	size, dark, sum := len(black), 0, 0
	for n := range size {
		sum += alongLine(size, func(at int) bool { return black[n][at] })
		sum += alongLine(size, func(at int) bool { return black[at][n] })
	}
	for y, row := range black {
		for x, is := range row {
			if is {
				dark++
			}
			if x > 0 && y > 0 && row[x-1] == is && black[y-1][x] == is && black[y-1][x-1] == is {
				sum += 3
			}
		}
	}
	return sum + 10*unbalanced(dark, size*size)
}

// unbalanced is by how many whole steps of five per cent the black squares are away from half of
// all.
func unbalanced(dark, all int) int {
	off := 20*dark - 10*all
	return max(off, -off) / all
}

// What a finder and the white beside it look like along a line, the black squares as ones.
const (
	finderBefore = 0b10111010000
	finderBehind = 0b00001011101
	finderLength = 11
)

// alongLine is the penalty of one row or column.
func alongLine(size int, black func(at int) bool) (sum int) {
	run, seen := 0, 0
	for at := range size {
		is := black(at)
		if at > 0 && is == black(at-1) {
			run++
		} else {
			run = 1
		}
		switch {
		case run == 5:
			sum += 3
		case run > 5:
			sum++
		}
		seen = seen << 1 & (1<<finderLength - 1)
		if is {
			seen |= 1
		}
		if at >= finderLength-1 && (seen == finderBefore || seen == finderBehind) {
			sum += 40
		}
	}
	return sum
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
