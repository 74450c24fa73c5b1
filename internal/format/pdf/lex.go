package pdf

import (
	"bytes"
	"iter"
	"strconv"
)

// kind is what a value is.
type kind uint8

const (
	nothing kind = iota // null, and whatever does not exist
	integer
	symbol // a name: /Type
	str
	array
	dict
	stream
	reference
	other // a real number, true, false
)

// value is a piece of the file that is looked into only when it is asked: a file
// cannot make more of it in memory than it is itself.
type value struct {
	kind kind
	raw  []byte // as it is written, with its brackets; of a stream, the dictionary
	n    int    // an integer; of a reference, the number of the object
	at   int    // where the data of a stream begin in the file
}

// work is how many bytes may still be looked at. Objects of a hostile file can stand
// inside one another, so that reading each of them once is more than reading the
// file once.
type work struct{ left int }

func (w *work) done() bool { return w.left <= 0 }

// lexer reads the tokens of a file or of an object stream.
type lexer struct {
	src  []byte
	pos  int
	work *work
}

// sign is what a token is.
type sign uint8

const (
	ending sign = iota
	opening
	closing
	number // an integer
	slashed
	quoted
	word // whatever else
)

type token struct {
	sign sign
	raw  []byte
}

// is reports whether the token is a word of the syntax.
func (t token) is(keyword string) bool { return t.sign == word && string(t.raw) == keyword }

// structural reports whether the token cannot stand inside an object.
func (t token) structural() bool {
	switch {
	case t.sign != word:
		return false
	case t.is("obj"), t.is("endobj"), t.is("stream"), t.is("endstream"), t.is("xref"), t.is("trailer"):
		return true
	}
	return false
}

// next reads a token. At the end of the file, or of the work that may be done, it is
// an ending.
func (l *lexer) next() token {
	before := l.pos
	defer func() { l.work.left -= l.pos - before }()
	if l.work.done() {
		return token{}
	}
	l.blank()
	if l.pos >= len(l.src) {
		return token{}
	}
	start := l.pos
	t := token{sign: l.pass()}
	t.raw = l.src[start:l.pos]
	if t.sign == word && isInteger(t.raw) {
		t.sign = number
	}
	return t
}

// pass moves behind the token that begins here.
func (l *lexer) pass() sign {
	switch c := l.src[l.pos]; c {
	case '(':
		l.pos += literalLen(l.src[l.pos:])
		return quoted
	case '[', ']', '<', '>':
		return l.bracket(c)
	case '/':
		l.pos++
		l.regular()
		return slashed
	default:
		if l.pos++; !isDelimiter(c) {
			l.regular()
		}
		return word
	}
}

// bracket moves behind a bracket, or a string in hexadecimal.
func (l *lexer) bracket(c byte) sign {
	twice := l.pos+1 < len(l.src) && l.src[l.pos+1] == c
	switch {
	case c == '<' && !twice:
		end := bytes.IndexByte(l.src[l.pos:], '>')
		if end < 0 {
			end = len(l.src) - l.pos - 1
		}
		l.pos += end + 1
		return quoted
	case c == '>' && !twice:
		l.pos++
		return word
	case c == '<' || c == '>':
		l.pos++
	}
	l.pos++
	if c == '[' || c == '<' {
		return opening
	}
	return closing
}

// regular moves behind the characters of a name, a number or a keyword.
func (l *lexer) regular() {
	for l.pos < len(l.src) && !isBlank(l.src[l.pos]) && !isDelimiter(l.src[l.pos]) {
		l.pos++
	}
}

// blank moves over white space and comments.
func (l *lexer) blank() {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case isBlank(c):
			l.pos++
		case c == '%':
			end := bytes.IndexAny(l.src[l.pos:], "\r\n")
			if end < 0 {
				end = len(l.src) - l.pos
			}
			l.pos += end
		default:
			return
		}
	}
}

// value reads a value. There is none at the end, before a closing bracket and where
// the object ends; the token that says so is passed.
func (l *lexer) value() (value, bool) {
	t := l.next()
	start := l.pos - len(t.raw)
	switch {
	case t.sign == opening:
		l.close()
		v := value{kind: array, raw: l.src[start:l.pos]}
		if t.raw[0] == '<' {
			v.kind = dict
		}
		return v, true
	case t.sign == number:
		return l.counted(t), true
	case t.sign == slashed:
		return value{kind: symbol, raw: t.raw}, true
	case t.sign == quoted:
		return value{kind: str, raw: t.raw}, true
	case t.sign != word || t.structural():
		return value{}, false
	case t.is("null"):
		return value{}, true
	}
	return value{kind: other, raw: t.raw}, true
}

// counted is an integer, or the reference that begins with it: "12 0 R".
func (l *lexer) counted(t token) value {
	n, _ := strconv.Atoi(string(t.raw))
	behind := l.pos
	if l.next().sign == number && l.next().is("R") {
		return value{kind: reference, n: n}
	}
	l.pos = behind
	return value{kind: integer, n: n}
}

// close moves behind the bracket that closes the one just passed. What is never
// closed ends where its object does.
func (l *lexer) close() {
	for depth := 1; depth > 0; {
		behind := l.pos
		switch t := l.next(); {
		case t.sign == opening:
			depth++
		case t.sign == closing:
			depth--
		case t.sign == ending || t.structural():
			l.pos = behind
			return
		}
	}
}

// lexer reads src from a place in it.
func (d *document) lexer(src []byte, pos int) *lexer {
	return &lexer{src: src, pos: min(max(pos, 0), len(src)), work: &d.work}
}

// items are what stands in an array; a value that is none stands for an array of
// itself.
func (d *document) items(v value) iter.Seq[value] {
	return func(yield func(value) bool) {
		if v.kind != array {
			if v.kind != nothing {
				yield(v)
			}
			return
		}
		l := d.lexer(v.raw, 1)
		for item, ok := l.value(); ok && yield(item); {
			item, ok = l.value()
		}
	}
}

// key is what a dictionary, or that of a stream, says under a name.
func (d *document) key(v value, wanted string) value {
	if v.kind != dict && v.kind != stream {
		return value{}
	}
	for name, found := range d.entries(v) {
		if name == wanted {
			return found
		}
	}
	return value{}
}

// entries are what a dictionary, or that of a stream, says, with its names.
func (d *document) entries(v value) iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		l := d.lexer(v.raw, 2)
		for {
			t := l.next()
			switch t.sign {
			case ending, closing:
				return
			case opening:
				l.close()
				continue
			case slashed:
			default:
				continue
			}
			found, ok := l.value()
			if !ok || !yield(string(plainName(t.raw)), found) {
				return
			}
		}
	}
}

func isInteger(b []byte) bool {
	if b[0] == '+' || b[0] == '-' {
		b = b[1:]
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) < 19
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}
