package collect

import (
	"context"
	"encoding/binary"
	"hash/fnv"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
)

// SendInHours is Send as it goes by itself: within the company's hours, and no message
// before the minute of its customer, so that what waited for the morning does not leave
// all at once, at the full hour, as from a machine.
func (d *Desk) SendInHours(ctx context.Context, c *company.Company, see func(Result)) (Sending, error) {
	local := func() (date.Date, calendar.Clock, bool) {
		now := d.Store.Now().In(c.Location())
		return date.Of(now), calendar.ClockOf(now), c.Policy.Window.Open(now)
	}
	today, _, open := local()
	if !open {
		return d.sendPersonal(ctx, c.ID, today, see)
	}
	// Many messages take their time: the hours may end meanwhile, and other minutes come.
	return d.send(ctx, c.ID, today, see, func(m store.DueMessage) bool {
		day, now, open := local()
		return m.Personal || open && day == today && (m.Tried || mayLeave(c, m.Customer, day, now))
	})
}

// mayLeave reports whether the minute has come at which messages to a customer leave. At
// the full hour none does while others still wait for theirs.
func mayLeave(c *company.Company, customer id.ID, today date.Date, now calendar.Clock) bool {
	window, minutes := c.Policy.Window, c.Policy.SpreadMinutes
	if end := window.SpreadEnd(minutes); end == window.From || now > end {
		return true
	}
	return now%60 != 0 && window.Spread(minutes, seed(c.ID, customer, today)) <= now
}

// seed tells the customers of a company apart, on each day in another order.
func seed(company, customer id.ID, today date.Date) uint64 {
	h := fnv.New64a()
	for _, n := range []int64{int64(company), int64(customer), int64(today)} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	return h.Sum64()
}
