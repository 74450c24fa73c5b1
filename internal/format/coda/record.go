package coda

import (
	"strings"
	"unicode/utf8"

	"acquit/internal/fault"
	"acquit/internal/format/textread"
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
	if textread.IsASCII(raw) {
		if len(raw) >= width {
			return record{text: string(raw), line: line}
		}
		return record{text: string(raw) + blanks[len(raw):], line: line}
	}
	text := string(textread.Decode(make([]byte, 0, 2*len(raw)), raw))
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

// long says whether anything stands behind the last column.
func (r record) long() bool {
	end := uint16(width)
	if r.at != nil {
		end = r.at[width]
	}
	return strings.TrimFunc(r.text[end:], textread.IsBlank) != ""
}

// lines reads the records of a file one by one.
type lines struct{ *textread.Lines }

// next returns the next record.
func (l lines) next() (record, bool) {
	raw, ok := l.Next()
	if !ok {
		return record{}, false
	}
	if l.Number == 1 {
		raw = textread.TrimStart(raw)
	}
	return newRecord(raw, l.Number), true
}

func (l lines) err() error {
	if l.TooLong() {
		return fault.At(l.Number+1, "", "this line is longer than %d bytes, while a CODA record has %d characters", textread.Longest, width)
	}
	return l.Err()
}
