package claim

import (
	"time"

	"acquit/internal/calendar"
	"acquit/internal/date"
)

// Grace is the time that a consumer has to pay after a reminder, before more than the
// principal may be asked of him: From and Until are his.
type Grace struct{ From, Until date.Date }

// Over is the first day on which more may be asked.
func (g Grace) Over() date.Date { return g.Until.AddDays(1) }

// graceDays is how long it lasts, in Belgium and in the Netherlands.
const graceDays = 14

func graceFrom(first date.Date) Grace { return Grace{first, first.AddDays(graceDays - 1)} }

// Belgium is the grace of a Belgian consumer after the first reminder, which costs nothing
// (Economic Law Code art. XIX.2): fourteen calendar days from the third working day after
// a letter was sent, from the day after a message by wire. The law does not say whether
// Saturdays work; here they do not, which is never too early.
func Belgium(c *calendar.Calendar, sent date.Date, byPost bool) Grace {
	if byPost {
		return graceFrom(c.AddBusinessDays("BE", sent, 3))
	}
	return graceFrom(sent.AddDays(1))
}

// Netherlands is the grace of a Dutch consumer after the letter that names the costs of
// collection (Burgerlijk Wetboek art. 6:96 (6)): fourteen full days from the day after he
// got it. A letter is taken for delivered on the second day after it was sent, Sundays,
// Mondays and public holidays aside, on which no post comes.
func Netherlands(c *calendar.Calendar, sent date.Date, byPost bool) Grace {
	got := sent
	for days := 2; byPost && days > 0; {
		got = got.AddDays(1)
		if dutchPost(c, got) {
			days--
		}
	}
	return graceFrom(got.AddDays(1))
}

func dutchPost(c *calendar.Calendar, on date.Date) bool {
	_, holiday := c.Holiday("NL", on)
	return !holiday && on.Weekday() != time.Sunday && on.Weekday() != time.Monday
}
