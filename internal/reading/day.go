package reading

import (
	"strings"

	"acquit/internal/date"
)

// calendar is how a language speaks of days.
type calendar struct {
	months   [12]string // each with its short forms, as (mars|mar.)
	weekdays [7]string  // from Sunday
	phrases  []phrase   // the longer before those they begin with
	ordinal  string     // what follows the number of a day, as an expression

	ordinalAlone string // the same where no month follows
	theDay       string // what stands before the number of a day without its month
	endOf        string // what stands before the name of a month for its last days
	coming       string // before or after the name of a day: the next one of that name
	next         string // the same, where it may also be the one of the week after
	last         string // the last one of that name
	inWeek       string // next week, beside the name of a day
	within       string // what stands before a number of days
	days         string
	weeks        string
	workdays     string
	numbers      []string // from one on
	document     string   // words of papers whose day is another: the invoice of 3 March
	of           string   // the words between the two
}

// phrase is a way to speak of a day by its distance.
type phrase struct {
	when  distance
	words string
}

// distance is how a day is reckoned from another.
type distance int

const (
	noDay distance = iota // the words mean something else
	today
	tomorrow
	overmorrow
	yesterday
	dayBefore
	endOfWeek // the last working day
	nextWeek  // its last working day
	endOfMonth
	nextMonth // its last day
	midMonth
	inEight
	inFortnight
)

// tense says on which side of the day of the text a day lies.
type tense int

const (
	past tense = iota
	future
)

// How far away a day may be that is told without its year.
const (
	longestAgo   = 330
	longestAhead = 270
)

// found is a day in a text.
type found struct {
	span
	day date.Date
}

// days finds the days of a text, each once. A day that cannot be, or that lies on the wrong
// side, is none; so is the day of a paper.
func (s *speech) days(text string, on date.Date, t tense) []found {
	var all []found
	rest := []byte(text)
	for _, shape := range s.shapes {
		for _, m := range shape.any.FindAllSubmatchIndex(rest, -1) {
			d := shape.day(groupsOf(text, m)[1:], on, t)
			at := span{m[2], m[3]}
			isPaper := s.isPaper(text[:at.from], text[at.from:at.to])
			for n := at.from; n < at.to; n++ {
				rest[n] = '#' // read
			}
			if d.Valid() && !isPaper && lies(d, on, t) && !has(all, d) {
				all = append(all, found{at, d})
			}
		}
	}
	return all
}

func has(all []found, d date.Date) bool {
	for _, f := range all {
		if f.day == d {
			return true
		}
	}
	return false
}

// lies reports whether a day is on its side of the day of the text.
func lies(d, on date.Date, t tense) bool {
	return on == date.None || t == past && d <= on || t == future && d >= on
}

// isPaper reports whether a day is that of a paper named before it, as in "the invoice of".
func (s *speech) isPaper(before, day string) bool {
	words := strings.Fields(before)
	words = words[max(0, len(words)-5):]
	first, _, _ := strings.Cut(day, " ")
	return s.paper.MatchString(strings.Join(words, " ")) || s.paper.MatchString(strings.Join(append(words, first), " "))
}

// groupsOf are the pieces that a shape found, the first being all of it.
func groupsOf(text string, m []int) (all []string) {
	for n := 2; n < len(m); n += 2 {
		piece := ""
		if m[n] >= 0 {
			piece = text[m[n]:m[n+1]]
		}
		all = append(all, piece)
	}
	return all
}
