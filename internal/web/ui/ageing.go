package ui

import (
	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/locale"
	"acquit/internal/money"
)

func (s AgeingSpec) amounts() []money.Amount {
	amounts := make([]money.Amount, len(s.Buckets))
	for i, b := range s.Buckets {
		amounts[i] = b.Amount
	}
	return amounts
}

// pieces cuts the bar. A bucket in which credits outweigh invoices has no width.
func (s AgeingSpec) pieces(w *locale.Words) []barPiece {
	parts := make([]barPart, len(s.Buckets))
	for n, b := range s.Buckets {
		parts[n] = barPart{Label: b.Label, Href: b.Href, Tone: b.Tone, Size: b.Amount.Minor, Value: w.Money(b.Amount), Figure: Money(w, b.Amount),
			Note: w.N("word.n_invoices", b.Count)}
	}
	return cut(parts)
}

func (s AgeingSpec) table(w *locale.Words) TableSpec {
	table := TableSpec{Caption: s.Title, Columns: []Column{
		{Label: w.T("ui.age"), Name: true},
		{Label: w.Cap("word.invoices"), Kind: ColumnAmount},
		{Label: w.Cap("word.amount"), Kind: ColumnAmount},
		{Label: w.T("ui.share"), Kind: ColumnAmount},
	}}
	count := 0
	for n, p := range s.pieces(w) {
		b := &s.Buckets[n]
		count += b.Count
		table.Rows = append(table.Rows, Row{Href: b.Href, Cells: []templ.Component{
			Link(b.Label, b.Href), Words(w.Int(int64(b.Count))), p.Figure, Words(percentWords(w, p.Share)),
		}})
	}
	if len(s.Buckets) > 0 {
		table.Total = []templ.Component{
			Words(w.T("ui.total")), Words(w.Int(int64(count))), Money(w, sum(s.amounts())), Words(""),
		}
	}
	return table
}

// percentWords writes whole per cents as the reader does.
func percentWords(w *locale.Words, n int) string {
	return w.Percent(decimal.MustNew(int64(n), 0))
}
