package sheet

import (
	"iter"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/format/xmlread"
)

// rows reads a sheet from its beginning. Rows and cells that are not written do not
// stand in it; their numbers tell where the others are.
func (b *workbook) rows(name string) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		part := ""
		for _, s := range b.sheets {
			if s.name == name {
				part = s.part
				break
			}
		}
		row := &Row{}
		err := b.walk(part, func(x *xmlread.Reader) error {
			return x.Each(func(name string) error {
				if name != "sheetData" {
					return nil
				}
				return x.Each(func(string) error {
					if err := b.row(x, row); err != nil {
						return err
					}
					if !yield(row, nil) {
						return errEnough
					}
					return nil
				})
			})
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// row reads one row; without a number it is the next one.
func (b *workbook) row(x *xmlread.Reader, row *Row) error {
	number, err := strconv.Atoi(x.Attr("r"))
	if err != nil || number <= row.Number {
		number = row.Number + 1
	}
	row.Number = number
	row.Cells = row.Cells[:0]
	err = x.Each(func(string) error {
		at := column(x.Attr("r"))
		if at < len(row.Cells) {
			at = len(row.Cells) // without a name, the next one
		}
		cell, err := b.cell(x)
		if err != nil || at >= maxCells || cell.Text == "" && cell.Type == Written {
			return err
		}
		for len(row.Cells) < at {
			row.Cells = append(row.Cells, Cell{})
		}
		row.Cells = append(row.Cells, cell)
		return nil
	})
	row.trim()
	return err
}

// column is the number of the column that a cell's name begins with, from 0: 27 for
// AB7; -1 where it begins with none.
func column(name string) int {
	n := 0
	for i := 0; i < len(name) && i < 4 && latin(name[i]); i++ {
		n = n*26 + int(name[i]|0x20-'a') + 1
	}
	return n - 1
}

// cell reads one cell.
func (b *workbook) cell(x *xmlread.Reader) (Cell, error) {
	kind, styled := x.Attr("t"), x.Attr("s")
	value, text, formula := "", "", false
	err := x.Each(func(name string) (err error) {
		switch name {
		case "v":
			value, err = x.Text()
		case "is":
			text, err = richText(x)
		case "f":
			formula = true
		}
		return err
	})
	switch {
	case err != nil:
		return Cell{}, err
	case kind == "inlineStr":
		return Cell{Text: trimmed(text)}, nil
	case value == "" && formula:
		return Cell{Type: Formula}, nil
	case value == "":
		return Cell{}, nil
	}
	return b.valueOf(kind, value, styled), nil
}

// valueOf is a cell's value by its type (ISO/IEC 29500-1, 18.18.11).
func (b *workbook) valueOf(kind, value, styled string) Cell {
	switch kind {
	case "s":
		n, _ := strconv.Atoi(value)
		return Cell{Text: b.strings.at(n)}
	case "str", "e":
		return Cell{Text: trimmed(unescaped(value))}
	case "b":
		return Cell{Text: map[string]string{"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}[value]}
	case "d":
		if d, err := date.Parse(value[:min(10, len(value))]); err == nil {
			return Cell{d.String(), Day}
		}
		return Cell{Text: value}
	}
	n, _ := strconv.Atoi(styled)
	if n < 0 || n >= len(b.styles) {
		return numberOf(value, style{})
	}
	if s := b.styles[n]; !s.day {
		return numberOf(value, s)
	}
	if day, ok := serialDay(value, b.epoch); ok {
		return Cell{day.String(), Day}
	}
	return numberOf(value, style{})
}

// significant is how many digits Excel keeps of a number; what stands behind them
// comes from its binary form.
const significant = 15

// numberOf is a number as a plain decimal: 0.1 for 0.10000000000000001, 1200 for
// 1.2E3.
func numberOf(value string, s style) Cell {
	if plain := strings.TrimPrefix(value, "-"); len(plain) <= significant && strings.Trim(plain, "0123456789") == "" {
		for len(plain) < s.width && len(plain) == len(value) {
			plain, value = "0"+plain, "0"+value
		}
		return Cell{value, Number}
	}
	d, err := decimal.Parse(value)
	if err != nil {
		return Cell{Text: value}
	}
	if beyond := d.Prec() - significant; beyond > 0 && d.Scale() > 0 {
		d = d.Round(max(d.Scale()-beyond, 0))
	}
	return Cell{d.Trim(0).String(), Number}
}

// The days that workbooks count from, as the number that date.Date gives them. In
// the usual epoch day 60 is 29 February 1900, which never was, so that all days
// behind it count from 30 December 1899.
const (
	epoch1900 = 693594
	epoch1904 = 695056
)

// serialDay is the day of a serial number, whose fraction is the time of day. Days
// before 1 March 1900 are none that a business still speaks of.
func serialDay(value string, epoch int) (date.Date, bool) {
	whole, _, _ := strings.Cut(value, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 61 && epoch == epoch1900 || n < 1 || n > 2_958_465 {
		return date.None, false
	}
	return date.Date(epoch + n), true
}
