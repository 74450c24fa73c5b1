// Package cfonb reads CFONB 120, the account statements of French banks: records of
// 120 characters, one statement for each account and day.
//
// A statement is an old balance (record 01), movements (04), each with complements
// (05) that say more about it, and a new balance (07). The account is the RIB, whose
// IBAN is computed. A complement's qualifier tells what it holds; what has no field of
// its own in bank.Entry is a line of the entry's text, headed by the qualifier: "NPO
// Lys & Fils", "REJ 20" for the reason of a return. The payer's account is seldom
// given. Of the columns of a movement the bank's internal code and the marks for
// exempt and unavailable sums are not kept, and of a balance no text.
//
// Other CFONB formats have records of other lengths; they are refused by name.
package cfonb

import (
	"bytes"
	"io"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// Detect says whether a file that starts with head is CFONB, by its first record:
// CFONB 120, or one of those that Read refuses by name. The first 500 bytes suffice.
func Detect(head []byte) bool {
	head = textread.TrimStart(head)
	if end := bytes.IndexAny(head, "\r\n"); end >= 0 {
		head = head[:end]
	}
	in := &records{}
	in.take(head)
	return in.current.isRecord() || foreign(&in.current) != 0
}

// foreign is the width of the CFONB format that a record belongs to when it is not
// 120: 240 for operations one by one (31 and a date and account in their columns),
// 160 for orders to pay or to collect (03 and the kind of order). 0 is none.
func foreign(r *record) int {
	switch {
	case r.kind() == "31" && allDigits(r.cut(3, 16)) && r.blank(18, 21) && allDigits(r.cut(22, 31)):
		return 240
	case r.kind() == "03" && allDigits(r.cut(3, 4)) && r.blank(5, 12) && r.long():
		return 160
	}
	return 0
}

// Read hands the statements of a file to sink, one entry at a time.
//
// A statement that cannot be trusted, because its account or its new balance is
// missing, is never closed; the others are, and the error that is returned names each
// that was left out and why. The last one of a file is closed also without its new
// balance when it has movements, with a warning. What is odd but leaves the amounts
// whole becomes a warning of its statement too.
func Read(r io.Reader, sink bank.Sink) error {
	f := &file{sink: sink}
	input := newRecords(r)
	last := 0 // line of the last record
	for {
		rec, ok := input.next()
		if !ok {
			break
		}
		if !f.started {
			if err := recognise(rec); err != nil {
				return err
			}
		}
		f.started, last = true, rec.line
		if err := f.take(rec); err != nil {
			return err
		}
	}
	if err := input.lines.Err(); err != nil {
		return err
	}
	if err := f.finish(last); err != nil {
		return err
	}
	return f.verdict()
}

// recognise refuses a file that is something else.
func recognise(r *record) error {
	switch width := foreign(r); {
	case width == 240:
		return fault.At(r.line, "", "this is CFONB 240, a list of operations without balances: ask the bank for account statements, CFONB 120")
	case width == 160:
		return fault.At(r.line, "", "this is CFONB 160, orders to the bank: ask the bank for account statements, CFONB 120")
	case !r.isRecord():
		return fault.At(r.line, "", "this is no CFONB file: it does not begin with an old balance, record 01")
	}
	return nil
}

// file is the state between the records of one file.
type file struct {
	sink     bank.Sink
	started  bool
	open     *statement // nil between statements, and while one is left out
	skipping bool       // up to the next old balance: its statement was refused
	previous *bank.Statement
	refused  fault.Refusals
}

// take handles one record. The error is the sink's.
func (f *file) take(r *record) error {
	if r.kind() == "01" {
		return f.begin(r)
	}
	switch {
	case f.skipping:
		return nil
	case f.open == nil:
		f.refuse(fault.At(r.line, "", "record %s belongs to no statement: an old balance, record 01, is missing before it", r.kind()))
		return nil
	}
	s := f.open
	if r.long() {
		s.Remark(r.line, "the record is longer than %d characters; the rest was left out", width)
	}
	if err := s.take(r, f.sink); err != nil {
		return err
	}
	switch {
	case s.broken != nil:
		f.refuse(s.broken)
	case s.Closing != nil:
		return f.end()
	}
	return nil
}

// begin opens a statement at its old balance. One that is still open then has lost
// its end.
func (f *file) begin(r *record) error {
	if f.open != nil {
		f.refuse(f.open.brokenOff(r.line, fault.Say("the next old balance comes")))
	}
	f.skipping = false
	f.open = newStatement(r)
	if f.open.broken != nil {
		f.refuse(f.open.broken)
	}
	return nil
}

// refuse leaves the open statement out, up to the next old balance.
func (f *file) refuse(err error) {
	f.refused.Add(err)
	f.open, f.skipping = nil, true
}

// finish ends the statement that is still open at the end of the file. Its movements
// stand for themselves; without any there is nothing to keep.
func (f *file) finish(line int) error {
	s := f.open
	if s == nil {
		return nil
	}
	if err := s.flush(f.sink); err != nil {
		return err
	}
	if s.entries == 0 {
		f.refuse(s.brokenOff(line, fault.Say("the file ends")))
		return nil
	}
	s.closing = line
	return f.end()
}

// end hands the open statement over as complete.
func (f *file) end() error {
	s := f.open
	if err := s.begin(f.sink); err != nil {
		return err
	}
	s.CheckChain(s.header, f.previous)
	s.checkBalance()
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
