package dunning

import (
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Rule gives a scenario to the customers who fit all that it names. A rule that names nothing
// fits everybody.
type Rule struct {
	Plan      id.ID            `json:"plan"` // the scenario, whatever its version
	Labels    []string         `json:"labels,omitempty"`
	Kinds     []customer.Kind  `json:"kinds,omitempty"`
	Countries []string         `json:"countries,omitempty"`
	Payers    []string         `json:"payers,omitempty"`
	Managers  []string         `json:"managers,omitempty"` // addresses of account managers
	Least     map[string]int64 `json:"least,omitempty"`    // what is owed at least, in minor units by currency; a currency that is not named does not fit
	Held      bool             `json:"held,omitempty"`     // sales holds the customer
}

// Debtor is what rules look at: a customer in one currency.
type Debtor struct {
	Labels  []string
	Kind    customer.Kind
	Country string
	Payer   string
	Manager string
	Owes    money.Amount // everything that is open
	Held    bool         // sales holds the customer
}

// Fits reports whether a rule is about a debtor.
func (r *Rule) Fits(d *Debtor) bool {
	among := func(named []string, is string) bool {
		return len(named) == 0 || slices.ContainsFunc(named, func(n string) bool { return strings.EqualFold(n, is) })
	}
	labelled := len(r.Labels) == 0 || slices.ContainsFunc(d.Labels, func(l string) bool { return among(r.Labels, l) })
	return labelled && among(r.Countries, d.Country) && among(r.Payers, d.Payer) && among(r.Managers, d.Manager) &&
		(len(r.Kinds) == 0 || slices.Contains(r.Kinds, d.Kind)) && r.owes(d) && (!r.Held || d.Held)
}

func (r *Rule) owes(d *Debtor) bool {
	if len(r.Least) == 0 {
		return true
	}
	least, named := r.Least[d.Owes.Currency.String()]
	return named && d.Owes.Minor >= least
}

// Assign is the scenario that the first rule gives that fits, and the place of that rule, from
// 0; the usual one and -1 where none does.
func Assign(rules []Rule, d *Debtor, usual id.ID) (plan id.ID, rule int) {
	for n := range rules {
		if rules[n].Fits(d) {
			return rules[n].Plan, n
		}
	}
	return usual, -1
}
