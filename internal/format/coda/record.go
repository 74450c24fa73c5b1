package coda

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"acquit/internal/fault"
)

// width is the number of characters in a record.
const width = 128

// blanks fills records up that lost the blanks at their end.
const blanks = "                                                                                                                                "

// record is one line of a file, to be cut by the columns of the standard. Its
// text is converted to UTF-8, so that a column is a character and may be more
// than one byte.
type record struct {
	text string
	at   []uint16 // where each column begins in text, and the last one ends; nil where all are one byte
	line int      // 1-based
}

// cut returns the characters from column first up to and including last, both
// counted from 1 as in the standard.
func (r record) cut(first, last int) string {
	if r.at == nil {
		return r.text[first-1 : last]
	}
	return r.text[r.at[first-1]:r.at[last]]
}

// field is cut without the blanks at both ends.
func (r record) field(first, last int) string { return strings.TrimSpace(r.cut(first, last)) }

// kind is the record's identification, and for movements and information its
// article as well: "0", "21", "33".
func (r record) kind() string {
	if c := r.text[0]; c == '2' || c == '3' {
		return r.text[:2]
	}
	return r.text[:1]
}

// newRecord converts a line to UTF-8 and fills it up. Bytes that are valid UTF-8
// are taken for it; others are Windows-1252, which is what Belgian banks write.
func newRecord(raw []byte, line int) record {
	if isASCII(raw) {
		if len(raw) >= width {
			return record{text: string(raw), line: line}
		}
		return record{text: string(raw) + blanks[len(raw):], line: line}
	}
	text := decoded(raw)
	if missing := width - utf8.RuneCountInString(text); missing > 0 {
		text += blanks[:missing]
	}
	at := make([]uint16, 0, width+1)
	for i := range text {
		if len(at) > width {
			break
		}
		at = append(at, uint16(i))
	}
	if len(at) == width {
		at = append(at, uint16(len(text)))
	}
	return record{text: text, at: at, line: line}
}

func decoded(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	text := make([]byte, 0, 2*len(raw))
	for _, c := range raw {
		if c < utf8.RuneSelf {
			text = append(text, c)
			continue
		}
		text = utf8.AppendRune(text, charmap.Windows1252.DecodeByte(c))
	}
	return string(text)
}

// long says whether anything stands behind the last column.
func (r record) long() bool {
	end := uint16(width)
	if r.at != nil {
		end = r.at[width]
	}
	return strings.TrimFunc(r.text[end:], isBlank) != ""
}

func isASCII(raw []byte) bool {
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// longest is the most that one line may hold: enough for any text file that
// somebody takes for CODA, and a bound for one without line ends.
const longest = 64 << 10

// lines reads the records of a file one by one.
type lines struct {
	scan *bufio.Scanner
	line int // of the last line, blank or not
	last int // of the last record
}

func newLines(r io.Reader) *lines {
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, longest), longest)
	scan.Split(splitLines)
	return &lines{scan: scan}
}

// next returns the next line that is not blank. A byte order mark and control
// characters, such as the end-of-file mark of DOS, count as blank.
func (l *lines) next() (record, bool) {
	for l.scan.Scan() {
		l.line++
		raw := l.scan.Bytes()
		if l.line == 1 {
			raw = trimStart(raw)
		}
		if len(raw) == 0 || raw[0] <= ' ' && len(bytes.TrimFunc(raw, isBlank)) == 0 {
			continue
		}
		l.last = l.line
		return newRecord(raw, l.line), true
	}
	return record{}, false
}

func (l *lines) err() error {
	if errors.Is(l.scan.Err(), bufio.ErrTooLong) {
		return fault.At(l.line+1, "", "this line is longer than %d bytes, while a CODA record has %d characters", longest, width)
	}
	return l.scan.Err()
}

// trimStart passes over what some senders put before the first record.
func trimStart(raw []byte) []byte {
	return bytes.TrimLeftFunc(bytes.TrimPrefix(raw, []byte("\ufeff")), isBlank)
}

func isBlank(r rune) bool { return r <= ' ' }

// splitLines is a bufio.SplitFunc for lines that end in LF, CR LF or CR alone.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	line, feed := data, bytes.IndexByte(data, '\n')
	if feed >= 0 {
		line = data[:feed]
	}
	switch end := bytes.IndexByte(line, '\r'); {
	case end >= 0 && end+1 < len(line):
		return end + 1, line[:end], nil
	case end >= 0 && feed > end:
		return feed + 1, line[:end], nil
	case end >= 0 && !atEOF:
		return 0, nil, nil // a line feed may follow
	case end >= 0:
		return end + 1, line[:end], nil
	case feed >= 0:
		return feed + 1, line, nil
	case atEOF && len(data) > 0:
		return len(data), data, nil
	}
	return 0, nil, nil
}
