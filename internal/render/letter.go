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
	on.Paragraph(p.Greeting)
	for _, text := range p.Before {
		on.Paragraph(text)
	}
	on.Table(p.table())
	for _, text := range p.Ask {
		on.Paragraph(text)
	}
	if err := s.pay(on, p.Due, p.With, pairs(p.Pay)); err != nil {
		return err
	}
	last := len(p.After) - 1 // there is always one
	for _, text := range p.After[:last] {
		on.Paragraph(text)
	}
	on.Signed(p.After[last], p.Closing, p.Signature[0])
	return nil
}

// table are the items, with what is deducted and the sums below them.
func (p *page) table() *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: p.Head.Invoice, Fill: true}, {Head: p.Head.Due}, {Head: p.Head.Open, Right: true}}}
	for _, r := range p.Rows {
		open := paper.Cell{Text: r.Open, Strong: true}
		if r.Of != "" {
			open.Notes = []string{r.Of}
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: r.Number, Notes: joined(r.Notes), Strong: true}, {Text: r.Due, Notes: []string{r.State}}, open}})
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
