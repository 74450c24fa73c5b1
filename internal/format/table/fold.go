package table

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes words comparable: small letters without accents, in groups of letters
// and digits parted by single blanks. A capital behind a small letter begins a word,
// as in InvoiceDate. The sharp s is ss.
func Fold(s string) string {
	var b strings.Builder
	gap, small := false, false
	put := func(r rune) {
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			put('s')
			put('s')
			small = true
		case r == 'œ' || r == 'Œ':
			put('o')
			put('e')
			small = true
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			gap = gap || small && unicode.IsUpper(r)
			put(unicode.ToLower(r))
			small = unicode.IsLower(r)
		case r == 'º' || r == '°': // n° is one word
		default:
			gap, small = true, false
		}
	}
	return b.String()
}
