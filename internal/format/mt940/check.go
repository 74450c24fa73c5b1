package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// tally sums the booked entries up, to be held against the balances.
type tally struct {
	entries int
	moved   bank.Total
}

func (t *tally) add(e *bank.Entry) {
	t.entries++
	if e.Status == bank.Booked {
		t.moved.Add(e.Amount)
	}
}

// finish holds a whole statement against itself and against its neighbours in the file.
func (s *statement) finish(before *bank.Statement, next *statement) {
	if !s.interim {
		s.checkBalance()
		s.CheckChain(s.header, before)
		s.checkPage(next)
	}
	if s.notice != nil {
		s.Remark(s.noticeAt, "message from the bank: %s", strings.Join(s.notice, " "))
	}
	s.Finish()
}

// checkBalance adds the entries to the opening balance.
func (s *statement) checkBalance() {
	if s.Closing == nil {
		s.Remark(s.header, "the message has no closing balance, field 62F: nothing shows whether entries are missing")
		return
	}
	s.CheckBalance(s.closing, s.tally.moved)
}

// checkPage looks for the next page of a statement that is spread over several messages.
func (s *statement) checkPage(next *statement) {
	if s.page && (next == nil || next.Account.Key() != s.Account.Key()) {
		s.Remark(s.closing, "this page ends with an intermediate balance, but the next page of the statement is not in this file")
	}
}
