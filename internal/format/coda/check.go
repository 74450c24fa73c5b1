package coda

import (
	"strconv"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/fault"
)

// tally sums a statement up, to be held against its trailer and its balances.
// Amounts are thousandths. A sum beyond the 15 digits of an amount disagrees with
// any trailer, so that its overflow does no harm.
type tally struct {
	records       int // 1, 2, 3 and 8, as the trailer counts them
	entries       int
	debit, credit int64
	closingLine   int
}

func (t *tally) add(amount int64) {
	t.entries++
	if amount < 0 {
		t.debit -= amount
	} else {
		t.credit += amount
	}
}

// checkTrailer compares with record 9. Line is where it stands, or was expected.
func (s *statement) checkTrailer(line int) {
	if !s.ended {
		s.warn(line, "the trailer, record 9, is missing, so that the totals were not checked")
		return
	}
	r := s.trailer
	if n, err := strconv.Atoi(r.cut(17, 22)); err != nil || n != s.tally.records {
		s.warn(line, "the trailer counts %s records, the statement has %d", r.field(17, 22), s.tally.records)
	}
	s.checkTotal(line, fault.Say("debits"), r.cut(23, 37), s.tally.debit)
	s.checkTotal(line, fault.Say("credits"), r.cut(38, 52), s.tally.credit)
}

func (s *statement) checkTotal(line int, what fault.Text, stated string, found int64) {
	n, ok := thousandths("0", stated)
	switch {
	case !ok:
		s.warn(line, "the total %q of %s in the trailer is no amount", stated, what)
	case n != found:
		s.warn(line, "the trailer has %s of %s, the movements add up to %s", what, s.decimal(n), s.decimal(found))
	}
}

// checkBalance adds the movements to the old balance.
func (s *statement) checkBalance() {
	if s.Opening == nil {
		return
	}
	moved := decimal.MustNew(s.tally.credit-s.tally.debit, 3)
	want, err := s.Opening.Amount.Add(moved)
	if err != nil || !want.Equal(s.Closing.Amount) {
		s.warn(s.tally.closingLine, "the old balance %s and movements of %s do not give the new balance %s",
			s.Opening.Amount, s.decimal(s.tally.credit-s.tally.debit), s.Closing.Amount)
	}
}

// checkChain compares with the statement before it in the file, if that is of
// the same account.
func (s *statement) checkChain(before *bank.Statement) {
	if before == nil || s.Opening == nil || before.Account.Key() != s.Account.Key() {
		return
	}
	if !before.Closing.Amount.Equal(s.Opening.Amount) {
		s.warn(s.header, "the old balance %s is not the new balance %s of the statement before it: one may be missing",
			s.Opening.Amount, before.Closing.Amount)
	}
}

// checkSequence notices a movement that is missing from the count. After 9999
// some banks begin again at 0000, others at 0001.
func (s *statement) checkSequence(r record) {
	seq, before := r.cut(3, 6), s.lastSeq
	s.lastSeq = seq
	if before == "" || seq == before {
		return
	}
	n, okN := thousandths("0", seq)
	b, okB := thousandths("0", before)
	if okN && okB && n != b+1 && !(b == 9999 && n <= 1) {
		s.warn(r.line, "movement %s follows %s: one may be missing", seq, before)
	}
}
