// Package sheet reads tables as rows of cells, from delimited text, whatever program
// wrote it, and from workbooks (XLSX). It knows encodings, delimiters, quotes and
// cells; what a column means is the business of package table.
package sheet

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"acquit/internal/fault"
)

// The measures beyond which a file is refused or cut: no table in use comes near them.
const (
	maxLine  = 1 << 20 // bytes of a line, and of a row of several lines
	maxCells = 1024    // of a row; what stands behind is left out
)

// Layout says how a file is to be read. What is left empty is found out.
//
// The JSON form is kept with a mapping, so that the next file of the same kind is
// read as a person corrected this one.
type Layout struct {
	Workbook  bool     `json:"workbook,omitempty"`  // an XLSX file; found out, never wanted
	Sheet     string   `json:"sheet,omitempty"`     // the sheet of a workbook
	Encoding  Encoding `json:"encoding,omitempty"`  // of text
	Delimiter string   `json:"delimiter,omitempty"` // one ASCII character
	Quote     string   `json:"quote,omitempty"`     // `"`, `'`, or "none"
}

// File is a table that can be read any number of times from its beginning.
type File struct {
	layout Layout
	text   *text
	book   *workbook
}

// Row is one row. It is valid until the next one; its texts stay.
type Row struct {
	Number int        // the line on which it begins, or the row of the sheet, from 1
	Cells  []Cell     // without the empty ones at the end
	Odd    fault.Text // what was wrong with how it is written; mostly nothing
}

// Cell is one value.
type Cell struct {
	Text string // without blanks around it
	Type Type
}

// Type is what a workbook says of a cell. Whatever stands in a text file is Written.
type Type uint8

// The types of cells.
const (
	Written Type = iota // as somebody wrote it
	Number              // a number: a plain decimal with a dot, whatever it looks like in the sheet
	Day                 // a day: YYYY-MM-DD
	Formula             // a formula without its result; the text is empty
)

// At returns the text of a cell, "" where the row has none.
func (r *Row) At(n int) string {
	if n < len(r.Cells) {
		return r.Cells[n].Text
	}
	return ""
}

// Empty reports whether nothing stands in the row.
func (r *Row) Empty() bool { return len(r.Cells) == 0 }

// trim takes the empty cells at the end away.
func (r *Row) trim() {
	n := len(r.Cells)
	for n > 0 && r.Cells[n-1].Text == "" && r.Cells[n-1].Type != Formula {
		n--
	}
	r.Cells = r.Cells[:n]
}

// Open looks at a file of size bytes and finds out what want leaves open.
func Open(r io.ReaderAt, size int64, want Layout) (*File, error) {
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	f := &File{layout: want}
	var err error
	switch {
	case IsWorkbook(head):
		f.layout.Workbook = true
		f.book, err = openWorkbook(r, size)
		if err == nil {
			f.layout.Sheet, err = f.book.choose(want.Sheet)
		}
	default:
		if err = refuse(head); err == nil {
			f.text, err = openText(r, size, &f.layout)
		}
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// IsWorkbook reports whether a file that begins with head is an archive, as XLSX
// files are.
func IsWorkbook(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// refuse names the kinds of file that people take for a table.
func refuse(head []byte) error {
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n\x00")
	switch {
	case len(start) == 0:
		return fault.New(fault.Invalid, "the file is empty")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return fault.At(1, "", "this is a workbook of the old kind (.xls), or one that is locked with a password: save it as .xlsx without a password")
	case start[0] == '<':
		return fault.At(1, "", "this is a web page or XML, not a table, whatever its name says: save it as .xlsx or CSV")
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return fault.At(1, "", "this is a PDF, not a table")
	}
	return nil
}

// Layout is how the file is read.
func (f *File) Layout() Layout { return f.layout }

// Sheets are the names of a workbook's sheets, in its order; nil for text.
func (f *File) Sheets() []string {
	if f.book == nil {
		return nil
	}
	return f.book.names()
}

// Rows reads the file from its beginning, row by row; the empty ones are among them
// where a text has them. It ends with the first error.
func (f *File) Rows() iter.Seq2[*Row, error] {
	if f.book != nil {
		return f.book.rows(f.layout.Sheet)
	}
	return f.text.rows()
}
