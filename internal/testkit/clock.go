package testkit

import (
	"sync"
	"time"

	"acquit/internal/date"
)

// Clock stands still until a test moves it. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows Monday 5 January 2026, nine in the morning
// in UTC.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)}
}

// Now is the time that the clock shows: what store.Open and others are given.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a time, backwards too.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// SetDay moves the clock to nine in the morning in UTC of a day.
func (c *Clock) SetDay(day date.Date) { c.Set(day.Time().Add(9 * time.Hour)) }

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Today is the day in UTC that the clock shows.
func (c *Clock) Today() date.Date { return date.Of(c.Now().UTC()) }
