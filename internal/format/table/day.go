package table

import (
	"strings"
	"time"

	"acquit/internal/date"
)

// Order is how a column writes its days.
type Order string

// The orders. The empty order is one that nobody could tell.
const (
	DayMonthYear Order = "dmy"
	MonthDayYear Order = "mdy"
	YearMonthDay Order = "ymd"
	Serial       Order = "serial" // the number of a spreadsheet: 46093 for 12 March 2026
)

// orders are the orders in which a day can be read, as a set.
type orders uint8

const (
	dmy orders = 1 << iota
	mdy
	ymd
)

// orderSets are the sets of one order, by its name.
var orderSets = map[Order]orders{DayMonthYear: dmy, MonthDayYear: mdy, YearMonthDay: ymd}

// written is a day as somebody wrote it, taken apart.
type written struct {
	parts   [3]int
	lengths [3]int // digits of each part
	mark    byte   // between them; 0 where there is none
	sure    bool   // the parts stand as year, month, day: a month in words, or ISO 8601
}

// writtenOf takes a day apart. A time behind it is left out.
func writtenOf(s string) (w written, ok bool) {
	s = withoutTime(s)
	n := 0
	for i := 0; i < len(s); {
		start, value := i, 0
		for i < len(s) && digit(s[i]) && i-start < 9 {
			value = value*10 + int(s[i]-'0')
			i++
		}
		if i == start || n == 3 {
			return inWords(s)
		}
		w.parts[n], w.lengths[n] = value, i-start
		n++
		if i == len(s) {
			break
		}
		if strings.IndexByte("./- ", s[i]) < 0 || n == 3 || w.mark != 0 && w.mark != s[i] {
			return inWords(s)
		}
		w.mark = s[i]
		i++
	}
	switch {
	case n == 3:
		w.sure = w.lengths == [3]int{4, 2, 2} && w.mark == '-'
		return w, w.lengths[0] <= 4 && w.lengths[1] <= 2 && w.lengths[2] <= 4
	case n == 1 && (w.lengths[0] == 8 || w.lengths[0] == 6):
		return w, true
	}
	return written{}, false
}

// withoutTime cuts the time of day and the time zone off.
func withoutTime(s string) string {
	if len(s) <= 10 {
		return s
	}
	for i := 6; i+2 < len(s); i++ {
		switch c := s[i]; {
		case (c == ' ' || c == 'T') && digit(s[i+1]) && strings.IndexByte(s[i+1:], ':') > 0 && digit(s[i-1]):
			return strings.TrimRight(s[:i], " ,")
		case c == '-' && i == 10 && s[4] == '-' && digit(s[i+1]): // 2026-03-12-08.21.36
			return s[:i]
		}
	}
	return s
}

// in is the day that w is in an order.
func (w written) in(order orders) (date.Date, bool) {
	a, b, c := w.parts[0], w.parts[1], w.parts[2]
	if w.sure {
		return dayOf(a, b, c)
	}
	if w.mark == 0 {
		return w.run(order)
	}
	switch {
	case order == ymd && (w.lengths[0] == 4 || w.lengths[0] == 2 && w.lengths[2] == 2 && w.mark == '-'): // nobody writes 26/03/12 for March
		return dayOf(century(a, w.lengths[0]), b, c)
	case w.lengths[0] > 2 || w.lengths[2] != 4 && w.lengths[2] != 2:
		return date.None, false
	case order == dmy:
		return dayOf(century(c, w.lengths[2]), b, a)
	case order == mdy:
		return dayOf(century(c, w.lengths[2]), a, b)
	}
	return date.None, false
}

// run reads six or eight digits without a mark between them.
func (w written) run(order orders) (date.Date, bool) {
	n, long := w.parts[0], w.lengths[0] == 8
	switch {
	case order == ymd && long:
		return dayOf(n/10000, n/100%100, n%100)
	case order == ymd:
		return dayOf(century(n/10000, 2), n/100%100, n%100)
	}
	year := century(n%100, 2)
	if long {
		year, n = n%10000, n/100
	}
	a, b := n/10000, n/100%100
	if order == mdy {
		a, b = b, a
	}
	return dayOf(year, b, a)
}

