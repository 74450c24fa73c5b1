package law

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/money"
)

// WithVAT raises costs of collection by the VAT per cent, rounded half up to the cent. That
// is owed only where the creditor cannot deduct the VAT that he pays a collector, and only
// if his letter announced it (Besluit vergoeding voor buitengerechtelijke incassokosten
// art. 2 (3)).
func WithVAT(costs money.Amount, vat Percent) money.Amount {
	return costs.Add(money.Of(part(costs.Minor, vat), costs.Currency))
}

// The Dutch cap on the costs of collecting small debts that recur, such as the terms of a
// subscription: below 266.67 euros each, at most 140 euros in six months, since October
// 2024 (seen: cooster.nl, njb.nl). The sources do not say whether the 140 euros have their
// VAT: here they have none, and it is added afterwards.
const (
	recurringBelow  = 266_67
	recurringMost   = 140_00
	recurringMonths = 6
)

var recurringSince = date.New(2024, 10, 1)

// Charge is a sum of costs of collection that was asked on a day, without its VAT.
type Charge struct {
	On  date.Date
	Sum money.Amount
}

// Recurring is what may be asked on a day of a Dutch consumer for collecting a debt that
// recurs: at most as much as the six months that end on that day leave of the cap. Charges
// of before the cap began, and those of debts that are not small, do not belong to earlier.
func Recurring(principal money.Amount, on date.Date, earlier []Charge) money.Amount {
	due := collection.Of(principal)
	if !CapRecurs(principal, on) {
		return due
	}
	return due.Min(RecurringLeft(on, earlier))
}

// CapRecurs reports whether the cap holds on a day for collecting a debt that recurs.
func CapRecurs(principal money.Amount, on date.Date) bool {
	return on >= recurringSince && principal.Minor < recurringBelow
}

// RecurringLeft is what the six months that end on a day leave of the cap.
func RecurringLeft(on date.Date, earlier []Charge) money.Amount {
	left := money.Of(recurringMost, money.EUR)
	for _, c := range earlier {
		if on.AddMonths(-recurringMonths) < c.On && c.On <= on {
			left = left.Sub(c.Sum.Min(left))
		}
	}
	return left
}

// ReminderCost is what a reminder of a consumer may cost him where deliveries are regular
// and each has a due day of its own. What is no row may not be asked.
type ReminderCost struct {
	Country string
	Free    int   // how many late due days of a calendar year are reminded of for nothing
	Most    int64 // what a reminder of any later one costs at most, in cents
	Postage bool  // what the post takes comes on top
	Source  string
	Mark    Mark
}

var reminderCosts = []ReminderCost{
	{"BE", 3, 7_50, true, "Economic Law Code art. XIX.2, regular deliveries of goods or services", Seen},
}

// ReminderCostOf is what the reminder of the nth late due day of a calendar year, from 1,
// may cost a consumer of a country, without postage, and the rule; found is false where no
// source says so, and it costs nothing.
func ReminderCostOf(country string, nth int) (most money.Amount, rule ReminderCost, found bool) {
	n := slices.IndexFunc(reminderCosts, func(r ReminderCost) bool { return r.Country == country })
	if n < 0 {
		return money.Of(0, money.EUR), ReminderCost{}, false
	}
	if rule = reminderCosts[n]; nth <= rule.Free {
		return money.Of(0, money.EUR), rule, true
	}
	return money.Of(rule.Most, money.EUR), rule, true
}
