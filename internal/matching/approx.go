package matching

import "acquit/internal/invoice"

// letters is a text without its marks and blanks, as numbers are compared, with the byte
// at which each stood.
type letters struct {
	key string
	at  []int // for each byte of key; one more for the end
}

func lettersOf(text string) letters {
	l := letters{}
	key := make([]byte, 0, len(text))
	for at, r := range text {
		for _, b := range []byte(invoice.NumberKey(string(r))) {
			key, l.at = append(key, b), append(l.at, at)
		}
	}
	l.key, l.at = string(key), append(l.at, len(text))
	return l
}

// span is where in the text some of the letters stand.
func (l *letters) span(start, end int) (from, to int) {
	from, to = l.at[start], len(l.at)-1
	if end > start {
		to = l.at[end-1] + 1
	}
	return from, to
}

// longestApprox is how long a number may be to be looked for letter by letter: as many
// as there are bits in a word.
const longestApprox = 64

// occurrence finds where in letters a number stands that has at most some wrong, missing
// or additional ones: the first place of those with the fewest. It goes over the letters
// once, with one bit for each of the number's (G. Myers, A fast bit-vector algorithm for
// approximate string matching, 1999).
func occurrence(text, number string, most int) (start, end, cost int, found bool) {
	if len(number) > longestApprox || len(number) == 0 {
		return 0, 0, 0, false
	}
	cost, end = lastRow(text, number)
	if end == 0 || cost > most {
		return 0, 0, 0, false
	}
	// Read backwards from where it ends, it ends where it starts.
	back, length := lastRowFrom(reversed(text[:end]), reversed(number))
	if back != cost {
		length = min(end, len(number))
	}
	return end - length, end, cost, true
}

// lastRow is the fewest letters that are wrong, and the first place where a number with
// so few ends.
func lastRow(text, number string) (cost, end int) {
	var peq [256]uint64
	for n := 0; n < len(number); n++ {
		peq[number[n]] |= 1 << n
	}
	pv, mv, score, top := ^uint64(0), uint64(0), len(number), uint64(1)<<(len(number)-1)
	cost = len(number)
	for n := 0; n < len(text); n++ {
		eq := peq[text[n]]
		xv := eq | mv
		xh := (((eq & pv) + pv) ^ pv) | eq
		ph, mh := mv|^(xh|pv), pv&xh
		if ph&top != 0 {
			score++
		}
		if mh&top != 0 {
			score--
		}
		ph, mh = ph<<1, mh<<1
		pv, mv = mh|^(xv|ph), ph&xv
		if score < cost {
			cost, end = score, n+1
		}
	}
	return cost, end
}

// lastRowFrom is how far the start of a text is from a number, for the length of it that
// is nearest, the longest of those that are as near up to the number's own.
func lastRowFrom(text, number string) (cost, length int) {
	row := make([]int, len(number)+1)
	for n := range row {
		row[n] = n
	}
	cost = len(number)
	for n := 0; n < len(text) && n < 2*len(number); n++ {
		before := row[0]
		row[0] = n + 1
		for k := 1; k <= len(number); k++ {
			change := before
			if text[n] != number[k-1] {
				change++
			}
			before = row[k]
			row[k] = min(change, row[k]+1, row[k-1]+1)
		}
		if row[len(number)] < cost || row[len(number)] == cost && n+1 <= len(number) {
			cost, length = row[len(number)], n+1
		}
	}
	return cost, length
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
