package ui

// stacks reports whether rows can be shown on two lines on a phone: with more
// than one amount there, nobody would know which is which.
func stacks(columns []Column) bool {
	amounts := 0
	for _, c := range columns {
		if c.Kind == ColumnAmount && c.From == ScreenPhone {
			amounts++
		}
	}
	return amounts <= 1
}
