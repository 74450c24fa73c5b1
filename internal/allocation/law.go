// Package allocation says what money settles first where the law has to say it: which
// part of a claim, and which of several debts. The debtor's own word goes before the
// law's order, as far as the law lets it.
package allocation

import (
	"slices"

	"acquit/internal/fault"
)

// Part is what a claim is made of.
type Part string

// The parts of a claim.
const (
	Principal    Part = "principal"
	Interest     Part = "interest"
	Compensation Part = "compensation" // the fixed sum for being late, and penalty clauses
	Costs        Part = "costs"        // of recovery
)

// Order is the parts of a claim, the one that is settled first at its head. Each stands
// in it once.
type Order []Part

// Law is how a country's law uses a payment that does not cover all that is owed.
type Law struct {
	Country string // ISO 3166-1 alpha-2
	Parts   Order  // of one claim, unless CostsLast is chosen
	// CostsLast is the other order that the law leaves room for; nil where it leaves none.
	CostsLast Order
	Debts     Ranking // of several claims, when the payer is silent
	Source    string
}

// The fixed sum stands beside the costs: both indemnify the creditor for having had to
// ask (Directive 2011/7/EU art. 6), and no law here tells them apart.
var (
	costsFirst = Order{Costs, Compensation, Interest, Principal}
	costsLast  = Order{Interest, Principal, Costs, Compensation}
)

// laws are what the sources say; a country that is not here has none that was looked up.
var laws = []Law{
	{"BE", costsFirst, nil, Ranking{Due, Onerous, Older},
		"Civil Code (old) art. 1253, 1254 and 1256, taken over by art. 5.208 to 5.210; costs first by practice"},
	{"FR", costsFirst, costsLast, Ranking{Due, Onerous, Older},
		"Code civil art. 1342-10 and 1343-1, which names interest and principal only; costs first by practice"},
	{"NL", costsFirst, nil, Ranking{Due, Onerous, Older},
		"Burgerlijk Wetboek art. 6:43 and 6:44, in this sequence (Hoge Raad 29 May 2015)"},
	{"LU", costsFirst, nil, Ranking{Due, Onerous, Older},
		"Code civil art. 1253 to 1256; costs first by practice"},
	{"DE", costsFirst, nil, Ranking{Due, LessSecured, Onerous, Older},
		"BGB § 366 (2) and § 367 (1)"},
}

// Of is the law of a country.
//
// Errors: NotFound for a country whose law was not looked up. Nothing is carried over
// from another one.
func Of(country string) (Law, error) {
	n := slices.IndexFunc(laws, func(l Law) bool { return l.Country == country })
	if n < 0 {
		return Law{}, fault.New(fault.NotFound, "no source says in which order a payment settles what is owed in %s", country)
	}
	return laws[n], nil
}

// Indicated is the order when the debtor says what he pays first: those parts as he
// names them, then the others as the law has them. Every law here lets the creditor
// refuse an indication that puts principal before costs and interest (BE and LU art.
// 1254, FR art. 1343-1, NL art. 6:44 (2), DE § 367 (2)): whether he does is a person's
// to say, before this is asked.
func (o Order) Indicated(first ...Part) Order {
	var all Order
	for _, p := range slices.Concat(first, o) {
		if slices.Contains(o, p) && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// NeedsConsent reports whether the creditor may refuse what the debtor indicates: it
// settles principal before something that the law settles first.
func (o Order) NeedsConsent(first ...Part) bool {
	indicated := o.Indicated(first...)
	before := func(in Order, p Part) bool { return slices.Index(in, p) < slices.Index(in, Principal) }
	return slices.ContainsFunc(o, func(p Part) bool { return before(o, p) && !before(indicated, p) })
}
