package table

import (
	"strings"
	"unicode/utf8"

	"acquit/internal/bank"
	"acquit/internal/format/table/sheet"
)

// profile is what the values of one column are, counted.
type profile struct {
	filled int // cells that are not empty
	days   int // that may be days
	runs   int // of them, in digits without a mark: 20260312
	serial int // that may be days as spreadsheets count them
	dmy    int // days that each order makes sense of
	mdy    int
	ymd    int
	sure   int  // days that read the same in any order: ISO 8601, months in words
	tells  bool // two of the orders give a value two different days
	dotted int  // days with dots, which nobody writes month first

	amounts   int
	withComma int // amounts that make sense with a comma alone
	withPoint int
	either    int // that both signs make sense of, and not the same: 1.234
	negative  int
	positive  int
	cents     int    // with decimals
	code      string // the currency beside them
	codes     bool   // there are several

	ibans      int
	accounts   int
	emails     int
	vats       int
	currencies int
	references int // structured, with right check digits
	lettered   int // with more letters than digits
	length     int // of all, in characters
	missing    int // formulas without their results

	seen  map[string]int // the first different values, folded, and how often each came
	other bool           // there are more values than seen holds
}

// maxSeen is how many different values of a column are told apart.
const maxSeen = 24

// add counts one cell.
func (p *profile) add(c sheet.Cell) {
	if c.Type == sheet.Formula {
		p.missing++
	}
	if c.Text == "" {
		return
	}
	p.filled++
	p.length += utf8.RuneCountInString(c.Text)
	p.see(c.Text)
	switch c.Type {
	case sheet.Day:
		p.days++
		p.sure++
		p.dmy, p.mdy, p.ymd = p.dmy+1, p.mdy+1, p.ymd+1
		return
	case sheet.Number:
		p.number(c.Text)
	default:
		p.day(c.Text)
		p.amount(c.Text)
	}
	p.words(c.Text)
}

// number counts what a workbook says is a number: its text is plain.
func (p *profile) number(text string) {
	p.amounts++
	p.sided(text[0] == '-', strings.Trim(text, "-0.") == "")
	if strings.IndexByte(text, '.') >= 0 {
		p.cents++
	}
	if _, ok := serial(text); ok {
		p.serial++
	}
}

// sided counts the signs of amounts; nothing has none.
func (p *profile) sided(negative, zero bool) {
	switch {
	case zero:
	case negative:
		p.negative++
	default:
		p.positive++
	}
}

func (p *profile) day(text string) {
	w, ok := writtenOf(text)
	if !ok {
		return
	}
	set := w.possible()
	if set == 0 {
		return
	}
	p.days++
	if w.sure {
		p.sure++
	}
	if w.mark == 0 {
		p.runs++
	}
	if w.mark == '.' {
		p.dotted++
	}
	p.tells = p.tells || set&(set-1) != 0 && !w.same(set)
	for _, o := range []struct {
		order orders
		count *int
	}{{dmy, &p.dmy}, {mdy, &p.mdy}, {ymd, &p.ymd}} {
		if w.sure || set&o.order != 0 {
			*o.count++
		}
	}
}

func (p *profile) amount(text string) {
	f, ok := figureOf(text)
	if !ok {
		return
	}
	c, d := readings(f.digits)
	if !c.ok && !d.ok {
		return
	}
	p.amounts++
	if f.currency != "" {
		p.codes = p.codes || p.code != "" && p.code != f.currency
		p.code = f.currency
	}
	value := c.value
	switch {
	case !d.ok:
		p.withComma++
	case !c.ok:
		p.withPoint++
		value = d.value
	case !c.value.Equal(d.value):
		p.either++
	}
	p.sided(f.negative, value.IsZero())
	if value.Scale() > 0 {
		p.cents++
	}
	if _, ok := serial(text); ok {
		p.serial++
	}
}

func (p *profile) words(text string) {
	letters, digits := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case digit(c):
			digits++
		case letter(c):
			letters++
		}
	}
	if letters > digits {
		p.lettered++
	}
	switch {
	case letters == 0 && digits < 6:
		return
	case isIBAN(text):
		p.ibans++
		p.accounts++
		return
	case digits >= 6 && isAccount(text):
		p.accounts++
	}
	if digits >= 5 {
		if r, ok := bank.ParseReference(text); ok && r.Checked() {
			p.references++
		}
	}
	switch {
	case isEmail(text):
		p.emails++
	case digits >= 8 && isVAT(text):
		p.vats++
	case currencyOf(text) != "":
		p.currencies++
	}
}

// see keeps the first different values.
func (p *profile) see(text string) {
	if p.other {
		return
	}
	if folded := Fold(text[:min(len(text), 60)]); folded != "" {
		text = folded // a lone + or - stays
	}
	switch _, known := p.seen[text]; {
	case known:
		p.seen[text]++
	case len(p.seen) >= maxSeen:
		p.other = true
	default:
		if p.seen == nil {
			p.seen = map[string]int{}
		}
		p.seen[text] = 1
	}
}

// mostly reports whether a count is most of the column's values: four in five.
func (p *profile) mostly(n int) bool { return n*5 >= p.filled*4 && n > 0 }

// half reports whether a count is half of the values.
func (p *profile) half(n int) bool { return n*2 >= p.filled && n > 0 }

// unique reports whether no value of the column, of those that were kept, came twice.
func (p *profile) unique() bool {
	for _, times := range p.seen {
		if times > 1 {
			return false
		}
	}
	return true
}

// constant reports whether the column says the same thing in two rows and more.
func (p *profile) constant() bool { return !p.other && len(p.seen) == 1 && p.filled > 1 }

// within reports whether all different values of the column are of a set.
func (p *profile) within(set ...map[string]bool) bool {
	if p.other || len(p.seen) == 0 {
		return false
	}
	for word := range p.seen {
		found := false
		for _, s := range set {
			found = found || s[word]
		}
		if !found {
			return false
		}
	}
	return true
}

// order is how the column writes its days. Ambiguous says that other orders make as
// much sense: a person is asked.
func (p *profile) order() (order Order, ambiguous bool) {
	switch most := max(p.dmy, p.mdy, p.ymd); {
	case p.days == 0 && p.serial > 0:
		return Serial, false
	case most == 0:
		return "", false
	case p.sure == p.days, p.ymd == most && p.ymd > p.dmy && p.ymd > p.mdy:
		return YearMonthDay, false
	case p.dmy == most && p.mdy < most && p.ymd < most:
		return DayMonthYear, false
	case p.mdy == most && p.dmy < most && p.ymd < most:
		return MonthDayYear, false
	case p.dotted == p.days && p.dmy == most:
		return DayMonthYear, p.ymd == most && p.tells
	}
	if p.dmy >= p.mdy {
		return DayMonthYear, p.tells
	}
	return MonthDayYear, p.tells
}

// sign is the decimal sign of the column. Ambiguous says that a value such as 1.234
// may be a thousand times another, and nothing in the column tells.
func (p *profile) sign() (sign string, ambiguous bool) {
	switch {
	case p.withComma > p.withPoint:
		return comma, false
	case p.withPoint > p.withComma:
		return point, false
	}
	return "", p.either > 0 || p.withComma > 0
}
