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
func Propose(entries []Reading, c Candidates) []Result {
	b := newBook(c)
	entries = slices.Clone(entries)
	answers := make([]answer, len(entries))
	order := make([]int, len(entries))
	for n := range entries {
		order[n] = n
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(entries[x].BookedOn, entries[y].BookedOn), cmp.Compare(entries[x].ID, entries[y].ID))
	})
	for n := range answers {
		answers[n].rulings = c.Rules.On(&entries[n].Entry)
		answers[n].payer = b.payerOf(&entries[n], answers[n].rulings)
		b.lookAbroad(&entries[n], &answers[n])
	}
	for _, look := range []func(*Reading, *answer){b.byTheirReference, b.byTheirNumbers, b.byOtherCurrency, b.byTold, b.byTheirFit, b.byNearNumbers, b.bySum, b.byWithholding, b.byTheirPayer} {
		for _, n := range order {
			r := &answers[n]
			if r.Certain != nil || len(r.Ask) > 0 && !r.more {
				continue
			}
			look(&entries[n], r)
			r.askWithheld()
			if r.doubt(); r.Certain != nil {
				b.take(r.Certain)
			}
		}
	}
	results := make([]Result, len(entries))
	for n := range answers {
		answers[n].tellRate(&entries[n])
		results[n] = answers[n].result(entries[n].ID)
	}
	return results
}

// answer is a result on its way.
type answer struct {
	Result
	payer   payer
	rulings []Ruling
	more    bool         // weaker evidence may still complete what is asked
	booked  money.Amount // on the account, where the entry is looked at in another currency
}

// ask adds what a person may choose from, and says why nothing is certain.
func (r *answer) ask(why Fact, all ...Proposal) {
	r.Refused, r.Ask = why, append(r.Ask, all...)
}

// askMore asks, and leaves room for weaker evidence that goes further.
func (r *answer) askMore(why Fact, all []Proposal) {
	r.ask(why, all...)
	r.more = true
}

func (r *answer) result(entry id.ID) Result {
	switch {
	case r.Certain != nil:
		return Result{Entry: entry, Certain: r.Certain}
	case r.ignored():
		return Result{Entry: entry, Ask: r.asked(), Refused: RuleIgnores, NotOurs: r.rulings}
	case r.Refused == "":
		return Result{Entry: entry, Refused: NothingNamed}
	}
	return Result{Entry: entry, Ask: r.asked(), Refused: r.Refused}
}

// doubt takes back what is certain where a rule says that the entry is no customer's: a
// person chooses.
func (r *answer) doubt() {
	if _, found := r.ignoring(); found && r.Certain != nil {
		r.Certain, r.Ask, r.Refused, r.more = nil, []Proposal{*r.Certain}, RuleIgnores, false
	}
}

// ignoring is what the first rule rests on that says that an entry is no customer's.
func (r *answer) ignoring() (by Evidence, found bool) {
	for _, ruling := range r.rulings {
		if ruling.Rule.Customer == 0 {
			return ruling.Evidence, true
		}
	}
	return by, false
}

// asked is what a person chooses from, with what speaks against all of it.
func (r *answer) asked() []Proposal {
	by, found := r.ignoring()
	for n := range r.Ask {
		if found {
			r.Ask[n].Evidence = append(slices.Clip(r.Ask[n].Evidence), by)
		}
	}
	return r.Ask
}

// ignored reports whether rules say that an entry is no customer's, and neither another
// rule nor what the entry names or comes to says otherwise.
func (r *answer) ignored() bool {
	for _, by := range r.rulings {
		if by.Rule.Customer != 0 {
			return false
		}
	}
	return len(r.rulings) > 0 && !slices.ContainsFunc(r.Ask, func(p Proposal) bool { return slices.ContainsFunc(p.Evidence, namesItem) })
}

// namesItem reports whether a fact names an item, or fits one alone.
func namesItem(e Evidence) bool {
	switch e.Fact {
	case ReferenceNames, ReferenceShared, NumberNamed, OrderNamed, NumberNear, OnlyFit:
		return true
	}
	return false
}

// claim is an item that an entry names, and what names it.
type claim struct {
	item *Item
	by   Evidence
}

// byTheirReference follows the structured references: the payer's own word for
// what he pays.
func (b *book) byTheirReference(e *Reading, r *answer) {
	var claims []claim
	for _, ref := range e.references {
		items := pick(b.byReference[ref.digits], e.Amount)
		for _, item := range items {
			if ref.weak && item.Open.Sign() <= 0 {
				continue
			}
			by := ref.evidence
			if by.Fact, by.Number = ReferenceNames, item.Number; len(items) > 1 {
				by.Fact, by.Number = ReferenceShared, ""
			}
			claims = addClaim(claims, item, by)
		}
	}
	b.named(e, r, claims, sure)
}

func addClaim(claims []claim, item *Item, by Evidence) []claim {
	if slices.ContainsFunc(claims, func(c claim) bool { return c.item == item }) {
		return claims
	}
	return append(claims, claim{item, by})
}

