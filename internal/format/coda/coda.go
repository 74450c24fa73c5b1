// Package coda reads and writes CODA, the account statements of Belgian banks:
// version 2 of the Febelfin standard, records of 128 characters.
package coda

import (
	"bytes"
	"io"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// Detect says whether a file that starts with head is CODA, by its first record.
// The first 200 bytes suffice.
func Detect(head []byte) bool {
	head = textread.TrimStart(head)
	if end := bytes.IndexAny(head, "\r\n"); end >= 0 {
		head = head[:end]
	}
	return isHeader(newRecord(head, 1))
}

// isHeader looks for the zeros, the day and the application code of record 0.
func isHeader(r record) bool {
	return r.cut(1, 5) == "00000" && allDigits(r.cut(6, 11)) && r.cut(15, 16) == "05"
}

// Read hands the statements of a file to sink, one entry at a time.
//
// A statement that cannot be trusted, because its end or its account is missing
// or its version is unknown, is never closed; the others are, and the error that
// is returned names each that was left out and why. What is odd but leaves the
// amounts whole becomes a warning of its statement.
func Read(r io.Reader, sink bank.Sink) error {
	f := &file{sink: sink}
	input := lines{textread.NewLines(r, textread.SplitLines)}
	last := 0 // line of the last record
	for {
		rec, ok := input.next()
		if !ok {
			break
		}
		if !f.started && !isHeader(rec) {
			return fault.At(rec.line, "", "this is no CODA file: it does not begin with a header, record 0")
		}
		f.started, last = true, rec.line
		if err := f.take(rec); err != nil {
			return err
		}
	}
	if err := input.err(); err != nil {
		return err
	}
	if err := f.close(last, fault.Say("the file ends")); err != nil {
		return err
	}
	return f.verdict()
}

// file is the state between the records of one file.
type file struct {
	sink     bank.Sink
	started  bool
	open     *statement // nil between statements, and while one is left out
	skipping bool       // up to the next header: its statement was refused
	previous *bank.Statement
	refused  fault.Refusals
}

// take handles one record. The error is the sink's.
func (f *file) take(r record) error {
	if r.text[0] == '0' {
		if err := f.close(r.line, fault.Say("the next header comes")); err != nil {
			return err
		}
		f.begin(r)
		return nil
	}
	switch {
	case f.skipping:
		return nil
	case f.open == nil:
		f.refuse(fault.At(r.line, "", "record %s belongs to no statement: a header, record 0, is missing before it", r.kind()))
		return nil
	}
	if r.long() {
		f.open.Remark(r.line, "the record is longer than %d characters; the rest was left out", width)
	}
	s := f.open
	if err := s.take(r, f.sink); err != nil {
		return err
	}
	switch {
	case s.broken != nil:
		f.refuse(s.broken)
	case s.ended:
		return f.end(r.line)
	}
	return nil
}

// begin opens a statement at its header.
func (f *file) begin(r record) {
	f.skipping = false
	switch version := r.cut(width, width); {
	case !isHeader(r):
		f.refuse(fault.At(r.line, "", "the header of this statement is damaged"))
	case version == "1":
		f.refuse(fault.At(r.line, "", "CODA version 1, the layout of the 1990s, is not read: ask the bank for version 2"))
	case version != "2":
		f.refuse(fault.At(r.line, "", "CODA version %q is not known; version 2 is read", version))
	default:
		f.open = newStatement(r)
	}
}

// refuse leaves the open statement out, up to the next header.
func (f *file) refuse(err error) {
	f.refused.Add(err)
	f.open, f.skipping = nil, true
}

// close ends the statement that is still open when something else begins. It is
// whole once its new balance was read, trailer or not; else it breaks off.
func (f *file) close(line int, event fault.Text) error {
	s := f.open
	switch {
	case s == nil:
		return nil
	case s.Closing == nil:
		f.refuse(s.brokenOff(line, event))
		return nil
	}
	return f.end(line)
}

// end hands the open statement over as complete.
func (f *file) end(line int) error {
	s := f.open
	s.CheckChain(s.header, f.previous)
	s.CheckBalance(s.tally.closingLine, s.moved())
	s.checkTrailer(line)
	s.Finish()
	f.open, f.previous = nil, s.Statement
	return f.sink.End(s.Statement)
}

// verdict is the error that names what was left out, nil when nothing was.
func (f *file) verdict() error {
	if !f.started {
		return fault.New(fault.Invalid, "the file is empty")
	}
	return f.refused.Err(fault.Say("%d statements were left out", f.refused.Len()))
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return s != ""
}
