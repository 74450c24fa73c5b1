package ofx

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// The measures beyond which a file is refused, or a sign taken for text. No OFX file
// in use comes near them.
const (
	maxText = 64 << 10 // bytes of a value
	maxTag  = 1 << 10  // bytes of a tag with its attributes
)

// tag is a tag of the file.
type tag struct {
	name   []byte // in capitals
	closes bool   // </NAME>
	single bool   // <NAME/>: what follows it is not its text
	line   int    // 1-based
}

// tags reads a file tag by tag, whether or not it is XML: elements need no end tags,
// their text ends where the next tag begins, and an & or < may stand for itself.
type tags struct {
	in      *bufio.Reader
	line    int    // of what is read next
	current tag    // the tag that was read last
	text    []byte // between it and the next one
	ahead   tag    // the next one
	ended   bool   // there is no next one
	skipped bool   // comments, instructions or declarations were passed over
}

// newTags returns a reader that stands before the first tag. UTF-16 is told by its
// byte order mark or by the zeros between its letters; all else can be read byte by
// byte, whatever its header declares.
func newTags(r io.Reader) (*tags, error) {
	in := bufio.NewReaderSize(r, maxText)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 1 && head[0] != 0 && head[1] == 0:
		in = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(in), maxText)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 1 && head[0] == 0 && head[1] != 0:
		in = bufio.NewReaderSize(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(in), maxText)
	}
	x := &tags{in: in, line: 1}
	return x, x.scan()
}

// next moves to the next tag and reads the text behind it. It is false at the end of
// the file.
func (x *tags) next() (bool, error) {
	if x.ended {
		return false, nil
	}
	x.current, x.ahead = x.ahead, x.current // the old one's memory serves the next one
	err := x.scan()
	if x.current.single {
		x.text = x.text[:0]
	}
	return err == nil, err
}

// scan reads text up to the next tag, and that tag.
func (x *tags) scan() error {
	x.text = x.text[:0]
	for {
		piece, err := x.in.ReadSlice('<')
		x.line += bytes.Count(piece, []byte("\n"))
		x.text = append(x.text, piece...)
		switch {
		case len(x.text) > maxText:
			return fault.At(x.line, "", "a value is longer than %d bytes", maxText)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			x.ended = true
			return nil
		case err != nil:
			return err
		}
		text := len(x.text) - 1 // without the <
		found, err := x.markup(text)
		if found || err != nil {
			return err
		}
	}
}

// markup looks at what follows a <, which stands in x.text behind text bytes, and
// reports whether it is a tag. Comments and instructions are skipped, character data
// is added to the text, and a < that begins none of these is text itself.
func (x *tags) markup(text int) (isTag bool, err error) {
	head, err := x.in.Peek(maxTag)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		x.text = x.text[:text]
		return false, x.skip("-->", nil)
	case bytes.HasPrefix(head, []byte("![CDATA[")):
		x.text = x.text[:text]
		x.in.Discard(len("![CDATA[")) // was peeked at
		return false, x.skip("]]>", &x.text)
	case bytes.HasPrefix(head, []byte("?")):
		x.text = x.text[:text]
		return false, x.skip("?>", nil)
	case bytes.HasPrefix(head, []byte("!")):
		x.text = x.text[:text]
		return false, x.skip(">", nil)
	}
	size := x.parse(head)
	if size == 0 {
		return false, nil
	}
	x.text = x.text[:text]
	x.in.Discard(size) // was peeked at
	return true, nil
}

// parse reads a tag into x.ahead and returns its length behind the <, or 0 when it is
// none: between its name and the > nothing but attributes may stand.
func (x *tags) parse(head []byte) (size int) {
	name := bytes.TrimPrefix(head, []byte("/"))
	closes := len(name) < len(head)
	end := 0
	for end < len(name) && isNameByte(name[end]) {
		end++
	}
	rest := name[end:]
	stop := bytes.IndexAny(rest, "<>")
	if end == 0 || !isLetter(name[0]) || stop < 0 || rest[stop] == '<' {
		return 0
	}
	attributes := bytes.TrimSpace(rest[:stop])
	single := bytes.HasSuffix(attributes, []byte("/"))
	attributes = bytes.TrimSuffix(attributes, []byte("/"))
	if len(attributes) > 0 && bytes.IndexByte(attributes, '=') < 0 {
		return 0
	}
	x.ahead.name = append(x.ahead.name[:0], name[:end]...)
	for i, c := range x.ahead.name {
		if c >= 'a' && c <= 'z' {
			x.ahead.name[i] = c - 'a' + 'A'
		}
	}
	x.ahead.closes, x.ahead.single, x.ahead.line = closes, single, x.line
	size = len(head) - len(rest) + stop + 1
	x.line += bytes.Count(head[:size], []byte("\n"))
	return size
}

// skip reads on behind the next mark, which ends in >. What stands before the mark is
// added to what into points to, where it is not nil.
func (x *tags) skip(mark string, into *[]byte) error {
	x.skipped = true
	var tail []byte
	for {
		piece, err := x.in.ReadSlice('>')
		x.line += bytes.Count(piece, []byte("\n"))
		if into != nil {
			*into = append(*into, piece...)
		}
		tail = append(tail, piece[max(0, len(piece)-len(mark)):]...)
		tail = tail[max(0, len(tail)-len(mark)):]
		switch {
		case string(tail) == mark:
			if into != nil {
				*into = (*into)[:len(*into)-len(mark)]
			}
			return nil
		case into != nil && len(*into) > maxText:
			return fault.At(x.line, "", "a value is longer than %d bytes", maxText)
		case errors.Is(err, io.EOF): // what is never closed hides the rest of the file
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

func isLetter(c byte) bool { return c|0x20-'a' <= 'z'-'a' }

func isNameByte(c byte) bool {
	return isLetter(c) || c-'0' <= 9 || c == '.' || c == '_' || c == '-'
}

// value is the text behind the current tag in UTF-8, with its entities resolved and
// without the white space around it. Line ends inside become LF.
func (x *tags) value() string {
	text := bytes.TrimSpace(x.text)
	if textread.IsASCII(text) && bytes.IndexByte(text, '&') < 0 && bytes.IndexByte(text, '\r') < 0 {
		return string(text)
	}
	s := unescape(string(textread.Decode(nil, text)))
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// unescape resolves entities that are written in full. Any other & stands for itself.
func unescape(s string) string {
	var b strings.Builder
	for {
		start := strings.IndexByte(s, '&')
		if start < 0 {
			b.WriteString(s)
			return b.String()
		}
		end := start + 1
		for end < len(s) && (s[end] == '#' || isNameByte(s[end])) {
			end++
		}
		b.WriteString(s[:start])
		b.WriteString(entity(s[start:end], s[end:]))
		s = strings.TrimPrefix(s[end:], ";")
	}
}

// entity is what a name behind an & stands for, when rest goes on with a semicolon. An
// entity is one letter, or two; more is a longer name that begins like one.
func entity(name, rest string) string {
	if !strings.HasPrefix(rest, ";") {
		return name
	}
	if resolved := html.UnescapeString(name + ";"); utf8.RuneCountInString(resolved) <= 2 && len(name) > 1 {
		return resolved
	}
	return name + ";"
}
