package render

import (
	"strings"

	"acquit/internal/company"
	"acquit/internal/locale"
)

// Personal is what a person of the company writes as a mail: the paragraphs as they are, with
// the company's signature below, and above it what the mail had no room for.
func Personal(w *locale.Words, c *company.Company, subject, body string, l *Linked) (Mail, error) {
	b := builder{Words: w, reminder: &Reminder{Company: c}}
	p := &page{Language: string(w.Tag), Subject: subject, Signature: b.signature(), words: w}
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		var lines []said
		for line := range strings.SplitSeq(strings.Trim(paragraph, "\n"), "\n") {
			lines = append(lines, linked(line, false, false))
		}
		p.Parts = append(p.Parts, part{Kind: prose, Said: lines})
	}
	p.Parts = append(p.Parts, part{Kind: signed})
	p.mention(l)
	m, err := p.mail(c)
	m.Text = strings.TrimLeft(m.Text, "\n")
	return m, err
}
