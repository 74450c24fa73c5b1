package demo

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"acquit/examples"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/ubl"
)

// story is which files come on which day: an invoice on its issue day, a statement on the
// first working day of the bank after the last day it covers.
type story map[date.Date]*storyDay

type storyDay struct{ invoices, statements []string }

func (s story) on(day date.Date) *storyDay {
	if s[day] == nil {
		return &storyDay{}
	}
	return s[day]
}

// before is everything that came before a day, or on it.
func (s story) before(day date.Date) *storyDay {
	all := &storyDay{}
	var days []date.Date
	for d := range s {
		if d <= day {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	for _, d := range days {
		all.invoices = append(all.invoices, s[d].invoices...)
		all.statements = append(all.statements, s[d].statements...)
	}
	return all
}

func (s story) add(day date.Date) *storyDay {
	if s[day] == nil {
		s[day] = &storyDay{}
	}
	return s[day]
}

func readStory() (story, error) {
	s := story{}
	err := fs.WalkDir(examples.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case strings.HasPrefix(path, "invoices/"):
			day, err := issueDay(path)
			d := s.add(day)
			d.invoices = append(d.invoices, path)
			return err
		case strings.HasPrefix(path, "statements/"):
			day, err := statementDay(path)
			d := s.add(day)
			d.statements = append(d.statements, path)
			return err
		}
		return nil
	})
	return s, err
}

func issueDay(path string) (date.Date, error) {
	f, err := examples.Files.Open(path)
	if err != nil {
		return date.None, err
	}
	defer f.Close()
	doc, err := ubl.Read(f)
	if err != nil {
		return date.None, fault.In(path, err)
	}
	return doc.IssuedOn, nil
}

// statementDay is the day after the last one that a file covers, which its name tells.
func statementDay(file string) (date.Date, error) {
	name := path.Base(file)
	day, err := date.Parse(name[:min(len(name), len("2026-11-20"))])
	return day.AddDays(1), err
}
