package account

import "acquit/internal/date"

// Age is how long a debt has been due, in the steps that accountants use.
type Age int

// The ages. A debt is not late on its due day.
const (
	NotDue Age = iota
	Late30     // 1 to 30 days
	Late60     // 31 to 60
	Late90     // 61 to 90
	LateMore
	Ages // how many there are
)

// AgeOf is the age of a debt on a day.
func AgeOf(due, on date.Date) Age {
	late := int(on) - int(due)
	if late <= 0 {
		return NotDue
	}
	return min(Age((late+29)/30), LateMore)
}

// DueBetween are the first and last due days of an age; None is no bound.
func (a Age) DueBetween(today date.Date) (from, to date.Date) {
	switch a {
	case NotDue:
		return today, date.None
	case LateMore:
		return date.None, today.AddDays(-91)
	}
	return today.AddDays(-30 * int(a)), today.AddDays(-30*int(a) + 29)
}
