package mt940

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/fault"
)

// warningLimit keeps a file that is odd in every line from filling the memory.
const warningLimit = 100

// warn notes what is odd, with its line.
func (s *statement) warn(line int, format string, args ...any) {
	if len(s.Warnings) == warningLimit {
		s.omitted++
		return
	}
	s.Warnings = append(s.Warnings, fault.Note{Place: fault.Place{Line: line}, Text: fault.Say(format, args...)})
}

// tally sums the booked entries up, to be held against the balances.
type tally struct {
	entries int
	moved   decimal.Decimal
	beyond  bool // the sum has more digits than a decimal
}

func (t *tally) add(e *bank.Entry) {
	t.entries++
	if e.Status != bank.Booked {
		return
	}
	moved, err := t.moved.Add(e.Amount)
	t.beyond = t.beyond || err != nil
	if err == nil {
		t.moved = moved
	}
}

// finish holds a whole statement against itself and against its neighbours in the file.
func (s *statement) finish(before *bank.Statement, next *statement) {
	if !s.interim {
		s.checkBalance()
		s.checkChain(before)
		s.checkPage(next)
	}
	if s.notice != nil {
		s.warn(s.noticeAt, "message from the bank: %s", strings.Join(s.notice, " "))
	}
	if s.omitted > 0 {
		s.Warnings = append(s.Warnings, fault.Note{Text: fault.Say("%d more warnings were left out", s.omitted)})
	}
}

// checkBalance adds the entries to the opening balance.
func (s *statement) checkBalance() {
	if s.Closing == nil {
		s.warn(s.header, "the message has no closing balance, field 62F: nothing shows whether entries are missing")
		return
	}
	if s.Opening == nil {
		return
	}
	want, err := s.Opening.Amount.Add(s.tally.moved)
	if err != nil || s.tally.beyond || !want.Equal(s.Closing.Amount) {
		s.warn(s.closing, "the old balance %s and movements of %s do not give the new balance %s", s.Opening.Amount, s.tally.moved, s.Closing.Amount)
	}
}

// checkPage looks for the next page of a statement that is spread over several messages.
func (s *statement) checkPage(next *statement) {
	if s.page && (next == nil || next.Account.Key() != s.Account.Key()) {
		s.warn(s.closing, "this page ends with an intermediate balance, but the next page of the statement is not in this file")
	}
}

// checkChain compares with the statement before it in the file, or the page, if that
// is of the same account.
func (s *statement) checkChain(before *bank.Statement) {
	if before == nil || before.Closing == nil || s.Opening == nil || before.Account.Key() != s.Account.Key() {
		return
	}
	if !before.Closing.Amount.Equal(s.Opening.Amount) {
		s.warn(s.header, "the old balance %s is not the new balance %s of the statement before it: one may be missing",
			s.Opening.Amount, before.Closing.Amount)
	}
}
