package account

import (
	"testing"

	"acquit/internal/date"
)

// The age of a debt is the one between whose bounds its due day lies.
func TestAnAgeIsWhatItsBoundsSay(t *testing.T) {
	today := date.Must("2026-03-12")
	for due := today.AddDays(-130); due <= today.AddDays(10); due++ {
		for a := NotDue; a < Ages; a++ {
			from, to := a.DueBetween(today)
			within := (from == date.None || from <= due) && (to == date.None || due <= to)
			if within != (AgeOf(due, today) == a) {
				t.Errorf("due on %s: age %d, and within %s to %s: %v", due, AgeOf(due, today), from, to, within)
			}
		}
	}
}
