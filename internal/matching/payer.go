package matching

import (
	"slices"
	"strings"

	"acquit/internal/id"
)

// payer is who may have sent an entry.
type payer struct {
	owners []id.ID
	by     []Evidence
	known  bool // a single one who owes exactly what was paid has paid it
}

// payerOf finds the customers that may have sent an entry: by an account or a name under
// which they were seen to pay, by their number in the text, by their name. A number
// beside the name is as good as an account.
func (b *book) payerOf(e *Reading) payer {
	if owners := b.payers[e.IBAN]; e.IBAN != "" && len(owners) > 0 {
		return payer{owners, []Evidence{{Fact: PayerKnown}}, true}
	}
	if owners := ownersOf(b.learned, e.names); len(owners) > 0 {
		return payer{owners, []Evidence{{Fact: PayerLearned}}, true}
	}
	called := ownersOf(b.called, e.names)
	numbered, by := b.byTheirOwnNumber(e)
	both := slices.DeleteFunc(slices.Clone(numbered), func(i id.ID) bool { return !slices.Contains(called, i) })
	switch {
	case len(both) > 0:
		return payer{both, []Evidence{by, {Fact: NameSame}}, true}
	case len(called) > 0:
		return payer{called, []Evidence{{Fact: NameSame}}, false}
	}
	return payer{numbered, []Evidence{by}, false}
}

// ownersOf are the customers that keys point to, in order.
func ownersOf(by map[string][]id.ID, keys []string) (owners []id.ID) {
	for _, key := range keys {
		owners = append(owners, by[key]...)
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// byTheirOwnNumber are the customers whose number stands in the text of an entry.
func (b *book) byTheirOwnNumber(e *Reading) ([]id.ID, Evidence) {
	for _, t := range e.customers {
		if owners := b.numbered[customerKey(e.Text[t.start:t.end])]; len(owners) > 0 {
			return owners, Evidence{Fact: CustomerNumber, Start: t.start, End: t.end}
		}
	}
	return nil, Evidence{Fact: CustomerNumber}
}

// customerKey folds a customer number.
func customerKey(s string) string { return strings.ToLower(s) }

// byTheirFit looks at who pays. Who is known to pay and has one item of exactly this
// amount open is certain.
func (b *book) byTheirFit(e *Reading, r *answer) {
	if r.more {
		return
	}
	var fits []Proposal
	for _, owner := range r.payer.owners {
		for _, i := range b.byFit[fitKey{owner, e.Amount}] {
			fits = append(fits, b.fill(&e.Entry, owner, claimsOn(i), r.payer.by...))
		}
	}
	switch why := r.payer.refused(); {
	case len(fits) == 0:
	case len(fits) > 1 && r.payer.known:
		r.askMore(SeveralFit, withFact(fits, SeveralFit))
	case why != NoneFits:
		r.askMore(why, fits)
	default:
		r.Certain = &withFact(fits, OnlyFit)[0]
	}
}

// refused says why what an entry's payer owes is not certain to be paid by it; NoneFits
// when it is the amount alone.
func (p *payer) refused() Fact {
	switch {
	case !p.known:
		return NameOnly
	case len(p.owners) > 1:
		return SeveralPayers
	}
	return NoneFits
}

// claimsOn are items that nothing names.
func claimsOn(items ...*Item) []claim {
	all := make([]claim, len(items))
	for n, i := range items {
		all[n].item = i
	}
	return all
}

// withFact adds a fact to proposals.
func withFact(all []Proposal, f Fact) []Proposal {
	for n := range all {
		all[n].Evidence = append(all[n].Evidence, Evidence{Fact: f})
	}
	return all
}

// byTheirPayer proposes all that is open of who pays, the oldest first.
func (b *book) byTheirPayer(e *Reading, r *answer) {
	if len(r.Ask) > 0 {
		return
	}
	for _, owner := range r.payer.owners {
		r.ask(r.payer.refused(), b.oldestOf(&e.Entry, owner, &r.payer))
	}
}

func (b *book) oldestOf(e *Entry, owner id.ID, by *payer) Proposal {
	items := b.oldest(owner, e.Amount)
	p := b.fill(e, owner, claimsOn(items...), by.by...)
	if len(items) == 0 {
		p.Evidence = append(slices.Clone(by.by), Evidence{Fact: NoneFits})
	}
	return p
}
