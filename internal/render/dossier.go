package render

import (
	"net/url"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/render/paper"
)

// Dossier is the summary of a complete file as a judge reads it: who claims what of whom, what
// happened, and what proves it. The exhibits lie beside it, and the summary leads to them.
type Dossier struct {
	ClaimStatement
	Happened []Happened // by day
	Exhibits []Exhibit  // by number
	Events   int        // rows of the timeline that the file holds
	Head     string     // the hash of the last of them, which covers all
}

// Happened is something that happened on a day, with the exhibit that proves it.
type Happened struct {
	On      date.Date
	Text    string
	Exhibit int // 0 for none
}

// Exhibit is one document of the file.
type Exhibit struct {
	Number int
	Group  string // under which it is listed
	Name   string
	On     date.Date
	Path   string // in the file, with slashes, as the summary leads to it
	Size   int64  // in bytes
	Hash   string // SHA-256 in hexadecimal
}

// link is the address of the exhibit, as seen from the summary.
func (e *Exhibit) link() string { return (&url.URL{Path: e.Path}).String() }

// PDF prints the summary for the readers of w: the parties, the claim, the chronology, the list of
// exhibits, and behind them how the claim for each invoice was computed.
//
// Errors: as ClaimStatement.PDF.
func (d *Dossier) PDF(w *locale.Words) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	s := press{w, d.Company, d.Customer, d.On}
	p := s.sheet(w.T("paper.dossier.title"))
	total := d.total()
	p.Paragraph(w.T("paper.dossier.intro", "Creditor", plain(d.Company.Name), "Debtor", plain(d.Customer.Name), "Total", total.Total(), "Principal", total.Principal,
		"Beside", total.Late(), "Day", d.On, "Invoices", w.N("paper.dossier.n_invoices", len(d.Invoices)), "First", d.first(), "Exhibits", w.N("paper.dossier.n_exhibits", len(d.Exhibits))))
	s.sides(p)
	s.claimed(p, &d.ClaimStatement)
	p.Chapter(w.T("paper.dossier.chronology"))
	p.Paragraph(w.T("paper.dossier.chronology_note"))
	p.Table(s.happened(d))
	p.Chapter(w.T("paper.dossier.exhibits"))
	p.Paragraph(w.T("paper.dossier.exhibits_note", "Events", w.Int(int64(d.Events)), "Hash", d.Head))
	for _, t := range s.exhibits(d.Exhibits) {
		p.Table(t)
	}
	s.annexes(p, &d.ClaimStatement)
	return p.Bytes()
}

// first is the earliest day on which something of it fell due.
func (d *Dossier) first() date.Date {
	first := d.Invoices[0].DueOn
	for n := range d.Invoices {
		first = min(first, d.Invoices[n].DueOn)
	}
	return first
}

func (s *press) happened(d *Dossier) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: s.T("paper.dossier.day")}, {Head: s.T("paper.dossier.what"), Fill: true}, {Head: s.T("paper.dossier.exhibit"), Right: true}}}
	for _, h := range d.Happened {
		proof := paper.Cell{}
		if h.Exhibit > 0 {
			proof.Text, proof.Link = s.Int(int64(h.Exhibit)), d.Exhibits[h.Exhibit-1].link()
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: s.ShortDate(h.On)}, {Text: plain(h.Text)}, proof}})
	}
	return t
}

// exhibits are a table for each group, in their order.
func (s *press) exhibits(all []Exhibit) (tables []*paper.Table) {
	group := ""
	for n := range all {
		e := &all[n]
		if e.Group != group || len(tables) == 0 {
			group = e.Group
			tables = append(tables, &paper.Table{Title: group, Columns: []paper.Column{{Head: s.T("paper.dossier.number"), Right: true}, {Head: s.T("paper.dossier.document"), Fill: true},
				{Head: s.T("paper.dossier.day")}, {Head: s.T("paper.dossier.size"), Right: true}}})
		}
		day := ""
		if e.On != date.None {
			day = s.ShortDate(e.On)
		}
		t := tables[len(tables)-1]
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: s.Int(int64(e.Number)), Link: e.link()}, {Text: plain(e.Name), Notes: []string{e.Hash}, Link: e.link()}, {Text: day}, {Text: s.kilobytes(e.Size)}}})
	}
	return tables
}

// kilobytes is a size as people read it, rounded up.
func (s *press) kilobytes(size int64) string {
	return s.T("paper.dossier.kilobytes", "N", s.Int((size+1023)/1024))
}
