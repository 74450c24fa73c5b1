package table

import "slices"

// Complete fills in what a person left open of a mapping that they made for this
// table: how its columns are headed, in which order its days are written, what its
// decimal sign and the rule of its signs are. What the person said stays. It returns
// the table with its headings where the mapping has them, and what is missing or
// nobody can be sure of.
func (t *Table) Complete(m Mapping) (*Table, Mapping, []Problem, error) {
	if m.HeaderRow != t.HeaderRow() {
		var err error
		if t, err = t.WithHeader(m.HeaderRow); err != nil {
			return t, m, nil, err
		}
	}
	m.Signature, m.Layout, m.FirstRow = t.Signature(), t.Layout(), t.FirstRow()
	m.Columns = slices.DeleteFunc(slices.Clone(m.Columns), func(c Column) bool { return c.Field == None || c.At < 0 || c.At >= t.width })
	slices.SortFunc(m.Columns, func(a, b Column) int { return a.At - b.At })
	for n := range m.Columns {
		m.Columns[n].Heading = t.headings[m.Columns[n].At]
	}
	g := &guess{table: t, mapping: &m, problems: []Problem{}}
	g.number()
	g.days()
	g.amounts()
	g.currency()
	if m.Sign.Rule == "" {
		g.sign()
	}
	for _, text := range m.lacks() {
		g.say(true, text)
	}
	g.contradicted()
	return t, m, g.problems, nil
}

// Sample are the first rows behind the headings, at most n, as they stand in the file.
func (t *Table) Sample(n int) [][]string {
	all := [][]string{}
	for _, row := range t.rows() {
		if len(all) == n {
			break
		}
		cells := make([]string, len(row.Cells))
		for at, c := range row.Cells {
			cells[at] = c.Text
		}
		all = append(all, cells)
	}
	return all
}
