package render

import (
	"regexp"
	"slices"
	"strings"
	"text/template/parse"

	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
)

// write puts the subject and the parts on a page: the company's own text, or that of the tone.
func (b *builder) write(p *page) error {
	text := b.text()
	body, err := b.scribe(text.Body)
	if err != nil {
		return err
	}
	p.Parts = b.complete(body.parts(), body.greets)
	if p.Subject, err = b.subject(text.Subject); p.Subject == "" && err == nil {
		p.Subject, err = b.subject(b.standard().Subject)
	}
	return err
}

// subject is what a subject comes to; "" where a word of it has nothing to say.
func (b *builder) subject(text string) (string, error) {
	s, err := b.scribe(text)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "the subject of the text")
	}
	return s.oneLine(), nil
}

// text is what the message says: the company's own text in the tone that it was written for.
// The letter of fourteen days to a Dutch consumer has no effect where it asks for payment by
// another day, and so has the words of the law alone.
func (b *builder) text() dunning.Text {
	if own := b.reminder.Text; own != nil && b.tone == b.reminder.Tone && b.reminder.Document != law.FourteenDays {
		return *own
	}
	return b.standard()
}

// complete adds what no message goes without: the greeting, what the law asks for, and who
// signs. German letters go on in lower case behind a greeting, and so nothing stands between.
func (b *builder) complete(parts []part, greets bool) []part {
	if !greets && !ownGreeting(parts) {
		parts = append(b.paragraphs(b.T("mail.greeting")), parts...)
	}
	if demanded := b.paragraphs(slices.Concat(b.notices(), b.announced())...); len(demanded) > 0 && !slices.ContainsFunc(parts, func(p part) bool { return p.law }) {
		at := slices.IndexFunc(parts, func(p part) bool { return p.Kind == pay })
		if at < 0 {
			at = len(parts)
		}
		parts = slices.Insert(parts, at, demanded...)
	}
	if !slices.ContainsFunc(parts, func(p part) bool { return p.Kind == signed }) {
		parts = append(parts, part{Kind: signed, Closing: b.closing()})
	}
	return parts
}

// ownGreeting reports whether a text greets by itself: it begins with a line that ends in a
// comma.
func ownGreeting(parts []part) bool {
	return len(parts) > 0 && parts[0].Kind == prose && len(parts[0].Said) == 1 && strings.HasSuffix(parts[0].Said[0].plain(), ",")
}

// paragraphs are texts of the program as parts.
func (b *builder) paragraphs(texts ...string) (parts []part) {
	for _, text := range texts {
		parts = append(parts, part{Kind: prose, Said: []said{{{Text: text}}}})
	}
	return parts
}

// scribe writes down what a text comes to, line by line.
type scribe struct {
	*builder
	lines  []written
	greets bool // it says the greeting
}

// written is a line. What the company wrote can have marks; what a word says is shown as it
// is, since it can come from outside.
type written struct {
	pieces  []piece
	block   *word
	touched bool // there was a condition on it: where it is empty then, it is no line
	lacking bool // a word on it has nothing to say
}

// piece is a part of a line: words of the company, or a value.
type piece struct {
	text  string
	value bool
	link  bool // the value is an address that the program made
}

func (b *builder) scribe(text string) (*scribe, error) {
	s := &scribe{builder: b, lines: make([]written, 1)}
	list, err := parseText(unified(text))
	if err != nil {
		return nil, err
	}
	return s, s.list(list)
}

func (s *scribe) line() *written { return &s.lines[len(s.lines)-1] }

