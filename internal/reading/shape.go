package reading

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"acquit/internal/date"
)

// shape is a way in which days are written.
type shape struct {
	any *regexp.Regexp // its first group is all of it
	day func(g []string, on date.Date, t tense) date.Date
}

// shapesOf are the ways in which a language writes days, those that say most first: what
// one of them has read, those after it do not see.
func shapesOf(t *tongue) []shape {
	months, weekdays := named(t.months[:]), named(t.weekdays[:])
	all := []shape{
		{written(`(\d{4})-(\d\d)-(\d\d)`), func(g []string, _ date.Date, _ tense) date.Date { return civil(g[2], g[1], g[0]) }},
		{written(`(\d{1,2}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{4}|\d\d)`), func(g []string, _ date.Date, _ tense) date.Date { return civil(g[0], g[1], g[2]) }},
		{written(`(\d{1,2})[/.](\d{1,2})\.?`), func(g []string, on date.Date, t tense) date.Date { return nearest(g[0], number(g[1]), on, t) }},
		{written(`(\d{1,2})` + t.ordinal + `(?:` + gap + `of)?` + gap + months + `\.?(?:,?` + gap + `(\d{4}))?`), func(g []string, on date.Date, tense tense) date.Date {
			return inMonth(g[0], t.months[:], g[1], g[2], on, tense)
		}},
		{written(months + gap + `(\d{1,2})` + t.ordinal + `(?:,?` + gap + `(\d{4}))?`), func(g []string, on date.Date, tense tense) date.Date {
			return inMonth(g[1], t.months[:], g[0], g[2], on, tense)
		}},
		{written(`(?:` + phrasesOf(t.endOf) + `)` + gap + months), func(g []string, on date.Date, tense tense) date.Date {
			return endOf(index(t.months[:], g[0]), on, tense)
		}},
		{written(weekdays + `(?:` + gap + `\w+){0,2}?` + gap + `(?:` + phrasesOf(t.inWeek) + `)`), func(g []string, on date.Date, _ tense) date.Date { return ofNextWeek(index(t.weekdays[:], g[0]), on) }},
		{written(`(?:` + phrasesOf(t.inWeek) + `)` + gap + `(?:op |am |on )?` + weekdays), func(g []string, on date.Date, _ tense) date.Date { return ofNextWeek(index(t.weekdays[:], g[0]), on) }},
	}
	for _, p := range t.phrases {
		all = append(all, shape{written(phrasesOf(p.words)), func(_ []string, on date.Date, t tense) date.Date { return p.when.from(on, t) }})
	}
	return append(all,
		shape{written(`(?:` + phrasesOf(t.within) + `)` + gap + `(\d{1,2}|` + phrasesOf(strings.Join(t.numbers, "|")) + `)` + gap + `(?:(` + phrasesOf(t.workdays) + `)|(` + phrasesOf(t.weeks) + `)|(` + phrasesOf(t.days) + `))`), func(g []string, on date.Date, tense tense) date.Date {
			return ahead(t, g, on, tense)
		}},
		shape{written(`(?:(` + phrasesOf(t.last) + `)` + gap + `|(` + phrasesOf(t.next) + `)` + gap + `|(?:` + phrasesOf(t.coming) + `)` + gap + `)?` + weekdays + `(?:` + gap + `(?:(` + phrasesOf(t.last) + `)|(` + phrasesOf(t.coming) + `)))?`), func(g []string, on date.Date, tense tense) date.Date {
			return weekday(index(t.weekdays[:], g[2]), g[0] != "" || g[3] != "", g[1] != "", on, tense)
		}},
		shape{written(`(?:` + phrasesOf(t.theDay) + `)` + gap + `(\d{1,2})` + t.ordinalAlone), func(g []string, on date.Date, t tense) date.Date { return dayOfMonth(number(g[0]), on, t) }},
	)
}

