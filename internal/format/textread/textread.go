// Package textread cuts plain text files into lines and turns them into UTF-8,
// whichever machine and program wrote them.
package textread

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// SplitLines is a bufio.SplitFunc for lines that end in LF, CR LF or CR alone; one
// file may mix them. The end is no part of the line.
func SplitLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
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

// TrimStart passes over what some senders put before the first line: a byte order
// mark, blanks, empty lines and control characters.
func TrimStart(raw []byte) []byte {
	return bytes.TrimLeftFunc(bytes.TrimPrefix(raw, []byte("\ufeff")), IsBlank)
}

// IsBlank counts control characters, such as the end-of-file mark of DOS, as blank.
func IsBlank(r rune) bool { return r <= ' ' }

// Decode appends raw to to, in UTF-8. Bytes that are valid UTF-8 are taken for it;
// others are Windows-1252.
func Decode(to, raw []byte) []byte { return DecodeAs(to, raw, charmap.Windows1252.DecodeByte) }

// DecodeAs is Decode for text that, where it is not UTF-8, has one byte for each
// character: letter says which.
func DecodeAs(to, raw []byte, letter func(byte) rune) []byte {
	if utf8.Valid(raw) {
		return append(to, raw...)
	}
	for _, c := range raw {
		if c < utf8.RuneSelf {
			to = append(to, c)
			continue
		}
		to = utf8.AppendRune(to, letter(c))
	}
	return to
}

// IsASCII reports whether raw reads the same in every encoding that bank and
// accounting files come in.
func IsASCII(raw []byte) bool {
	for ; len(raw) >= 8; raw = raw[8:] { // a bank's file is little else: eight bytes at a time
		if binary.NativeEndian.Uint64(raw)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Place is a line of a file as fault.Place writes it, "line 12".
func Place(line int) string {
	var b [24]byte
	return string(strconv.AppendInt(append(b[:0], "line "...), int64(line), 10))
}
