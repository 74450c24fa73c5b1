package mt940

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// statement is the state between the fields of one message.
type statement struct {
	bank.Draft
	file   *file
	header int   // line of the first field
	begun  bool  // the sink knows of it
	broken error // why it is to be left out

	interim  bool   // an MT942
	number   string // field 25 as written
	page     bool   // it ends with an intermediate balance: another message goes on
	closed   bool   // a field that stands behind all entries was read
	closing  int    // line of the closing balance
	entry    *bank.Entry
	lost     bool // the last entry was left out, and so is its text
	info     information
	days     dayMemo
	tally    tally
	notice   []string // what the bank says about the statement
	noticeAt int      // line of the first
}

func newStatement(line int, f *file) *statement {
	return &statement{Draft: bank.NewDraft("mt940"), file: f, header: line}
}

// isOver says whether a tag begins the next message: field 20 does, and so does any
// field of a head behind the closing balance, for some banks leave field 20 out.
func (s *statement) isOver(tag string) bool {
	return tag == "20" || s.closed && tags[tag].place == head
}

// take handles one field. The error is the sink's.
func (s *statement) take(x field) error {
	if x.cut {
		s.Remark(x.line, "field %s is longer than %d bytes; the rest was left out", x.tag, longest)
	}
	if s.entry != nil && isMisplaced(x.tag) {
		s.Remark(x.line, "field %s stands where the text of an entry is expected, and was read as such", x.tag)
		s.info.add(x)
		return nil
	}
	switch x.tag {
	case "86", "NS":
		s.inform(x)
		return nil
	case "61":
		return s.movement(x)
	}
	if tags[x.tag].place == body {
		s.closed = true
		if err := s.flush(); err != nil {
			return err
		}
	}
	switch x.tag {
	case "25", "25P":
		s.account(x)
	case "28", "28C":
		s.Number, s.Sequence, _ = strings.Cut(strings.TrimSpace(x.lines[0]), "/")
	case "34F":
		s.floor(x)
	case "60F", "60M":
		s.Opening = s.balance(x)
	case "62F", "62M":
		s.page, s.closing = x.tag == "62M", x.line
		s.Closing = s.balance(x)
	}
	return nil
}

// isMisplaced knows the fields of a head that have text of an entry in the files of
// banks that mistook a tag.
func isMisplaced(tag string) bool {
	switch tag {
	case "25", "25P", "28", "28C", "60F", "60M":
		return true
	}
	return false
}

// account reads field 25: an IBAN or another number, with a bank's code before and a
// currency behind it in some files.
func (s *statement) account(x field) {
	if s.number != "" {
		s.Remark(x.line, "a second account in one message, %s, was passed over", strings.TrimSpace(x.lines[0]))
		return
	}
	s.number = strings.TrimSpace(x.lines[0])
	s.identify(x.line, s.number)
	if s.Account.IBAN != "" {
		return
	}
	if number, currency := cutCurrency(s.number); currency != "" {
		s.identify(x.line, number)
		s.Account.Currency = currency
	}
}

// identify stores a number as IBAN or other number. "BANKDEFF/DE89…" is an IBAN too.
func (s *statement) identify(line int, number string) {
	s.Account.IBAN, s.Account.Other = "", number
	behind := number[strings.LastIndexByte(number, '/')+1:]
	if !looksIBAN(strings.ReplaceAll(behind, " ", "")) {
		return
	}
	iban, err := bank.ParseIBAN(behind)
	switch {
	case err == nil:
		s.Account.IBAN, s.Account.Other = iban, ""
	case behind == number && !endsInCurrency(number):
		s.Remark(line, "the account %s is not a right IBAN", number)
		s.Account.IBAN, s.Account.Other = strings.ReplaceAll(number, " ", ""), ""
	}
}

func endsInCurrency(number string) bool {
	_, currency := cutCurrency(number)
	return currency != ""
}

// floor reads field 34F, which only an MT942 has: "EURD12345,67", the least amount
// that is reported.
func (s *statement) floor(x field) {
	s.interim = true
	s.Format = "mt942"
	s.denominate(x.lines[0])
}

// denominate takes the currency of the account from the beginning of a text. Where it
// contradicts field 25, the letters there were no currency. Once there are entries they
// have it, and it stands.
func (s *statement) denominate(text string) {
	if len(text) < 3 || s.begun {
		return
	}
	if _, err := money.ParseCurrency(text[:3]); err != nil {
		return
	}
	if old := s.Account.Currency; old != "" && old != text[:3] && s.Account.IBAN == "" && s.Opening == nil {
		s.Account.Other = s.number
	}
	s.Account.Currency = text[:3]
}

