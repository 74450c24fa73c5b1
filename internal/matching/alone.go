package matching

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
)

// mostAlone is how many items in the whole book may have an amount for it to say
// something by itself.
const mostAlone = 3

// MostOfAmount is how many may have it for a number that one of them is nearly called to
// say something beside it.
const MostOfAmount = 40

// Lone is an open item that an entry may pay by its amount alone, with what its customer
// is called, folded by customer.NameKey.
type Lone struct {
	Item
	NameKey string
}

// Unexplained are what entries come to that name nothing and nobody, each amount once.
// results are what Propose said of them, in the same order.
func Unexplained(entries []Reading, results []Result) []money.Amount {
	var amounts []money.Amount
	for n := range entries {
		if isUnexplained(&results[n]) {
			amounts = append(amounts, entries[n].sent())
		}
	}
	return each(amounts)
}

// each puts amounts in an order, each of them once.
func each(amounts []money.Amount) []money.Amount {
	slices.SortFunc(amounts, func(x, y money.Amount) int {
		return cmp.Or(cmp.Compare(x.Minor, y.Minor), slices.Compare(x.Currency[:], y.Currency[:]))
	})
	return slices.Compact(amounts)
}

func isUnexplained(r *Result) bool {
	return r.Certain == nil && len(r.Ask) == 0 && r.Refused == NothingNamed
}

// sent is what the other side paid, as far as it is known.
func (e *Entry) sent() money.Amount {
	if e.Original.Sign() > 0 {
		return e.Original
	}
	return e.Amount
}

// ByAmount suggests, for the entries that nothing explains, open items of exactly their
// amount: found, which holds all of such an amount or none. They are those that the text
// nearly names, and where few have the amount, all of them; those whose customer is called
// alike go first. Nothing becomes certain by it. It changes results.
func ByAmount(entries []Reading, results []Result, found []Lone) {
	paid := map[id.ID]bool{} // by others of these entries
	for n := range results {
		if p := results[n].Certain; p != nil {
			for _, s := range p.Shares {
				paid[s.Invoice] = true
			}
		}
	}
	of := map[money.Amount][]*Lone{}
	for n := range found {
		if l := &found[n]; !paid[l.Invoice] {
			of[l.Open] = append(of[l.Open], l)
		}
	}
	for n := range entries {
		if e := &entries[n].Entry; isUnexplained(&results[n]) {
			results[n].Ask = alone(e, of[e.sent()])
		}
	}
}

// alone proposes to pay each of some items of an entry's amount: those that it nearly
// names, then those called most like the payer.
func alone(e *Entry, items []*Lone) (all []Proposal) {
	by := nearlyNamed(e, items)
	few := len(items) <= mostAlone
	items = slices.DeleteFunc(slices.Clone(items), func(l *Lone) bool { return !few && by[l].Fact == "" })
	alike := called(e, items)
	slices.SortFunc(items, func(x, y *Lone) int {
		if isNear := by[x].Fact != ""; isNear != (by[y].Fact != "") {
			return map[bool]int{true: -1, false: 1}[isNear]
		}
		return cmp.Or(cmp.Compare(len(alike[y]), len(alike[x])), older(&x.Item, &y.Item))
	})
	for _, l := range items {
		p := Proposal{Customer: l.Customer, Shares: []Share{l.share(l.Open)}, Evidence: []Evidence{{Fact: AmountAlone, Count: len(items)}}}
		if near := by[l]; near.Fact != "" {
			p.Evidence = []Evidence{near, {Fact: AmountExact}}
		}
		if len(alike[l]) > 0 {
			p.Evidence = append(p.Evidence, Evidence{Fact: NameAlike, Words: strings.Join(alike[l], " ")})
		}
		if l.Open.Currency != e.Amount.Currency {
			p.Paid = l.Open
			p.Evidence = append(p.Evidence, Evidence{Fact: OriginalPaid, Paid: l.Open, Booked: e.Amount})
		}
		all = append(all, p)
	}
	return all
}

// nearlyNamed says of items by what an entry nearly names them.
func nearlyNamed(e *Entry, items []*Lone) map[*Lone]Evidence {
	sent := *e
	sent.Amount = e.sent()
	all := make([]*Item, len(items))
	for n := range items {
		all[n] = &items[n].Item
	}
	by := map[*Lone]Evidence{}
	for _, c := range nearest(&sent, likenesses(&sent, all, append(wordsOf(e.Text, false), wordsOf(e.EndToEnd, true)...))) {
		by[items[slices.Index(all, c.item)]] = c.by
	}
	return by
}

// called are the words that the payer's name has in common with those of items. A word
// that all of them have tells none from the others.
func called(e *Entry, items []*Lone) map[*Lone][]string {
	alike := map[*Lone][]string{}
	for _, l := range items {
		alike[l] = shared(customer.NameKey(e.Name), l.NameKey)
	}
	for _, l := range items {
		alike[l] = slices.DeleteFunc(alike[l], func(word string) bool {
			has := func(o *Lone) bool { return slices.Contains(strings.Fields(o.NameKey), word) }
			return len(items) > 1 && !slices.ContainsFunc(items, func(o *Lone) bool { return !has(o) })
		})
	}
	return alike
}

// tellingLen is from how many letters on a word of a name says something.
const tellingLen = 4

// shared are the words that two folded names have in common, short ones aside.
func shared(a, b string) (words []string) {
	theirs := strings.Fields(b)
	for _, word := range strings.Fields(a) {
		if len(word) >= tellingLen && slices.Contains(theirs, word) && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}
