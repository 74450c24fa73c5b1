package bank

import "strings"

// Found is a reference inside a text.
type Found struct {
	Reference
	Start, End int // where it stands, in bytes, its +++ or *** included

	// Weak marks a reference that the text does not set apart from other numbers,
	// and whose check digits one number in 97 (Belgium) or 11 (Netherlands) passes
	// by chance. It is evidence only where something open carries it.
	Weak bool
}

// FindReferences returns the well-formed references in free text whose check
// digits are right, in order and without overlap; nil when there are none.
func FindReferences(text string) []Found {
	var found []Found
	taken := 0 // marks between two references are the first one's
	for i := 0; i < len(text); {
		c := text[i]
		if !isDigit(c) && c|0x20 != 'r' {
			i++
			continue
		}
		f, next := referenceAt(text, i)
		if f.End > 0 {
			f.Start, taken = max(f.Start, taken), f.End
			found = append(found, f)
		}
		i = next
	}
	return found
}

// referenceAt looks for a reference that starts at the digit or the letter r at
// i, and returns the place to look on from.
func referenceAt(text string, i int) (f Found, next int) {
	switch {
	case isDigit(text[i]):
		return numberAt(text, i)
	case i+4 < len(text) && text[i+1]|0x20 == 'f' && isDigit(text[i+2]) && isDigit(text[i+3]):
		return rfAt(text, i)
	}
	return Found{}, i + 1
}

// numberAt looks at the run of digits from i, and at the groups that follow it
// when its length is that of a first group.
func numberAt(text string, i int) (f Found, next int) {
	end := digitsEnd(text, i)
	f.Start = i
	ok := false
	switch end - i {
	case 3:
		f, ok = slashedAt(text, i)
	case 2:
		f, ok = groupedAt(text, i, 2, 5, 27)
	case 4:
		f, ok = groupedAt(text, i, 4, 4, 16)
	case 9, 10, 11, 12, 13, 14, 16, 27:
		if alone(text, i, end) {
			f.End = end
			f.Reference, ok = parseDigits(text[i:end])
			f.Weak = f.Scheme != QRR
		}
	}
	if !ok {
		return Found{}, end
	}
	if f.Scheme == OGM {
		f = f.marked(text)
	}
	return f, f.End
}

// slashedAt reads a Belgian reference in its groups of 3, 4 and 5 digits. With
// slashes it is sure; blanks, dots and hyphens part other numbers as well.
func slashedAt(text string, i int) (f Found, ok bool) {
	second, slash1 := afterSeparator(text, i+3)
	if digitsEnd(text, second)-second != 4 {
		return Found{}, false
	}
	third, slash2 := afterSeparator(text, second+4)
	end := digitsEnd(text, third)
	if end-third != 5 {
		return Found{}, false
	}
	digits := text[i:i+3] + text[second:second+4] + text[third:end]
	f = Found{Reference: Reference{OGM, digits}, Start: i, End: end, Weak: !slash1 || !slash2}
	return f, ogmChecks(digits)
}

// afterSeparator passes over a slash with a blank on either side, or over one
// blank, dot or hyphen.
func afterSeparator(text string, i int) (next int, slash bool) {
	j := skip(text, i, ' ')
	if j < len(text) && text[j] == '/' {
		return skip(text, j+1, ' '), true
	}
	if i < len(text) && strings.IndexByte(" .-", text[i]) >= 0 {
		return i + 1, false
	}
	return i, false
}

func skip(text string, i int, c byte) int {
	if i < len(text) && text[i] == c {
		return i + 1
	}
	return i
}

// groupedAt reads total digits in groups parted by one blank: one group of
// first digits, then groups of size.
func groupedAt(text string, i, first, size, total int) (f Found, ok bool) {
	end, have := i+first, first
	for ; have < total; have += size {
		start := skip(text, end, ' ')
		if start == end || digitsEnd(text, start)-start != size {
			return Found{}, false
		}
		end = start + size
	}
	if !alone(text, i, end) {
		return Found{}, false
	}
	r, ok := parseDigits(strings.ReplaceAll(text[i:end], " ", ""))
	return Found{Reference: r, Start: i, End: end, Weak: r.Scheme != QRR}, ok
}

// marked takes the +++ or *** around a Belgian reference in, also where one of
// them was lost; they make it sure.
func (f Found) marked(text string) Found {
	before := text[:f.Start]
	if n := marks(strings.TrimSuffix(before, " "), lastMark); n > 0 {
		f.Start, f.Weak = len(strings.TrimSuffix(before, " "))-n, false
	}
	after := skip(text, f.End, ' ')
	if n := marks(text[after:], firstMark); n > 0 {
		f.End, f.Weak = after+n, false
	}
	return f
}

// marks counts the plus signs or asterisks, two or three, at one end of s.
func marks(s string, at func(s string, n int) byte) int {
	n := 0
	for n < 3 && n < len(s) && (at(s, n) == '+' || at(s, n) == '*') {
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

func firstMark(s string, n int) byte { return s[n] }

func lastMark(s string, n int) byte { return s[len(s)-1-n] }

// rfAt reads an ISO 11649 reference: one word, or RF and its check digits
// followed by one more word or by groups of four.
func rfAt(text string, i int) (f Found, next int) {
	if i > 0 && isAlnum(text[i-1]) {
		return Found{}, wordEnd(text, i)
	}
	end := rfEnd(text, i)
	if end == 0 {
		return Found{}, wordEnd(text, i)
	}
	digits := strings.ToUpper(strings.ReplaceAll(text[i:end], " ", ""))
	return Found{Reference: Reference{RF, digits}, Start: i, End: end}, end
}

// rfEnd returns the end of the longest reading whose check digits are right, or
// 0. Groups are often followed by words of four letters, so that the longest is
// seldom wrong, while a part of a reference would pass once in 97.
func rfEnd(text string, i int) (best int) {
	end := wordEnd(text, i)
	if rfChecks(text[i:end]) {
		best = end
	}
	for size := end - i; size == 4 && end-i < 32 && end < len(text) && text[end] == ' '; {
		start := end + 1
		end = wordEnd(text, start)
		if size = end - start; size > 0 && rfChecks(text[i:end]) {
			best = end
		}
	}
	return best
}

// rfChecks is checked97 for a text with blanks, of the length of a reference.
func rfChecks(s string) bool {
	n := len(s) - strings.Count(s, " ")
	return n >= 5 && n <= 25 && checked97(s)
}

// alone says whether text[i:end] is a number by itself: no part of a word, of a
// longer number, or of an amount with decimals.
func alone(text string, i, end int) bool {
	if i > 0 && isAlnum(text[i-1]) || end < len(text) && isAlnum(text[end]) {
		return false
	}
	return end+1 >= len(text) || text[end] != '.' && text[end] != ',' || !isDigit(text[end+1])
}

func digitsEnd(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

func wordEnd(text string, i int) int {
	for i < len(text) && isAlnum(text[i]) {
		i++
	}
	return i
}

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }
