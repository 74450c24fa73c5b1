package ui

import (
	"acquit/internal/money"
)

// stackPiece is a part as it is drawn, in hundredths of the width.
type stackPiece struct {
	StackPart
	From, Width float64
	Share       int // whole per cents
}

// cut lays the parts side by side.
func (s StackSpec) cut() []stackPiece {
	counts := make([]money.Amount, len(s.Parts))
	total := 0
	for n, p := range s.Parts {
		counts[n].Minor = int64(p.N)
		total += p.N
	}
	pieces := make([]stackPiece, len(s.Parts))
	from := 0.0
	for n, share := range shares(counts) {
		width := 0.0
		if total > 0 {
			width = 100 * float64(s.Parts[n].N) / float64(total)
		}
		pieces[n] = stackPiece{StackPart: s.Parts[n], From: from, Width: width, Share: share}
		from += width
	}
	return pieces
}
