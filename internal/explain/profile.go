package explain

import (
	"acquit/internal/locale"
	"acquit/internal/profile"
)

// trendDays is from how many days on a change of habits is worth a sentence: a working week.
const trendDays = 5

// PayerKind is the word for a kind of payer.
func PayerKind(w *locale.Words, k profile.Kind) string { return w.T("profile." + string(k)) }

// Profile says how a customer pays: first what kind of payer it is and by which numbers,
// then what else is known.
func Profile(w *locale.Words, p *profile.Profile) []string {
	all := []string{habit(w, p)}
	switch {
	case p.Trend >= trendDays:
		all = append(all, w.T("profile.says.later", "Days", days(w, p.Trend)))
	case p.Trend <= -trendDays:
		all = append(all, w.T("profile.says.sooner", "Days", days(w, -p.Trend)))
	}
	if p.Broken > 0 {
		all = append(all, w.N("profile.says.broken", p.Broken))
	}
	if p.Disputed > 0 {
		all = append(all, w.N("profile.says.disputed", p.Disputed))
	}
	if p.OldestOpenLate > 0 {
		all = append(all, w.T("profile.says.open", "Days", days(w, p.OldestOpenLate)))
	}
	return all
}

// habit says what kind of payer a customer is.
func habit(w *locale.Words, p *profile.Profile) string {
	usual, key := p.UsualDelay, "profile.says."+string(p.Kind)
	switch {
	case p.Kind == profile.New && p.Paid == 0:
		return w.T("profile.says.none")
	case p.Kind == profile.New:
		return w.N("profile.says.few", p.Paid)
	case p.Kind == profile.Prompt && p.Late > 0:
		key = "profile.says.prompt_slowest"
	case p.Kind == profile.Late && usual <= profile.GraceDays:
		usual, key = p.UsualDelayLate, "profile.says.sometimes"
	}
	return w.T(key, "Days", days(w, usual), "Late", p.Late, "InTime", p.Paid-p.Late, "Paid", p.Paid, "Slowest", days(w, p.Slowest))
}

// PayerNote says what counts as on time.
func PayerNote(w *locale.Words) string {
	return w.T("profile.note", "Days", days(w, profile.GraceDays))
}
