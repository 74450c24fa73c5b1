package mt940

import (
	"io"
	"unicode/utf8"

	"acquit/internal/format/textread"
)

// longest is the most bytes that a field may have with all its lines.
const longest = textread.Longest

// lines reads a file line by line.
type lines struct {
	*textread.Lines
	glued []byte // a line whose colon stands on the line before
}

func newLines(r io.Reader) *lines { return &lines{Lines: textread.NewLines(r, textread.SplitLines)} }

// next returns the next line that is not blank, valid until the next call. Control
// characters at its ends, which some banks put around messages, are left out. Blanks
// are kept: a text may be cut between two words.
func (l *lines) next() (raw []byte, ok bool) {
	colon := false
	for {
		raw, ok := l.Next()
		if !ok {
			return nil, false
		}
		raw = trimControl(raw)
		switch {
		case len(raw) == 1 && raw[0] == ':': // one bank cuts a tag behind its colon
			colon = true
		case colon && raw[0] != ':':
			l.glued = append(append(l.glued[:0], ':'), raw...)
			return l.glued, true
		default:
			return raw, true
		}
	}
}

func trimControl(raw []byte) []byte {
	for len(raw) > 0 && raw[0] < ' ' {
		raw = raw[1:]
	}
	for len(raw) > 0 && raw[len(raw)-1] < ' ' {
		raw = raw[:len(raw)-1]
	}
	return raw
}

func isBlank(raw []byte) bool {
	for _, c := range raw {
		if c > ' ' {
			return false
		}
	}
	return true
}

// decoder converts fields to UTF-8.
type decoder struct{ work []byte }

// text converts the lines of a field, and moves their ends along. The lines are UTF-8
// when all of them together are, since banks cut lines between the bytes of one
// character; else each is UTF-8 or Windows-1252. A control character is a blank.
func (d *decoder) text(raw []byte, ends []int) string {
	for i, c := range raw {
		if c < ' ' {
			raw[i] = ' '
		}
	}
	switch {
	case textread.IsASCII(raw):
		return string(raw)
	case utf8.Valid(raw):
		for i := range ends {
			for ends[i] < len(raw) && !utf8.RuneStart(raw[ends[i]]) {
				ends[i]++
			}
		}
		return string(raw)
	}
	return d.eachLine(raw, ends)
}

func (d *decoder) eachLine(raw []byte, ends []int) string {
	text, from := d.work[:0], 0
	for line, end := range ends {
		text = textread.Decode(text, raw[from:end])
		from, ends[line] = end, len(text)
	}
	d.work = text
	return string(text)
}
