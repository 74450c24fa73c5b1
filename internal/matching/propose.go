package matching

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/id"
	"acquit/internal/money"
)

// Propose says how each entry may be used. Entries are given in any order; each
// gets a result, in the same order. Evidence that names an item goes before
// evidence that only fits, over all the entries, so that no weak claim takes an
// item from a strong one; among equals the entry that was booked first goes first.
func Propose(entries []Entry, c Candidates) []Result {
	b := newBook(c)
	results := make([]Result, len(entries))
	order := make([]int, len(entries))
	for n := range entries {
		order[n] = n
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(entries[x].BookedOn, entries[y].BookedOn), cmp.Compare(entries[x].ID, entries[y].ID))
	})
	for _, look := range []func(*Entry) Result{b.byTheirReference, b.byTheirNumbers, b.byTheirPayer} {
		for _, n := range order {
			if results[n].Certain != nil || len(results[n].Ask) > 0 {
				continue
			}
			results[n] = look(&entries[n])
			results[n].Entry = entries[n].ID
			if p := results[n].Certain; p != nil {
				b.take(p)
			}
		}
	}
	return results
}

// claim is an item that an entry names, and what names it.
type claim struct {
	item *Item
	by   Evidence
}

// byTheirReference follows the structured references: the payer's own word for
// what he pays.
func (b *book) byTheirReference(e *Entry) Result {
	var claims []claim
	for _, r := range e.references() {
		items := pick(b.byReference[r.digits], e.Amount)
		for _, item := range items {
			if r.weak && item.Open.Sign() <= 0 {
				continue
			}
			by := r.evidence
			if by.Fact, by.Number = ReferenceNames, item.Number; len(items) > 1 {
				by.Fact, by.Number = ReferenceShared, ""
			}
			claims = addClaim(claims, item, by)
		}
	}
	return b.named(e, claims, strong)
}

func addClaim(claims []claim, item *Item, by Evidence) []claim {
	if slices.ContainsFunc(claims, func(c claim) bool { return c.item == item }) {
		return claims
	}
	return append(claims, claim{item, by})
}

// byTheirNumbers follows the document numbers that stand in the texts. Where weaker
// ones stand beside strong ones, they count only if everything fits together.
func (b *book) byTheirNumbers(e *Entry) Result {
	hits := append(b.hits(e, e.Text, false), b.hits(e, e.EndToEnd, true)...)
	all, least := claimsOf(hits, weak)
	if sure, _ := claimsOf(hits, strong); len(sure) > 0 && least < strong {
		if !oneOwner(all) || openSum(all, e.Amount.Currency) != e.Amount {
			return b.named(e, sure, strong)
		}
	}
	return b.named(e, all, least)
}

// hit is a number in one of an entry's texts that items answer to.
type hit struct {
	token
	inEndToEnd bool
	items      []*Item
}

// hits are the longest numbers in a text of an entry that items answer to. Several
// items to one number differ in its marks only, which proves little.
func (b *book) hits(e *Entry, text string, inEndToEnd bool) []hit {
	var all []hit
	for _, t := range tokens(text) {
		items := pick(exactly(b.byNumber[t.key], text[t.start:t.end]), e.Amount)
		if len(items) > 1 {
			t.strength = weak
		}
		if len(items) > 0 {
			all = append(all, hit{t, inEndToEnd, items})
		}
	}
	slices.SortFunc(all, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end))
	})
	end := 0 // of the longest so far: whatever ends before it lies inside
	return slices.DeleteFunc(all, func(h hit) bool {
		inside := h.end <= end
		end = max(end, h.end)
		return inside
	})
}

// exactly are the items whose number is written just so, or all when none is.
func exactly(items []*Item, number string) []*Item {
	if len(items) < 2 {
		return items
	}
	var same []*Item
	for _, i := range items {
		if strings.EqualFold(i.Number, number) {
			same = append(same, i)
		}
	}
	if len(same) == 0 {
		return items
	}
	return same
}

// claimsOf are the items that hits of at least a strength name, and the strength
// of the weakest.
func claimsOf(hits []hit, floor strength) (claims []claim, least strength) {
	least = strong
	for _, h := range hits {
		if h.strength < floor {
			continue
		}
		least = min(least, h.strength)
		for _, item := range h.items {
			claims = addClaim(claims, item, Evidence{
				Fact: NumberNamed, Number: item.Number, Start: h.start, End: h.end, InEndToEnd: h.inEndToEnd,
			})
		}
	}
	return claims, least
}

func oneOwner(claims []claim) bool {
	return !slices.ContainsFunc(claims, func(c claim) bool { return c.item.Customer != claims[0].item.Customer })
}

// openSum is what is open of all claims together.
func openSum(claims []claim, c money.Currency) money.Amount {
	sum := money.Of(0, c)
	for _, c := range claims {
		sum = sum.Add(c.item.Open)
	}
	return sum
}

