package matching

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/id"
	"acquit/internal/invoice"
)

// byNearNumbers looks for numbers that are nearly those of what the payer owes: cut in
// two, cut off, written on to each other, with one sign wrong. With the numbers that are
// named as they are they are certain when all of it is the amount to the cent.
func (b *book) byNearNumbers(e *Reading, r *answer) {
	owners := r.payer.owners
	if len(r.Ask) > 0 {
		named := r.Ask[0].Customer
		owners = slices.DeleteFunc(slices.Clone(owners), func(i id.ID) bool { return i != named })
	}
	words := append(wordsOf(e.Text, false), wordsOf(e.EndToEnd, true)...)
	if len(words) == 0 {
		return
	}
	var found []Proposal
	for _, owner := range owners {
		claims := b.near(&e.Entry, owner, words)
		if len(claims) == 0 {
			continue
		}
		p := b.fill(&e.Entry, owner, claims)
		if slices.Contains(r.payer.surely(), owner) {
			p.Evidence = append(p.Evidence, r.payer.by[owner]...)
		}
		found = append(found, p)
	}
	switch {
	case len(found) == 0:
	case len(found) == 1 && found[0].fits():
		r.Certain = &found[0]
	case len(r.Ask) == 0 || len(found[0].Shares) > len(r.Ask[0].Shares):
		before := r.Ask
		r.Ask = nil
		r.ask(cmp.Or(r.Refused, NumberShort), found...)
		r.Ask = append(r.Ask, before...)
	case !slices.Equal(found[0].Shares, r.Ask[0].Shares) && r.Refused != NumberShort && r.Refused != PaidMore:
		r.Ask = append(found, r.Ask...) // what is nearly named outweighs what only fits
	}
}

// word is a stretch of a text that may be a number, as near numbers are looked for.
type word struct {
	key        string // folded as by invoice.NumberKey
	start, end int
	inEndToEnd bool
}

// mostWords bounds the words of a text: a line of a bank has fewer.
const mostWords = 64

// wordsOf are the stretches of up to four pieces that have a number in them.
func wordsOf(text string, inEndToEnd bool) (all []word) {
	pieces := piecesOf(text)
	for first := range pieces {
		for end := first + 1; end <= min(len(pieces), first+4) && len(all) < mostWords; end++ {
			if end > first+1 && pieces[end-1].gap == 0 {
				break
			}
			w := word{start: pieces[first].start, end: pieces[end-1].end, inEndToEnd: inEndToEnd}
			w.key = invoice.NumberKey(text[w.start:w.end])
			if len(w.key) >= joinedLen && strings.IndexFunc(w.key, isFigure) >= 0 {
				all = append(all, w)
			}
		}
	}
	return all
}

func isFigure(r rune) bool { return !notDigit(r) }

// mostNear is how many open items of a customer are compared with words.
const mostNear = 1000

// likeness is an item that a word may mean.
type likeness struct {
	item *Item
	word word
	cost int  // how far the two are apart
	own  bool // what is alike is the number of the item, not of its order
}

// near are the open items of a customer that the words of an entry come near to: those
// that come to the amount together, else the nearest. No two of these rest on the same
// letters, and a word that comes as near to two names neither.
func (b *book) near(e *Entry, owner id.ID, words []word) []claim {
	items := b.byCustomer[owner]
	if len(items) > mostNear {
		items = b.byFit[fitKey{owner, e.Amount}]
	}
	all := likenesses(e, items, words)
	slices.SortStableFunc(all, func(x, y likeness) int {
		return cmp.Or(cmp.Compare(x.cost, y.cost), cmp.Compare(y.word.end-y.word.start, x.word.end-x.word.start),
			cmp.Compare(x.word.start, y.word.start), cmp.Compare(x.item.Invoice, y.item.Invoice))
	})
	claims := nearest(e, all)
	if openSum(claims, e.Amount.Currency) != e.Amount {
		if some := adding(e, all); len(some) > 0 {
			return some
		}
	}
	return claims
}

// likenesses are the items that the words or the letters of an entry come near to.
func likenesses(e *Entry, items []*Item, words []word) (all []likeness) {
	texts := [...]letters{lettersOf(e.Text), lettersOf(e.EndToEnd)}
	for _, i := range items {
		if i.Open.Currency != e.Amount.Currency || i.Open.IsZero() {
			continue
		}
		for _, w := range words {
			if l, ok := alike(i, w); ok {
				all = append(all, l)
			}
		}
		for n := range texts {
			if l, ok := among(i, &texts[n], n == 1); ok {
				all = append(all, l)
			}
		}
	}
	return all
}

