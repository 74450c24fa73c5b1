// Package ofx reads OFX, the statements that banks hand to accounting programs: version
// 1 (SGML, whose elements need no end tags) and version 2 (XML), also under the name
// of QFX, with accounts at a bank and credit cards. Statements of securities and loans
// are not read.
//
// The names of elements alone tell what is what, for banks mix both versions, forget
// end tags, write an & as it is and declare one encoding for another.
//
// The sign of an amount is its own, whatever its type says. FITID becomes the bank's
// reference, though banks reuse it. NAME is a name at some banks and a label at others,
// so that it is both the counterparty and a line of the text. What else has no field in
// bank.Entry is a line headed by its element: "CHECKNUM 1044", "ORIGCURRENCY USD 1.06".
// The amount in that currency is computed by the rate, and so is rounded.
//
// A file gives the balance at its end only. The one at its beginning is computed where
// it is sure: all entries could be read, are in the currency of the account, and lie
// between the first day of the list and the day of the balance, which is covered by
// the list.
package ofx

import (
	"bytes"
	"io"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// Detect says whether a file that starts with head, its first few kilobytes, is OFX,
// or OFC, the format before it, which Read refuses by name.
func Detect(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 { // UTF-16: every other byte of a tag is zero
		head = bytes.ReplaceAll(head, []byte{0}, nil)
		head = bytes.TrimPrefix(bytes.TrimPrefix(head, []byte("\xff\xfe")), []byte("\xfe\xff"))
	}
	head = bytes.ToUpper(textread.TrimStart(head))
	if bytes.HasPrefix(head, []byte("OFXHEADER")) {
		return true
	}
	if !bytes.HasPrefix(head, []byte("<")) {
		return false
	}
	for _, mark := range []string{"<OFX>", "<OFX ", "<?OFX ", "OFXHEADER:", "<OFC>"} {
		if bytes.Contains(head, []byte(mark)) {
			return true
		}
	}
	return false
}

// Read hands the statements of a file to sink, one entry at a time.
//
// A statement without account, currency or end is never closed, and what the bank
// answers with an error holds none; the other statements of the file are read, and the
// error that is returned names each that was left out and why. An entry without an
// amount is left out with a warning. What is odd but leaves the amounts whole becomes a
// warning of its statement too.
func Read(r io.Reader, sink bank.Sink) error {
	x, err := newTags(r)
	if err != nil {
		return err
	}
	if x.ended {
		return x.noElement()
	}
	f := &file{tags: x, sink: sink}
	for {
		ok, err := x.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := f.take(); err != nil {
			return err
		}
	}
	if f.open != nil {
		f.refuse(f.open.brokenOff(x.line))
	}
	return f.verdict()
}

// noElement refuses a file that is nothing but text.
func (x *tags) noElement() error {
	if !x.skipped && len(bytes.TrimFunc(x.text, textread.IsBlank)) == 0 {
		return fault.New(fault.Invalid, "the file is empty")
	}
	return fault.At(1, "", "this is no OFX file: there is no element in it")
}

// aggregate is an element that holds others and that means something here. All other
// elements are taken for values, which is what most are.
type aggregate struct {
	name string
	// level is how deep the element stands. One that begins ends those before it that
	// are as deep or deeper and were not closed.
	level int
}

var aggregates = table(
	[]string{"OFX", "OFC"},
	[]string{"SONRS", "STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS", "LOANSTMTTRNRS", "AMRTSTMTTRNRS"},
	[]string{"STATUS", "STMTRS", "CCSTMTRS", "INVSTMTRS", "LOANSTMTRS", "AMRTSTMTRS"},
	[]string{"BANKACCTFROM", "CCACCTFROM", "BANKTRANLIST", "BANKTRANLISTP", "LEDGERBAL", "AVAILBAL", "BALLIST"},
	[]string{"STMTTRN", "STMTTRNP", "BAL"},
	[]string{"PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA"},
)

func table(levels ...[]string) map[string]aggregate {
	all := map[string]aggregate{}
	for level, names := range levels {
		for _, name := range names {
			all[name] = aggregate{name, level}
		}
	}
	return all
}

// file is the state between the tags of one file.
type file struct {
	*tags
	sink    bank.Sink
	stack   []aggregate // those that are open
	status  status
	open    *statement // nil between statements, and while one is left out
	read    int        // statements that were closed
	unread  int        // line of the first statement of securities or loans
	refused fault.Refusals
}

// take handles the current tag. An error ends the reading: the sink's, or that the file
// is something else.
func (f *file) take() error {
	found, known := aggregates[string(f.current.name)]
	switch {
	case !known && !f.current.closes:
		f.leaf()
		return nil
	case !known:
		return nil
	case f.current.closes:
		return f.closeTo(found)
	case found.name == "OFC":
		return fault.At(f.current.line, "", "this is OFC, the format before OFX: ask the bank for OFX")
	}
	if err := f.closeFrom(found.level); err != nil {
		return err
	}
	f.stack = append(f.stack, found)
	f.begin(found.name)
	if f.current.single {
		return f.closeTo(found)
	}
	return nil
}

// closeTo ends an aggregate and whatever is open inside. One that is not open is
// passed over.
func (f *file) closeTo(a aggregate) error {
	for i := len(f.stack) - 1; i >= 0; i-- {
		if f.stack[i] == a {
			return f.closeFrom(a.level)
		}
	}
	return nil
}

// closeFrom ends the aggregates of a level and below.
func (f *file) closeFrom(level int) error {
	for n := len(f.stack) - 1; n >= 0 && f.stack[n].level >= level; n-- {
		name := f.stack[n].name
		f.stack = f.stack[:n]
		if err := f.end(name); err != nil {
			return err
		}
	}
	return nil
}

// inside is the innermost open aggregate, "" for none.
func (f *file) inside() string {
	if len(f.stack) == 0 {
		return ""
	}
	return f.stack[len(f.stack)-1].name
}

// begin opens an aggregate.
func (f *file) begin(name string) {
	switch name {
	case "STATUS":
		f.status = status{line: f.current.line}
	case "STMTRS", "CCSTMTRS":
		f.open = newStatement(f.current.line)
	case "INVSTMTRS", "LOANSTMTRS", "AMRTSTMTRS":
		if f.unread == 0 {
			f.unread = f.current.line
		}
	case "STMTTRN", "STMTTRNP":
		if f.open != nil {
			f.open.transact(f.current.line, name)
		}
	}
}

// end closes an aggregate. The error is the sink's.
func (f *file) end(name string) error {
	s := f.open
	switch {
	case name == "STATUS":
		f.answer()
	case s == nil:
	case name == "BANKACCTFROM" || name == "CCACCTFROM":
		s.identify()
	case name == "LEDGERBAL":
		s.close()
	case name == "STMTTRN" || name == "STMTTRNP":
		if err := s.entry(f.sink); err != nil {
			return err
		}
		if s.broken != nil {
			f.refuse(s.broken)
		}
	case name == "STMTRS" || name == "CCSTMTRS":
		return f.finish()
	}
	return nil
}

// finish hands the open statement over as complete.
func (f *file) finish() error {
	s := f.open
	f.open = nil
	if s.check(); s.broken != nil {
		f.refuse(s.broken)
		return nil
	}
	f.read++
	return s.end(f.sink)
}

// leaf handles a value by the aggregate that it stands in.
func (f *file) leaf() {
	inside := f.inside()
	if inside == "STATUS" {
		f.status.set(f.tags)
		return
	}
	if f.open != nil {
		f.open.set(inside, f.tags)
	}
}

// refuse leaves the open statement out.
func (f *file) refuse(err error) {
	f.refused.Add(err)
	f.open = nil
}

// verdict is the error that names what was left out, nil when nothing was.
func (f *file) verdict() error {
	switch {
	case f.refused.Len() > 0:
		return f.refused.Err(fault.Say("%d statements were left out", f.refused.Len()))
	case f.read > 0:
		return nil
	case f.unread > 0:
		return fault.At(f.unread, "", "the file holds statements of securities or loans alone, which are not read")
	}
	return fault.At(f.line, "", "the file holds no statement of a bank account or credit card")
}

// status is the answer of the bank to one request.
type status struct {
	line                    int
	code, severity, message string
}

func (s *status) set(x *tags) {
	switch string(x.current.name) {
	case "CODE":
		s.code = x.value()
	case "SEVERITY":
		s.severity = x.value()
	case "MESSAGE":
		s.message = x.value()
	}
}

// answer refuses what the bank could not answer. The status of anything but the sign-on
// and statements does not matter.
func (f *file) answer() {
	s, parent := f.status, f.inside()
	if !strings.EqualFold(s.severity, "ERROR") || parent == "" || parent == "OFX" {
		return
	}
	if s.message == "" {
		f.refuse(fault.At(s.line, "", "the bank answers with error %s in place of a statement", s.code))
		return
	}
	f.refuse(fault.At(s.line, "", "the bank answers with error %s in place of a statement: %s", s.code, s.message))
}
