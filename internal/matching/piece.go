package matching

import (
	"unicode"
	"unicode/utf8"
)

// piece is a run of letters and digits in a text.
type piece struct {
	start, end int  // bytes of the text
	digits     bool // nothing but digits
	gap        byte // the one mark or blank between this piece and the one before; 0 for anything else
}

// piecesOf cuts a text into its pieces.
func piecesOf(text string) []piece {
	all := make([]piece, 0, 16)
	inside := false
	for at, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			inside = false
			continue
		}
		if !inside {
			all = append(all, piece{start: at, digits: true, gap: gapBefore(text, all, at)})
			inside = true
		}
		p := &all[len(all)-1]
		p.end = at + utf8.RuneLen(r)
		p.digits = p.digits && '0' <= r && r <= '9'
	}
	return all
}

// gapBefore is what stands between the last piece and a place in the text.
func gapBefore(text string, all []piece, at int) byte {
	if len(all) == 0 || at-all[len(all)-1].end != 1 {
		return 0
	}
	switch gap := text[at-1]; gap {
	case '-', '/', '.', '_', '\\', ' ':
		return gap
	case ',', ':', '\'':
		// These join digits only: an amount, a time.
		if isDigit(text[at-2]) && isDigit(text[at]) {
			return gap
		}
	}
	return 0
}

// joined reports that a mark joins the piece to the one before, as in one number.
func (p piece) joined() bool { return p.gap != 0 && p.gap != ' ' }

// follows reports that one blank parts the piece from the one before.
func (p piece) follows() bool { return p.gap == ' ' }

// parts reports that the mark before the piece may part the items of a list.
func (p piece) parts() bool { return p.gap == '/' || p.gap == ',' }
