package matching

import (
	"fmt"
	"strconv"
	"strings"

	"acquit/internal/invoice"
)

// mostInRange is how many numbers a range may have: "2024-101 à 105" has five.
const mostInRange = 60

// listedTokens are the numbers of which only the end is written, behind one that is
// written in full: "2024-10196+10189+10343", "INV-2026-012 et 015", "2024-101 à 105". They
// are reckoned, not read, so that they only mean something where the amount agrees to
// the cent.
func listedTokens(text string) []token {
	l := list{scan: scan{text: text, pieces: piecesOf(text)}}
	for from := 0; from < len(l.pieces); {
		to := from + 1
		for to < len(l.pieces) && l.pieces[to].joined() && !l.pieces[to].parts() {
			to++
		}
		if from+3 <= len(l.pieces) && l.pieces[from+1].joined() && l.pieces[from+2].joined() && l.isDate(from, from+3) {
			to = max(to, from+3)
		}
		l.next(from, to)
		from = to
	}
	return l.found
}

// list is a text on its way to the numbers of its lists.
type list struct {
	scan
	head string // the number that was written in full, folded; "" for none
	last string // the number of the list before
	end  int    // bytes of the text up to which it goes
}

// next looks at a run of pieces: the end of a number that goes on from the head, or one
// that may be the head of what follows. Words may stand between two numbers.
func (l *list) next(from, to int) {
	p := l.pieces[from]
	run := l.at(from, to)
	if l.head != "" {
		mark := strings.ToLower(strings.TrimSpace(l.text[l.end:p.start]))
		if to-from == 1 && p.digits && (joins[mark] || ranges[mark]) && p.end-p.start <= digitsAtEnd(l.head) && len(run) < len(l.head) {
			l.goOn(p, ranges[mark])
			l.end = p.end
			return
		}
		if !hasDigit(run) {
			return
		}
	}
	l.head = ""
	if key := invoice.NumberKey(run); digitsAtEnd(key) > 1 && len(key) >= joinedLen && !l.isDate(from, to) {
		l.head, l.last, l.end = key, key, l.pieces[to-1].end
	}
}

// goOn adds the number that ends as a piece does, or all from the last one up to it.
func (l *list) goOn(p piece, ranged bool) {
	end := l.text[p.start:p.end]
	key := l.last[:len(l.last)-len(end)] + end
	from, to := digitsOf(l.last), digitsOf(key)
	if ranged && from < to && to-from < mostInRange && len(l.last) == len(key) {
		for n := from + 1; n < to; n++ {
			digits := fmt.Sprintf("%0*d", digitsReckoned(key), n)
			l.found = append(l.found, token{key[:len(key)-len(digits)] + digits, p.start, p.end, weak})
		}
	}
	l.found, l.last = append(l.found, token{key, p.start, p.end, weak}), key
}

// The words and marks between the numbers of a list, and between the ends of a range, as
// they are written in French, Dutch, German and English.
var (
	joins  = map[string]bool{"+": true, ",": true, "/": true, "&": true, ";": true, "et": true, "en": true, "und": true, "and": true}
	ranges = map[string]bool{"-": true, "–": true, "..": true, "...": true, "à": true, "a": true, "au": true, "tot": true, "t/m": true, "tm": true, "bis": true, "to": true}
)

// digitsAtEnd is how many digits a number ends with.
func digitsAtEnd(number string) int {
	return len(number) - len(strings.TrimRight(number, "0123456789"))
}

// digitsReckoned is how many of the digits that a number ends with surely fit for
// reckoning.
func digitsReckoned(number string) int { return min(digitsAtEnd(number), 9) }

func digitsOf(number string) int {
	n, _ := strconv.Atoi(number[len(number)-digitsReckoned(number):])
	return n
}
