package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// tableCell draws a cell of a table. It is the one part that is written by hand: a list
// has hundreds of cells, and what a template does to join two classes costs more than
// what most of them show. The classes are constants of this package and need no escape.
func tableCell(c Column, cell templ.Component) templ.Component {
	start, end := "<td", "</td>"
	if c.Name {
		start, end = `<th scope="row"`, "</th>"
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, start+` class="`+c.classes()+`"`+c.heading()+`>`); err != nil {
			return err
		}
		if err := cell.Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, end)
		return err
	})
}

// classes are how the cells of a column lie, and from which screen on they are shown.
func (c Column) classes() string {
	if c.Kind != ColumnText && c.From != ScreenPhone {
		return string(c.Kind) + " " + string(c.From)
	}
	return string(c.Kind) + string(c.From)
}

// heading is what a cell is called where no head stands above it.
func (c Column) heading() string {
	if !c.said {
		return ""
	}
	return ` data-label="` + templ.EscapeString(c.Label) + `"`
}
