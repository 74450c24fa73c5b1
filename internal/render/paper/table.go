package paper

// Table is a list with a head that is repeated on every page. Each column is as wide as
// what stands in it; the one that fills takes what is left, and breaks its lines.
type Table struct {
	Title   string // above it, on the page where it begins; "" for none
	Columns []Column
	Rows    []Row
	Foot    []Row // sums: they stand on the page of the last row
}

// Column is one of a table.
type Column struct {
	Head  string
	Right bool // set to the right, as amounts are
	Fill  bool // takes the room that is left; one column of a table does
}

// Row is one of a table. Where it has fewer cells than there are columns, the first takes
// the room of those that are missing, and stands near the one behind it.
type Row struct {
	Cells  []Cell
	Strong bool
	Note   string // below the row, as wide as the table
}

// Cell is a text with smaller ones below it.
type Cell struct {
	Text   string
	Notes  []string
	Strong bool
	Link   string // the address to which the text leads, which may be relative to the document; "" for none
}

// Texts are cells without more.
func Texts(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for n, t := range texts {
		cells[n].Text = t
	}
	return cells
}

// Sizes of a table.
const (
	figures = 9.0 // of its letters, and where the columns are too wide for the page then
	least   = 6.0 // smaller ones, down to these
	noted   = 7.5
	apart   = 4.0 // columns
	step    = 4.4 // from line to line
	notedBy = 3.6
	pad     = 1.2 // above and below a row
	tight   = 1.0 // sums stand nearer to each other than rows
	// leastFill is what the column that fills has at least, whatever the others hold.
	leastFill = 30.0
)

// laid is a table with the places of its columns.
type laid struct {
	*Table
	size     float64 // of its letters
	from, to []float64
}

// few is how many rows a table has that is not broken.
const few = 8

// Table adds a table. A row stays whole, and so does a table of few rows; the head is
// repeated above what the next page has, and the sums stay with the last row.
func (p *Paper) Table(t *Table) {
	l := t.lay()
	p.need(titled(t.Title) + l.begin())
	p.title(t.Title)
	p.y += l.head(p)
	for n := range t.Rows {
		if p.need(l.tallest(n)) {
			p.y += l.head(p)
		}
		p.y += l.row(p, &t.Rows[n])
		p.rule(left, width-right, p.y, hairline)
	}
	if len(t.Rows) == 0 {
		p.need(l.footed())
	}
	for n := range t.Foot {
		p.y += l.row(p, &t.Foot[n]) - tight
	}
	p.y += gap + tight
}

// begin is how much the table needs where it begins.
func (l *laid) begin() float64 {
	tall := l.head(nil)
	if len(l.Rows) > few {
		return tall + l.tallest(0)
	}
	for n := range l.Rows {
		tall += l.row(nil, &l.Rows[n])
	}
	return tall + l.footed()
}

// tallest is how much a row needs to stand: the last one needs its sums beside it.
func (l *laid) tallest(n int) float64 {
	switch {
	case n >= len(l.Rows):
		return l.footed()
	case n == len(l.Rows)-1:
		return l.row(nil, &l.Rows[n]) + l.footed()
	}
	return l.row(nil, &l.Rows[n])
}

func (l *laid) footed() (sum float64) {
	for n := range l.Foot {
		sum += l.row(nil, &l.Foot[n])
	}
	return sum
}

// lay finds the size of the letters and the place of each column.
func (t *Table) lay() *laid {
	l := &laid{Table: t, from: make([]float64, len(t.Columns)), to: make([]float64, len(t.Columns))}
	wides, fill, free := []float64(nil), 0, 0.0
	for l.size = figures; ; l.size -= 0.5 {
		if wides, fill, free = t.wides(l.size); free >= leastFill || l.size <= least {
			break
		}
	}
	wides[fill] = max(free, leastFill)
	x := left
	for n, w := range wides {
		l.from[n], l.to[n] = x, x+w
		x += w + apart
	}
	return l
}

// wides is how wide each column is in letters of a size, which one fills, and how much the
// others leave for it.
func (t *Table) wides(size float64) (wides []float64, fill int, free float64) {
	free = room - apart*float64(len(t.Columns)-1)
	for n, c := range t.Columns {
		wides = append(wides, t.widest(n, size))
		if c.Fill {
			fill = n
		} else {
			free -= wides[n]
		}
	}
	return wides, fill, free
}

// widest is how wide the widest text of a column is.
func (t *Table) widest(column int, size float64) float64 {
	most := wide(t.Columns[column].Head, style{size: noted, grey: true})
	for _, rows := range [][]Row{t.Rows, t.Foot} {
		for n := range rows {
			row := &rows[n]
			at := column - (len(t.Columns) - len(row.Cells))
			if at < 0 || at == 0 && len(row.Cells) < len(t.Columns) {
				continue // a text that spans columns makes none of them wider
			}
			c := &row.Cells[at]
			most = max(most, wide(c.Text, style{size: size, bold: c.Strong || row.Strong}))
			for _, note := range c.Notes {
				most = max(most, wide(note, style{size: noted}))
			}
		}
	}
	return most
}

// head draws the names of the columns and returns how tall they are; without a paper it
// only measures.
func (l *laid) head(p *Paper) float64 {
	st := style{size: noted, grey: true}
	tall := 1
	for n, c := range l.Columns {
		lines := wrap(c.Head, l.to[n]-l.from[n]+0.1, st)
		tall = max(tall, len(lines))
		for k, said := range lines {
			l.cell(p, n, n, pad+2.6+notedBy*float64(k), said, st)
		}
	}
	height := pad*2 + notedBy*float64(tall)
	if p != nil {
		p.rule(left, width-right, p.y+height, thick)
	}
	return height
}

// cell puts a line into the room from a column to another.
func (l *laid) cell(p *Paper, first, last int, down float64, said string, st style) {
	switch {
	case p == nil:
	case l.Columns[last].Right || first < last:
		p.putRight(l.to[last], p.y+down, said, st)
	default:
		p.put(l.from[first], p.y+down, said, st)
	}
}

// row draws a row and returns how tall it is; without a paper it only measures.
func (l *laid) row(p *Paper, r *Row) float64 {
	missing := len(l.Columns) - len(r.Cells)
	tall := 0.0
	for n := range r.Cells {
		first, last := n+missing, n+missing
		if n == 0 {
			first = 0
		}
		tall = max(tall, l.fill(p, first, last, &r.Cells[n], r.Strong))
	}
	if r.Note != "" {
		tall += 0.6
		st := style{size: noted, grey: true}
		for _, said := range wrap(r.Note, room, st) {
			if p != nil {
				p.put(left, p.y+tall+2.4, said, st)
			}
			tall += notedBy
		}
	}
	return tall + pad
}

// fill draws a cell and returns how tall it is.
func (l *laid) fill(p *Paper, first, last int, c *Cell, bold bool) float64 {
	most := l.to[last] - l.from[first] + 0.1 // what was measured itself must fit
	y := pad
	st := style{size: l.size, bold: c.Strong || bold}
	for _, said := range wrap(c.Text, most, st) {
		l.cell(p, first, last, y+3.3, said, st)
		if p != nil && c.Link != "" {
			p.pdf.LinkString(l.from[first], p.y+y, most, step, c.Link)
		}
		y += step
	}
	st = style{size: noted, grey: true}
	for _, note := range c.Notes {
		for _, said := range wrap(note, most, st) {
			l.cell(p, first, last, y+2.5, said, st)
			y += notedBy
		}
	}
	return y
}