// century puts two digits into the years from 1970 to 2069.
func century(year, digits int) int {
	switch {
	case digits > 2:
		return year
	case year < 70:
		return 2000 + year
	}
	return 1900 + year
}

// dayOf is a day that exists, in a year that a business may speak of.
func dayOf(year, month, day int) (date.Date, bool) {
	if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > lengthOf(year, month) {
		return date.None, false
	}
	return date.New(year, time.Month(month), day), true
}

func lengthOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// possible is the set of orders in which w is a day.
func (w written) possible() (set orders) {
	for _, order := range []orders{dmy, mdy, ymd} {
		if _, ok := w.in(order); ok {
			set |= order
		}
	}
	return set
}

// months are the beginnings of their names in the four languages, in folded letters.
var months = [12][]string{
	{"jan", "janv"}, {"feb", "febr", "fev", "fevr"}, {"mar", "mars", "mrt", "maart", "marz", "maerz", "mrz"}, {"apr", "avr", "avril", "april"},
	{"may", "mai", "mei"}, {"jun", "juin", "juni", "june"}, {"jul", "juil", "juli", "july", "juillet"}, {"aug", "aou", "aout"},
	{"sep", "sept"}, {"oct", "okt"}, {"nov"}, {"dec", "dez"},
}

// monthOf is the month of a name or an abbreviation, or 0.
func monthOf(word string) int {
	word = Fold(word)
	best, length := 0, 2
	for n, names := range months {
		for _, name := range names {
			if strings.HasPrefix(word, name) && len(name) > length {
				best, length = n+1, len(name)
			}
		}
	}
	return best
}

// inWords reads "12 mars 2026", "12-Mar-26", "12. März 2026" and "March 12, 2026".
func inWords(s string) (w written, ok bool) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" .,-/", r) })
	if len(fields) != 3 {
		return w, false
	}
	if len(fields[0]) >= 3 && letter(fields[0][0]) {
		fields[0], fields[1] = fields[1], fields[0]
	}
	day, okDay := number(fields[0])
	year, okYear := number(fields[2])
	month := monthOf(fields[1])
	if !okDay || !okYear || month == 0 || len(fields[2]) != 2 && len(fields[2]) != 4 {
		return w, false
	}
	year = century(year, len(fields[2]))
	w = written{parts: [3]int{year, month, day}, lengths: [3]int{4, 2, 2}, mark: '-', sure: true}
	_, ok = dayOf(year, month, day)
	return w, ok
}

// number reads up to nine digits.
func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if !digit(s[i]) || i == 9 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}

// ParseDay reads a day in a column whose order is known; one that begins with four
// digits is read in any. With the empty order, only what can be read in one way is.
func ParseDay(s string, order Order) (date.Date, bool) {
	if order == Serial {
		return serial(s)
	}
	w, ok := writtenOf(s)
	if !ok {
		return date.None, false
	}
	if set := orderSets[order]; set != 0 {
		if w.lengths[0] == 4 {
			set = ymd
		}
		return w.in(set)
	}
	switch set := w.possible(); {
	case w.sure || set == dmy || set == mdy || set == ymd:
		return w.in(set)
	case set != 0 && w.same(set):
		return w.in(set & -set)
	}
	return date.None, false
}

// same reports whether all orders of a set give one day, as for 03/03/2026.
func (w written) same(set orders) bool {
	first := date.None
	for _, order := range []orders{dmy, mdy, ymd} {
		d, ok := w.in(order)
		switch {
		case set&order == 0 || !ok:
		case first == date.None:
			first = d
		case d != first:
			return false
		}
	}
	return true
}

// serial reads the number of a day in a spreadsheet: 25569 is 1 January 1970.
func serial(s string) (date.Date, bool) {
	whole, _, _ := strings.Cut(s, ".")
	n, ok := number(whole)
	if !ok || n < 20_000 || n > 80_000 {
		return date.None, false
	}
	return date.New(1899, time.December, 30).AddDays(n), true
}
