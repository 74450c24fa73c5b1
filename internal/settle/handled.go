package settle

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// handling is how the entries of bookings found their place.
func handling(bookings []booking) map[id.ID]store.Handling {
	how := map[id.ID]store.Handling{}
	for n := range bookings {
		if b := &bookings[n]; b.entry.Amount.Sign() > 0 {
			how[b.entry.ID] = b.handling()
		}
	}
	return how
}

// handling tells from the evidence: whoever chooses by hand has none but the own word.
func (b *booking) handling() store.Handling {
	says := func(e matching.Evidence) bool { return e.Fact != matching.PersonSays }
	switch {
	case b.by == Actor:
		return store.HandledByItself
	case len(b.proposal.Shares) == 0:
		return store.HandledOnAccount
	case slices.ContainsFunc(b.proposal.Evidence, says):
		return store.HandledAsSuggested
	}
	return store.HandledByHand
}

// Tolerated is how much a company lets go.
func Tolerated(p *company.Policy) matching.Tolerance {
	t := matching.Tolerance{Most: map[money.Currency]int64{}, Share: p.ToleratedShare}
	for code, minor := range p.ToleratedMost {
		if currency, err := money.ParseCurrency(code); err == nil {
			t.Most[currency] = minor
		}
	}
	return t
}

// letGoReasons are why a person may let something go.
var letGoReasons = []matching.Fact{matching.SmallDifference, matching.DiscountTaken, matching.BankCharge, matching.Withheld, matching.ProviderFee}

// forgivable refuses differences that nobody may let go: without a reason, or as a small
// one where the company's limit is less. What is small is held against all that the
// proposal settles, as matching does.
func (d *decision) forgivable(p *matching.Proposal) error {
	if len(p.Differences) == 0 {
		return nil
	}
	small := money.Of(0, p.Differences[0].Amount.Currency)
	for _, x := range p.Differences {
		if !slices.Contains(letGoReasons, x.Reason) || x.Amount.Sign() <= 0 {
			return fault.New(fault.Invalid, "%s of %s cannot be let go for this reason", x.Amount.Text(), x.Number)
		}
		if x.Reason == matching.SmallDifference {
			small = small.Add(x.Amount)
		}
	}
	if !small.IsZero() && !d.tolerance.Allows(openOf(p, d.invoices), small) {
		return fault.New(fault.Invalid, "%s is more than the small difference that the company lets go", small.Text())
	}
	return nil
}

// openOf is what is open of everything that a proposal speaks of, each once.
func openOf(p *matching.Proposal, invoices map[id.ID]invoice.Invoice) money.Amount {
	open := money.Of(0, p.Differences[0].Amount.Currency)
	seen := map[id.ID]bool{}
	for _, s := range all(p) {
		if !seen[s.Invoice] {
			seen[s.Invoice], open = true, open.Add(invoices[s.Invoice].Open)
		}
	}
	return open
}
