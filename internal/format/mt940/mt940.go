// Package mt940 reads MT940, the customer statement of SWIFT, and MT942, the interim
// report of the same form, in the ways in which banks write them.
//
// A message is a row of fields, each led by its tag: 25 the account, 28C the number of
// the statement, 60F and 62F the balances, 61 an entry, 86 what the payer and the bank
// wrote about it. The standard leaves field 86 free, and nearly every bank fills it in
// a way of its own; each way is a dialect, in a file of its own, and the table dialects
// lists them. They are told apart by what stands in the field, not by the bank.
//
// Each page of a statement that a bank spreads over several messages is a statement:
// its balances are the intermediate ones, 60M and 62M.
//
// The entries of an MT942, and those that a bank only expects (marks EC and ED), are
// pending: the statement of the day books them.
package mt940

import (
	"cmp"
	"io"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// Detect says whether a file that begins with head, its first few kilobytes, is one
// for Read: it begins with a field or an envelope of SWIFT, or has, behind a heading
// of the bank, a line with field 20 and one with another field of a message's head.
func Detect(head []byte) bool {
	head = textread.TrimStart(head)
	if len(head) == 0 || head[0] == '<' {
		return false
	}
	begun, known := false, 0
	for first := true; len(head) > 0; first = false {
		n, raw, _ := textread.SplitLines(head, true)
		head = head[n:]
		if raw = trimControl(raw); first && isEnvelope(raw) {
			return true
		}
		tag, _ := tagOf(afterEnvelope(raw))
		begun = begun || tag == "20"
		if tag != "" {
			known++
		}
		if tag != "" && first || begun && known > 1 {
			return true
		}
	}
	return false
}

// Read hands the statements of a file to sink, one entry at a time.
//
// A statement that cannot be trusted, because its account, its currency or its end is
// missing, is never closed; the others are, and the error that is returned names each
// that was left out, with its line, and why. What is odd but leaves the amounts whole
// becomes a warning of its statement.
func Read(r io.Reader, sink bank.Sink) error {
	f := &file{sink: sink}
	input := newFields(r)
	for {
		x, ok := input.next()
		if !ok {
			break
		}
		if err := f.take(x); err != nil {
			return err
		}
	}
	broken := input.lines.Err()
	if broken == nil {
		if err := f.close(input.lines.Number, fault.Say("the file ends")); err != nil {
			return err
		}
	}
	if err := f.settle(nil); err != nil || broken != nil {
		return cmp.Or(err, broken)
	}
	return f.verdict(input.lines.Number)
}

// file is the state between the fields of one file.
type file struct {
	sink     bank.Sink
	open     *statement // nil between messages
	whole    *statement // the last one that was, until the next shows whether it follows
	previous *bank.Statement
	refused  fault.Refusals
}

// take handles one field. The error is the sink's.
func (f *file) take(x field) error {
	switch {
	case x.tag == end:
		return f.close(x.line, fault.Text{})
	case x.tag == "940":
		return nil // what Rabobank begins its files with
	case f.open != nil && f.open.isOver(x.tag):
		if err := f.close(x.line, fault.Say("the next message begins")); err != nil {
			return err
		}
	}
	if f.open == nil {
		f.open = newStatement(x.line, f)
	}
	return f.open.take(x)
}

// close ends the open statement. Where no mark does, event says what happens instead:
// a statement without its closing balance then breaks off.
func (f *file) close(line int, event fault.Text) error {
	s := f.open
	if s == nil {
		return nil
	}
	f.open = nil
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.begin(line); err != nil {
		return err
	}
	if s.broken == nil && event.Format != "" && s.isCutOff() {
		s.broken = s.brokenOff(line, event)
	}
	if s.broken != nil {
		f.refused.Add(s.broken)
		return nil
	}
	f.whole = s
	return nil
}

// begin opens a statement at the sink, behind the one before it.
func (f *file) begin(s *statement) error {
	if err := f.settle(s); err != nil {
		return err
	}
	return f.sink.Begin(s.Statement)
}

// settle hands the last whole statement over. Next follows it; nil at the end of the
// file.
func (f *file) settle(next *statement) error {
	s := f.whole
	if s == nil {
		return nil
	}
	s.finish(f.previous, next)
	f.whole, f.previous = nil, s.Statement
	return f.sink.End(s.Statement)
}

// verdict is the error that names what was left out, nil when nothing was. Line is the
// last one of the file.
func (f *file) verdict(line int) error {
	switch {
	case f.refused.Len() > 0:
		return f.refused.Err(fault.Say("%d statements were left out", f.refused.Len()))
	case f.previous != nil:
		return nil
	case line == 0:
		return fault.New(fault.Invalid, "the file is empty")
	}
	return fault.At(1, "", "this is no MT940 file: no line begins with the tag of a field")
}
