package paper

// Pair is a value with what it is.
type Pair struct {
	Label, Value string
	Strong       bool
}

// Pairs are values below each other, with what they are beside them.
func (p *Paper) Pairs(pairs []Pair) {
	l := layPairs(pairs, room)
	for n := range l.rows {
		p.need(l.tall(n))
		p.y += l.put(p, n, left, p.y)
	}
	p.y += gap
}

// laidPairs are values whose lines are broken.
type laidPairs struct {
	pairs []Pair
	label float64 // how wide what they are is
	rows  [][2][]string
}

func layPairs(pairs []Pair, most float64) *laidPairs {
	l := &laidPairs{pairs: pairs}
	for _, pair := range pairs {
		l.label = max(l.label, wide(pair.Label, style{size: text, grey: true}))
	}
	l.label = min(l.label+5, most*0.55)
	for _, pair := range pairs {
		l.rows = append(l.rows, [2][]string{wrap(pair.Label, l.label-2, style{size: text, grey: true}), wrap(pair.Value, most-l.label, style{size: text, bold: pair.Strong})})
	}
	return l
}

// tall is how tall one of them is.
func (l *laidPairs) tall(n int) float64 {
	return line * float64(max(len(l.rows[n][0]), len(l.rows[n][1])))
}

// all is how tall they are together.
func (l *laidPairs) all() (sum float64) {
	for n := range l.rows {
		sum += l.tall(n)
	}
	return sum
}

// put draws one of them and returns how tall it is.
func (l *laidPairs) put(p *Paper, n int, x, y float64) float64 {
	for k, said := range l.rows[n][0] {
		p.put(x, y+3.6+line*float64(k), said, style{size: text, grey: true})
	}
	for k, said := range l.rows[n][1] {
		p.put(x+l.label, y+3.6+line*float64(k), said, style{size: text, bold: l.pairs[n].Strong})
	}
	return l.tall(n)
}

// putAll draws all of them in a column of the page and returns where it ends.
func (l *laidPairs) putAll(p *Paper, x, y float64) float64 {
	for n := range l.rows {
		y += l.put(p, n, x, y)
	}
	return y
}
