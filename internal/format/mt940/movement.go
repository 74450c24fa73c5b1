package mt940

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/textread"
)

// movement is what field 61 says of an entry:
//
//	2401310201CR1250,00NTRFKREF+//BANKREF-1
//
// the value day, the day of booking without a year, the mark, the last letter of the
// currency in some files, the amount, the type, a reference for the account's owner,
// and behind two slashes the bank's own.
type movement struct {
	value, booked string
	mark          string
	amount        decimal.Decimal
	kind          string // "NTRF"; "" where the bank leaves it out
	ref, bankRef  string
}

// movement opens the next entry. One without a day, a mark or an amount is left out,
// with a warning.
func (s *statement) movement(x field) error {
	if err := s.flush(); err != nil {
		return err
	}
	if err := s.begin(x.line); err != nil || s.broken != nil {
		return err
	}
	m, more, ok := readMovement(x.lines)
	value := date.None
	if ok {
		value = s.day(x.line, m.value)
	}
	if value == date.None {
		s.lost = true
		s.Remark(x.line, "the entry %q is left out: it has no day, no mark of debit or credit, or no amount", strings.TrimSpace(x.lines[0]))
		return nil
	}
	s.entry = s.record(x.line, m, value)
	s.info.reset(s, m, more)
	return nil
}

// record makes an entry of what field 61 says.
func (s *statement) record(line int, m movement, value date.Date) *bank.Entry {
	e := &bank.Entry{
		BookedOn: value,
		ValueOn:  value,
		Amount:   bank.Decimal(m.amount, s.Account.Currency),
		Currency: s.Account.Currency,
		Status:   bank.Booked,
		Reversal: m.mark[0] == 'R',
		BankRef:  bank.Stated(m.bankRef),
		Place:    textread.Place(line),
	}
	if m.booked != "" {
		e.BookedOn = s.entryDay(line, value, m.booked)
	}
	if s.interim || m.mark[0] == 'E' {
		e.Status = bank.Pending
	}
	switch m.mark {
	case "D", "ED", "RC": // a credit that is taken back moves money as a debit does
		e.Amount = e.Amount.Neg()
	}
	return e
}

// readMovement reads the first line of field 61, and the second with it where the bank
// cut the line before the amount or in the middle of it. It returns the lines that are
// left.
func readMovement(lines []string) (m movement, more []string, ok bool) {
	m, ok = cutMovement(lines[0])
	if len(lines) > 1 && (!ok || m.kind == "" && m.ref == "" && m.bankRef == "") {
		if joined, whole := cutMovement(lines[0] + lines[1]); whole && (!ok || joined.kind != "" && isDigit(lines[1][0])) {
			return joined, lines[2:], true
		}
	}
	return m, lines[1:], ok
}

func cutMovement(s string) (m movement, ok bool) {
	if len(s) < 8 || !allDigits(s[:6]) {
		return m, false
	}
	m.value, s = s[:6], strings.TrimLeft(s[6:], " ")
	if len(s) > 4 && allDigits(s[:4]) {
		m.booked, s = s[:4], strings.TrimLeft(s[4:], " ")
	}
	if m.mark, s = cutMark(s); m.mark == "" {
		return m, false
	}
	if m.amount, s, ok = cutAmount(s); !ok {
		return m, false
	}
	m.kind, s = cutKind(strings.TrimLeft(s, " "))
	m.ref, m.bankRef, _ = strings.Cut(s, "//")
	m.bankRef = strings.TrimSpace(m.bankRef)
	return m, true
}

// cutMark cuts the mark off, and the letter of the currency behind it: RC is a credit
// that is reversed, CR a credit in EUR.
func cutMark(s string) (mark, rest string) {
	n := 1
	if len(s) > 1 && (s[0] == 'R' || s[0] == 'E') {
		n = 2
	}
	if len(s) <= n || s[n-1] != 'C' && s[n-1] != 'D' {
		return "", s
	}
	mark, rest = s[:n], s[n:]
	if len(rest) > 1 && isLetter(rest[0]) {
		rest = rest[1:]
	}
	return mark, strings.TrimLeft(rest, " ")
}

// cutKind cuts the type off: a letter and three characters, padded with blanks by some
// banks and left out by others.
func cutKind(s string) (kind, rest string) {
	if len(s) < 4 || !isLetter(s[0]) || strings.HasPrefix(s, "NONREF") {
		return "", s
	}
	for i := 1; i < 4; i++ {
		if !isAlnum(s[i]) && s[i] != ' ' {
			return "", s
		}
	}
	return strings.TrimRight(s[:4], " "), s[4:]
}
