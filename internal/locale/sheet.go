package locale

import (
	"strings"

	"acquit/internal/money"
)

// SheetSeparator is what parts the cells of delimited text for the reader's
// spreadsheet program. Excel takes the list separator of the machine's region: a
// semicolon wherever a comma marks decimals, and in Switzerland too.
func (f *Format) SheetSeparator() rune {
	if f.Tag.Language() == English {
		return ','
	}
	return ';'
}

// SheetAmount writes an amount as the reader's spreadsheet program takes it for a
// number: the decimal mark of the region, nothing between thousands, a plain hyphen
// before what is negative, and no currency.
func (f *Format) SheetAmount(a money.Amount) string {
	return strings.Replace(a.String(), ".", f.amount.decimal, 1)
}
