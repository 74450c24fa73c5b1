package paper

import "strings"

// Span is a piece of a line of text.
type Span struct {
	Text   string
	Strong bool
}

// Lines are a text whose lines begin where its writer wants them to; each breaks where it
// must.
type Lines [][]Span

// Plain is a text of one line.
func Plain(said string) Lines { return Lines{{{Text: said}}} }

// run is what stands on a line in one style.
type run struct {
	said string
	style
}

// flow breaks each line of a text so that none is wider than some millimetres.
func (l Lines) flow(most float64) (lines [][]run) {
	for _, spans := range l {
		lines = append(lines, flow(spans, most)...)
	}
	return lines
}

// flow is wrap for a text of several styles.
func flow(spans []Span, most float64) (lines [][]run) {
	var current []run
	for _, word := range words(spans) {
		if joined := join(current, word); widthOf(joined) <= most {
			current = joined
			continue
		}
		if len(current) > 0 {
			lines = append(lines, current)
		}
		for current = word; widthOf(current) > most; {
			var head []run
			head, current = divide(current, most)
			lines = append(lines, head)
		}
	}
	if len(current) > 0 {
		lines = append(lines, current)
	}
	return lines
}

// words are what lies between blanks; a word can change its style.
func words(spans []Span) (all [][]run) {
	blank := true
	for _, span := range spans {
		st := style{size: text, bold: span.Strong}
		for n, part := range strings.FieldsFunc(span.Text, isBlank) {
			if n > 0 || blank || isBlank(rune(span.Text[0])) {
				all = append(all, nil)
			}
			last := &all[len(all)-1]
			*last, blank = add(*last, run{part, st}), false
		}
		if span.Text != "" {
			blank = blank || isBlank(rune(span.Text[len(span.Text)-1]))
		}
	}
	return all
}

// isBlank reports whether a line can break here: not at a blank that holds a number together.
func isBlank(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// join puts a word behind a line.
func join(line, word []run) []run {
	joined := append([]run(nil), line...)
	for n, p := range word {
		if n == 0 && len(line) > 0 {
			joined[len(joined)-1].said += " "
		}
		joined = add(joined, p)
	}
	return joined
}

// add puts a piece behind others; one of the same style is joined to the last.
func add(pieces []run, p run) []run {
	if last := len(pieces) - 1; last >= 0 && pieces[last].style == p.style {
		pieces[last].said += p.said
		return pieces
	}
	return append(pieces, p)
}

func widthOf(pieces []run) (sum float64) {
	for _, p := range pieces {
		sum += wide(p.said, p.style)
	}
	return sum
}

// divide cuts a word that is wider than a line: head fits, and has at least one letter.
func divide(word []run, most float64) (head, rest []run) {
	for n, p := range word {
		used := widthOf(word[:n])
		if used+wide(p.said, p.style) <= most {
			continue
		}
		end := fitting(p.said, most-used, p.style)
		if n > 0 && used+wide(p.said[:end], p.style) > most {
			return word[:n], word[n:]
		}
		head = append(append(head, word[:n]...), run{p.said[:end], p.style})
		return head, append([]run{{p.said[end:], p.style}}, word[n+1:]...)
	}
	return word, nil
}

// dash begins what is listed, and inset is how far that stands in, in millimetres.
const (
	dash  = "–"
	inset = 5.0
)

// Paragraph is a text, set to the left.
func (p *Paper) Paragraph(said string) { p.Text(Plain(said)) }

// Text is a paragraph of several lines or styles. It leaves no single line of several behind
// on a page, or for the next.
func (p *Paper) Text(said Lines) {
	p.putLines(said.flow(room), left)
	p.y += gap
}

// List are short texts below each other, each behind a dash.
func (p *Paper) List(said Lines) {
	for _, spans := range said {
		lines := flow(spans, room-inset)
		p.need(float64(min(2, len(lines))) * line)
		p.put(left+1, p.y+3.6, dash, style{size: text})
		p.putLines(lines, left+inset)
	}
	p.y += gap
}

func (p *Paper) putLines(lines [][]run, x float64) {
	for n, pieces := range lines {
		together := 1
		if rest := len(lines) - n; n == 0 || rest == 2 {
			together = min(2, rest)
		}
		p.need(float64(together) * line)
		at := x
		for _, one := range pieces {
			p.put(at, p.y+3.6, one.said, one.style)
			at += wide(one.said, one.style)
		}
		p.y += line
	}
}
