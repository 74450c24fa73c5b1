package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"unicode/utf16"

	"acquit/internal/format/textread"
)

// literalLen is the length of the string in parentheses that src begins with.
func literalLen(src []byte) int {
	depth := 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(src)
}

// plainName is a name without its slash and with what it escapes: "/text#2Fxml".
func plainName(raw []byte) []byte {
	raw = raw[1:]
	if bytes.IndexByte(raw, '#') < 0 {
		return raw
	}
	plain := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		if raw[0] == '#' && len(raw) > 2 {
			if c, err := strconv.ParseUint(string(raw[1:3]), 16, 8); err == nil {
				plain, raw = append(plain, byte(c)), raw[3:]
				continue
			}
		}
		plain, raw = append(plain, raw[0]), raw[1:]
	}
	return plain
}

// words is what a string says, in UTF-8.
func words(v value) string {
	if v.kind != str {
		return ""
	}
	var b []byte
	if v.raw[0] == '<' {
		b = unhex(v.raw)
	} else {
		b = unescape(v.raw)
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return fromUTF16(b[2:], binary.BigEndian)
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return fromUTF16(b[2:], binary.LittleEndian)
	}
	return string(textread.Decode(nil, bytes.TrimPrefix(b, []byte("\ufeff"))))
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// unhex decodes hexadecimal digits up to '>'; whatever else stands there is passed
// over.
func unhex(raw []byte) []byte {
	raw, _, _ = bytes.Cut(raw, []byte(">"))
	digits := make([]byte, 0, len(raw)+1)
	for _, c := range raw {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' {
			digits = append(digits, c)
		}
	}
	if len(digits)%2 > 0 {
		digits = append(digits, '0')
	}
	n, _ := hex.Decode(digits, digits)
	return digits[:n]
}

// escapes are the characters that a backslash stands before.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// unescape is a string in parentheses without them and their escapes.
func unescape(raw []byte) []byte {
	raw = bytes.TrimSuffix(raw[1:], []byte(")"))
	b := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			b = append(b, raw[i])
			continue
		}
		i++
		switch c := raw[i]; {
		case c >= '0' && c <= '7':
			digits := octal(raw[i:])
			code, _ := strconv.ParseUint(string(digits), 8, 16)
			b = append(b, byte(code))
			i += len(digits) - 1
		case c == '\r' && i+1 < len(raw) && raw[i+1] == '\n': // the line goes on
			i++
		case c == '\r', c == '\n':
		case escapes[c] != 0:
			b = append(b, escapes[c])
		default:
			b = append(b, c)
		}
	}
	return b
}

// octal is the one to three octal digits that b begins with.
func octal(b []byte) []byte {
	n := 0
	for n < min(len(b), 3) && b[n] >= '0' && b[n] <= '7' {
		n++
	}
	return b[:n]
}
