package paper

import (
	"strings"
	"unicode"
)

// wide is how wide a text is in a style, in millimetres.
func wide(said string, s style) float64 {
	widths := regularWidths()
	if s.bold {
		widths = boldWidths()
	}
	sum := 0
	for _, r := range printable(said) {
		sum += widths[r]
	}
	return float64(sum) / 1000 * s.size * point
}

// wrap breaks a text into lines that are no wider than some millimetres: at blanks, never
// at those that hold a number together, and inside a word only where it is wider than a
// whole line.
func wrap(said string, most float64, s style) []string {
	var lines []string
	current := ""
	for word := range strings.FieldsFuncSeq(said, isBlank) {
		joined := strings.TrimPrefix(current+" "+word, " ")
		if wide(joined, s) <= most {
			current = joined
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		for current = word; wide(current, s) > most; {
			head := fitting(current, most, s)
			lines, current = append(lines, current[:head]), current[head:]
		}
	}
	if current != "" {
		lines = append(lines, current)
	}
	return lines
}

// fitting is how many bytes of a word fit; at least one letter does. It prefers to end
// behind a mark that joins.
func fitting(word string, most float64, s style) int {
	end, joint := 0, 0
	for at, r := range word {
		behind := at + len(string(r))
		if at > 0 && wide(word[:behind], s) > most {
			break
		}
		if end = behind; strings.ContainsRune("-/_.,", r) {
			joint = end
		}
	}
	if joint > end/2 && end < len(word) {
		return joint
	}
	return end
}

// cut is a text that fits on one line, with an ellipsis where something was left out.
func cut(said string, most float64, s style) string {
	if wide(said, s) <= most {
		return said
	}
	runes := []rune(said)
	for len(runes) > 0 && wide(string(runes)+"…", s) > most {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}

// plain is a text of one line.
func plain(said string) string { return strings.Join(strings.Fields(said), " ") }

// lacking stands for a letter that the fonts do not have.
const lacking = '?'

// printable replaces what cannot be printed: the fonts have the letters of Latin, Greek
// and Cyrillic.
func printable(said string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2010' || r == '\u2011':
			return '-'
		case regularWidths()[r] > 0:
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return lacking
	}, said)
}
