package sheet

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// text is a file of delimited text.
type text struct {
	r      io.ReaderAt
	size   int64
	script script
	dialect
}

// dialect is how a file delimits its fields.
type dialect struct {
	delimiter byte
	quote     byte // 0: none
	strict    bool // every field stands in quotes, so that a quote ends one only before another
	width     int  // fields of most rows
	told      bool // the first line says what the delimiter is, and is no row
}

// openText finds out the encoding and the dialect of a file.
func openText(r io.ReaderAt, size int64, layout *Layout) (*text, error) {
	s, err := scriptOf(r, size, layout.Encoding)
	if err != nil {
		return nil, err
	}
	t := &text{r: r, size: size, script: s}
	sample, err := t.sample()
	if err != nil {
		return nil, err
	}
	if t.dialect, err = dialectOf(sample, layout.Delimiter, layout.Quote); err != nil {
		return nil, err
	}
	layout.Encoding, layout.Delimiter, layout.Quote = s.encoding, string(t.delimiter), "none"
	if t.quote != 0 {
		layout.Quote = string(t.quote)
	}
	return t, nil
}

// sampleLines is how many lines are looked at to find the delimiter.
const sampleLines = 300

// sample is the first lines of the file.
func (t *text) sample() (all []string, err error) {
	l := t.lines()
	for len(all) < sampleLines {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	return all, nil
}

func (t *text) lines() *lines {
	scan := bufio.NewScanner(t.script.reader(t.r, t.size))
	scan.Buffer(make([]byte, 64<<10), maxLine)
	scan.Split(textread.SplitLines)
	return &lines{scan: scan, nuls: t.script.nuls}
}

// lines are the lines of a file; some may be handed back.
type lines struct {
	scan   *bufio.Scanner // nil: only what was handed back
	nuls   bool
	number int      // of the last line
	ahead  []string // handed back, the next one last
}

// next returns the next line, or io.EOF. A line that is too long ends the file.
func (l *lines) next() (string, error) {
	if n := len(l.ahead); n > 0 {
		line := l.ahead[n-1]
		l.ahead = l.ahead[:n-1]
		l.number++
		return line, nil
	}
	if l.scan == nil {
		return "", io.EOF
	}
	if !l.scan.Scan() {
		err := l.scan.Err()
		switch {
		case err == nil:
			return "", io.EOF
		case errors.Is(err, bufio.ErrTooLong):
			return "", fault.At(l.number+1, "", "the line is longer than %d bytes", maxLine)
		}
		return "", err
	}
	l.number++
	line := l.scan.Text()
	if l.nuls {
		line = strings.ReplaceAll(line, "\x00", "")
	}
	return line, nil
}

// back hands lines back that were read last, in their order.
func (l *lines) back(lines []string) {
	for n := len(lines) - 1; n >= 0; n-- {
		l.ahead = append(l.ahead, lines[n])
	}
	l.number -= len(lines)
}

// rows cuts the file into rows.
func (t *text) rows() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		s := &splitter{dialect: t.dialect, lines: t.lines(), reach: maxJoined}
		if t.told {
			s.lines.next() // an error comes again
		}
		for {
			err := s.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(&s.row, err) || err != nil {
				return
			}
		}
	}
}
