package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/money"
)

//go:generate node gen/formats.mjs

// Format is how the readers of one tag write numbers, amounts and days: the
// Unicode CLDR's data, with a true minus sign (U+2212). The blanks inside a
// number are no-break ones.
type Format struct {
	Tag Tag

	number, amount separators
	percent        string
	and            conjunction
	code           affix // a currency written by its code, which stands as ¤
	symbols        map[money.Currency]affix

	short, long, full, dayMonth, monthYear string // patterns of appendDay
	shortDayMonth, shortMonthYear          string

	months, shortMonths     [12]string
	weekdays, shortWeekdays [7]string // from Sunday, as time.Weekday counts
}

type separators struct{ decimal, group string }

// affix is what stands around the digits of an amount: before them when it is
// positive, before them when it is negative, and behind them.
type affix struct{ plus, minus, after string }

// conjunction is what stands between two items, and before the last of more.
type conjunction struct{ two, last string }

const minus = "\u2212"

// enough bytes for nearly every number, so that a text costs one allocation.
const enough = 64

// Money writes an amount with its currency: "1 190,00 €".
func (f *Format) Money(a money.Amount) string {
	signs := f.around(a.Currency)
	var space [enough]byte
	b := append(space[:0], signs.plus...)
	if a.Minor < 0 {
		b = append(space[:0], signs.minus...)
	}
	b = f.amount.appendMinor(b, a)
	return string(append(b, signs.after...))
}

// Amount writes an amount without its currency, for columns that name it once:
// "1 190,00".
func (f *Format) Amount(a money.Amount) string {
	var space [enough]byte
	b := space[:0]
	if a.Minor < 0 {
		b = append(b, minus...)
	}
	return string(f.amount.appendMinor(b, a))
}

func (f *Format) around(c money.Currency) affix {
	if signs, ok := f.symbols[c]; ok {
		return signs
	}
	if c == (money.Currency{}) {
		return affix{minus: minus}
	}
	code := c.String()
	return affix{
		plus:  strings.Replace(f.code.plus, "¤", code, 1),
		minus: strings.Replace(f.code.minus, "¤", code, 1),
		after: strings.Replace(f.code.after, "¤", code, 1),
	}
}

// Int writes a whole number: "1 190".
func (f *Format) Int(n int64) string {
	var digits [20]byte
	text := strconv.AppendUint(digits[:0], magnitude(n), 10)
	var space [enough]byte
	b := space[:0]
	if n < 0 {
		b = append(b, minus...)
	}
	return string(appendGrouped(b, text, f.number.group))
}

// Number writes a decimal with the decimals it has: "12,50".
func (f *Format) Number(d decimal.Decimal) string {
	whole, fraction, _ := strings.Cut(d.Abs().String(), ".")
	var space [enough]byte
	b := space[:0]
	if d.IsNeg() {
		b = append(b, minus...)
	}
	b = appendGrouped(b, []byte(whole), f.number.group)
	if fraction != "" {
		b = append(b, f.number.decimal...)
		b = append(b, fraction...)
	}
	return string(b)
}

// Percent writes a number of hundredths: 12.5 is "12,5 %".
func (f *Format) Percent(d decimal.Decimal) string { return f.Number(d) + f.percent }

// List joins items as a sentence does: "a, b et c".
func (f *Format) List(items ...string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	case 2:
		return items[0] + f.and.two + items[1]
	default:
		return strings.Join(items[:n-1], ", ") + f.and.last + items[n-1]
	}
}

// appendMinor writes the digits of an amount, without sign.
func (s separators) appendMinor(b []byte, a money.Amount) []byte {
	digits := a.Currency.Digits()
	var space [24]byte
	text := strconv.AppendUint(space[:0], magnitude(a.Minor), 10)
	for len(text) <= digits {
		text = append(text, 0)
		copy(text[1:], text)
		text[0] = '0'
	}
	point := len(text) - digits
	b = appendGrouped(b, text[:point], s.group)
	if digits > 0 {
		b = append(b, s.decimal...)
		b = append(b, text[point:]...)
	}
	return b
}

