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
	return ClockOf(t), nil
}

// ClockOf is the time of the day that t shows.
func ClockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

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
// of the week, from one hour until another.
type Window struct {
	Days  Weekdays `json:"days"` // from Monday to Saturday
	From  Clock    `json:"from"`
	Until Clock    `json:"until"` // the first minute in which nothing leaves
	// Sundays opens it on Sundays too. It stands apart, so that nobody writes to people on
	// a Sunday by having ticked every box.
	Sundays bool `json:"sundays,omitempty"`
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
// the Sunday among its days.
func (w Window) Check() error {
	switch {
	case w.Days.Has(time.Sunday) || w.Days == 0 || w.Days >= 1<<7:
		return fault.New(fault.Invalid, "choose at least one day from Monday to Saturday on which messages may leave")
	case w.From < 0 || w.Until > endOfDay || w.From >= w.Until:
		return fault.New(fault.Invalid, "the hours in which messages may leave must end after they begin")
	}
	return nil
}

// allows reports whether messages may leave on a day of the week.
func (w Window) allows(d time.Weekday) bool {
	if d == time.Sunday {
		return w.Sundays
	}
	return w.Days.Has(d)
}

// Open reports whether messages may leave at t, which is in the company's zone.
// Holidays are the Calendar's to know, and closing periods the company's.
func (w Window) Open(t time.Time) bool {
	now := ClockOf(t)
	return w.allows(t.Weekday()) && w.From <= now && now < w.Until
}

// Obstacle is why no message may leave on a day: the company is closed, or it is a
// holiday of a place, or, when neither is set, a day of the week outside the window.
type Obstacle struct {
	Closed  Period
	Holiday Holiday
	Place   Place
}

// Obstacle returns what keeps messages from leaving on d, when something does.
// The places are those of both sides, creditor and customer.
func (c *Calendar) Obstacle(w Window, closed []Period, d date.Date, places ...Place) (o Obstacle, found bool) {
	if p, ok := closedOn(closed, d); ok {
		return Obstacle{Closed: p}, true
	}
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

// Spread is the minute of a day at which something leaves that waited for the window to
// open. One seed gives one minute; many are spread evenly over so many minutes after the
// opening, though never beyond half of the window, nor at the full hour, at which machines
// send. With 0 minutes it is the opening itself.
func (w Window) Spread(minutes int, seed uint64) Clock {
	var free []Clock
	for at := w.From; at < w.SpreadEnd(minutes); at++ {
		if at%60 != 0 {
			free = append(free, at)
		}
	}
	if len(free) == 0 {
		return w.From
	}
	return free[seed%uint64(len(free))]
}

// SpreadEnd is the first minute at which nothing waits any more for a minute of its own.
func (w Window) SpreadEnd(minutes int) Clock {
	return w.From + min(Clock(minutes), (w.Until-w.From)/2)
}
