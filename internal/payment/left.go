package payment

import (
	"cmp"
	"slices"
)

// Left is what payments leave on account when what was paid back is taken off: a refund
// uses up what came last before it, then what came after it. The others keep their order,
// each with what is left of it as OnAccount; one of which nothing is left is not among
// them. A refund stays only with what it paid back of nothing.
func Left(all []Payment) []Payment {
	left := slices.Clone(all)
	for n := range left {
		if left[n].OnAccount.Sign() < 0 {
			left[n].takeOff(left)
		}
	}
	return slices.DeleteFunc(left, func(p Payment) bool { return p.OnAccount.IsZero() })
}

// takeOff takes a refund off other payments of its customer.
func (refund *Payment) takeOff(all []Payment) {
	from := make([]*Payment, 0, len(all))
	for n := range all {
		if p := &all[n]; p.Customer == refund.Customer && p.OnAccount.Sign() > 0 && p.OnAccount.Currency == refund.OnAccount.Currency {
			from = append(from, p)
		}
	}
	slices.SortStableFunc(from, func(x, y *Payment) int {
		if before := x.ReceivedOn <= refund.ReceivedOn; before != (y.ReceivedOn <= refund.ReceivedOn) {
			if before {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(distance(x, refund), distance(y, refund)), cmp.Compare(y.ID, x.ID))
	})
	for _, p := range from {
		share := p.OnAccount.Min(refund.OnAccount.Neg())
		p.OnAccount, refund.OnAccount = p.OnAccount.Sub(share), refund.OnAccount.Add(share)
	}
}

// distance is how many days lie between two payments.
func distance(x, y *Payment) int {
	if x.ReceivedOn > y.ReceivedOn {
		return int(x.ReceivedOn - y.ReceivedOn)
	}
	return int(y.ReceivedOn - x.ReceivedOn)
}
