package ui

import (
	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/locale"
	"acquit/internal/money"
)

// piece is a bucket as it is drawn, in hundredths of the width.
type piece struct {
	Bucket
	From, Width float64
	Share       int // whole per cents
}

func (s AgeingSpec) amounts() []money.Amount {
	amounts := make([]money.Amount, len(s.Buckets))
	for i, b := range s.Buckets {
		amounts[i] = b.Amount
	}
	return amounts
}

// pieces cuts the bar. A bucket in which credits outweigh invoices has no width.
func (s AgeingSpec) pieces() []piece {
	amounts := s.amounts()
	var total, from float64
	for _, a := range amounts {
		total += float64(max(a.Minor, 0))
	}
	pieces := make([]piece, len(s.Buckets))
	for i, share := range shares(amounts) {
		var width float64
		if total > 0 {
			width = 100 * float64(max(amounts[i].Minor, 0)) / total
		}
		pieces[i] = piece{Bucket: s.Buckets[i], From: from, Width: width, Share: share}
		from += width
	}
	return pieces
}

func (s AgeingSpec) table(w *locale.Words) TableSpec {
	table := TableSpec{Caption: s.Title, Columns: []Column{
		{Label: w.T("ui.age"), Name: true},
		{Label: w.Cap("word.invoices"), Kind: ColumnAmount},
		{Label: w.Cap("word.amount"), Kind: ColumnAmount},
		{Label: w.T("ui.share"), Kind: ColumnAmount},
	}}
	count := 0
	for _, p := range s.pieces() {
		count += p.Count
		table.Rows = append(table.Rows, Row{Href: p.Href, Cells: []templ.Component{
			Link(p.Label, p.Href), Words(w.Int(int64(p.Count))), Money(w, p.Amount), Words(percentWords(w, p.Share)),
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
