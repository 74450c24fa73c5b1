package paper

import (
	_ "embed"
	"encoding/binary"
	"sync"
)

// The fonts, with their licence beside them in font/LICENSE; font/make.py makes them.
var (
	//go:embed font/regular.ttf
	regular []byte
	//go:embed font/bold.ttf
	bold []byte
)

// metrics are how wide the letters of a font are, in thousandths of its size. What is
// measured is measured here: the writer of PDF would note each question in the document,
// and takes a letter that is missing for one of some width.
type metrics map[rune]int

var (
	regularWidths = sync.OnceValue(func() metrics { return measure(regular) })
	boldWidths    = sync.OnceValue(func() metrics { return measure(bold) })
)

// measure reads the tables "hmtx" and "cmap" (format 4) of a TrueType font of the program.
func measure(font []byte) metrics {
	short := func(table []byte, at int) int { return int(binary.BigEndian.Uint16(table[at:])) }
	unit, wide := short(tableOf(font, "head"), 18), short(tableOf(font, "hhea"), 34)
	advances, letters := tableOf(font, "hmtx"), segments(tableOf(font, "cmap"))
	all := metrics{}
	for n := range short(letters, 6) / 2 {
		count := short(letters, 6)
		end, start := short(letters, 14+2*n), short(letters, 16+count+2*n)
		delta, offset := short(letters, 16+2*count+2*n), short(letters, 16+3*count+2*n)
		for r := start; r <= end && r != 0xFFFF; r++ {
			glyph := r + delta
			if offset > 0 {
				if glyph = short(letters, 16+3*count+2*n+offset+2*(r-start)); glyph > 0 {
					glyph += delta
				}
			}
			if glyph &= 0xFFFF; glyph > 0 {
				all[rune(r)] = short(advances, 4*min(glyph, wide-1)) * 1000 / unit
			}
		}
	}
	return all
}

// tableOf is a table of a font.
func tableOf(font []byte, name string) []byte {
	for n := range int(binary.BigEndian.Uint16(font[4:])) {
		entry := font[12+16*n:]
		if string(entry[:4]) == name {
			at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
			return font[at : at+size]
		}
	}
	panic("paper: a font has no table " + name)
}

// segments is the part of a "cmap" that is written in format 4.
func segments(cmap []byte) []byte {
	for n := range int(binary.BigEndian.Uint16(cmap[2:])) {
		if part := cmap[binary.BigEndian.Uint32(cmap[8+8*n:]):]; binary.BigEndian.Uint16(part) == 4 {
			return part
		}
	}
	panic("paper: a font has no letters")
}
