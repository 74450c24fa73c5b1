package coda

import (
	"strconv"

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
		s.Remark(line, "the trailer, record 9, is missing, so that the totals were not checked")
		return
	}
	r := s.trailer
	if n, err := strconv.Atoi(r.cut(17, 22)); err != nil || n != s.tally.records {
		s.Remark(line, "the trailer counts %s records, the statement has %d", r.field(17, 22), s.tally.records)
	}
	s.checkTotal(line, fault.Say("debits"), r.cut(23, 37), s.tally.debit)
	s.checkTotal(line, fault.Say("credits"), r.cut(38, 52), s.tally.credit)
}

func (s *statement) checkTotal(line int, what fault.Text, stated string, found int64) {
	n, ok := thousandths("0", stated)
	switch {
	case !ok:
		s.Remark(line, "the total %q of %s in the trailer is no amount", stated, what)
	case n != found:
		s.Remark(line, "the trailer has %s of %s, the movements add up to %s", what, s.decimal(n), s.decimal(found))
	}
}

// moved is what the movements add up to.
func (s *statement) moved() bank.Total {
	return bank.Total{Sum: s.decimal(s.tally.credit - s.tally.debit)}
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
		s.Remark(r.line, "movement %s follows %s: one may be missing", seq, before)
	}
}
