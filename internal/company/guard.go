package company

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Guard says which customers are not lost lightly. Who is all that it names counts as loyal.
type Guard struct {
	// Years is for how long a customer must have been invoiced.
	Years int `json:"years,omitempty"`
	// Least is what it must have paid in all, in minor units by currency; in a currency that is not
	// named nothing is asked.
	Least map[string]int64 `json:"least,omitempty"`
	// Payers are the kinds of payer that it must be one of; none for any.
	Payers []string `json:"payers,omitempty"`
}

// mostGuardYears bounds the years: no customer is older.
const mostGuardYears = 50

// Check refuses what cannot be.
//
// Errors: Invalid.
func (g *Guard) Check() error {
	if g.Years < 0 || g.Years > mostGuardYears {
		return fault.At(0, "years", "a customer is loyal after 0 to %d years", mostGuardYears)
	}
	for currency, minor := range g.Least {
		if _, err := money.ParseCurrency(currency); err != nil || minor < 0 {
			return fault.At(0, "least", "%d %s is no sum", minor, currency)
		}
	}
	return nil
}

// Payer reports whether a kind of payer may be loyal.
func (g *Guard) Payer(kind string) bool {
	return len(g.Payers) == 0 || slices.Contains(g.Payers, kind)
}

// Paid reports whether a customer has paid enough.
func (g *Guard) Paid(sum money.Amount) bool { return sum.Minor >= g.Least[sum.Currency.String()] }

// From is the day from which a customer counts as loyal whose first invoice is of a day.
func (g *Guard) From(since date.Date) date.Date { return since.AddMonths(12 * g.Years) }
