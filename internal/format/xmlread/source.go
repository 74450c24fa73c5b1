package xmlread

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"acquit/internal/fault"
)

// windowSize is how much of the file is held at a time, in bytes; a tag must fit
// into it.
const windowSize = 64 << 10

// headSize is how far into a file its declaration may reach.
const headSize = 1024

// source is a window that moves forward over a file in UTF-8.
type source struct {
	r         io.Reader
	window    []byte
	pos, end  int // what is left to read: window[pos:end]
	lines     int // line breaks before the window
	counted   int // how far into the window line breaks were counted last,
	breaks    int // and how many there were: places are asked for in order
	exhausted bool
}

// lineAt returns the line of an offset in the window, counted from 1.
func (s *source) lineAt(offset int) int {
	if offset < s.counted {
		s.counted, s.breaks = 0, 0
	}
	s.breaks += bytes.Count(s.window[s.counted:offset], []byte{'\n'})
	s.counted = offset
	return s.lines + s.breaks + 1
}

// need tries to have n bytes left in the window and reports whether it has.
func (x *Reader) need(n int) bool {
	for x.end-x.pos < n {
		if !x.fill() {
			return false
		}
	}
	return true
}

// fill moves the window forward and reports whether it holds more than before.
// It does not when the file ends, fails, or the window is full.
func (x *Reader) fill() bool {
	if x.exhausted {
		return false
	}
	x.slide()
	if x.end == len(x.window) {
		return false
	}
	for range 100 { // a reader that gives neither bytes nor an error is broken
		n, err := x.r.Read(x.window[x.end:])
		x.end += n
		if err != nil {
			x.exhausted = true
			if !errors.Is(err, io.EOF) {
				x.err = err
			}
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	x.exhausted, x.err = true, io.ErrNoProgress
	return false
}

// slide drops what was read from the window, and notes the lines of the open
// elements that began there.
func (x *Reader) slide() {
	for i := range x.stack {
		if e := &x.stack[i]; e.line == 0 {
			e.line = x.lineAt(e.offset)
		}
	}
	x.lines = x.lineAt(x.pos) - 1
	x.counted, x.breaks = 0, 0
	x.end = copy(x.window, x.window[x.pos:x.end])
	x.pos = 0
}

// decode returns r in UTF-8, without a byte order mark. A mark outweighs the
// declaration.
func decode(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		_, err := buffered.Discard(3)
		return buffered, err
	}
	enc, err := encodingOf(head)
	if err != nil || enc == nil {
		return buffered, err
	}
	return enc.NewDecoder().Reader(buffered), nil
}

// encodingOf returns the encoding of a file from its first bytes, nil for UTF-8.
func encodingOf(head []byte) (encoding.Encoding, error) {
	for start, order := range map[string]unicode.Endianness{
		"\xFE\xFF": unicode.BigEndian, "\x00<": unicode.BigEndian,
		"\xFF\xFE": unicode.LittleEndian, "<\x00": unicode.LittleEndian,
	} {
		if bytes.HasPrefix(head, []byte(start)) {
			return unicode.UTF16(order, unicode.UseBOM), nil
		}
	}
	label := strings.ToLower(declared(head))
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return nil, nil
	case "utf-16", "utf-16le", "utf-16be", "ucs-2", "unicode":
		return nil, nil // the declaration could be read byte by byte, so it is wrong
	}
	enc, name := charset.Lookup(label)
	if enc == nil || name == "replacement" {
		return nil, fault.At(1, "", "the encoding %q is not known", label)
	}
	return enc, nil
}

// declared returns the encoding that the XML declaration names, or "".
func declared(head []byte) string {
	_, declaration, found := bytes.Cut(head, []byte("<?xml"))
	if !found {
		return ""
	}
	declaration, _, _ = bytes.Cut(declaration, []byte("?>"))
	_, value, found := bytes.Cut(declaration, []byte("encoding"))
	if !found {
		return ""
	}
	value = bytes.TrimLeft(value, " \t\r\n=")
	if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	label, _, _ := bytes.Cut(value[1:], value[:1])
	return string(bytes.TrimSpace(label))
}
