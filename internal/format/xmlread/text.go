package xmlread

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// What a byte may be.
const (
	plain      = 1 << iota // stands for itself in character data
	verbatim               // stands for itself in comments, CDATA and attributes
	inName                 // belongs to a name; above ASCII this is not looked at closely
	startsName             // begins a name
)

// classes tells the bytes apart. A control character has no class.
var classes = func() (t [256]byte) {
	for c := 0; c < 256; c++ {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == ':' || c >= 0x80
		switch {
		case letter:
			t[c] |= inName | startsName
		case '0' <= c && c <= '9' || c == '-' || c == '.':
			t[c] |= inName
		}
		if c >= ' ' && c < 0x80 || c == '\t' || c == '\n' {
			t[c] |= verbatim
			if c != '<' && c != '&' && c != ']' {
				t[c] |= plain
			}
		}
	}
	return t
}()

// run reads character data up to the next "<".
func (x *Reader) run(keep bool) error {
	if len(x.stack) == 0 {
		return x.outside()
	}
	for {
		if err := x.take(plainRun(x.window[x.pos:x.end]), keep); err != nil {
			return err
		}
		if !x.need(1) {
			return x.truncated()
		}
		var err error
		switch c := x.window[x.pos]; {
		case c == '<':
			return nil
		case c == '&':
			err = x.reference(keep)
		case c == ']':
			err = x.bracket(keep)
		case classes[c]&plain == 0:
			err = x.character(keep)
		}
		if err != nil {
			return err
		}
	}
}

// plainRun returns how many plain bytes b begins with.
func plainRun(b []byte) int {
	for i, c := range b {
		if classes[c]&plain == 0 {
			return i
		}
	}
	return len(b)
}

// outside skips the white space before and after the root element.
func (x *Reader) outside() error {
	for x.need(1) {
		switch x.window[x.pos] {
		case ' ', '\t', '\r', '\n':
			x.pos++
		case '<':
			return nil
		default:
			return x.malformed("text stands outside of the root element")
		}
	}
	return x.err
}

// put adds to the text that is being gathered.
func (x *Reader) put(b []byte) error {
	if len(x.text)+len(b) > x.limit {
		return x.Fail("the text is longer than %d bytes", x.limit)
	}
	x.text = append(x.text, b...)
	return nil
}

// bracket reads a "]", which may not begin "]]>".
func (x *Reader) bracket(keep bool) error {
	if x.need(3) && string(x.window[x.pos:x.pos+3]) == "]]>" {
		return x.malformed("]]> stands in the text")
	}
	return x.take(1, keep)
}

// take moves over n bytes of the window and keeps them as they are.
func (x *Reader) take(n int, keep bool) (err error) {
	if keep {
		err = x.put(x.window[x.pos : x.pos+n])
	}
	x.pos += n
	return err
}

// character reads one character that is not plain ASCII. A line break of any
// kind becomes a line feed.
func (x *Reader) character(keep bool) error {
	x.need(utf8.UTFMax)
	b := x.window[x.pos:x.end]
	if b[0] == '\r' {
		if len(b) == 1 || b[1] != '\n' {
			b[0] = '\n'
			return x.take(1, keep)
		}
		x.pos++
		return x.take(1, keep)
	}
	n, err := x.length(b)
	if err != nil {
		return err
	}
	return x.take(n, keep)
}

// length returns how many bytes the first character of b has, if it may stand in
// XML.
func (x *Reader) length(b []byte) (int, error) {
	r, n := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && n == 1:
		return 0, x.malformed("the byte %#02x is not UTF-8", b[0])
	case !allowed(r):
		return 0, x.malformed("the character U+%04X is not allowed", r)
	}
	return n, nil
}

// allowed reports whether a character may stand in XML.
// Source: XML 1.0, production 2 (Char).
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// longestReference is more than "&#x10FFFF;" with some leading zeros.
const longestReference = 20

// reference reads "&name;" or "&#number;".
func (x *Reader) reference(keep bool) error {
	x.need(longestReference)
	r, n, err := x.resolve(x.window[x.pos:x.end])
	if err != nil {
		return err
	}
	x.pos += n
	if !keep {
		return nil
	}
	var b [utf8.UTFMax]byte
	return x.put(utf8.AppendRune(b[:0], r))
}

// resolve returns the character that the reference at the start of b stands for,
// and the reference's length. There are no entities but the five of XML itself.
func (x *Reader) resolve(b []byte) (rune, int, error) {
	b = b[:min(len(b), longestReference)]
	end := bytes.IndexByte(b, ';')
	if end < 0 {
		return 0, 0, x.malformed("an & stands alone in the text")
	}
	switch name := b[1:end]; string(name) {
	case "lt":
		return '<', end + 1, nil
	case "gt":
		return '>', end + 1, nil
	case "amp":
		return '&', end + 1, nil
	case "apos":
		return '\'', end + 1, nil
	case "quot":
		return '"', end + 1, nil
	default:
		r, ok := number(name)
		if !ok {
			return 0, 0, x.malformed("the entity &%s; is not known", name)
		}
		return r, end + 1, nil
	}
}

// number reads "#65" or "#x41".
func number(b []byte) (rune, bool) {
	base := 10
	b, found := bytes.CutPrefix(b, []byte("#"))
	if hex, found := bytes.CutPrefix(b, []byte("x")); found {
		b, base = hex, 16
	}
	n, err := strconv.ParseUint(string(b), base, 32)
	return rune(n), found && err == nil && n <= utf8.MaxRune && allowed(rune(n))
}

// unescape adds an attribute's value to dst with its references resolved.
func (x *Reader) unescape(dst, b []byte) ([]byte, error) {
	for len(b) > 0 {
		switch c := b[0]; {
		case c == '<':
			return nil, x.malformed("a < stands in an attribute")
		case c == '&':
			r, n, err := x.resolve(b)
			if err != nil {
				return nil, err
			}
			dst, b = utf8.AppendRune(dst, r), b[n:]
		case c == '\r':
			if b = b[1:]; len(b) == 0 || b[0] != '\n' {
				dst = append(dst, '\n')
			}
		case classes[c]&verbatim != 0:
			dst, b = append(dst, c), b[1:]
		default:
			n, err := x.length(b)
			if err != nil {
				return nil, err
			}
			dst, b = append(dst, b[:n]...), b[n:]
		}
	}
	return dst, nil
}

// DeepText returns the character data of the current element and of every element
// inside it, in order, without the white space around it. ISO 20022 often lets a
// value stand bare or in one child: <Sts>BOOK</Sts>, <Sts><Cd>BOOK</Cd></Sts>.
func (x *Reader) DeepText() (string, error) {
	x.text, x.limit = x.text[:0], maxText
	depth := len(x.stack)
	for {
		if x.top().done {
			if len(x.stack) == depth {
				break
			}
			x.pop()
			continue
		}
		if _, err := x.step(true); err != nil {
			return "", err
		}
	}
	return x.names.text(bytes.TrimSpace(x.text)), nil
}
