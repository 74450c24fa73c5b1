package lookup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/fault"
)

// longest is the most bytes that a record may have.
const longest = 64 << 10

// Table reads a file with a heading and a record in each line, its fields parted by commas
// and put between quotes where need be. A line that cannot be read is remarked upon and
// passed over: a quote that nobody closed spoils its own line and no other.
type Table struct {
	name    string
	remarks *Remarks
	r       *bufio.Reader
	line    int   // of what was read last
	columns []int // where the wanted columns stand, -1 for those that the file has not
	width   int   // fields of the heading
	fields  [][]byte
	scratch []byte
	held    []byte // the line behind one whose quote was not closed, read ahead
	began   int    // the line at which the current record begins
}

// OpenTable reads the heading. Columns are found by their names; a file must have each of
// must, and may have those of may, which Field counts behind them.
//
// Errors: Invalid for a file that lacks a column.
func OpenTable(r io.Reader, name string, remarks *Remarks, must, may []string) (*Table, error) {
	t := &Table{name: name, remarks: remarks, r: bufio.NewReaderSize(r, longest)}
	heading, err := t.read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.In(name, err)
	}
	t.cut(bytes.TrimPrefix(heading, []byte("\ufeff")))
	t.width = len(t.fields)
	var heads []string
	for _, f := range t.fields {
		heads = append(heads, strings.TrimSpace(string(f)))
	}
	for n, want := range slices.Concat(must, may) {
		at := slices.IndexFunc(heads, func(h string) bool { return strings.EqualFold(h, want) })
		if at < 0 && n < len(must) {
			return nil, fault.In(name, fault.At(1, "", "there is no column %s", want))
		}
		t.columns = append(t.columns, at)
	}
	return t, nil
}

// Next goes to the next record. It is io.EOF at the end.
//
// Errors: Invalid for a file that is damaged.
func (t *Table) Next() error {
	for {
		line, err := t.next()
		if err != nil {
			return err
		}
		t.began = t.line
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		switch cut := t.cut(line); {
		case cut:
			if len(t.fields) == t.width {
				return nil
			}
			t.Misread("the line has %d fields where the heading has %d; it was left out", len(t.fields), t.width)
			continue
		case isOpen(line):
			ok, err := t.joined(line)
			if ok || err != nil {
				return err
			}
		}
		t.Misread("a quote in this line stands where none may, or is not closed; it was left out")
	}
}

// Line is where the current record begins.
func (t *Table) Line() int { return t.began }

// Field is a wanted column of the current record, without blanks around it. It holds until
// the next one.
func (t *Table) Field(n int) []byte {
	at := t.columns[n]
	if at < 0 {
		return nil
	}
	field := bytes.TrimSpace(t.fields[at])
	if !utf8.Valid(field) {
		field = bytes.ToValidUTF8(field, []byte("\uFFFD"))
	}
	return field
}

// Misread says that something is odd in the current record.
func (t *Table) Misread(format string, args ...any) {
	t.remarks.Jot(t.name, t.began, format, args...)
}

// next is the next line, or the one that was read ahead.
func (t *Table) next() ([]byte, error) {
	if held := t.held; held != nil {
		t.held = nil
		return held, nil
	}
	return t.read()
}

// isOpen reports whether a line ends inside quotes.
func isOpen(line []byte) bool { return bytes.Count(line, []byte{'"'})%2 == 1 }

// joined reads a record whose field goes on in the next line. Where both do not make a whole
// record together, the next line is kept for itself.
func (t *Table) joined(line []byte) (bool, error) {
	first := bytes.Clone(line)
	more, err := t.read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		return false, err
	}
	if both := append(append(first, ' '), more...); t.cut(both) && len(t.fields) == t.width {
		return true, nil
	}
	t.held = bytes.Clone(more)
	return false, nil
}

// read returns the next line without its end. Longer ones than fit are remarked upon and
// passed over.
func (t *Table) read() ([]byte, error) {
	for {
		line, err := t.r.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			if err := t.skip(); err != nil {
				return nil, err
			}
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, t.damaged(err)
		case err != nil && len(line) == 0:
			return nil, io.EOF
		}
		t.line++
		return bytes.TrimRight(line, "\r\n"), nil
	}
}

func (t *Table) skip() error {
	t.line++
	t.remarks.Jot(t.name, t.line, "this line is longer than %d bytes; it was left out", longest)
	for {
		switch _, err := t.r.ReadSlice('\n'); {
		case err == nil || errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return t.damaged(err)
		}
	}
}

func (t *Table) damaged(err error) error {
	return fault.In(t.name, fault.Wrap(fault.Invalid, err, "the file is damaged"))
}

// cut cuts a line into its fields. It is false where a quote is not closed, or something
// stands behind the closing one.
func (t *Table) cut(line []byte) bool {
	t.fields, t.scratch = t.fields[:0], t.scratch[:0]
	for {
		if len(line) == 0 || line[0] != '"' {
			end := bytes.IndexByte(line, ',')
			if end < 0 {
				t.fields = append(t.fields, line)
				return true
			}
			t.fields, line = append(t.fields, line[:end]), line[end+1:]
			continue
		}
		field, rest, ok := t.quoted(line[1:])
		if !ok {
			return false
		}
		t.fields = append(t.fields, field)
		if len(rest) == 0 {
			return true
		}
		if rest[0] != ',' {
			return false
		}
		line = rest[1:]
	}
}

// quoted reads a field up to its closing quote; two quotes are one of the field.
func (t *Table) quoted(line []byte) (field, rest []byte, ok bool) {
	end := bytes.IndexByte(line, '"')
	if end < 0 {
		return nil, nil, false
	}
	if end+1 == len(line) || line[end+1] != '"' {
		return line[:end], line[end+1:], true
	}
	start := len(t.scratch)
	for {
		t.scratch = append(t.scratch, line[:end]...)
		line = line[end+1:]
		if len(line) == 0 || line[0] != '"' {
			return t.scratch[start:len(t.scratch):len(t.scratch)], line, true
		}
		t.scratch, line = append(t.scratch, '"'), line[1:]
		if end = bytes.IndexByte(line, '"'); end < 0 {
			return nil, nil, false
		}
	}
}
