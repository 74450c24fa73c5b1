package matching

import (
	"cmp"
	"math/bits"
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
)

// mostSummed is how many open items of a customer every choice is looked at of: two
// halves of so many have 4,096 choices each.
const mostSummed = 24

// fewSums is how many sums are shown to choose from.
const fewSums = 3

// mostChoices bounds the choices of one sum: of equal amounts there are very many.
const mostChoices = 64

// bySum looks for what a payer owes that comes to the amount together: all of it, all
// that was due, all of a month, and any choice. A person confirms it, since money of the
// right amount may be meant otherwise.
func (b *book) bySum(e *Reading, r *answer) {
	if len(r.Ask) > 0 {
		return
	}
	for _, owner := range r.payer.owners {
		for _, s := range b.sums(&e.Entry, owner) {
			p := b.fill(&e.Entry, owner, claimsOn(s.items...), r.payer.by[owner]...)
			p.Evidence = append(withoutFit(p.Evidence), Evidence{Fact: s.fact})
			if s.how != "" {
				p.Evidence = append(p.Evidence, Evidence{Fact: s.how})
			}
			r.ask(r.payer.refused(), p)
		}
	}
}

// withoutFit leaves out how an amount compares with what is open.
func withoutFit(all []Evidence) []Evidence {
	return slices.DeleteFunc(all, func(e Evidence) bool { return e.Fact == AmountExact })
}

// sum is a choice of items that come to an amount.
type sum struct {
	items []*Item
	fact  Fact // what they are
	how   Fact // what is known of other choices; "" for nothing
}

// sums are the choices of what a customer owes that come to what was paid, the
// likeliest first.
func (b *book) sums(e *Entry, owner id.ID) (all []sum) {
	var open []*Item
	for _, i := range b.byCustomer[owner] {
		if i.Open.Currency == e.Amount.Currency && !i.Open.IsZero() {
			open = append(open, i)
		}
	}
	add := func(fact Fact, items []*Item) {
		same := func(s sum) bool { return slices.Equal(s.items, items) }
		if len(items) > 1 && len(all) < fewSums && (openOf(items) == e.Amount.Minor || dueOf(items) == e.Amount.Minor) && !slices.ContainsFunc(all, same) {
			all = append(all, sum{items: items, fact: fact})
		}
	}
	add(AmountSum, open)
	add(SumOverdue, those(open, func(i *Item) bool { return i.DueOn < e.BookedOn }))
	for _, m := range months(open) {
		add(SumOfMonth, those(open, func(i *Item) bool { return i.IssuedOn != date.None && i.IssuedOn.EndOfMonth() == m }))
	}
	looked := open[:min(len(open), mostSummed)]
	for _, items := range choices(looked, e.Amount.Minor) {
		add(SumOfSome, items)
	}
	if len(all) == 0 {
		return nil
	}
	switch {
	case len(all) > 1:
		all[0].how = SeveralSums
	case len(looked) < len(open):
		all[0].how = SomeLookedAt
	default:
		all[0].how = OnlySum
	}
	return all
}

func those(items []*Item, is func(*Item) bool) (some []*Item) {
	for _, i := range items {
		if is(i) {
			some = append(some, i)
		}
	}
	return some
}

// months are the ends of the months in which items were issued, each once, in order.
func months(items []*Item) (all []date.Date) {
	for _, i := range items {
		if i.IssuedOn != date.None {
			all = append(all, i.IssuedOn.EndOfMonth())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func openOf(items []*Item) (minor int64) {
	for _, i := range items {
		minor += i.Open.Minor
	}
	return minor
}

// dueOf is what items come to with what was claimed beside them.
func dueOf(items []*Item) (minor int64) {
	for _, i := range items {
		minor += i.Open.Minor + i.Claimed.Minor
	}
	return minor
}

// choice is some of a list of items, one bit each, and what they come to.
type choice struct {
	sum int64
	of  uint32
}

// choices are the first few choices of items that come to an amount, those with the
// fewest items first. It looks at every choice: each of one half of the items is
// completed by those of the other half that have the rest.
func choices(items []*Item, target int64) (found [][]*Item) {
	half := len(items) / 2
	left, right := choicesOf(items[:half]), choicesOf(items[half:])
	var all []uint32
	for n, m := 0, len(right)-1; n < len(left) && m >= 0; {
		switch s := left[n].sum + right[m].sum; {
		case s < target:
			n++
		case s > target:
			m--
		default:
			for k := m; k >= 0 && right[k].sum == right[m].sum && len(all) < mostChoices; k-- {
				all = append(all, left[n].of|right[k].of<<half)
			}
			n++
		}
	}
	slices.SortFunc(all, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(bits.OnesCount32(x), bits.OnesCount32(y)), cmp.Compare(x, y))
	})
	for _, of := range all[:min(len(all), fewSums)] {
		var some []*Item
		for n, i := range items {
			if of>>n&1 == 1 {
				some = append(some, i)
			}
		}
		found = append(found, some)
	}
	return found
}

// choicesOf are all choices of items, by what they come to. Each item doubles them: the
// choices without it and those with it are in order already, and are merged.
func choicesOf(items []*Item) []choice {
	all := []choice{{}}
	for n, i := range items {
		with := make([]choice, len(all))
		for k, c := range all {
			with[k] = choice{c.sum + i.Open.Minor, c.of | 1<<n}
		}
		all = merged(all, with)
	}
	return all
}

func merged(a, b []choice) []choice {
	all := make([]choice, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].sum < a[0].sum {
			a, b = b, a
		}
		all, a = append(all, a[0]), a[1:]
	}
	return append(append(all, a...), b...)
}
