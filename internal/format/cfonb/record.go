package cfonb

import (
	"bytes"
	"io"
	"unicode/utf8"

	"acquit/internal/format/textread"
)

// width is the number of characters in a record.
const width = 120

// blanks fills records up that lost the blanks at their end.
const blanks = "                                                                                                                        "

// record is one record of a file, to be cut by the columns of the standard. It
// holds until the next one is read.
type record struct {
	text []byte   // in UTF-8
	at   []uint16 // where each column begins in text, and the last one ends; nil where all are one byte
	line int      // 1-based; in a file without line ends the number of the record
}

// cut returns the characters from column first up to and including last, both
// counted from 1 as in the standard.
func (r *record) cut(first, last int) []byte {
	if r.at == nil {
		return r.text[first-1 : last]
	}
	return r.text[r.at[first-1]:r.at[last]]
}

// field is cut without the blanks at both ends.
func (r *record) field(first, last int) string { return string(bytes.TrimSpace(r.cut(first, last))) }

// blank reports whether the columns hold nothing.
func (r *record) blank(first, last int) bool { return len(bytes.TrimSpace(r.cut(first, last))) == 0 }

// kind is the code of the record: "01", "04", "05", "07".
func (r *record) kind() string { return string(r.cut(1, 2)) }

// isRecord looks at what the four records have in common: bank, branch, currency
// and account.
func (r *record) isRecord() bool {
	switch r.kind() {
	case "01", "04", "05", "07":
		return allDigits(r.cut(3, 7)) && allOf(r.cut(12, 16), isAlnum) && allOf(r.cut(17, 19), isCapitalOrBlank) &&
			allOf(r.cut(22, 32), isAlnum)
	}
	return false
}

// long says whether anything stands behind the last column.
func (r *record) long() bool {
	end := width
	if r.at != nil {
		end = int(r.at[width])
	}
	return len(bytes.TrimFunc(r.text[end:], textread.IsBlank)) > 0
}

// records reads a file record by record.
type records struct {
	lines   *textread.Lines
	current record
	room    []byte   // where a record is decoded or filled up
	columns []uint16 // of the current record
}

func newRecords(r io.Reader) *records { return &records{lines: textread.NewLines(r, splitRecords)} }

// splitRecords is a bufio.SplitFunc for records that stand on lines of their own, or
// one behind the other.
func splitRecords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	first := bytes.TrimPrefix(data, []byte("\ufeff"))
	if end := joint(first); end > 0 {
		end += len(data) - len(first)
		return end, data[:end], nil
	}
	return textread.SplitLines(data, atEOF)
}

// joint is where the first record of data ends when the next follows without a line
// end, else 0.
func joint(data []byte) int {
	if len(data) <= width || data[width] == '\n' || data[width] == '\r' {
		return 0
	}
	end := charactersEnd(data)
	if end == 0 || len(data) < end+7 {
		return 0
	}
	next := data[end : end+7]
	if next[0] != '0' || bytes.IndexByte([]byte("1457"), next[1]) < 0 || !allDigits(next[2:]) || bytes.ContainsAny(data[:end], "\r\n") {
		return 0
	}
	return end
}

// charactersEnd is where the characters of one record end, in bytes, or 0 when there
// are fewer. What is not UTF-8 has one byte for each.
func charactersEnd(data []byte) int {
	if len(data) < width {
		return 0
	}
	if textread.IsASCII(data[:width]) {
		return width
	}
	end := 0
	for range width {
		if !utf8.FullRune(data[end:]) {
			return 0 // more of it may come
		}
		c, size := utf8.DecodeRune(data[end:])
		if c == utf8.RuneError && size == 1 {
			return width
		}
		end += size
	}
	return end
}

// next returns the next record that is not blank.
func (in *records) next() (*record, bool) {
	raw, ok := in.lines.Next()
	if !ok {
		return nil, false
	}
	if in.lines.Number == 1 {
		raw = textread.TrimStart(raw)
	}
	in.current.line = in.lines.Number
	in.take(raw)
	return &in.current, true
}

// take makes the current record of a line.
func (in *records) take(raw []byte) {
	r := &in.current
	if !textread.IsASCII(raw) {
		in.decode(raw)
		return
	}
	r.text, r.at = raw, nil
	if missing := width - len(raw); missing > 0 {
		in.room = append(append(in.room[:0], raw...), blanks[:missing]...)
		r.text = in.room
	}
}

// decode is take for a line with letters that are more than one byte in UTF-8.
func (in *records) decode(raw []byte) {
	in.room, in.columns = textread.Decode(in.room[:0], raw), in.columns[:0]
	for at, c := range in.room {
		if utf8.RuneStart(c) && len(in.columns) <= width {
			in.columns = append(in.columns, uint16(at))
		}
	}
	for missing := width + 1 - len(in.columns); missing > 0; missing-- {
		in.columns = append(in.columns, uint16(len(in.room)))
		in.room = append(in.room, ' ')
	}
	in.current.text, in.current.at = in.room, in.columns
}

func allDigits(s []byte) bool { return allOf(s, isDigit) }

func allOf(s []byte, is func(byte) bool) bool {
	for _, c := range s {
		if !is(c) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isAlnum(c byte) bool { return isDigit(c) || c|0x20-'a' <= 'z'-'a' }

func isCapitalOrBlank(c byte) bool { return c == ' ' || c >= 'A' && c <= 'Z' }
