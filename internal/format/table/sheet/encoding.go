package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"acquit/internal/fault"
)

// Encoding is how a text file writes its characters.
type Encoding string

// The encodings that tables come in.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
	IBM850      Encoding = "ibm850" // what DOS programs wrote in western Europe
)

// decoders turn an encoding into UTF-8. UTF-8 itself is among them for a file that
// somebody says is in it and that has other bytes as well.
var decoders = map[Encoding]encoding.Encoding{
	UTF8:        unicode.UTF8,
	UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	Windows1252: charmap.Windows1252,
	IBM850:      charmap.CodePage850,
}

// marks are the byte order marks.
var marks = []struct {
	mark string
	of   Encoding
}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}}

// script is how the bytes of a file become characters.
type script struct {
	encoding Encoding
	start    int64 // behind the byte order mark
	valid    bool  // UTF-8 throughout: nothing is to be decoded
	nuls     bool  // zeros fill it up somewhere
}

// scriptOf finds out the encoding of a file: by its mark, by the zeros that UTF-16
// has in every Latin letter, and else by all its bytes, since the first letter that
// tells may stand in the last line.
func scriptOf(r io.ReaderAt, size int64, want Encoding) (script, error) {
	head := make([]byte, min(size, 64<<10))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return script{}, err
	}
	s := script{encoding: want}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) && (want == "" || want == m.of) {
			s.encoding, s.start = m.of, int64(len(m.mark))
			break
		}
	}
	if s.encoding == "" {
		s.encoding = wide(head)
	}
	if _, known := decoders[s.encoding]; !known && s.encoding != "" {
		return script{}, fault.New(fault.Invalid, "the encoding %q is not known", s.encoding)
	}
	if s.encoding == UTF16LE || s.encoding == UTF16BE {
		return s, nil
	}
	c, err := census(io.NewSectionReader(r, s.start, size-s.start))
	s.nuls = c.nuls
	if s.encoding == "" {
		s.encoding = c.encoding()
	}
	s.valid = s.encoding == UTF8 && !c.broken
	return s, err
}

// wide sees UTF-16 without a mark: Latin text has a zero in every second byte.
func wide(head []byte) Encoding {
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 2; {
	case half < 2:
	case zeros[1] > half*6/10 && zeros[0] < half/10:
		return UTF16LE
	case zeros[0] > half*6/10 && zeros[1] < half/10:
		return UTF16BE
	}
	return ""
}

// counts are what tells encodings of one byte a character apart.
type counts struct {
	broken bool // not UTF-8
	nuls   bool
	dos    int // letters of code page 850 between letters, where Windows has marks
	high   int // letters of Windows-1252
}

// census reads a whole file.
func census(r io.Reader) (counts, error) {
	var c counts
	buf := make([]byte, 64<<10)
	kept := 0 // bytes of a character that the last piece cut
	for {
		n, err := io.ReadFull(r, buf[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return c, err
		}
		piece := buf[:kept+n]
		rest := 0
		if !last {
			rest = partial(piece)
		}
		c.count(piece[:len(piece)-rest])
		if last {
			return c, nil
		}
		kept = copy(buf, piece[len(piece)-rest:])
	}
}

// partial is the number of bytes at the end of b that begin a character.
func partial(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

func (c *counts) count(b []byte) {
	c.nuls = c.nuls || bytes.IndexByte(b, 0) >= 0
	if !c.broken && utf8.Valid(b) {
		return
	}
	c.broken = true
	for i, x := range b {
		switch {
		case x >= 0xc0:
			c.high++
		case x >= 0x81 && x <= 0x97 && dosLetter(x) && i > 0 && i+1 < len(b) && latin(b[i-1]) && latin(b[i+1]):
			c.dos++
		}
	}
}

// dosLetter reports whether a byte is a letter of French, Dutch or German in code
// page 850, and a mark that no word has inside in Windows-1252. The apostrophe
// (0x92), which words have, is none of them.
func dosLetter(x byte) bool {
	return bytes.IndexByte([]byte("\x81\x82\x83\x84\x85\x87\x88\x89\x8a\x8b\x8c\x93\x94\x96\x97"), x) >= 0
}

func latin(x byte) bool { return x|0x20-'a' <= 'z'-'a' }

func (c *counts) encoding() Encoding {
	switch {
	case !c.broken:
		return UTF8
	case c.dos > 0 && c.dos >= 3*c.high:
		return IBM850
	}
	return Windows1252
}

// reader reads a file in UTF-8, without its byte order mark.
func (s script) reader(r io.ReaderAt, size int64) io.Reader {
	raw := io.NewSectionReader(r, s.start, size-s.start)
	if s.valid {
		return raw
	}
	return decoders[s.encoding].NewDecoder().Reader(raw)
}
