package inbox

import (
	"bytes"
	"html"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// said is what is there to be read in a mail, part by part.
type said struct {
	pieces []piece
	size   int  // bytes so far
	one    bool // the parts that come are forms of the same
}

// piece is a part that says something, as a text, as a page, or as both.
type piece struct{ plain, page string }

// oneOf makes one piece of the parts that come until the function it returns is called
// (multipart/alternative, RFC 2046, 5.1.4).
func (s *said) oneOf() (end func()) {
	if s.one {
		return func() {}
	}
	s.one = true
	s.pieces = append(s.pieces, piece{})
	return func() { s.one = false }
}

// add takes a part of a mail.
func (s *said) add(kind string, params map[string]string, content []byte) {
	if content = content[:min(len(content), mostText-s.size)]; len(content) == 0 {
		return
	}
	s.size += len(content)
	text := decoded(content, params["charset"])
	if !s.one {
		s.pieces = append(s.pieces, piece{})
	}
	last := &s.pieces[len(s.pieces)-1]
	if kind == "text/html" {
		last.page += text
		return
	}
	if text = clean(text); strings.EqualFold(params["format"], "flowed") {
		text = flowed(text, strings.EqualFold(params["delsp"], "yes"))
	}
	last.plain += text
}

// text is all that there is to be read, as a text.
func (s *said) text() string {
	var all []string
	for _, p := range s.pieces {
		text := p.plain
		if strings.TrimSpace(text) == "" {
			text = textOf(p.page)
		}
		if text = strings.Trim(text, "\n"); text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n\n")
}

// page is all that there is to be read, as a page; "" where none of it is one.
func (s *said) page() string {
	var b strings.Builder
	any := false
	for _, p := range s.pieces {
		if p.page != "" {
			any = true
			b.WriteString(p.page)
		} else if p.plain != "" {
			b.WriteString("<pre>" + html.EscapeString(p.plain) + "</pre>")
		}
	}
	if !any {
		return ""
	}
	return b.String()
}

// decoded reads a text in its character set. Where none is told, or one that nobody
// knows, or ASCII for what is none, it is UTF-8 if it can be, else Windows' own.
func decoded(content []byte, label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	known, _ := charset.Lookup(label)
	if known == nil || label == "us-ascii" || label == "ascii" {
		if utf8.Valid(content) {
			return string(content)
		}
		label = "windows-1252"
	}
	r, err := charset.NewReaderLabel(label, bytes.NewReader(content))
	if err != nil {
		return strings.ToValidUTF8(string(content), "\uFFFD")
	}
	text, err := io.ReadAll(r)
	if err != nil && len(text) == 0 {
		return strings.ToValidUTF8(string(content), "\uFFFD")
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// clean gives a text one kind of end of line, and takes out what no text has.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFEFF' {
			return -1
		}
		return r
	}, text)
}

// flowed puts lines together that were broken on the way only (RFC 3676, 4.4): those
// that end with a blank, and are quoted as deeply as the next. joined says that the blank
// was put there for this alone (DelSp).
func flowed(text string, joined bool) string {
	var b strings.Builder
	open, depth := false, 0
	for _, line := range strings.Split(text, "\n") {
		marks := len(line) - len(strings.TrimLeft(line, ">"))
		words := strings.TrimPrefix(line[marks:], " ") // stuffed (4.4)
		if open && marks != depth {
			open = false
			b.WriteByte('\n')
		}
		if !open && marks > 0 {
			b.WriteString(strings.Repeat(">", marks) + " ")
		}
		open, depth = strings.HasSuffix(words, " ") && words != "-- ", marks
		if open && joined {
			words = words[:len(words)-1]
		}
		b.WriteString(words)
		if !open {
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
