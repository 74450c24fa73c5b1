package render

import "strings"

// text writes the page for readers without HTML: paragraphs parted by an empty
// line, and each item as a short list, which holds in any font and reads well
// aloud.
func (p *page) text() string {
	blocks := []string{strings.Join(p.labelled(p.Addressee), "\n")}
	for n := range p.Parts {
		for _, lines := range p.part(&p.Parts[n]) {
			if len(lines) > 0 {
				blocks = append(blocks, strings.Join(lines, "\n"))
			}
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// part are the lines of a part, in groups. A code is not among them: what it asks for stands
// where to pay.
func (p *page) part(of *part) (groups [][]string) {
	switch of.Kind {
	case prose:
		return [][]string{lead("", of.Said)}
	case list:
		return [][]string{lead("- ", of.Said)}
	case items:
		for n := range p.Rows {
			groups = append(groups, p.item(&p.Rows[n]))
		}
		return append(groups, p.labelled(p.Credits), p.labelled(p.Sums))
	case pay:
		return [][]string{p.labelled(p.Pay)}
	case button:
		return [][]string{{p.label(p.Online.Label, p.Online.Value)}}
	case entry:
		return [][]string{{p.label(p.Entry.Label, p.Entry.Value)}}
	case signed:
		return [][]string{filled(of.Closing), p.Signature}
	}
	return nil
}

// lead puts the same in front of every line.
func lead(mark string, lines []said) (texts []string) {
	for _, l := range lines {
		texts = append(texts, mark+l.plain())
	}
	return texts
}

func (p *page) item(r *row) []string {
	open, due := r.Open, r.Due
	if r.Of != "" {
		open += " (" + r.Of + ")"
	}
	if r.State != "" {
		due += " (" + r.State + ")"
	}
	return []string{
		strings.TrimRight("- "+p.Head.Invoice+" "+r.Number+" "+strings.Join(r.Notes, ", "), " "),
		"  " + p.label(p.Head.Due, due),
		"  " + p.label(p.Head.Open, open),
	}
}

func (p *page) labelled(lines []line) (texts []string) {
	for _, l := range lines {
		texts = append(texts, p.label(l.Label, l.Value))
	}
	return texts
}

// label joins a value to what it is by the colon of the language.
func (p *page) label(label, value string) string {
	return p.words.T("mail.label", "Label", label, "Value", value)
}
