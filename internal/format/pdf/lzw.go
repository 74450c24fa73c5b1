package pdf

import "io"

// The codes of LZW that stand for no text (ISO 32000-1, 7.4.4.2).
const (
	lzwClear = 256
	lzwEnd   = 257
	lzwFirst = 258 // the first code that is learnt
	lzwCodes = 1 << 12
)

// lzw undoes the method that PDF and TIFF share. Package compress/lzw has that of
// GIF: it changes to longer codes one code later.
type lzw struct {
	data   []byte
	bits   uint // that wait in buffer
	buffer uint
	early  int // 1 when codes grow one code early
	next   int // the code that is learnt next
	last   int // the code read before, or lzwClear
	prefix [lzwCodes]uint16
	suffix [lzwCodes]byte
	text   []byte // of the code that was read, from the end
	left   []byte
}

func newLZW(data []byte, early bool) *lzw {
	l := &lzw{data: data, next: lzwFirst, last: lzwClear, text: make([]byte, lzwCodes)}
	if early {
		l.early = 1
	}
	return l
}

func (l *lzw) Read(b []byte) (int, error) {
	for len(l.left) == 0 {
		code, ok := l.code()
		if !ok {
			return 0, io.ErrUnexpectedEOF
		}
		switch {
		case code == lzwEnd:
			return 0, io.EOF
		case code == lzwClear:
			l.next, l.last = lzwFirst, lzwClear
		case code > l.next, code == l.next && l.last == lzwClear, code >= lzwCodes:
			return 0, errDamaged
		default:
			l.learn(code)
		}
	}
	n := copy(b, l.left)
	l.left = l.left[n:]
	return n, nil
}

// learn writes the text of a code, and learns what it says with the code before.
func (l *lzw) learn(code int) {
	unknown := code == l.next // the text of the last code, and its first byte again
	from := code
	if unknown {
		from = l.last
	}
	at := len(l.text)
	if unknown {
		at--
	}
	for from >= lzwFirst {
		at--
		l.text[at], from = l.suffix[from], int(l.prefix[from])
	}
	at--
	l.text[at] = byte(from)
	if unknown {
		l.text[len(l.text)-1] = byte(from)
	}
	l.left = l.text[at:]
	if l.last != lzwClear && l.next < lzwCodes {
		l.prefix[l.next], l.suffix[l.next] = uint16(l.last), byte(from)
		l.next++
	}
	l.last = code
}

// code reads the next code, of 9 to 12 bits.
func (l *lzw) code() (int, bool) {
	width := uint(9)
	for limit := 1 << 9; width < 12 && l.next+l.early >= limit; limit <<= 1 {
		width++
	}
	for l.bits < width {
		if len(l.data) == 0 {
			return 0, false
		}
		l.buffer, l.bits, l.data = l.buffer<<8|uint(l.data[0]), l.bits+8, l.data[1:]
	}
	l.bits -= width
	return int(l.buffer >> l.bits & (1<<width - 1)), true
}
