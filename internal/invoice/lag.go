package invoice

import (
	"cmp"
	"slices"

	"github.com/govalues/decimal"
)

// Lag is how many invoices were issued so many calendar days after what they are for was
// delivered or done.
type Lag struct{ Days, Count int }

// Lags are the median and the mean of some lags, in days with one decimal, and of how many
// invoices they are. What was invoiced before it was delivered is left out: nobody waited for it.
func Lags(all []Lag) (median, mean decimal.Decimal, count int) {
	all = slices.DeleteFunc(slices.Clone(all), func(l Lag) bool { return l.Days < 0 || l.Count <= 0 })
	slices.SortFunc(all, func(a, b Lag) int { return cmp.Compare(a.Days, b.Days) })
	days := 0
	for _, l := range all {
		count += l.Count
		days += l.Days * l.Count
	}
	if count == 0 {
		return decimal.Zero, decimal.Zero, 0
	}
	return quotient(at(all, (count-1)/2)+at(all, count/2), 2), quotient(days, count), count
}

// at is the lag of the invoice at a place, from 0, in their order.
func at(all []Lag, place int) int {
	for _, l := range all {
		if place < l.Count {
			return l.Days
		}
		place -= l.Count
	}
	return 0
}

// quotient is a share with one decimal. Days of invoices are far from where decimals end.
func quotient(of, by int) decimal.Decimal {
	q, err := decimal.MustNew(int64(of), 0).Quo(decimal.MustNew(int64(by), 0))
	if err != nil {
		return decimal.Zero
	}
	return q.Round(1).Trim(0)
}
