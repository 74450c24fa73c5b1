package matching

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/invoice"
)

// maxGlued bounds numbers that are written on to each other: four lines of a bank.
const maxGlued = 140

// gluedTokens are the long numbers that a word is written on to, "20260012KLANT", and
// those that are written on to each other, all of one length. They are cut out of more
// than they are, so that they only mean something where the amount agrees to the cent.
func gluedTokens(text string) (all []token) {
	for _, p := range piecesOf(text) {
		for _, part := range ungluePiece(text[p.start:p.end], p.digits) {
			start, end := p.start+part[0], p.start+part[1]
			all = append(all, token{invoice.NumberKey(text[start:end]), start, end, weak})
		}
	}
	return all
}

// ungluePiece are the parts of a piece, each from a byte to before another.
func ungluePiece(text string, digits bool) (parts [][2]int) {
	if digits {
		for size := strongLen; size*2 <= min(len(text), maxGlued); size++ {
			for at := 0; len(text)%size == 0 && at < len(text); at += size {
				parts = append(parts, [2]int{at, at + size})
			}
		}
		return parts
	}
	if head := strings.IndexFunc(text, notDigit); head >= strongLen {
		parts = append(parts, [2]int{0, head})
	}
	tail := len(strings.TrimRight(text, "0123456789"))
	if len(text)-tail < strongLen {
		return parts
	}
	if _, err := bank.ParseIBAN(text); err == nil {
		return nil
	}
	return append(parts, [2]int{tail, len(text)})
}

func notDigit(r rune) bool { return r < '0' || '9' < r }
