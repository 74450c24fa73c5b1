package allocation

import (
	"cmp"
	"slices"

	"acquit/internal/date"
	"acquit/internal/money"
)

// Debt is one of several that a payment may settle. What the law asks of it and nobody
// knows stays zero, for all of them alike.
type Debt struct {
	Indicated bool         // the debtor says that he pays this one
	DueOn     date.Date    // of two debts the older is the one that was due before,
	Since     date.Date    // or that was made before: the day of its invoice
	Burden    int          // how heavy it is for the debtor: the rate at which it grows, or that a penalty threatens
	Security  int          // how safe it is for the creditor: a pledge, a guarantor
	Open      money.Amount // more than nothing
}

// Criterion is what the law looks at to put one debt before another.
type Criterion string

// The criteria.
const (
	Due         Criterion = "due"          // those that are due before those that are not
	LessSecured Criterion = "less_secured" // what the creditor would lose first
	Onerous     Criterion = "onerous"      // what the debtor has most interest to be rid of
	Older       Criterion = "older"
)

// Ranking is what a law looks at, in its order.
type Ranking []Criterion

// Compare says which of two debts is settled first on a day: a negative number for a, 0
// where the law makes no difference. What the debtor indicates goes first.
func (r Ranking) Compare(a, b *Debt, on date.Date) int {
	if a.Indicated != b.Indicated {
		return cmp.Compare(rank(!a.Indicated), rank(!b.Indicated))
	}
	for _, c := range r {
		if order := c.compare(a, b, on); order != 0 {
			return order
		}
	}
	return 0
}

func (c Criterion) compare(a, b *Debt, on date.Date) int {
	switch c {
	case Due:
		return cmp.Compare(rank(a.DueOn > on), rank(b.DueOn > on))
	case LessSecured:
		return cmp.Compare(a.Security, b.Security)
	case Onerous:
		return cmp.Compare(b.Burden, a.Burden)
	case Older:
		return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Since, b.Since))
	}
	panic("allocation: the law knows no criterion " + string(c))
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// Spread lets a payment settle debts on a day, one after the other, and those between
// which the law makes no difference in proportion to what is open of them. It returns
// what each gets, in the order given, and what is left over.
func (r Ranking) Spread(paid money.Amount, debts []Debt, on date.Date) (shares []money.Amount, left money.Amount) {
	order := make([]int, len(debts))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(x, y int) int { return r.Compare(&debts[x], &debts[y], on) })
	shares, left = make([]money.Amount, len(debts)), paid
	for len(order) > 0 {
		equal := 1
		for equal < len(order) && r.Compare(&debts[order[0]], &debts[order[equal]], on) == 0 {
			equal++
		}
		left = proportionally(left, debts, order[:equal], shares)
		order = order[equal:]
	}
	return shares, left
}

// proportionally lets an amount settle some debts in proportion to what is open of them,
// and returns what it leaves. Cents that do not divide go to the first of them.
func proportionally(paid money.Amount, debts []Debt, some []int, shares []money.Amount) (left money.Amount) {
	sum, open := money.Of(0, paid.Currency), make([]int64, len(some))
	for n, at := range some {
		sum, open[n] = sum.Add(debts[at].Open), debts[at].Open.Minor
	}
	given := paid.Min(sum)
	for n, share := range given.Split(open) {
		shares[some[n]] = share
	}
	return paid.Sub(given)
}
