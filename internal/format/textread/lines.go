package textread

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"acquit/internal/fault"
)

// Longest is the most bytes that one line may hold: enough for any text file that
// somebody takes for a bank's or a ledger, and a bound for one without line ends.
const Longest = 64 << 10

// Lines reads a file line by line.
type Lines struct {
	Number int // of the last line, 1-based; blank ones count
	scan   *bufio.Scanner
}

// NewLines reads a file in the pieces that split cuts, such as SplitLines.
func NewLines(r io.Reader, split bufio.SplitFunc) *Lines {
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, Longest), Longest)
	scan.Split(split)
	return &Lines{scan: scan}
}

// Next returns the next line that is not blank, without the byte order mark of a file;
// it holds until the next call. What stands before an error is no whole line.
func (l *Lines) Next() (line []byte, ok bool) {
	for l.scan.Scan() && l.scan.Err() == nil {
		l.Number++
		line := l.scan.Bytes()
		if l.Number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if !blank(line) {
			return line, true
		}
	}
	return nil, false
}

func blank(line []byte) bool {
	for _, c := range line {
		if c > ' ' {
			return false
		}
	}
	return true
}

// TooLong reports whether a line was longer than fits, the one behind Number.
func (l *Lines) TooLong() bool { return errors.Is(l.scan.Err(), bufio.ErrTooLong) }

// Err is why the lines ended early, nil at the end of the file.
func (l *Lines) Err() error {
	if l.TooLong() {
		return fault.At(l.Number+1, "", "this line is longer than %d bytes", Longest)
	}
	return l.scan.Err()
}
