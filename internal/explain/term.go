package explain

import (
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/locale"
)

func days(w *locale.Words, n int) string { return w.N("word.n_days", n) }

// Excess says that an invoice is due later than the law allows, and what becomes of that.
func Excess(w *locale.Words, e *law.Excess, issued, due date.Date) string {
	return w.T("term.excess.due", "Due", due, "Days", days(w, int(due-issued)), "Most", days(w, e.Most), "Allowed", e.Allowed) + " " +
		w.T("term.excess."+string(e.Unless), "Usual", days(w, e.Usual), "Interest", e.InterestFrom(), "EndOfMonth", days(w, e.EndOfMonth))
}

// TermLimit says how long a term may be.
func TermLimit(w *locale.Words, t *law.Term) string {
	key := "term.limit"
	switch {
	case t.EndOfMonth > 0:
		key = "term.limit_end_of_month"
	case t.Express:
		key = "term.limit_express"
	}
	return w.T(key, "Most", days(w, t.Most), "EndOfMonth", days(w, t.EndOfMonth))
}

// Contesting says until when an invoice may be contested, or since when it is taken for
// accepted.
func Contesting(w *locale.Words, until, today date.Date) string {
	if today <= until {
		return w.T("term.contest.until", "Day", until)
	}
	return w.T("term.contest.accepted", "Day", until.AddDays(1))
}

// ContestingNote says where that comes from.
func ContestingNote(w *locale.Words, p *law.Protest) string {
	time := w.T("term.month")
	if p.Days > 0 {
		time = days(w, p.Days)
	}
	return w.T("term.contest.note_days", "Time", time) + " " + w.T("term.received_as_issued")
}

// Lapsing says until when something can be claimed before a court.
func Lapsing(w *locale.Words, last, today date.Date) string {
	if last < today {
		return w.T("term.limitation.lost", "Day", last)
	}
	return w.T("term.limitation.until", "Day", last)
}

// Advance says what the law has for an invoice that asks for money in advance.
func Advance(w *locale.Words, a *law.Advance) string { return w.T("term.advance." + string(a.Code)) }

// LawSource names where a rule stands, and how well that is known.
func LawSource(w *locale.Words, m law.Mark, source string) string {
	key := "term.source"
	switch m {
	case law.Derived:
		key = "term.source_derived"
	case law.Memory:
		key = "term.source_memory"
	}
	return w.T(key, "Source", w.Source(source))
}