// magnitude is n without its sign, right for the least int64 too.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// appendGrouped writes digits with a separator before every third from the end.
func appendGrouped(b, digits []byte, group string) []byte {
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, group...)
		}
		b = append(b, c)
	}
	return b
}

// ShortDate writes a day in ten characters: "12/03/2026".
func (f *Format) ShortDate(d date.Date) string { return f.day(d, f.short) }

// LongDate writes a day in words: "12 mars 2026".
func (f *Format) LongDate(d date.Date) string { return f.day(d, f.long) }

// FullDate is LongDate with the day of the week: "jeudi 12 mars 2026".
func (f *Format) FullDate(d date.Date) string { return f.day(d, f.full) }

// DayMonth leaves the year out: "12 mars".
func (f *Format) DayMonth(d date.Date) string { return f.day(d, f.dayMonth) }

// ShortDayMonth is DayMonth with the month abbreviated, for charts: "12 janv.".
func (f *Format) ShortDayMonth(d date.Date) string { return f.day(d, f.shortDayMonth) }

// MonthYear leaves the day out: "mars 2026".
func (f *Format) MonthYear(d date.Date) string { return f.day(d, f.monthYear) }

// ShortMonthYear is MonthYear with the month abbreviated: "janv. 2026".
func (f *Format) ShortMonthYear(d date.Date) string { return f.day(d, f.shortMonthYear) }

// Month names a month: "mars".
func (f *Format) Month(m time.Month) string { return f.months[m-1] }

// ShortMonth abbreviates a month's name: "janv.".
func (f *Format) ShortMonth(m time.Month) string { return f.shortMonths[m-1] }

// Weekday names a day of the week: "jeudi".
func (f *Format) Weekday(w time.Weekday) string { return f.weekdays[w] }

// ShortWeekday abbreviates the name of a day of the week: "jeu.".
func (f *Format) ShortWeekday(w time.Weekday) string { return f.shortWeekdays[w] }

// Stamp writes an instant to the minute in t's own zone: "12/03/2026 14:05".
func (f *Format) Stamp(t time.Time) string {
	return f.ShortDate(date.Of(t)) + "\u00a0" + t.Format("15:04")
}

// day writes d by a pattern; no day is the empty text.
func (f *Format) day(d date.Date, pattern string) string {
	if d == date.None {
		return ""
	}
	var space [enough]byte
	return string(f.appendDay(space[:0], d, pattern))
}

// appendDay follows a pattern of %d and %D (day, two digits), %m (month, two
// digits), %B and %b (its name, short), %A (weekday), %Y (year).
func (f *Format) appendDay(b []byte, d date.Date, pattern string) []byte {
	year, month, day := d.Civil()
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			b = append(b, pattern[i])
			continue
		}
		i++
		switch pattern[i] {
		case 'd':
			b = append(b, f.dayOfMonth(day)...)
		case 'D':
			b = append(b, byte('0'+day/10), byte('0'+day%10))
		case 'm':
			b = append(b, byte('0'+month/10), byte('0'+month%10))
		case 'B':
			b = append(b, f.months[month-1]...)
		case 'b':
			b = append(b, f.shortMonths[month-1]...)
		case 'A':
			b = append(b, f.weekdays[d.Weekday()]...)
		case 'Y':
			b = strconv.AppendInt(b, int64(year), 10)
		}
	}
	return b
}

// dayOfMonth is the number, but "1er" for the first of a French month: the one
// day that French counts by rank (Lexique des règles typographiques en usage à
// l'Imprimerie nationale, "dates"). The CLDR has "1".
func (f *Format) dayOfMonth(day int) string {
	if day == 1 && f.Tag.Language() == French {
		return "1er"
	}
	return strconv.Itoa(day)
}
