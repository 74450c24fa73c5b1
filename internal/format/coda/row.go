package coda

import (
	"bufio"

	"github.com/govalues/decimal"
	"golang.org/x/text/encoding/charmap"

	"acquit/internal/fault"
)

// row is a record that is being written: one byte a column, in Windows-1252.
type row [width]byte

func newRow(start string) *row {
	r := &row{}
	copy(r[:], blanks)
	r.put(1, width, start)
	return r
}

// put writes s from column first on; what reaches beyond column last is cut off.
func (r *row) put(first, last int, s string) {
	column := first - 1
	for _, c := range s {
		if column == last {
			return
		}
		r[column] = encode(c)
		column++
	}
}

func encode(c rune) byte {
	if c < ' ' {
		return ' '
	}
	if b, ok := charmap.Windows1252.EncodeRune(c); ok {
		return b
	}
	return '?'
}

// amount writes a sign and fifteen digits from column first on.
func (r *row) amount(first int, d decimal.Decimal) error {
	n, err := inThousandths(d)
	if err != nil {
		return err
	}
	r.put(first, first, "0")
	if n < 0 {
		r.put(first, first, "1")
		n = -n
	}
	for column := first + 14; column >= first; column-- {
		r[column] = byte('0' + n%10)
		n /= 10
	}
	return nil
}

// inThousandths refuses what has more than twelve digits before the comma or
// three behind it.
func inThousandths(d decimal.Decimal) (int64, error) {
	whole, fraction, ok := d.Int64(3)
	if !ok || d.MinScale() > 3 || whole <= -1e12 || whole >= 1e12 {
		return 0, fault.New(fault.Invalid, "the amount %s does not fit twelve digits and three decimals", d)
	}
	return whole*1000 + fraction, nil
}

func (r *row) writeTo(w *bufio.Writer) {
	w.Write(r[:]) // an error stays in w until Flush
	w.WriteString("\r\n")
}
