package company

import (
	"cmp"

	"acquit/internal/fault"
	"acquit/internal/money"
)

// Plans is what customers may agree with themselves about paying in instalments: within it, what
// they ask for runs at once. Otherwise a person decides.
type Plans struct {
	// Most is how many instalments they may choose at most; 0: a person decides about each.
	Most int `json:"most,omitempty"`
	// FirstDays is within how many calendar days the first one is paid; 0 for the usual number.
	FirstDays int `json:"first_days,omitempty"`
	// Least, by currency in minor units, is how much an instalment is at least.
	Least map[string]int64 `json:"least,omitempty"`
	// Largest, by currency in minor units, is the sum up to which a plan runs at once; none in
	// a currency that is not named.
	Largest map[string]int64 `json:"largest,omitempty"`
}

const (
	mostInstalments = 24
	usualFirstDays  = 31
	mostFirstDays   = 92
)

// ToFirst is within how many calendar days the first instalment is paid.
func (p *Plans) ToFirst() int { return cmp.Or(p.FirstDays, usualFirstDays) }

// Offers are the numbers of instalments that a customer may choose for a total, from two on; none
// where a person decides.
func (p *Plans) Offers(total money.Amount) (all []int) {
	if total.Sign() <= 0 || total.Minor > p.Largest[total.Currency.String()] {
		return nil
	}
	for n := 2; n <= p.Most && total.Minor/int64(n) >= max(p.Least[total.Currency.String()], 1); n++ {
		all = append(all, n)
	}
	return all
}

// check refuses limits that cannot be.
func (p *Plans) check() error {
	switch {
	case p.Most < 0 || p.Most > mostInstalments || p.Most == 1:
		return fault.At(0, "plan_most", "customers choose from 2 to %d instalments, or 0 for none", mostInstalments)
	case p.FirstDays < 0 || p.FirstDays > mostFirstDays:
		return fault.At(0, "plan_first", "the first instalment is paid within %d days at most", mostFirstDays)
	}
	for _, limits := range []map[string]int64{p.Least, p.Largest} {
		for currency, minor := range limits {
			if _, err := money.ParseCurrency(currency); err != nil || minor < 0 {
				return fault.New(fault.Invalid, "%d %s is no limit", minor, currency)
			}
		}
	}
	return nil
}
