package table

// Preview is a table as its mapping understands it, for a person who is to say
// whether that is right.
type Preview struct {
	Headings []string   `json:"headings"`
	Rows     [][]string `json:"rows"`           // the first ones, as they stand in the file
	Records  []any      `json:"records"`        // the same as understood: Invoice, Owing, Customer, Persons; nil where that failed
	Read     int        `json:"read"`           // rows that can be taken in, of all that were read
	Refused  int        `json:"refused"`        // rows that cannot
	Problems []Problem  `json:"problems"`       // why not, and what is odd
	LeftOut  []Problem  `json:"left_out"`       // rows that are no data
	More     bool       `json:"more,omitempty"` // the file has rows behind those that were read: see First
}

// Preview reads the table through a mapping. It keeps the first rows, and counts the
// problems of all.
func (t *Table) Preview(m Mapping, rows int) (*Preview, error) {
	reader, err := t.Read(m)
	if err != nil {
		return nil, err
	}
	p := &Preview{Headings: t.Headings(), Rows: [][]string{}, Records: []any{}}
	var problems Problems
	for record, err := range reader.Records() {
		if record == nil {
			return nil, err
		}
		var understood any
		if err == nil {
			understood, err = record.As(m.Kind)
		}
		if err != nil {
			understood = nil
			problems.Refuse(err)
			p.Refused++
		} else {
			p.Read++
		}
		for _, n := range record.Odd() {
			problems.Add(n)
		}
		if len(p.Rows) < rows {
			p.Rows = append(p.Rows, record.cells())
			p.Records = append(p.Records, understood)
		}
	}
	p.Problems, p.LeftOut, p.More = problems.List(), reader.LeftOut(), reader.More()
	return p, nil
}

// As reads the row as one of a kind: Invoice, Owing, Customer, Persons, or Entry.
func (r *Record) As(k Kind) (any, error) {
	switch k {
	case Invoices:
		return r.Invoice()
	case Balances:
		return r.Owing()
	case Customers:
		return r.Customer()
	case Contacts:
		return r.Persons()
	}
	return r.Entry()
}

// cells are the texts of the row as they stand in the file.
func (r *Record) cells() []string {
	all := make([]string, len(r.row.Cells))
	for n, c := range r.row.Cells {
		all[n] = c.Text
	}
	return all
}
