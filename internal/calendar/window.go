package calendar

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Clock is a time of the day in minutes after midnight, from 0 to 1440.
type Clock int16

const endOfDay Clock = 24 * 60

// ParseClock reads "08:00"; "24:00" is the end of the day.
func ParseClock(s string) (Clock, error) {
	if s == "24:00" {
		return endOfDay, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return 0, fault.New(fault.Invalid, "%q is not a time written as 08:00", s)
	}
	return clockOf(t), nil
}

func clockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

// String gives "08:00".
func (c Clock) String() string {
	return string([]byte{byte('0' + c/600), byte('0' + c/60%10), ':', byte('0' + c%60/10), byte('0' + c%10)})
}

// MarshalText writes what String gives.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// Weekdays is a set of days of the week.
type Weekdays uint8

// On returns the set of the days given.
func On(days ...time.Weekday) Weekdays {
	var set Weekdays
	for _, d := range days {
		set |= 1 << d
	}
	return set
}

// Has reports whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

// Window is when messages may leave, in the company's local time: on some days
// of the week, from one hour until another. It is never open on a Sunday.
type Window struct {
	Days  Weekdays `json:"days"`
	From  Clock    `json:"from"`
	Until Clock    `json:"until"` // the first minute in which nothing leaves
}

// OfficeHours is the window of a company that has not set its own: Monday to
// Friday, 08:00 to 18:00.
func OfficeHours() Window {
	return Window{
		Days: On(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		From: 8 * 60, Until: 18 * 60,
	}
}

// Check refuses a window through which nothing could ever leave, or that names
// the Sunday.
func (w Window) Check() error {
	switch {
	case w.Days.Has(time.Sunday):
		return fault.New(fault.Invalid, "messages cannot leave on a Sunday")
	case w.Days == 0 || w.Days >= 1<<7:
		return fault.New(fault.Invalid, "choose at least one day from Monday to Saturday on which messages may leave")
	case w.From < 0 || w.Until > endOfDay || w.From >= w.Until:
		return fault.New(fault.Invalid, "the hours in which messages may leave must end after they begin")
	}
	return nil
}

// allows reports whether messages may leave on a day of the week.
func (w Window) allows(d time.Weekday) bool { return d != time.Sunday && w.Days.Has(d) }

// Open reports whether messages may leave at t, which is in the company's zone.
// Holidays are the Calendar's to know.
func (w Window) Open(t time.Time) bool {
	now := clockOf(t)
	return w.allows(t.Weekday()) && w.From <= now && now < w.Until
}

// Obstacle is why no message may leave on a day: a holiday of a place, or, when
// Holiday is empty, a day of the week outside the window.
type Obstacle struct {
	Holiday Holiday
	Place   Place
}

// Obstacle returns what keeps messages from leaving on d, when something does.
// The places are those of both sides, creditor and customer.
func (c *Calendar) Obstacle(w Window, d date.Date, places ...Place) (o Obstacle, found bool) {
	if !w.allows(d.Weekday()) {
		return Obstacle{}, true
	}
	for _, p := range places {
		if h, ok := c.Holiday(p, d); ok {
			return Obstacle{Holiday: h, Place: p}, true
		}
	}
	return Obstacle{}, false
}

// NextSendDay returns d, or the first day after it on which messages may leave:
// a day of the window that is a holiday at neither side. It is date.None for a
// window that Check refuses.
func (c *Calendar) NextSendDay(w Window, d date.Date, places ...Place) date.Date {
	for range 366 {
		if _, found := c.Obstacle(w, d, places...); !found {
			return d
		}
		d = d.AddDays(1)
	}
	return date.None
}

// NextOpening returns t, or the first instant after it at which messages may
// leave, in t's zone, which is the company's. It is the zero time for a window
// that Check refuses.
func (c *Calendar) NextOpening(w Window, t time.Time, places ...Place) time.Time {
	today := date.Of(t)
	day := c.NextSendDay(w, today, places...)
	if day == today && w.Open(t) {
		return t
	}
	if day == today && clockOf(t) >= w.Until {
		day = c.NextSendDay(w, today.AddDays(1), places...)
	}
	if day == date.None {
		return time.Time{}
	}
	year, month, dayOfMonth := day.Civil()
	return time.Date(year, month, dayOfMonth, 0, int(w.From), 0, 0, t.Location())
}
