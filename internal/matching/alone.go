package matching

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
)

// MostAlone is how many items in the whole book may have an amount for it to say
// something by itself.
const MostAlone = 3

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

// ByAmount suggests, for the entries that nothing explains, the few open items of exactly
// their amount: found, which holds all of such an amount or none. Those whose customer is
// called alike go first. Nothing becomes certain by it. It changes results.
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
			if items := of[e.sent()]; len(items) <= MostAlone {
				results[n].Ask = alone(e, items)
			}
		}
	}
}

// alone proposes to pay each of some items, those called most like the payer first.
func alone(e *Entry, items []*Lone) (all []Proposal) {
	alike := map[*Lone][]string{}
	for _, l := range items {
		alike[l] = shared(customer.NameKey(e.Name), l.NameKey)
	}
	for _, l := range items { // a word that all of them have tells none from the others
		alike[l] = slices.DeleteFunc(alike[l], func(word string) bool {
			has := func(o *Lone) bool { return slices.Contains(strings.Fields(o.NameKey), word) }
			return len(items) > 1 && !slices.ContainsFunc(items, func(o *Lone) bool { return !has(o) })
		})
	}
	items = slices.Clone(items)
	slices.SortFunc(items, func(x, y *Lone) int {
		return cmp.Or(cmp.Compare(len(alike[y]), len(alike[x])), older(&x.Item, &y.Item))
	})
	for _, l := range items {
		p := Proposal{Customer: l.Customer, Shares: []Share{l.share(l.Open)}, Evidence: []Evidence{{Fact: AmountAlone, Count: len(items)}}}
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
