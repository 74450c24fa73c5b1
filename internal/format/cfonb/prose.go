package cfonb

import "bytes"

// prose builds the text of an entry from lines. Blanks at both ends of a line are
// left out.
type prose struct {
	b   []byte
	gap bool // the last line had a blank at its end
}

func (p *prose) reset(first []byte) {
	p.b = p.b[:0]
	p.line(first)
}

// line adds a line.
func (p *prose) line(content []byte) { p.tagged("", content) }

// tagged adds a line headed by the qualifier of its record. Nothing needs no line.
func (p *prose) tagged(qualifier string, content []byte) {
	p.gap = bytes.HasSuffix(content, []byte(" "))
	content = bytes.TrimSpace(content)
	if len(content) == 0 {
		return
	}
	if len(p.b) > 0 {
		p.b = append(p.b, '\n')
	}
	if qualifier == "" {
		p.b = append(p.b, content...)
		return
	}
	p.b = append(p.b, qualifier...)
	for word := range bytes.FieldsSeq(content) { // some hold two columns, filled up with blanks
		p.b = append(append(p.b, ' '), word...)
	}
}

// continued goes on with the line before: one text that is cut at a fixed place,
// which may be the middle of a word.
func (p *prose) continued(content []byte) {
	if p.gap || bytes.HasPrefix(content, []byte(" ")) {
		p.b = append(p.b, ' ')
	}
	p.b = append(p.b, bytes.TrimSpace(content)...)
}

func (p *prose) String() string { return string(bytes.TrimSpace(p.b)) }
