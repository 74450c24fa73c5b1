package collect

import (
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
)

// minuteOf is the first minute at which a message to a customer may leave.
func minuteOf(t testing.TB, c *company.Company, customer id.ID, today date.Date) calendar.Clock {
	t.Helper()
	for at := c.Policy.Window.From; at < c.Policy.Window.Until; at++ {
		if mayLeave(c, customer, today, at) {
			return at
		}
	}
	t.Fatalf("the messages to %s never leave", customer)
	return 0
}

func TestManyCustomersAreSpreadEvenly(t *testing.T) {
	const customers = 10_000
	c := &company.Company{ID: 7, Policy: company.Standard()}
	monday := date.Must("2026-01-05")
	count, stays := map[calendar.Clock]int{}, 0
	for n := range customers {
		customer := id.ID(1_000_000 + 4096*n)
		at := minuteOf(t, c, customer, monday)
		count[at]++
		if at == minuteOf(t, c, customer, monday.AddDays(1)) {
			stays++
		}
	}
	for at, n := range count {
		if n > customers*3/100 || at%60 == 0 {
			t.Errorf("%d of %d leave at %s", n, customers, at)
		}
	}
	if len(count) != 88 {
		t.Errorf("they leave at %d minutes", len(count))
	}
	if stays > customers/20 {
		t.Errorf("%d leave at the same minute on the day after", stays)
	}
}

func TestTheMinuteOfAMessage(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from := calendar.Clock(rapid.IntRange(0, 24*60-1).Draw(r, "from"))
		c := &company.Company{ID: id.ID(rapid.Int64Min(1).Draw(r, "company")), Policy: company.Standard()}
		c.Policy.Window.From, c.Policy.Window.Until = from, calendar.Clock(rapid.IntRange(int(from)+1, 24*60).Draw(r, "until"))
		c.Policy.SpreadMinutes = rapid.IntRange(0, 720).Draw(r, "minutes")
		customer, today := id.ID(rapid.Int64Min(1).Draw(r, "customer")), date.Must("2026-01-05")
		at := minuteOf(t, c, customer, today)
		if again := minuteOf(t, c, customer, today); again != at {
			r.Fatalf("%s and then %s", at, again)
		}
		waited := false
		for ; at < c.Policy.Window.Until; at++ {
			if !mayLeave(c, customer, today, at) {
				waited = true
				if at%60 != 0 || at > c.Policy.Window.SpreadEnd(c.Policy.SpreadMinutes) {
					r.Fatalf("it must not leave at %s any more", at)
				}
			}
		}
		if waited && c.Policy.SpreadMinutes == 0 {
			r.Fatal("it waits, though nothing is spread")
		}
	})
}
