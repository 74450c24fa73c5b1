package ui

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/locale"
)

// drawnPoint is a point as it is drawn, with the stretch in which the pointer
// finds its words.
type drawnPoint struct {
	Point
	X, Y            float64
	Slot, SlotWidth float64
	Last            bool
	LabelFrom       Screen
}

func (s LineSpec) values() []float64 {
	values := make([]float64, len(s.Points))
	for i, p := range s.Points {
		values[i] = float64(p.Value)
	}
	return values
}

// axis holds every value and the target.
func (s LineSpec) axis() axis {
	values := s.values()
	if s.High > 0 {
		values = append(values, s.Low, s.High)
	}
	return newAxis(lowest(values), uppermost(values))
}

func (s LineSpec) points() []drawnPoint {
	a := s.axis()
	n := len(s.Points)
	slot := (100 - gutter) / float64(max(n, 1))
	widest := 0
	for _, p := range s.Points {
		widest = max(widest, letters(p.Label))
	}
	points := make([]drawnPoint, n)
	for i, p := range s.Points {
		from := gutter + float64(i)*slot
		points[i] = drawnPoint{
			Point: p, X: from + slot/2, Y: a.y(float64(p.Value)), Slot: from, SlotWidth: slot,
			Last: i == n-1, LabelFrom: labelFrom(n-1-i, n, widest),
		}
	}
	return points
}

func (s LineSpec) table(w *locale.Words) TableSpec {
	table := TableSpec{Caption: s.Title, Columns: []Column{
		{Label: w.T("ui.period"), Name: true}, {Label: s.Measure, Kind: ColumnAmount},
	}}
	for _, p := range s.Points {
		table.Rows = append(table.Rows, Row{Cells: []templ.Component{Words(p.Long), Words(p.Text)}})
	}
	return table
}

// polyline writes values as points in a square of 100 by 100, each in the middle
// of its share of the width.
func polyline(values []float64, a axis) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(pixels(100*(float64(i)+0.5)/float64(len(values))) + "," + pixels(100-100*a.share(v)))
	}
	return b.String()
}

func lowest(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Min(values)
}

func uppermost(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Max(values)
}
