package ui

import (
	"acquit/internal/date"
	"acquit/internal/locale"
)

// Ages of a debt in days at which its colour deepens: the edges of the ageing
// buckets that accountants use.
const (
	ageSecond = 30
	ageThird  = 60
	ageFourth = 90
)

// lateTone is the colour of a debt that is days past due.
func lateTone(days int) Tone {
	switch {
	case days > ageFourth:
		return ToneBad
	case days > ageThird:
		return ToneLate3
	case days > ageSecond:
		return ToneLate2
	}
	return ToneWarn
}

func (s Status) tone() Tone {
	switch s.State {
	case StateDueSoon:
		return ToneInfo
	case StateOverdue:
		return lateTone(s.Days)
	case StatePromised, StatePlan:
		return TonePromised
	case StateDisputed:
		return ToneDisputed
	case StateCollection:
		return ToneDark
	case StatePaid:
		return ToneGood
	}
	return ToneNeutral
}

func (s Status) icon() Icon {
	switch s.State {
	case StateDueSoon:
		return IconDueSoon
	case StateOverdue:
		return IconOverdue
	case StatePromised:
		return IconPromised
	case StatePlan:
		return IconPlans
	case StateDisputed:
		return IconDisputed
	case StateHeld:
		return IconHold
	case StateCollection:
		return IconCollection
	case StatePaid:
		return IconPaid
	}
	return IconNotDue
}

func (s Status) words(w *locale.Words) string {
	switch s.State {
	case StateDueSoon:
		return dueIn(w, s.Days)
	case StateOverdue:
		return w.N("ui.overdue_days", s.Days)
	case StatePromised:
		if s.Until != date.None {
			return w.Cap("word.status.promised") + " " + w.ShortDayMonth(s.Until)
		}
		return w.Cap("word.status.promised")
	case StatePlan:
		return w.Cap("word.status.plan")
	case StateDisputed:
		return w.Cap("word.status.disputed")
	case StateHeld:
		return w.Cap("word.status.held")
	case StateCollection:
		return w.Cap("word.status.collection")
	case StatePaid:
		return w.Cap("word.status.paid")
	}
	return w.Cap("word.status.not_due")
}

func dueIn(w *locale.Words, days int) string {
	if days == 0 {
		return w.T("ui.due_today")
	}
	return w.N("ui.due_in", days)
}

// distance says how far a day lies from today, in whole days.
func distance(w *locale.Words, d, today date.Date) string {
	days := int(d - today)
	switch {
	case days == 0:
		return w.T("word.today")
	case days > 0:
		return w.N("ui.in_days", days)
	}
	return w.N("ui.days_ago", -days)
}
