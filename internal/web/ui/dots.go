package ui

import (
	"github.com/a-h/templ"

	"acquit/internal/locale"
)

// drawnDot is a dot as it is drawn.
type drawnDot struct {
	Dot
	X, Y float64
	Tone Tone
	Tip  string
}

// axis holds every dot and the line of paying on time.
func (s DotsSpec) axis() axis {
	low, high := 0, 10
	for _, d := range s.Dots {
		low, high = min(low, d.Late), max(high, d.Late)
	}
	return newAxis(float64(low), float64(high))
}

func (s DotsSpec) dots(w *locale.Words) []drawnDot {
	a := s.axis()
	days := float64(max(s.To-s.From, 1))
	drawn := make([]drawnDot, len(s.Dots))
	for i, d := range s.Dots {
		drawn[i] = drawnDot{
			// The edges are kept free, so that a dot there is whole.
			Dot: d, X: gutter + 1 + (98-gutter)*float64(d.On-s.From)/days, Y: a.y(float64(d.Late)),
			Tone: ToneGood, Tip: pair(w, d.Label, lateness(w, d)),
		}
		if d.Late > 0 {
			drawn[i].Tone = lateTone(d.Late)
		}
	}
	return drawn
}

// lateness says how an invoice was or is being paid.
func lateness(w *locale.Words, d Dot) string {
	switch {
	case d.Open && d.Late > 0:
		return w.N("ui.overdue_days", d.Late)
	case d.Open:
		return w.T("word.status.not_due")
	case d.Late > 0:
		return w.N("ui.paid_late", d.Late)
	case d.Late < 0:
		return w.N("ui.paid_early", -d.Late)
	}
	return w.T("ui.paid_on_time")
}

func (s DotsSpec) table(w *locale.Words) TableSpec {
	table := TableSpec{Caption: s.Title, Columns: []Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.T("ui.date"), Kind: ColumnTight},
		{Label: w.T("ui.lateness")},
	}}
	for _, d := range s.Dots {
		table.Rows = append(table.Rows, Row{Href: d.Href, Cells: []templ.Component{
			InvoiceLink(d.Label, d.Href), Day(w, d.On), Words(lateness(w, d)),
		}})
	}
	return table
}
