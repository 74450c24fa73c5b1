package pdf

import (
	"errors"
	"io"
)

// predicted undoes the PNG prediction of packed bytes.
func (d *document) predicted(r io.Reader, parameter value) (io.Reader, error) {
	field := func(name string, usual int) int {
		if v := d.inside(parameter, name); v.kind == integer {
			return v.n
		}
		return usual
	}
	predictor := field("Predictor", 1)
	if predictor == 1 {
		return r, nil
	}
	colors, bits, columns := field("Colors", 1), field("BitsPerComponent", 8), field("Columns", 1)
	const most = 1 << 16
	if predictor < 10 || colors < 1 || bits < 1 || columns < 1 || colors > 32 || bits > 16 || columns > most {
		return nil, unknownMethod("Predictor")
	}
	row := (colors*bits*columns + 7) / 8
	return &rows{r: r, sample: max(1, colors*bits/8), row: make([]byte, 1+row), above: make([]byte, 1+row)}, nil
}

// rows undoes the PNG prediction row by row: each begins with the number of its
// filter (PNG, 9.2).
type rows struct {
	r          io.Reader
	sample     int // bytes of one, to the left
	row, above []byte
	left       []byte // of the row, not read yet
}

func (p *rows) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		p.row, p.above = p.above, p.row
		n, err := io.ReadFull(p.r, p.row)
		if err != nil && !(errors.Is(err, io.ErrUnexpectedEOF) && n > 1) {
			return 0, err
		}
		clear(p.row[n:])
		if !p.undo() {
			return 0, errDamaged
		}
		p.left = p.row[1:n]
	}
	n := copy(b, p.left)
	p.left = p.left[n:]
	return n, nil
}

// undo adds to the row what was predicted.
func (p *rows) undo() bool {
	filter, row, above := p.row[0], p.row[1:], p.above[1:]
	if filter > 4 {
		return false
	}
	for i := range row {
		var left, corner byte
		if i >= p.sample {
			left, corner = row[i-p.sample], above[i-p.sample]
		}
		switch filter {
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += nearest(int(left), int(above[i]), int(corner))
		}
	}
	return true
}

// nearest is the one of three neighbours that is nearest to their plane (PNG, 9.4:
// Paeth).
func nearest(left, above, corner int) byte {
	plane := left + above - corner
	toLeft, toAbove, toCorner := distance(plane, left), distance(plane, above), distance(plane, corner)
	switch {
	case toLeft <= toAbove && toLeft <= toCorner:
		return byte(left)
	case toAbove <= toCorner:
		return byte(above)
	}
	return byte(corner)
}

func distance(a, b int) int { return max(a-b, b-a) }