func (s *scribe) list(l *parse.ListNode) error {
	if l == nil {
		return nil
	}
	for _, node := range l.Nodes {
		var err error
		switch n := node.(type) {
		case *parse.TextNode:
			s.text(string(n.Text))
		case *parse.ActionNode:
			err = s.word(named(n.Pipe))
		case *parse.IfNode:
			err = s.choose(n)
		default:
			err = strange(0, node.String())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *scribe) text(text string) {
	for n, line := range strings.Split(text, "\n") {
		if n > 0 {
			s.lines = append(s.lines, written{})
		}
		if line = clean(line); line != "" {
			s.line().pieces = append(s.line().pieces, piece{text: line})
		}
	}
}

func (s *scribe) word(name string) error {
	w := wordNamed(name)
	switch {
	case w == nil || !s.fits(w) || !w.of(Says) && !w.of(Shows):
		return noWord(name)
	case w.of(Shows):
		s.line().block = w
		return nil
	}
	s.greets = s.greets || name == "greeting"
	if value := w.say(s.builder); value != "" {
		s.line().pieces = append(s.line().pieces, piece{value, true, name == "page"})
	} else {
		s.line().lacking = true
	}
	return nil
}

// fits reports whether a word can stand in the text: one of thanks speaks of nothing open, and one
// of an invoice of nothing late.
func (b *builder) fits(w *word) bool {
	return (!b.settled || w.of(OfThanks)) && (b.bill == nil || w.of(OfInvoice))
}

func (s *scribe) choose(n *parse.IfNode) error {
	w := wordNamed(named(n.Pipe))
	if w == nil || !s.fits(w) || !w.of(Asks) {
		return noCondition(named(n.Pipe))
	}
	branch := n.ElseList
	if w.true(s.builder) {
		branch = n.List
	}
	s.line().touched = true
	err := s.list(branch)
	s.line().touched = true
	return err
}

// oneLine is what was written as a subject; "" where a word of it has nothing to say.
func (s *scribe) oneLine() string {
	var b strings.Builder
	for _, line := range s.lines {
		if line.lacking {
			return ""
		}
		for _, one := range line.pieces {
			b.WriteString(one.text)
		}
	}
	return strings.TrimSpace(b.String())
}

func (l *written) empty() bool {
	return !l.lacking && !slices.ContainsFunc(l.pieces, func(p piece) bool { return strings.TrimSpace(p.text) != "" })
}

// listed reports whether the line is one of a list.
func (l *written) listed() bool {
	return len(l.pieces) > 0 && !l.pieces[0].value && strings.HasPrefix(strings.TrimLeft(l.pieces[0].text, " "), "- ")
}

// parts are the lines as parts of a page: an empty line ends a paragraph.
func (s *scribe) parts() (all []part) {
	var open []written
	end := func() {
		all, open = append(all, group(open)...), nil
	}
	for _, line := range s.lines {
		switch {
		case line.block != nil:
			end()
			all = append(all, s.block(line.block)...)
		case !line.empty():
			if len(open) > 0 && open[0].listed() != line.listed() {
				end()
			}
			open = append(open, line)
		case !line.touched:
			end()
		}
	}
	end()
	return all
}

// block are the parts of a block.
func (s *scribe) block(w *word) []part {
	if w.Name == "law" {
		parts := s.paragraphs(slices.Concat(s.notices(), s.announced())...)
		for n := range parts {
			parts[n].law = true
		}
		return parts
	}
	if w.kind == button && s.online() == (line{}) {
		return nil
	}
	return []part{{Kind: w.kind}}
}

// group is a paragraph or a list of lines. A line of a list goes, and a whole paragraph does,
// where a word in it has nothing to say: half a sentence would say something else.
func group(lines []written) []part {
	if len(lines) == 0 {
		return nil
	}
	p := part{Kind: prose}
	lacking := slices.ContainsFunc(lines, func(l written) bool { return l.lacking })
	if lines[0].listed() {
		p.Kind = list
		lines = slices.DeleteFunc(lines, func(l written) bool { return l.lacking })
		for n := range lines {
			first := &lines[n].pieces[0]
			first.text = strings.TrimPrefix(strings.TrimLeft(first.text, " "), "- ")
		}
	} else if lacking {
		return nil
	}
	for n := range lines {
		p.Said = append(p.Said, lines[n].said())
	}
	if len(p.Said) == 0 {
		return nil
	}
	return []part{p}
}

const bold = "**"

// said is the line with what its marks mean: **strong words** and bare addresses. A mark
// that is not closed stays what it is.
func (l *written) said() (line said) {
	marks := 0
	for _, one := range l.pieces {
		if !one.value {
			marks += strings.Count(one.text, bold)
		}
	}
	strong := false
	for n, one := range l.pieces {
		if one.value {
			line = append(line, span{Text: one.text, Strong: strong, Link: one.link})
			continue
		}
		joined := n+1 < len(l.pieces) // what an address would end in is not the company's
		for k, text := range strings.Split(one.text, bold) {
			if k > 0 {
				if marks--; marks == 0 && !strong {
					text = bold + text // nothing closes it
				} else {
					strong = !strong
				}
			}
			line = append(line, linked(text, strong, joined)...)
		}
	}
	return trimmed(line)
}

var addresses = regexp.MustCompile(`https://[^\s<>"«»]*[^\s<>"«».,;:!?()]`)

// linked finds the addresses in a text. One that goes on in a word is none.
func linked(text string, strong, joined bool) (pieces said) {
	from := 0
	add := func(text string, link bool) {
		if text != "" {
			pieces = append(pieces, span{text, strong, link})
		}
	}
	for _, at := range addresses.FindAllStringIndex(text, -1) {
		if at[1] == len(text) && joined {
			break
		}
		add(text[from:at[0]], false)
		add(text[at[0]:at[1]], true)
		from = at[1]
	}
	add(text[from:], false)
	return pieces
}

// trimmed is a line without blanks at its ends.
func trimmed(line said) said {
	for len(line) > 0 {
		if line[0].Text = strings.TrimLeft(line[0].Text, " "); line[0].Text != "" {
			break
		}
		line = line[1:]
	}
	for len(line) > 0 {
		last := len(line) - 1
		if line[last].Text = strings.TrimRight(line[last].Text, " "); line[last].Text != "" {
			break
		}
		line = line[:last]
	}
	return line
}
