package matching

import (
	"slices"
	"strconv"

	"acquit/internal/bank"
	"acquit/internal/invoice"
)

// strength says what a number that stands in a text proves about the item that
// bears it.
type strength int

// The strengths.
const (
	weak   strength = iota // names the item if the amount agrees to the cent
	fair                   // or if the payer is known to be the item's customer
	strong                 // names the item by itself
	sure                   // and whatever was paid: a structured reference
)

// token is a stretch of a text that may be a document number.
type token struct {
	key        string // folded as by invoice.NumberKey
	start, end int    // bytes of the text
	strength   strength
}

// Lengths of document numbers, in bytes without marks.
const (
	maxPieces  = 6  // "INV/2026/BE/00012/A" has five
	maxKey     = 40 // no document number is longer
	ibanBlocks = 9  // the most blocks of four that an IBAN is printed in
	joinedLen  = 6  // the least of a number among other pieces, or "12" would be found in every date
	strongLen  = 8  // the least of digits alone that prove something: towns and customers have shorter numbers
)

// numbersIn are all tokens of a text: those that stand in it, and those that are written
// on to something or of which only the end is written.
func numbersIn(text string) []token { return reckoned(tokens(text), text) }

// reckoned is numbersIn for a text whose own tokens are known.
func reckoned(tokens []token, text string) []token {
	return slices.Concat(tokens, gluedTokens(text), listedTokens(text))
}

// tokens finds what may be a document number in a text, with at least one digit,
// in any order. No number is looked for inside a longer one: a date, an amount, a
// telephone number, an IBAN.
func tokens(text string) []token {
	s := scan{text: text, pieces: piecesOf(text)}
	for from := 0; from < len(s.pieces); {
		to := from + s.iban(from)
		if to == from {
			to = s.runEnd(from)
			s.run(from, to)
		}
		from = to
	}
	return s.found
}

// scan is a text on its way to tokens.
type scan struct {
	text   string
	pieces []piece
	found  []token
}

// runEnd is the end of the pieces that marks join to the one at from.
func (s *scan) runEnd(from int) int {
	to := from + 1
	for to < len(s.pieces) && s.pieces[to].joined() {
		to++
	}
	return to
}

// run adds the tokens of a run of joined pieces: its parts where it is a list, the
// whole, and otherwise the stretches that are long enough.
func (s *scan) run(from, to int) {
	part := s.listed(from, to)
	for n := from; part > 0 && n < to; n += part {
		s.add(n, n+part, s.alone(n, n+part))
	}
	for first := from; first < to; first++ {
		for end := first + 1; end <= to && end <= first+maxPieces; end++ {
			switch {
			case first == from && end == to:
				s.whole(from, to)
			case part == 0 && s.size(first, end) >= joinedLen:
				s.stretch(first, end, from, to)
			}
		}
	}
}

// whole adds a run as one number; and with the word before it, since "INV 2026-001"
// is how many write INV-2026-001.
func (s *scan) whole(from, to int) {
	strength := s.alone(from, to)
	switch {
	case strength == strong && s.goesOn(to):
		strength = weak
	case strength < strong && (s.digitsNear(from, from-1) || s.digitsNear(to-1, to)):
		if s.size(from, to) < joinedLen {
			return
		}
		strength = weak
	}
	s.add(from, to, strength)
	if from == 0 || !s.pieces[from].follows() || hasDigit(s.at(from-1, from)) || !s.pieces[from].digits {
		return
	}
	if s.size(from-1, to) < joinedLen {
		s.add(from-1, to, weak)
	} else {
		s.add(from-1, to, strong)
	}
}

// stretch adds a part of a run. Digits are never cut out of more digits; they
// prove less when letters stand beside them, because the whole may be somebody
// else's number. Only a slash may part a number with letters from more digits, as
// in "INV-2026-012/013".
func (s *scan) stretch(first, end, from, to int) {
	before, after := first > from && s.cuts(first), end < to && s.cuts(end)
	switch {
	case s.onlyDigits(first, end):
		if !before && !after {
			s.add(first, end, fair)
		}
	case before, after && s.pieces[end].gap != '/':
		s.add(first, end, fair)
	default:
		s.add(first, end, strong)
	}
}

func (s *scan) add(first, end int, strength strength) {
	start, stop := s.pieces[first].start, s.pieces[end-1].end
	stretch := s.text[start:stop]
	if s.size(first, end) > maxKey || !hasDigit(stretch) {
		return
	}
	s.found = append(s.found, token{invoice.NumberKey(stretch), start, stop, strength})
}

