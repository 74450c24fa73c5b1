package sheet

import (
	"errors"
	"io"
	"strings"
	"unicode"

	"acquit/internal/fault"
)

// maxJoined is how many lines one row may reach over. A quotation mark that is not
// closed within them is not the beginning of a text.
const maxJoined = 200

// maxRunaways is how often a file may open a quotation that is never closed before
// its line breaks are taken for the ends of rows, whatever the quotes say.
const maxRunaways = 50

// splitter cuts lines into cells. It takes what programs write that know of quotes
// only by hearsay: quotes inside of quoted fields that are not doubled, quotes that
// are never closed, line breaks inside of fields.
type splitter struct {
	dialect
	lines    *lines
	row      Row
	fields   int  // of the row, the empty ones at its end among them
	reach    int  // how many lines may be joined to one
	doubling bool // a quote inside of a quoted field is written twice
	runaways int
}

// next reads the next row into s.row.
func (s *splitter) next() error {
	line, err := s.lines.next()
	if err != nil {
		return err
	}
	s.row.Number, s.row.Odd = s.lines.number, fault.Text{}
	if s.quote == 0 || strings.IndexByte(line, s.quote) < 0 {
		s.plain(line)
	} else if err := s.quoted(line); err != nil {
		return err
	}
	s.fields = len(s.row.Cells)
	if s.fields > maxCells {
		s.row.Cells = s.row.Cells[:maxCells]
		s.row.Odd = fault.Say("the row has more than %d cells; the rest was left out", maxCells)
	}
	s.row.trim()
	return nil
}

// plain cuts a line at its delimiters.
func (s *splitter) plain(line string) {
	s.row.Cells = s.row.Cells[:0]
	for len(s.row.Cells) <= maxCells {
		end := strings.IndexByte(line, s.delimiter)
		if end < 0 {
			break
		}
		s.add(line[:end])
		line = line[end+1:]
	}
	s.add(line)
}

func (s *splitter) add(text string) {
	s.row.Cells = append(s.row.Cells, Cell{Text: trimmed(text)})
}

// quoted cuts a row that has quotes, and takes the lines to it over which they
// reach. Where that gives another number of fields than the other rows have, it
// tries whether quotes that are not doubled, or that mean nothing, explain it.
func (s *splitter) quoted(line string) error {
	s.doubling = true
	joined, whole, err := s.join(line)
	if err != nil || whole && s.fits() {
		return err
	}
	s.doubling = false
	if open := s.split(line); !open && s.fits() {
		s.lines.back(joined)
		return nil
	}
	s.plain(line)
	s.unquote()
	switch {
	case s.width > 0 && len(joined) == 0 && s.fits():
		return nil // a quote only begins a name: 't Hof
	case !whole || len(joined) > 0 && s.fits():
		s.lines.back(joined)
		s.row.Odd = fault.Say("a quotation mark is opened and never closed")
		return nil
	}
	s.doubling = true
	s.split(strings.Join(append([]string{line}, joined...), "\n"))
	return nil
}

// unquote takes the quotes off the cells that have one at either end.
func (s *splitter) unquote() {
	for n := range s.row.Cells {
		text := s.row.Cells[n].Text
		if last := len(text) - 1; last > 0 && text[0] == s.quote && text[last] == s.quote {
			s.row.Cells[n].Text = trimmed(text[1:last])
		}
	}
}

// fits reports whether the row has as many fields as most rows have.
func (s *splitter) fits() bool { return s.width == 0 || len(s.row.Cells) == s.width }

// join splits a line, and as long as a quotation is open, the line with the next
// one. It returns the lines that it took, and whether the quotation was closed.
func (s *splitter) join(line string) (joined []string, whole bool, err error) {
	text := line
	for s.split(text) {
		if len(joined) == s.reach || len(text) > maxLine || s.runaways == maxRunaways {
			s.runaways = min(s.runaways+1, maxRunaways)
			return joined, false, nil
		}
		for more := true; more; { // a line without a quote closes nothing
			next, err := s.lines.next()
			if errors.Is(err, io.EOF) {
				return joined, false, nil
			}
			if err != nil {
				return nil, false, err
			}
			joined = append(joined, next)
			text += "\n" + next
			more = strings.IndexByte(next, s.quote) < 0 && len(joined) < s.reach && len(text) <= maxLine
		}
	}
	return joined, true, nil
}

// split cuts a text into cells, and reports whether its last field is still open.
func (s *splitter) split(text string) (open bool) {
	s.row.Cells = s.row.Cells[:0]
	for at := 0; at <= len(text) && len(s.row.Cells) <= maxCells; {
		start := at
		for start < len(text) && text[start] == ' ' {
			start++
		}
		if start < len(text) && text[start] == s.quote {
			at, open = s.field(text, start+1)
			if open {
				return true
			}
			continue
		}
		end := strings.IndexByte(text[at:], s.delimiter)
		if end < 0 {
			s.add(text[at:])
			return false
		}
		s.add(text[at : at+end])
		at += end + 1
	}
	return false
}

// field reads the quoted field whose content begins at start, and returns where the
// next one begins; open where its end is missing.
//
// A quote ends the field before a delimiter or the end of the row. Elsewhere two of
// them stand for one, and a single one for itself; once a field has a single one,
// its writer does not double them.
func (s *splitter) field(text string, start int) (next int, open bool) {
	doubled, bare := false, !s.doubling
	for i := start; i < len(text); i++ {
		skip := strings.IndexByte(text[i:], s.quote)
		if skip < 0 {
			break
		}
		i += skip
		switch end := s.closes(text, i); {
		case !bare && i+1 < len(text) && text[i+1] == s.quote:
			doubled = true
			i++
		case end >= 0:
			content := text[start:i]
			if doubled {
				mark := string(s.quote)
				content = strings.ReplaceAll(content, mark+mark, mark)
			}
			s.add(content)
			return end + 1, false
		default:
			bare = true
		}
	}
	return 0, true
}

// closes returns where the delimiter or the end of the row stands behind a quote at
// i that may end a field, or -1.
func (s *splitter) closes(text string, i int) int {
	for i++; i < len(text) && text[i] == ' '; i++ {
	}
	switch {
	case i == len(text):
		return i
	case text[i] != s.delimiter:
		return -1
	case !s.strict || i+1 == len(text):
		return i
	}
	if after := text[i+1]; after == s.quote || after == s.delimiter {
		return i
	}
	return -1
}

// trimmed takes blanks away, also those that do not break a line and the mark that
// some programs put before each text.
func trimmed(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\ufeff' || unicode.IsSpace(r) })
}
