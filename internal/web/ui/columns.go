package ui

import (
	"github.com/a-h/templ"

	"acquit/internal/locale"
	"acquit/internal/money"
)

// drawnColumn is a bar as it is drawn: hundredths of the width across, pixels
// from the top down.
type drawnColumn struct {
	Bar
	Slot, SlotWidth      float64
	X, Width, Middle     float64
	Top, LowTop, HighTop float64
	Ranged               bool
	Figure, Tip          string
	FigureFrom           Screen
	LabelFrom            Screen
}

func (b Bar) ranged() bool { return !b.Low.IsZero() || !b.High.IsZero() }

// crest is the highest amount that a bar shows.
func (b Bar) crest() money.Amount {
	if b.ranged() {
		return b.High
	}
	return b.Amount
}

// crests is what the scale must hold; never empty.
func (s ColumnsSpec) crests() []money.Amount {
	crests := []money.Amount{{}}
	for _, b := range s.Bars {
		crests = append(crests, b.crest(), b.Amount)
	}
	return crests
}

// columns lays the bars out from zero to the highest; what lies below zero is
// drawn as nothing, and its figure tells.
func (s ColumnsSpec) columns(w *locale.Words) []drawnColumn {
	top := highest(s.crests())
	scale := axis{Max: max(float64(top.Minor), 1)}
	u := unitFor(top)
	slot := 100 / float64(max(len(s.Bars), 1))
	drawn := make([]drawnColumn, len(s.Bars))
	for i, b := range s.Bars {
		c := drawnColumn{Bar: b, Slot: float64(i) * slot, SlotWidth: slot, Ranged: b.ranged()}
		c.X, c.Width, c.Middle = c.Slot+0.18*slot, 0.64*slot, c.Slot+slot/2
		c.Top = scale.y(float64(b.Amount.Minor))
		c.LowTop, c.HighTop = c.Top, c.Top
		if c.Ranged {
			c.LowTop, c.HighTop = scale.y(float64(b.Low.Minor)), scale.y(float64(b.High.Minor))
		}
		c.Figure, c.Tip = u.short(w, b.Amount), b.tip(w)
		drawn[i] = c
	}
	thinOut(drawn)
	return drawn
}

// thinOut keeps the labels and figures that have room.
func thinOut(drawn []drawnColumn) {
	var label, figure int
	for _, c := range drawn {
		label, figure = max(label, letters(c.Label)), max(figure, letters(c.Figure))
	}
	for i := range drawn {
		drawn[i].LabelFrom = labelFrom(i, len(drawn), label)
		drawn[i].FigureFrom = labelFrom(i, len(drawn), figure)
	}
}

func (b Bar) tip(w *locale.Words) string {
	if b.ranged() {
		return w.T("ui.bar_range", "Bar", b.Long, "Amount", b.Amount, "Low", b.Low, "High", b.High)
	}
	return pair(w, b.Long, w.Money(b.Amount))
}

// note tells the unit of the figures.
func (s ColumnsSpec) note(w *locale.Words) string {
	top := highest(s.crests())
	return w.T(unitFor(top).word, "Currency", top.Currency.String())
}

func (s ColumnsSpec) table(w *locale.Words) TableSpec {
	table := TableSpec{Caption: s.Title, Columns: []Column{
		{Label: w.T("ui.period"), Name: true}, {Label: s.Measure, Kind: ColumnAmount},
		{Label: w.T("ui.lowest"), Kind: ColumnAmount}, {Label: w.T("ui.highest"), Kind: ColumnAmount},
	}}
	var amounts []money.Amount
	for _, b := range s.Bars {
		amounts = append(amounts, b.Amount)
		low, high := b.Amount, b.Amount
		if b.ranged() {
			low, high = b.Low, b.High
		}
		table.Rows = append(table.Rows, Row{Href: b.Href, Cells: []templ.Component{
			linkOrWords(b.Long, b.Href), Money(w, b.Amount), Money(w, low), Money(w, high),
		}})
	}
	if len(s.Bars) > 0 {
		table.Total = []templ.Component{Words(w.T("ui.total")), Money(w, sum(amounts)), Words(""), Words("")}
	}
	return table
}