// alone is what a number proves that nothing is joined to.
func (s *scan) alone(first, end int) strength {
	switch n := s.size(first, end); {
	case !s.onlyDigits(first, end):
		return strong
	case n < joinedLen:
		return weak
	case n < strongLen, s.isDate(first, end):
		return fair
	}
	return strong
}

// listed reports that a run is a list, "R-1/R-2" or "2026001,2026002", and of how
// many pieces each of its parts is made; 0 for no list. Every part is like the
// first. Digits make a list only when the parts are long and of one length: a
// telephone number is none.
func (s *scan) listed(from, to int) int {
	n := 1
	for from+n < to && !s.pieces[from+n].parts() {
		n++
	}
	digits := s.onlyDigits(from, from+n)
	if n == to-from || (to-from)%n != 0 || digits && s.size(from, from+n) < joinedLen {
		return 0
	}
	for k := from; k < to; k++ {
		first := from + (k-from)%n
		a, b := s.pieces[k], s.pieces[first]
		switch {
		case a.digits != b.digits, digits && a.end-a.start != b.end-b.start:
			return 0
		case first == from && (k > from && !a.parts() || !hasDigit(s.at(k, k+n))), first > from && a.gap != b.gap:
			return 0
		}
	}
	return n
}

// iban returns the number of pieces of an IBAN printed in blocks of four that
// starts at a piece; 0 when there is none.
func (s *scan) iban(from int) int {
	p := s.at(from, from+1)
	if len(p) != 4 || hasDigit(p[:2]) || !hasDigit(p[2:3]) || !hasDigit(p[3:]) {
		return 0
	}
	end := from + 1
	for end < min(len(s.pieces), from+ibanBlocks) && s.pieces[end].follows() && s.size(end-1, end) == 4 && s.size(end, end+1) <= 4 {
		end++
	}
	for ; end > from+3; end-- {
		if _, err := bank.ParseIBAN(s.at(from, end)); err == nil {
			return end - from
		}
	}
	return 0
}

// isDate reports that digits read as a day: three pieces in any order, or eight
// digits with the month in the middle.
func (s *scan) isDate(first, end int) bool {
	var a, b, c string
	middle := 12
	switch t := s.at(first, end); {
	case end-first == 3:
		a, b, c = s.at(first, first+1), s.at(first+1, first+2), s.at(first+2, end)
		middle = 31
	case len(t) == 8 && (t[:2] == "19" || t[:2] == "20"):
		a, b, c = t[:4], t[4:6], t[6:]
	case len(t) == 8:
		a, b, c = t[:2], t[2:4], t[4:]
	}
	if len(a) == 4 {
		a, c = c, a
	}
	return between(a, 1, 31) && between(b, 1, middle) && (between(c, 0, 99) || between(c, 1900, 2099))
}

func between(digits string, low, high int) bool {
	n, err := strconv.Atoi(digits)
	return err == nil && low <= n && n <= high
}

// digitsNear reports that the piece near, one blank away from the piece here, is
// another number. Two long numbers of one length do not touch: they are a list.
func (s *scan) digitsNear(here, near int) bool {
	if near < 0 || near == len(s.pieces) || !s.pieces[max(here, near)].follows() {
		return false
	}
	size := s.size(here, here+1)
	return s.pieces[near].digits && (size < joinedLen || s.size(near, near+1) != size)
}

// goesOn reports that a long number stands one blank behind a run of letters and
// digits, which may have been cut in two there.
func (s *scan) goesOn(to int) bool {
	return to < len(s.pieces) && s.pieces[to].follows() && s.onlyDigits(to, to+1) && s.size(to, to+1) >= joinedLen && !s.isDate(to, to+1) && !s.onlyDigits(to-1, to)
}

// cuts reports that the mark before a piece stands between two digits.
func (s *scan) cuts(n int) bool {
	return isDigit(s.text[s.pieces[n-1].end-1]) && isDigit(s.text[s.pieces[n].start])
}

// at is the text from a piece to before another.
func (s *scan) at(first, end int) string {
	return s.text[s.pieces[first].start:s.pieces[end-1].end]
}

// size counts the bytes of pieces, without the marks between them.
func (s *scan) size(first, end int) (n int) {
	for _, p := range s.pieces[first:end] {
		n += p.end - p.start
	}
	return n
}

func (s *scan) onlyDigits(first, end int) bool {
	for _, p := range s.pieces[first:end] {
		if !p.digits {
			return false
		}
	}
	return true
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c-'0' <= 9 }
