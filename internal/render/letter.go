package render

import (
	"strings"

	"acquit/internal/locale"
	"acquit/internal/render/paper"
)

// Letter prints the reminder for the readers of w: it says what the mail says, and can be
// folded into an envelope with a window. The same facts give the same bytes. Whether the
// post brings it (ByPost) is for the caller to say: a letter may go with a mail.
func (r *Reminder) Letter(w *locale.Words) ([]byte, error) {
	page, err := r.page(w)
	if err != nil {
		return nil, err
	}
	s := press{w, r.Company, r.Customer, r.On}
	subject := strings.TrimSuffix(page.Subject, " – "+plain(r.Company.Name)) // the letterhead has it
	p := s.letter(subject, page.Addressee[1:])                               // and the window this one's
	if err := page.print(&s, p); err != nil {
		return nil, err
	}
	return p.Bytes()
}

// print adds what stands below the subject.
func (p *page) print(s *press, on *paper.Paper) error {
	for n := range p.Parts {
		of := &p.Parts[n]
		if of.Kind == prose && n+1 < len(p.Parts) && p.Parts[n+1].Kind == signed {
			continue // it stands with what is signed
		}
		switch of.Kind {
		case prose:
			on.Text(inked(of.Said))
		case list:
			on.List(inked(of.Said))
		case items:
			on.Table(p.table())
		case pay:
			if err := s.pay(on, p.Due, p.With, p.Caption, pairs(p.Pay)); err != nil {
				return err
			}
		case button:
			on.Paragraph(p.label(p.Online.Label, p.Online.Value))
		case entry:
			on.Paragraph(p.label(p.Entry.Label, p.Entry.Value))
		case signed:
			on.Signed(p.above(n), of.Closing, p.Signature[0])
		}
	}
	return nil
}

// above is the paragraph that stands above a part; nil for none.
func (p *page) above(n int) paper.Lines {
	if n == 0 || p.Parts[n-1].Kind != prose {
		return nil
	}
	return inked(p.Parts[n-1].Said)
}

// inked are lines as they are printed: an address is a text like any other.
func inked(lines []said) (all paper.Lines) {
	for _, l := range lines {
		var spans []paper.Span
		for _, piece := range l {
			spans = append(spans, paper.Span{Text: piece.Text, Strong: piece.Strong})
		}
		all = append(all, spans)
	}
	return all
}

// table are the items, with what is deducted and the sums below them.
func (p *page) table() *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: p.Head.Invoice, Fill: true}, {Head: p.Head.Due}, {Head: p.Head.Open, Right: true}}}
	for _, r := range p.Rows {
		open := paper.Cell{Text: r.Open, Strong: true}
		if r.Of != "" {
			open.Notes = []string{r.Of}
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: r.Number, Notes: joined(r.Notes), Strong: true}, {Text: r.Due, Notes: filled(r.State)}, open}})
	}
	for _, lines := range [][]line{p.Credits, p.Sums} {
		for _, l := range lines {
			t.Foot = append(t.Foot, paper.Row{Strong: l.Strong, Cells: paper.Texts(l.Label, l.Value)})
		}
	}
	return t
}

// joined are notes on one line, which breaks where it must.
func joined(notes []string) []string {
	if len(notes) == 0 {
		return nil
	}
	return []string{strings.Join(notes, " · ")}
}