// balance reads fields 60 and 62: "C240131EUR1000,00". The currency is missing in some
// files. What is no balance is nil, with a warning.
func (s *statement) balance(x field) *bank.Balance {
	text := strings.TrimSpace(x.lines[0])
	if len(text) < 8 || text[0] != 'C' && text[0] != 'D' || !allDigits(text[1:7]) {
		return s.noBalance(x)
	}
	rest := strings.TrimSpace(text[7:])
	if !isDigit(rest[0]) {
		if s.Opening == nil && !s.begun {
			s.denominate(rest)
		} else if len(rest) > 3 && rest[:3] != s.Account.Currency {
			s.Remark(x.line, "this balance is in %s, the account in %s", rest[:3], s.Account.Currency)
		}
		rest = rest[min(3, len(rest)):]
	}
	d, behind, ok := cutAmount(strings.TrimSpace(rest))
	if !ok || behind != "" {
		return s.noBalance(x)
	}
	if text[0] == 'D' {
		d = d.Neg()
	}
	return &bank.Balance{Date: s.day(x.line, text[1:7]), Amount: bank.Decimal(d, s.Account.Currency)}
}

func (s *statement) noBalance(x field) *bank.Balance {
	s.Remark(x.line, "the balance %q is no amount and day", strings.TrimSpace(x.lines[0]))
	return nil
}

// inform takes text: of the entry that is open, else of the statement itself.
func (s *statement) inform(x field) {
	switch {
	case s.lost:
	case s.entry != nil:
		s.info.add(x)
	case x.tag == "NS":
		s.owner(x.lines)
	default:
		s.announce(x)
	}
}

// owner reads the fields NS before the first entry: 22 is who holds the account.
func (s *statement) owner(lines []string) {
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "22"); ok && s.Account.Owner == "" {
			s.Account.Owner = strings.TrimSpace(name)
		}
	}
}

// mostNotices keeps a file of nothing else from filling the memory.
const mostNotices = 100

// announce keeps what the bank says about the statement, but for counts and sums of the
// entries.
func (s *statement) announce(x field) {
	text := squeeze(strings.Join(x.lines, " "))
	if text == "" || isSummary(text) || len(s.notice) == mostNotices {
		return
	}
	if s.notice == nil {
		s.noticeAt = x.line
	}
	s.notice = append(s.notice, text)
}

// isSummary knows "/SUM/3/2/120,00/75,50/" and "D000003C000002D120,00C75,50".
func isSummary(text string) bool {
	return strings.HasPrefix(text, "/SUM/") || len(text) > 14 && text[0] == 'D' && text[7] == 'C' && text[14] == 'D' && allDigits(text[1:7])
}

// begin opens the statement at the sink, before its first entry or at its end. Line is
// where that stands.
func (s *statement) begin(line int) error {
	if s.begun || s.broken != nil {
		return nil
	}
	switch {
	case s.Account.IBAN == "" && s.Account.Other == "":
		s.broken = fault.At(line, "", "the message that begins at line %d names no account, field 25: it was left out", s.header)
	case s.Account.Currency == "":
		s.broken = fault.At(line, "", "the message that begins at line %d names no currency, field 60F or 34F: it was left out", s.header)
	default:
		s.begun = true
		return s.file.begin(s)
	}
	return nil
}

// flush hands the entry that is open over.
func (s *statement) flush() error {
	e := s.entry
	s.entry, s.lost = nil, false
	if e == nil || s.broken != nil {
		return nil
	}
	s.info.finish()
	s.tally.add(e)
	return s.file.sink.Entry(e)
}

// isCutOff says whether the end of a statement is missing. An MT942 needs none: what it
// announces is booked by a statement.
func (s *statement) isCutOff() bool { return !s.closed && !s.interim }

// brokenOff says what is lost with a statement that has no end.
func (s *statement) brokenOff(line int, event fault.Text) error {
	return fault.At(line, "", "%s before the closing balance, field 62F, of statement %s of %s: it was left out, with the %d entries read from line %d on",
		event, s.Number, s.Account.Key(), s.tally.entries, s.header)
}

// dayMemo remembers the last days read, for the days of one statement are mostly the
// same.
type dayMemo struct {
	text, entry string
	day         date.Date
	booked      date.Date
}

// day reads YYMMDD. What is no day is None, with a warning.
func (s *statement) day(line int, text string) date.Date {
	if text == s.days.text {
		return s.days.day
	}
	d, exact, ok := dayOf(fullYear(number(text[:2])), number(text[2:4]), number(text[4:6]))
	if !s.certain(line, text, d, exact, ok) {
		return d
	}
	s.days = dayMemo{text: text, day: d}
	return d
}

// entryDay reads MMDD, the day of booking of an entry with the value day given.
func (s *statement) entryDay(line int, value date.Date, text string) date.Date {
	if text == s.days.entry && value == s.days.day {
		return s.days.booked
	}
	d, exact, ok := nearest(value, number(text[:2]), number(text[2:4]))
	if !ok {
		s.Remark(line, "%q is no day", text)
		return value
	}
	if s.certain(line, text, d, exact, ok) && value == s.days.day {
		s.days.entry, s.days.booked = text, d
	}
	return d
}

// certain warns about what is no day or none of the calendar.
func (s *statement) certain(line int, text string, d date.Date, exact, ok bool) bool {
	switch {
	case !ok:
		s.Remark(line, "%q is no day", text)
	case !exact:
		s.Remark(line, "%s is no day of the calendar, and was taken as %s", text, d)
	}
	return exact && ok
}
