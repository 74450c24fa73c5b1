package inbox

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks are the elements of a page that begin a line of their own.
var blocks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Table: true, atom.Tr: true, atom.Ul: true, atom.Ol: true, atom.Li: true,
	atom.Blockquote: true, atom.Pre: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Hr: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Address: true, atom.Dl: true, atom.Dt: true, atom.Dd: true}

// apart are those with an empty line around them.
var apart = map[atom.Atom]bool{atom.P: true, atom.Blockquote: true, atom.Ul: true, atom.Ol: true, atom.Table: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true}

// unread are the elements whose content nobody reads.
var unread = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Template: true, atom.Noscript: true,
	atom.Iframe: true, atom.Object: true, atom.Textarea: true, atom.Select: true, atom.Svg: true, atom.Math: true, atom.Xmp: true, atom.Noembed: true, atom.Noframes: true}

// textOf makes a text of a page: lines where the page has them, "> " before what it
// quotes, and a rule where it has one.
func textOf(page string) string {
	w := writer{}
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(mostText)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(clean(w.b.String()))
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken:
			w.start(element(z))
		case html.SelfClosingTagToken:
			if of := element(z); !unread[of] {
				w.start(of)
			}
		case html.EndTagToken:
			w.end(element(z))
		}
	}
}

// element is the kind of the element that begins or ends here.
func element(z *html.Tokenizer) atom.Atom {
	name, _ := z.TagName()
	return atom.Lookup(name)
}

// writer writes the text of a page.
type writer struct {
	b      strings.Builder
	hidden atom.Atom // the element that is not read
	depth  int       // how many quotes stand around this
	pre    int
	lines  int  // ends of lines that are due before the next word
	blank  bool // a blank is due
	cells  int  // of the row so far
}

func (w *writer) start(of atom.Atom) {
	switch {
	case w.hidden == atom.Head && of == atom.Body:
		w.hidden = 0 // the head was not closed
	case w.hidden != 0:
		return
	case unread[of]:
		w.hidden = of
		return
	case of == atom.Br:
		w.lines++
	case of == atom.Td || of == atom.Th:
		w.blank = w.blank || w.cells > 0
		w.cells++
	case of == atom.Tr:
		w.cells = 0
	case of == atom.Pre:
		w.pre++
	}
	w.line(of)
	switch of {
	case atom.Blockquote:
		w.depth++
	case atom.Li:
		w.word("-")
		w.blank = true
	case atom.Hr:
		w.word("________________________________")
		w.line(of)
	}
}

func (w *writer) end(of atom.Atom) {
	if w.hidden != 0 {
		if of == w.hidden {
			w.hidden = 0
		}
		return
	}
	w.line(of)
	switch of {
	case atom.Blockquote:
		w.depth = max(0, w.depth-1)
	case atom.Pre:
		w.pre = max(0, w.pre-1)
	}
}

// line ends the line where an element asks for it.
func (w *writer) line(of atom.Atom) {
	if apart[of] {
		w.lines = max(w.lines, 2)
	} else if blocks[of] {
		w.lines = max(w.lines, 1)
	}
}

// text writes words as a page shows them: any blanks are one.
func (w *writer) text(s string) {
	if w.hidden != 0 {
		return
	}
	if w.pre > 0 {
		for n, line := range strings.Split(s, "\n") {
			if n > 0 {
				w.lines++
			}
			if line != "" {
				w.word(line)
			}
		}
		return
	}
	before, _ := utf8.DecodeRuneInString(s)
	after, _ := utf8.DecodeLastRuneInString(s)
	w.blank = w.blank || unicode.IsSpace(before)
	for n, word := range strings.Fields(s) {
		w.blank = w.blank || n > 0
		w.word(word)
	}
	w.blank = w.blank || unicode.IsSpace(after)
}

// word writes a word after what is due before it.
func (w *writer) word(s string) {
	if w.b.Len() == 0 {
		w.lines, w.blank = 0, false
		w.b.WriteString(w.quoted())
	}
	if lines := min(w.lines, 3); lines > 0 {
		for range lines {
			w.b.WriteString("\n")
			w.b.WriteString(w.quoted())
		}
	} else if w.blank {
		w.b.WriteByte(' ')
	}
	w.lines, w.blank = 0, false
	w.b.WriteString(s)
}

// quoted is what stands before each line of a quote.
func (w *writer) quoted() string { return strings.Repeat("> ", min(w.depth, 8)) }
