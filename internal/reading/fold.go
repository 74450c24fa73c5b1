package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text in small letters without accents, and where each of its bytes stood.
type folded struct {
	text string
	at   []int // one more than bytes of the text
}

// special are the letters that are written otherwise without being accented.
var special = map[rune]string{'œ': "oe", 'æ': "ae", 'ß': "ss", 'ä': "ae", 'ö': "oe", 'ü': "ue", '’': "'", '‘': "'", '´': "'", '`': "'", '–': "-", '—': "-", '‑': "-", '“': `"`, '”': `"`, '„': `"`}

// fold takes the first bytes of a text.
func fold(text string, most int) folded {
	var b strings.Builder
	f := folded{}
	end := 0
	write := func(s string, at int) {
		for range len(s) {
			f.at = append(f.at, at)
		}
		b.WriteString(s)
	}
	for at, r := range text {
		if at > most {
			break
		}
		end = at + utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], "\uFFFD") {
			end = at + 1
		}
		write(foldRune(r), at)
	}
	f.at = append(f.at, end)
	f.text = b.String()
	return f
}

func foldRune(r rune) string {
	switch {
	case r >= 'A' && r <= 'Z':
		return string(r + 'a' - 'A')
	case r < utf8.RuneSelf:
		return string(r)
	case unicode.Is(unicode.Mn, r):
		return ""
	case unicode.IsSpace(r):
		return " "
	}
	r = unicode.ToLower(r)
	if s, ok := special[r]; ok {
		return s
	}
	if plain := norm.NFD.String(string(r)); plain != "" && plain[0] < utf8.RuneSelf {
		return plain[:1]
	}
	return string(r)
}

// span is a piece of a folded text.
type span struct{ from, to int }

// with is the piece that holds both.
func (s span) with(other span) span { return span{min(s.from, other.from), max(s.to, other.to)} }

// sentences parts a text where sentences, paragraphs and points of a list end.
func sentences(text string) (all []span) {
	from := 0
	end := func(to, next int) {
		if strings.TrimSpace(text[from:to]) != "" {
			all = append(all, span{from, to})
		}
		from = next
	}
	for n := 0; n < len(text); n++ {
		switch text[n] {
		case '!', '?':
			end(n, n+1)
		case ';':
			end(n, n+1)
		case "…"[0]:
			if strings.HasPrefix(text[n:], "…") {
				end(n, n+len("…"))
			}
		case '.':
			if ends(text, from, n) {
				end(n, n+1)
			}
		case '\n':
			if breaks(text[n+1:]) {
				end(n, n+1)
			}
		}
	}
	end(len(text), len(text))
	return all
}

// shortened are words that are written with a dot.
var shortened = map[string]bool{"nr": true, "no": true, "fact": true, "ref": true, "mr": true, "mrs": true, "dhr": true, "mevr": true, "hr": true, "fr": true, "m": true, "mme": true,
	"ca": true, "resp": true, "bijv": true, "ex": true, "inv": true, "incl": true, "excl": true, "art": true, "st": true, "max": true, "evtl": true, "bzw": true, "dr": true, "tel": true,
	"jan": true, "janv": true, "feb": true, "febr": true, "fevr": true, "fev": true, "apr": true, "avr": true, "jul": true, "juil": true, "aug": true, "sep": true, "sept": true, "oct": true, "okt": true, "nov": true, "dec": true, "dez": true, "mrt": true}

// ends reports whether a dot ends a sentence: not one in a number, after a day of the month
// or after a word that is written with one.
func ends(text string, from, n int) bool {
	if n+1 < len(text) && text[n+1] != ' ' && text[n+1] != '\n' && text[n+1] != '\t' && text[n+1] != '"' && text[n+1] != ')' {
		return false
	}
	start := n
	for start > from && isWord(text[start-1]) {
		start--
	}
	word := text[start:n]
	if len(word) == 1 && word[0] >= 'a' {
		return false
	}
	if len(word) > 0 && len(word) <= 2 && strings.Trim(word, "0123456789") == "" {
		return n+1 >= len(text) || text[n+1] == '\n'
	}
	return !shortened[word]
}

func isWord(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= utf8.RuneSelf }

// breaks reports whether a line ends what was said: an empty line follows, or a point of a
// list.
func breaks(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.TrimSpace(line)
	return line == "" || line[0] == '-' || line[0] == '*' || strings.HasPrefix(line, "•")
}

// clauses parts a sentence at its commas, colons and opposing words.
func (r *reader) clauses(s span) (all []span) {
	from := s.from
	for _, cut := range r.cuts.FindAllStringIndex(r.text[s.from:s.to], -1) {
		all = append(all, span{from, s.from + cut[0]})
		from = s.from + cut[1]
	}
	return append(all, span{from, s.to})
}
