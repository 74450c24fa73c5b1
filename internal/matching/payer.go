package matching

import (
	"slices"
	"strings"

	"acquit/internal/id"
)

// payer is who may have sent an entry.
type payer struct {
	owners []id.ID
	by     map[id.ID][]Evidence
	known  bool // a single one who owes exactly what was paid has paid it
	sure   bool // an account or a rule says so: that what is named is another's is odd
}

// pointer is something of an entry that points to a customer.
type pointer struct {
	to id.ID
	by Evidence
}

// payerOf finds the customers that may have sent an entry, where it is not certain
// already: by an account under which they were seen to pay or a rule, by a name that a
// person taught, by their number in the text, by their name. A number beside the name is as good as an account. A taught name
// that is another customer's own says too little to leave that one out.
func (b *book) payerOf(e *Reading, rulings []Ruling) payer {
	if e.Payer != 0 {
		return paying([]pointer{{e.Payer, Evidence{Fact: PayerKnown}}}, true, true)
	}
	if sure := append(pointersTo(b.payers[e.IBAN], Evidence{Fact: PayerKnown}), ruledTo(rulings)...); len(sure) > 0 {
		return paying(sure, true, true)
	}
	called := pointersTo(ownersOf(b.called, e.names), Evidence{Fact: NameSame})
	if taught, alone := b.taughtBy(e); len(taught) > 0 {
		return paying(append(taught, called...), alone, false)
	}
	numbered, by := b.byTheirOwnNumber(e)
	both := slices.DeleteFunc(slices.Clone(called), func(p pointer) bool { return !slices.Contains(numbered, p.to) })
	switch {
	case len(both) > 0:
		var all []pointer
		for _, p := range both {
			all = append(all, pointer{p.to, by}, p)
		}
		return paying(all, true, false)
	case len(called) > 0:
		return paying(called, false, false)
	}
	return paying(pointersTo(numbered, by), false, false)
}

// paying is the payer that pointers point to, with what each of them says.
func paying(all []pointer, known, sure bool) payer {
	p := payer{known: known, sure: sure}
	if len(all) > 0 {
		p.by = make(map[id.ID][]Evidence, len(all))
	}
	for _, to := range all {
		if p.by[to.to] == nil {
			p.owners = append(p.owners, to.to)
		}
		p.by[to.to] = append(p.by[to.to], to.by)
	}
	slices.Sort(p.owners)
	return p
}

func pointersTo(owners []id.ID, by Evidence) (all []pointer) {
	for _, owner := range owners {
		all = append(all, pointer{owner, by})
	}
	return all
}

// ruledTo are the customers that rules point to.
func ruledTo(rulings []Ruling) (all []pointer) {
	for _, r := range rulings {
		if r.Rule.Customer != 0 {
			all = append(all, pointer{r.Rule.Customer, r.Evidence})
		}
	}
	return all
}

// taughtBy are the customers to whom a person said that an entry's payer belongs, each
// by who said it last, and whether the payer was never seen to pay for others.
func (b *book) taughtBy(e *Reading) (all []pointer, alone bool) {
	alone = true
	for _, key := range e.names {
		for _, t := range b.learned[key] {
			alone = alone && !t.Shared
			if !slices.ContainsFunc(all, func(p pointer) bool { return p.to == t.Customer }) {
				all = append(all, pointer{t.Customer, Evidence{Fact: PayerLearned, By: t.By, On: t.On, Words: e.Name}})
			}
		}
	}
	return all, alone
}

// surely are the customers that an account or a rule says pay.
func (p *payer) surely() []id.ID {
	if !p.sure {
		return nil
	}
	return p.owners
}

// other says that the payer is surely another customer.
func (p *payer) other() Evidence {
	by := p.by[p.owners[0]][0]
	if by.Fact == PayerKnown {
		return Evidence{Fact: PayerOther}
	}
	by.Fact = RuleOther
	return by
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
			fits = append(fits, b.fill(&e.Entry, owner, claimsOn(i), r.payer.by[owner]...))
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
	p := b.fill(e, owner, claimsOn(items...), by.by[owner]...)
	if len(items) == 0 {
		p.Evidence = append(slices.Clone(by.by[owner]), Evidence{Fact: NoneFits})
	}
	return p
}