// byTheirNumbers follows the document numbers that stand in the texts. Where weaker
// ones stand beside strong ones, they count only if everything fits together.
func (b *book) byTheirNumbers(e *Reading, r *answer) {
	hits := append(b.hits(e, e.numbers, false), b.hits(e, e.endToEnd, true)...)
	all, least := claimsOf(hits, weak)
	if sure, _ := claimsOf(hits, strong); len(sure) > 0 && least < strong {
		pays := openSum(sure, e.Amount.Currency)
		if !oneOwner(all) || openSum(all, e.Amount.Currency) != e.Amount && pays.Cmp(e.Amount) >= 0 {
			b.named(e, r, sure, strong)
			return
		}
	}
	b.named(e, r, all, least)
}

// hit is a number in one of an entry's texts that items answer to.
type hit struct {
	token
	fact       Fact
	inEndToEnd bool
	items      []*Item
}

// hits are the longest of the numbers in a text of an entry that items answer to. Several
// items to one number differ in its marks only, which proves little.
func (b *book) hits(e *Reading, numbers []token, inEndToEnd bool) []hit {
	text := e.Text
	if inEndToEnd {
		text = e.EndToEnd
	}
	var all []hit
	for _, t := range numbers {
		items, fact := pick(exactly(b.byNumber[t.key], text[t.start:t.end]), e.Amount), NumberNamed
		if len(items) == 0 {
			// The number of an order is the customer's own: others may use it as well.
			items, fact, t.strength = pick(b.byOrder[t.key], e.Amount), OrderNamed, min(t.strength, fair)
		}
		if len(items) > 1 {
			t.strength = weak
		}
		if len(items) > 0 {
			all = append(all, hit{t, fact, inEndToEnd, items})
		}
	}
	slices.SortFunc(all, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end))
	})
	var longest hit // so far: whatever ends before it lies inside
	return slices.DeleteFunc(all, func(h hit) bool {
		inside := h.end <= longest.end && h.start != longest.start || h.end < longest.end
		if h.end > longest.end {
			longest = h
		}
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
				Fact: h.fact, Number: item.Number, Start: h.start, End: h.end, InEndToEnd: h.inEndToEnd,
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
// are several customers', the names prove too little, the account is known to be
// another customer's, or more was paid than is named and the text has more to say; an amount that agrees to the
// cent outweighs what is proved too little and whose account it is.
func (b *book) named(e *Reading, r *answer, claims []claim, s strength) {
	switch {
	case len(claims) == 0:
		return
	case !oneOwner(claims):
		b.namedOfSeveral(e, r, claims, s)
		return
	}
	owner := claims[0].item.Customer
	p := b.fill(&e.Entry, owner, claims)
	known := r.payer.surely()
	theirs := slices.Contains(known, owner)
	switch {
	case theirs:
		p.Evidence = append(p.Evidence, r.payer.by[owner]...)
	case len(known) > 0:
		p.Evidence = append(p.Evidence, r.payer.other())
	}
	switch {
	case p.fits(), s == sure && (theirs || len(known) == 0):
		r.Certain = &p
	case len(known) > 0 && !theirs && s < strong:
		// A number of the payer's own that happens to be an invoice's.
	case len(known) > 0 && !theirs:
		r.ask(PayerOther, p)
	case !p.OnAccount.IsZero() && (s < strong || e.saysMore(&p)):
		r.askMore(PaidMore, []Proposal{p})
	case s == strong || s == fair && theirs:
		r.Certain = &p
	default:
		r.askMore(NumberShort, []Proposal{p})
	}
}

// saysMore reports whether a text has a number that a proposal does not rest on: it may
// be what the rest is for.
func (e *Reading) saysMore(p *Proposal) bool {
	for _, numbers := range [][]token{e.numbers, e.endToEnd} {
		for _, t := range numbers {
			rests := func(by Evidence) bool { return by.Start < t.end && t.start < by.End }
			if len(t.key) >= joinedLen && !slices.ContainsFunc(p.Evidence, rests) {
				return true
			}
		}
	}
	return false
}

// namedOfSeveral proposes to pay items of several customers: certain when all of them are
// surely named and come to the amount together, as a group or a factor pays, or to a fee
// more that the entry itself tells, as a payment provider pays out.
func (b *book) namedOfSeveral(e *Reading, r *answer, claims []claim, s strength) {
	together := b.fill(&e.Entry, claims[0].item.Customer, claims)
	if together.fits() {
		together = withFact([]Proposal{together}, GroupPays)[0]
	}
	switch {
	case !together.fits() && len(together.Differences) == 0:
	case s >= strong && (together.fits() || together.told()):
		r.Certain = &together
		return
	default:
		r.ask(SeveralPayers, together)
	}
	r.ask(SeveralPayers, b.perCustomer(&e.Entry, claims)...)
}

// perCustomer proposes the claims on each customer apart, in the order in which
// the entry names them.
func (b *book) perCustomer(e *Entry, claims []claim) (all []Proposal) {
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
		all = append(all, b.fill(e, owner, own))
		claims = rest
	}
	return all
}
