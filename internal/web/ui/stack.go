package ui

import (
	"github.com/a-h/templ"

	"acquit/internal/locale"
	"acquit/internal/share"
)

// barPart is one part of what a bar shows.
type barPart struct {
	Label, Href string
	Tone        Tone
	Size        int64           // of the part; one below zero has no width
	Value       string          // the same in words
	Figure      templ.Component // and as it stands under the label
	Note        string          // beside its share; "" for none
}

func (s StackSpec) parts(w *locale.Words) []barPart {
	parts := make([]barPart, len(s.Parts))
	for n, p := range s.Parts {
		count := w.Int(int64(p.N))
		parts[n] = barPart{Label: p.Label, Href: p.Href, Tone: p.Tone, Size: int64(p.N), Value: count, Figure: figure(count)}
	}
	return parts
}

// barPiece is a part as it is drawn, in hundredths of the width.
type barPiece struct {
	barPart
	From, Width float64
	Share       int // whole per cents
}

// cut lays parts side by side.
func cut(parts []barPart) []barPiece {
	sizes := make([]int64, len(parts))
	var total, from float64
	for n, p := range parts {
		sizes[n] = p.Size
		total += float64(max(p.Size, 0))
	}
	pieces := make([]barPiece, len(parts))
	for n, perCent := range share.PerCent(sizes) {
		var width float64
		if total > 0 {
			width = 100 * float64(max(sizes[n], 0)) / total
		}
		pieces[n] = barPiece{parts[n], from, width, perCent}
		from += width
	}
	return pieces
}