// named proposes to pay items that the payer named. It is certain unless the items
// are several customers', the names prove too little, or the account is known to
// be another customer's; an amount that agrees to the cent outweighs the last two.
func (b *book) named(e *Entry, claims []claim, s strength) Result {
	switch {
	case len(claims) == 0:
		return Result{Refused: NothingNamed}
	case !oneOwner(claims):
		return Result{Refused: SeveralPayers, Ask: perCustomer(e, claims)}
	}
	owner := claims[0].item.Customer
	p := fill(e, owner, claims)
	known := b.payers[e.IBAN]
	theirs := slices.Contains(known, owner)
	switch {
	case theirs:
		p.Evidence = append(p.Evidence, Evidence{Fact: PayerKnown})
	case len(known) > 0:
		p.Evidence = append(p.Evidence, Evidence{Fact: PayerOther})
	}
	switch {
	case p.fits() || s == strong && (theirs || len(known) == 0) || s == fair && theirs:
		return Result{Certain: &p}
	case len(known) > 0 && !theirs && s < strong:
		return Result{Refused: NothingNamed} // a number of the payer's own that happens to be an invoice's
	case len(known) > 0 && !theirs:
		return Result{Refused: PayerOther, Ask: []Proposal{p}}
	}
	return Result{Refused: NumberShort, Ask: []Proposal{p}}
}

// perCustomer proposes the claims on each customer apart, in the order in which
// the entry names them.
func perCustomer(e *Entry, claims []claim) (all []Proposal) {
	for len(claims) > 0 {
		owner := claims[0].item.Customer
		var own, rest []claim
		for _, c := range claims {
			if c.item.Customer == owner {
				own = append(own, c)
			} else {
				rest = append(rest, c)
			}
		}
		all = append(all, fill(e, owner, own))
		claims = rest
	}
	return all
}

// fill spreads an entry over claims, the oldest due first, and says how it fits.
func fill(e *Entry, owner id.ID, claims []claim) Proposal {
	p := Proposal{Customer: owner}
	for _, c := range claims {
		if c.by.Fact != "" && !slices.Contains(p.Evidence, c.by) {
			p.Evidence = append(p.Evidence, c.by)
		}
	}
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(x, y claim) int {
		return cmp.Or(cmp.Compare(x.item.DueOn, y.item.DueOn), cmp.Compare(x.item.Invoice, y.item.Invoice))
	})
	left := e.Amount
	for _, c := range claims {
		if c.item.Open.Sign() <= 0 {
			p.Evidence = append(p.Evidence, Evidence{Fact: AlreadySettled, Number: c.item.Number})
			continue
		}
		if share := left.Min(c.item.Open); !share.IsZero() {
			left = left.Sub(share)
			p.Shares = append(p.Shares, Share{Invoice: c.item.Invoice, Number: c.item.Number, Amount: share})
		}
	}
	if !left.IsZero() {
		p.OnAccount = left
	}
	p.Evidence = append(p.Evidence, Evidence{Fact: fit(e.Amount, openSum(claims, e.Amount.Currency))})
	return p
}

// fit compares what was paid with what is open.
func fit(paid, open money.Amount) Fact {
	switch paid.Cmp(open) {
	case 0:
		return AmountExact
	case -1:
		return PartPaid
	}
	return PaidMore
}

// fits reports whether the proposal uses the entry to the cent.
func (p *Proposal) fits() bool {
	return slices.ContainsFunc(p.Evidence, func(e Evidence) bool { return e.Fact == AmountExact })
}

// byTheirPayer looks at who pays: an account that is known, or at least a name.
// Only an account known to be one customer's, with one item of exactly this
// amount, is certain.
func (b *book) byTheirPayer(e *Entry) Result {
	owners, fact := b.owners(e)
	if len(owners) == 0 {
		return Result{Refused: NothingNamed}
	}
	var ask []Proposal
	exact := 0
	for _, owner := range owners {
		proposals, n := b.fitsOf(e, owner, fact)
		ask, exact = append(ask, proposals...), exact+n
	}
	switch {
	case fact == NameSame:
		return Result{Refused: NameOnly, Ask: ask}
	case exact > 1:
		return Result{Refused: SeveralFit, Ask: withFact(ask, SeveralFit)}
	case len(owners) > 1:
		return Result{Refused: SeveralPayers, Ask: ask}
	case exact == 0:
		return Result{Refused: NoneFits, Ask: ask}
	}
	return Result{Certain: &withFact(ask, OnlyFit)[0]}
}

// withFact adds a fact to the proposals that fit to the cent.
func withFact(all []Proposal, f Fact) []Proposal {
	for n := range all {
		if all[n].fits() {
			all[n].Evidence = append(all[n].Evidence, Evidence{Fact: f})
		}
	}
	return all
}

// fitsOf proposes each item of a customer whose open amount is the entry's; when
// there is none, all that is open, oldest first. exact counts the single items.
func (b *book) fitsOf(e *Entry, owner id.ID, fact Fact) (all []Proposal, exact int) {
	by := Evidence{Fact: fact}
	for _, i := range b.byFit[fitKey{owner, e.Amount}] {
		all = append(all, fill(e, owner, []claim{{i, by}}))
	}
	if len(all) > 0 {
		return all, len(all)
	}
	var claims []claim
	for _, i := range b.oldest(owner, e.Amount) {
		claims = append(claims, claim{i, by})
	}
	p := fill(e, owner, claims)
	if len(claims) == 0 {
		p.Evidence = []Evidence{by, {Fact: NoneFits}}
	}
	for k := range p.Evidence {
		if p.Evidence[k].Fact == AmountExact {
			p.Evidence[k].Fact = AmountSum
		}
	}
	return []Proposal{p}, 0
}