// written compiles a shape that stands as words of its own; its first group is all of it.
func written(p string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^a-z0-9/.,-])(` + p + `)(?:$|[^a-z0-9%/€$£-])`)
}

// named is a group of names, the longest first.
func named(names []string) string { return `(` + phrasesOf(strings.Join(names, "|")) + `)` }

// phrasesOf folds phrases between bars.
func phrasesOf(words string) string {
	return strings.ReplaceAll(fold(strings.ReplaceAll(words, ".", `\.`), len(words)*2).text, " ", gap)
}

// index is the place of a name in a list, from 0; -1 when it is none of them.
func index(names []string, name string) int {
	for n, of := range names {
		if regexp.MustCompile(`^(?:` + phrasesOf(of) + `)$`).MatchString(name) {
			return n
		}
	}
	return -1
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// civil is a day whose year is told, with two digits or four; None when there is no such day.
func civil(day, month, year string) date.Date {
	if len(year) == 2 {
		year = "20" + year
	}
	d, err := date.Digits(year, two(month), two(day))
	if err != nil {
		return date.None
	}
	return d
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// inMonth is a day of a month that is named, with or without its year.
func inMonth(day string, months []string, month, year string, on date.Date, t tense) date.Date {
	m := index(months, month) + 1
	if year != "" {
		return civil(day, strconv.Itoa(m), year)
	}
	return nearest(day, m, on, t)
}

// nearest is a day of a month in the year in which it lies on its side of a day, and not
// too far away.
func nearest(day string, month int, on date.Date, t tense) date.Date {
	if on == date.None {
		return date.None
	}
	year, _, _ := on.Civil()
	for _, y := range []int{year, year - 1, year + 1} {
		d := civil(day, strconv.Itoa(month), strconv.Itoa(y))
		if d.Valid() && (t == past && d <= on && on-d <= longestAgo || t == future && d >= on && d-on <= longestAhead) {
			return d
		}
	}
	return date.None
}

// endOf is the last day of a month that is named.
func endOf(month int, on date.Date, t tense) date.Date {
	first := nearest("28", month+1, on, t)
	if first == date.None {
		return date.None
	}
	return first.EndOfMonth()
}

// dayOfMonth is the nearest day with a number.
func dayOfMonth(day int, on date.Date, t tense) date.Date {
	if on == date.None || day < 1 || day > 31 {
		return date.None
	}
	step := 1
	if t == past {
		step = -1
	}
	for n, d := 0, on; n < 62; n, d = n+1, d.AddDays(step) {
		if _, _, of := d.Civil(); of == day {
			return d
		}
	}
	return date.None
}

// weekday is the nearest day of a name. On that very day it is not known whether today is
// meant, and next is not known to mean the nearest while that lies in the same week.
func weekday(of int, last, next bool, on date.Date, t tense) date.Date {
	if on == date.None || of < 0 {
		return date.None
	}
	if last != (t == past) && last || next && t == past {
		return date.None
	}
	ahead := (of - int(on.Weekday()) + 7) % 7
	if t == past {
		behind := (7 - ahead) % 7
		if behind == 0 {
			if !last {
				return date.None
			}
			behind = 7
		}
		return on.AddDays(-behind)
	}
	if ahead == 0 || next && monday(on.AddDays(ahead)) == monday(on) {
		return date.None
	}
	return on.AddDays(ahead)
}

// monday begins the week of a day.
func monday(d date.Date) date.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// ofNextWeek is a day of the week after.
func ofNextWeek(weekday int, on date.Date) date.Date {
	if on == date.None || weekday < 0 {
		return date.None
	}
	return monday(on).AddDays(7 + (weekday+6)%7)
}

// ahead is a number of days or weeks from a day.
func ahead(t *tongue, g []string, on date.Date, side tense) date.Date {
	n := number(g[0])
	if n == 0 {
		n = index(t.numbers, g[0]) + 1
	}
	switch {
	case on == date.None || side == past || n <= 0:
		return date.None
	case g[1] != "":
		return working(on, n)
	case g[2] != "":
		return on.AddDays(7 * n)
	}
	return on.AddDays(n)
}

// working counts days from Monday to Friday.
func working(on date.Date, n int) date.Date {
	for n > 0 {
		on = on.AddDays(1)
		if on.Weekday() != time.Saturday && on.Weekday() != time.Sunday {
			n--
		}
	}
	return on
}

// from reckons a distance from a day.
func (d distance) from(on date.Date, t tense) date.Date {
	if on == date.None || d == noDay {
		return date.None
	}
	switch d {
	case tomorrow:
		return on.AddDays(1)
	case overmorrow:
		return on.AddDays(2)
	case yesterday:
		return on.AddDays(-1)
	case dayBefore:
		return on.AddDays(-2)
	case today:
		return on
	}
	if t == past {
		return date.None // no day of a span that may not be over
	}
	switch d {
	case endOfWeek:
		return monday(on).AddDays(4)
	case nextWeek:
		return monday(on).AddDays(11)
	case endOfMonth:
		return on.EndOfMonth()
	case nextMonth:
		return on.EndOfMonth().AddDays(1).EndOfMonth()
	case midMonth:
		return dayOfMonth(15, on, t)
	case inEight:
		return on.AddDays(8)
	default:
		return on.AddDays(15)
	}
}
