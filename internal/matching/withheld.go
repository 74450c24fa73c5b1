package matching

import (
	"slices"

	"acquit/internal/money"
)

// withholding is a share of an invoice that some payers must keep and pay to the State,
// who counts it for the company: the invoice is paid by both together.
type withholding struct {
	country string // of the company
	percent int
	law     string
}

// withholdings are those that a payer may apply to a whole invoice. In Belgium both may
// fall on one invoice; half of it is what people pay in two parts, so that says nothing.
var withholdings = []withholding{
	{"BE", 35, "art. 30bis, loi/wet 27.6.1969"},
	{"BE", 15, "art. 402-403 CIR/WIB 92"},
	{"DE", 15, "§ 48 EStG"},
}

// withheld is the withholding of which what is missing is exactly the share of what is
// open; nil for none.
func (b *book) withheld(open, missing money.Amount) *withholding {
	n := slices.IndexFunc(withholdings, func(w withholding) bool {
		return w.country == b.country && w.of(open) == missing && !missing.IsZero()
	})
	if n < 0 {
		return nil
	}
	return &withholdings[n]
}

// withhold lets go what is missing where it is a withholding; a part is paid otherwise.
func (b *book) withhold(p *Proposal, claims []claim, open, missing money.Amount) Evidence {
	w := b.withheld(open, missing)
	if w == nil {
		return Evidence{Fact: PartPaid}
	}
	p.letGo(claims, missing, Withheld)
	return w.evidence()
}

// of is the share of an amount, half a unit rounded up.
func (w withholding) of(a money.Amount) money.Amount {
	whole, rest := a.Minor/100, a.Minor%100
	return money.Of(whole*int64(w.percent)+(rest*int64(w.percent)+50)/100, a.Currency)
}

func (w *withholding) evidence() Evidence {
	return Evidence{Fact: Withheld, Percent: w.percent, Words: w.law}
}

// askWithheld takes back what is certain but for a withholding, which an amount alone
// tells: a person says whether it is one, or a part was paid.
func (r *answer) askWithheld() {
	if r.Certain == nil || !slices.ContainsFunc(r.Certain.Differences, func(d Difference) bool { return d.Reason == Withheld }) {
		return
	}
	p := *r.Certain
	part := p
	part.Differences, part.Evidence = nil, slices.Clone(p.Evidence)
	for n := range part.Evidence {
		if part.Evidence[n].Fact == Withheld {
			part.Evidence[n] = Evidence{Fact: PartPaid}
		}
	}
	r.Certain, r.Refused, r.Ask, r.more = nil, Withheld, []Proposal{p, part}, false
}

// byWithholding suggests the items of a payer of which an amount is what a withholding
// leaves.
func (b *book) byWithholding(e *Reading, r *answer) {
	if len(r.Ask) > 0 {
		return
	}
	for _, owner := range r.payer.owners {
		for _, i := range b.byCustomer[owner] {
			if i.Open.Currency == e.Amount.Currency && i.Open.Cmp(e.Amount) > 0 && b.withheld(i.Open, i.Open.Sub(e.Amount)) != nil {
				r.ask(Withheld, b.fill(&e.Entry, owner, claimsOn(i), r.payer.by[owner]...))
			}
		}
	}
}
