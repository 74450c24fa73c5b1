package render

import "strings"

// text writes the page for readers without HTML: paragraphs parted by an empty
// line, and each item as a short list, which holds in any font and reads well
// aloud.
func (p *page) text() string {
	var blocks []string
	add := func(lines ...string) {
		if len(lines) > 0 {
			blocks = append(blocks, strings.Join(lines, "\n"))
		}
	}
	add(p.labelled(p.Addressee)...)
	add(p.Greeting)
	for _, text := range p.Before {
		add(text)
	}
	for _, r := range p.Rows {
		add(p.item(&r)...)
	}
	add(p.labelled(p.Credits)...)
	add(p.labelled(p.Sums)...)
	for _, text := range p.Ask {
		add(text)
	}
	add(p.labelled(p.Pay)...)
	for _, text := range p.After {
		add(text)
	}
	add(p.Closing)
	add(p.Signature...)
	return strings.Join(blocks, "\n\n") + "\n"
}

func (p *page) item(r *row) []string {
	open := r.Open
	if r.Of != "" {
		open += " (" + r.Of + ")"
	}
	return []string{
		strings.TrimRight("- "+p.Head.Invoice+" "+r.Number+" "+strings.Join(r.Notes, ", "), " "),
		"  " + p.label(p.Head.Due, r.Due+" ("+r.State+")"),
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
