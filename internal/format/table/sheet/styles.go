package sheet

import (
	"strconv"
	"strings"

	"acquit/internal/format/xmlread"
)

// style is what the format of a cell says about its number.
type style struct {
	day   bool
	width int // of a number that is filled up with zeros at its front; 0: none
}

// readStyles reads which of the cell formats show a number as a day.
func (b *workbook) readStyles(part string) error {
	if b.parts[part] == nil {
		return nil
	}
	own := map[int]style{}
	return b.walk(part, func(x *xmlread.Reader) error {
		return x.Each(func(name string) error {
			switch name {
			case "numFmts":
				return x.Each(func(string) error {
					if id, err := strconv.Atoi(x.Attr("numFmtId")); err == nil {
						own[id] = styleOf(x.Attr("formatCode"))
					}
					return nil
				})
			case "cellXfs":
				return x.Each(func(string) error {
					id, _ := strconv.Atoi(x.Attr("numFmtId")) // without one, format 0
					s, ok := own[id]
					if !ok {
						s.day = builtInDay(id)
					}
					b.styles = append(b.styles, s)
					return nil
				})
			}
			return nil
		})
	})
}

// builtInDay reports whether a format that needs no code shows a day (ISO/IEC
// 29500-1, 18.8.30); 27 to 36 and 50 to 58 do so in East Asian languages. 18 to 21
// and 45 to 47 show a time alone.
func builtInDay(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
}

// styleOf reads a format code, such as dd/mm/yyyy or 00000.
func styleOf(code string) style {
	if strings.Trim(code, "0") == "" {
		return style{width: min(len(code), 18)}
	}
	return style{day: showsDay(code)}
}

// showsDay looks for a day or a year in a format code, outside of what stands in it
// as plain text: "text", \x, the width _x and filling *x, and [conditions]. Only the
// section for positive numbers counts.
func showsDay(code string) bool {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = pass(code, i, '"')
		case '[':
			i = pass(code, i, ']')
		case '\\', '_', '*':
			i++
		case ';':
			return false
		case 'd', 'D', 'y', 'Y':
			return true
		}
	}
	return false
}

// pass returns the place of the mark that ends what begins at i.
func pass(code string, i int, mark byte) int {
	end := strings.IndexByte(code[i+1:], mark)
	if end < 0 {
		return len(code)
	}
	return i + 1 + end
}