// among looks for the number of an item, or that of its order as it is, among letters,
// wherever blanks and marks stand.
func among(i *Item, text *letters, inEndToEnd bool) (likeness, bool) {
	if l, ok := text.likeness(i, i.NumberKey, mostWrong(i.NumberKey)); ok {
		l.own, l.word.inEndToEnd = true, inEndToEnd
		return l, true
	}
	l, ok := text.likeness(i, i.OrderKey, 0)
	l.word.inEndToEnd = inEndToEnd
	return l, ok
}

// mostWrong is how many letters of a long number may be wrong.
func mostWrong(number string) int {
	if len(number) > strongLen+1 {
		return 2
	}
	return 1
}

// likeness looks for a number among letters, of which so many may be wrong.
func (l *letters) likeness(i *Item, number string, most int) (likeness, bool) {
	if len(number) < strongLen {
		return likeness{}, false
	}
	start, end, cost, ok := occurrence(l.key, number, most)
	if !ok || strings.IndexFunc(l.key[start:end], isFigure) < 0 {
		return likeness{}, false
	}
	from, to := l.span(start, end)
	return likeness{item: i, word: word{key: l.key[start:end], start: from, end: to}, cost: 1 + cost}, true
}

// nearest are the likenesses that no other one rivals.
func nearest(e *Entry, all []likeness) (claims []claim) {
	var taken []likeness
	for _, l := range all {
		rival := func(o likeness) bool { return l.rivals(&o) }
		tie := func(o likeness) bool {
			return rival(o) && o.cost == l.cost && (l.item.Open != e.Amount || o.item.Open == e.Amount)
		}
		if slices.ContainsFunc(taken, rival) || slices.ContainsFunc(all, tie) {
			continue
		}
		taken = append(taken, l)
		claims = addClaim(claims, l.item, l.evidence())
	}
	return claims
}

// rivals reports whether two items rest on the same letters.
func (l *likeness) rivals(o *likeness) bool {
	return o.item != l.item && o.word.inEndToEnd == l.word.inEndToEnd && o.word.start < l.word.end && l.word.start < o.word.end
}

func (l *likeness) evidence() Evidence {
	fact := NumberNear
	switch {
	case l.cost == 0 && l.own:
		fact = NumberNamed
	case l.cost == 0:
		fact = OrderNamed
	}
	return Evidence{Fact: fact, Number: l.item.Number, Start: l.word.start, End: l.word.end, InEndToEnd: l.word.inEndToEnd}
}

// adding are those of the items that are nearly named which come to the amount together,
// if there is but one such choice.
func adding(e *Entry, all []likeness) (claims []claim) {
	best := map[*Item]likeness{}
	var items []*Item
	for _, l := range all { // the nearest first
		if _, known := best[l.item]; !known {
			best[l.item] = l
			items = append(items, l.item)
		}
	}
	if len(items) > mostSummed {
		return nil
	}
	found := choices(items, e.Amount.Minor)
	if len(found) != 1 {
		return nil
	}
	for _, i := range found[0] {
		l := best[i]
		claims = append(claims, claim{i, l.evidence()})
	}
	return claims
}

// alike compares a word with the number of an item and that of its order.
func alike(i *Item, w word) (likeness, bool) {
	best, found := likeness{item: i, word: w}, false
	for n, key := range []string{i.NumberKey, i.OrderKey} {
		if cost, ok := apart(w.key, key); ok && (!found || cost < best.cost) {
			best.cost, best.own, found = cost, n == 0, true
		}
	}
	return best, found
}

// apart tells how far a word is from a number: 0 for the same, and more the more is wrong.
func apart(w, number string) (cost int, ok bool) {
	switch d := len(number) - len(w); {
	case len(number) < joinedLen:
	case w == number:
		return 0, true
	case d > 0 && d <= mostCut && (strings.HasPrefix(number, w) || strings.HasSuffix(number, w)):
		return 1 + d, true
	case d >= -1 && d <= 1 && oneEdit(w, number):
		return 2, true
	}
	return 0, false
}

// mostCut is how many letters may be cut off a number.
const mostCut = 4

// oneEdit reports whether two words differ in one sign: one more, one less, another one,
// or two that changed places.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	if len(a) < len(b) {
		return a[n:] == b[n+1:]
	}
	if n == len(a) {
		return true
	}
	return a[n+1:] == b[n+1:] || n+1 < len(a) && a[n] == b[n+1] && a[n+1] == b[n] && a[n+2:] == b[n+2:]
}
