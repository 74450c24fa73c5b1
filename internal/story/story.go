// Package story runs stories: texts that an accountant can read, of what happens
// day by day and what must follow from it. They run through the real flows, on a
// real database, with real files and a real mail server, by a clock of their own.
//
// The language is described in README.md.
package story

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"

	"acquit/internal/date"
)

// Story is a parsed story.
type Story struct {
	File  string
	Title string // the first comment
	Acts  []Act
}

// Act is one line in which something happens, with what belongs to it.
type Act struct {
	Line   int
	Day    date.Date // None: the day of the act before
	Clock  string    // "14:00", or "" for the usual hour
	Verb   string
	Rest   string   // the line behind the verb
	Words  []string // the same, word by word; what stands in quotes is one word
	More   []string // indented lines that go on with the act
	Expect []Expectation
}

// Expectation is a line that begins with ">".
type Expectation struct {
	Line int
	Text string
}

// Parse reads a story. Its errors name file and line.
func Parse(file, text string) (*Story, error) {
	s := &Story{File: file}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		if err := s.add(n, lines.Text()); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	if s.Title == "" || len(s.Acts) == 0 {
		return nil, fmt.Errorf("%s: a story needs a title, written as # and a sentence, and something that happens", file)
	}
	return s, lines.Err()
}

// add reads one line.
func (s *Story) add(n int, line string) error {
	text := strings.TrimSpace(line)
	indented := line != strings.TrimLeft(line, " \t")
	switch {
	case text == "":
		return nil
	case strings.HasPrefix(text, "#"):
		if s.Title == "" {
			s.Title = strings.TrimSpace(text[1:])
		}
		return nil
	case !indented:
		act, err := parseAct(n, text)
		s.Acts = append(s.Acts, act)
		return err
	case len(s.Acts) == 0:
		return fmt.Errorf("nothing happened yet that %q could belong to", text)
	}
	act := &s.Acts[len(s.Acts)-1]
	if expected, found := strings.CutPrefix(text, ">"); found {
		act.Expect = append(act.Expect, Expectation{n, fold(expected)})
	} else {
		act.More = append(act.More, text)
	}
	return nil
}

func parseAct(n int, text string) (Act, error) {
	act := Act{Line: n}
	first, rest, _ := strings.Cut(text, " ")
	if day, err := date.Parse(first); err == nil {
		act.Day, text = day, strings.TrimSpace(rest)
		first, rest, _ = strings.Cut(text, " ")
	}
	if clockForm.MatchString(first) {
		act.Clock, text = first, strings.TrimSpace(rest)
		first, rest, _ = strings.Cut(text, " ")
	}
	act.Verb, act.Rest = first, strings.TrimSpace(rest)
	act.Words = words(act.Rest)
	if verbs[act.Verb] == nil {
		return act, fmt.Errorf("%q is nothing that can happen in a story; see README.md", act.Verb)
	}
	return act, nil
}

var (
	clockForm = regexp.MustCompile(`^\d\d:\d\d$`)
	wordForm  = regexp.MustCompile(`"[^"]*"|\S+`)
)

// words cuts a line at blanks; what stands in quotes is one word.
func words(line string) []string {
	found := wordForm.FindAllString(line, -1)
	for n, w := range found {
		found[n] = strings.Trim(w, `"`)
	}
	return found
}

// fold leaves one blank between words.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }
