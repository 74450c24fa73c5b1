package reading

import (
	"acquit/internal/date"
)

// back is how a language says until when somebody is away.
type back struct {
	again string // before the day of return
	until string // before the last day of absence
}

// BackOn is the day on which somebody says to be back, who wrote on a day; None when the
// text does not say, or says several. After the last day of an absence comes the next.
func BackOn(text string, on date.Date) date.Date {
	f := fold(text, longest)
	for _, s := range languagesOf(f.text, "") {
		for _, piece := range sentences(f.text) {
			if d := s.backOn(f.text[piece.from:piece.to], on); d != date.None {
				return d
			}
		}
	}
	return date.None
}

// backOn reads a sentence.
func (s *speech) backOn(text string, on date.Date) date.Date {
	if at := s.backs.FindStringIndex(text); at != nil {
		if d := s.firstDay(text[at[1]-1:], on); d != date.None {
			return d
		}
	}
	if at := s.lasts.FindStringIndex(text); at != nil {
		if d := s.firstDay(text[at[1]-1:], on); d != date.None {
			return d.AddDays(1)
		}
	}
	return date.None
}

// nearby is within how many bytes a day stands after the words that announce it.
const nearby = 30

// firstDay is the day that stands right behind words; None when none does.
func (s *speech) firstDay(text string, on date.Date) date.Date {
	first := found{span: span{from: nearby}}
	for _, f := range s.days(text, on, future) {
		if f.from < first.from {
			first = f
		}
	}
	return first.day
}
