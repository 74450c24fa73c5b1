package bank

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"acquit/internal/date"
	"acquit/internal/money"
)

// Told is what a file says of a payment, as far as the payment can be known again by
// it in another file: a report and the statement that follows it, or a statement in
// two formats, word the same payment differently and leave different things out.
type Told struct {
	Amount    money.Amount
	BookedOn  date.Date
	ValueOn   date.Date
	BankRef   string
	EndToEnd  string
	Reference string // structured, normalised
	IBAN      string // of the other side, or another number
	Name      string
	Text      string
	PartOf    Batch // of which it is a part, as far as it is told
	SumOf     Batch // that it books as one sum, its own references aside
}

// Again finds for each of fresh the one of known that tells of the same payment: its
// place in known, or -1. Each of known is found once at most, so that of two payments
// that are alike in everything both stay when only one is known.
//
// The two have their booking day or their value day in common. Where within is not 0,
// as between an announcement and what is booked, they may lie so many days apart when
// an identifier, or account and text together, says the same.
//
// doubtful counts those of fresh that were not found although a known payment that
// nobody else claims has the same amount and day: what they say proves too little.
func Again(fresh, known []Told, within int) (found []int, doubtful int) {
	p := pairing{fresh: fresh, known: known, within: within, found: make([]int, len(fresh)), claims: make([]int, len(known))}
	for n := range p.found {
		p.found[n] = -1
	}
	for n := range p.claims {
		p.claims[n] = -1
	}
	byAmount := map[money.Amount][2][]int{}
	for n := range fresh {
		g := byAmount[fresh[n].Amount]
		g[0] = append(g[0], n)
		byAmount[fresh[n].Amount] = g
	}
	for n := range known {
		if g, asked := byAmount[known[n].Amount]; asked {
			g[1] = append(g[1], n)
			byAmount[known[n].Amount] = g
		}
	}
	for _, g := range byAmount {
		if len(g[1]) > 0 {
			doubtful += p.group(g[0], g[1])
		}
	}
	return p.found, doubtful
}

// pairing pairs payments. found and claims are the two sides of it, -1 for nobody.
type pairing struct {
	fresh, known  []Told
	within        int
	found, claims []int
	fits          map[int][]int // those of known that a fresh one may be, the likeliest first
	seen          map[int]bool  // of known, by the search for room
}

// group pairs payments of one amount: what is likeliest first, and then whoever is
// left over makes room for himself where others have a choice. So as many are found
// as can be.
func (p *pairing) group(fresh, known []int) (doubtful int) {
	type fit struct{ f, k, weight, days int }
	var fits []fit
	for _, f := range fresh {
		for _, k := range known {
			if weight, sure := p.fresh[f].alike(&p.known[k], p.within); sure {
				fits = append(fits, fit{f, k, weight, apart(p.fresh[f].BookedOn, p.known[k].BookedOn)})
			}
		}
	}
	slices.SortFunc(fits, func(a, b fit) int {
		return cmp.Or(b.weight-a.weight, a.days-b.days, a.f-b.f, a.k-b.k)
	})
	p.fits, p.seen = map[int][]int{}, map[int]bool{}
	for _, x := range fits {
		p.fits[x.f] = append(p.fits[x.f], x.k)
		if p.found[x.f] < 0 && p.claims[x.k] < 0 {
			p.found[x.f], p.claims[x.k] = x.k, x.f
		}
	}
	for _, f := range fresh {
		if p.found[f] < 0 && p.room(f) {
			clear(p.seen)
		}
	}
	return p.doubts(fresh, known)
}

// room finds a known payment for a fresh one, moving others to another one that they
// may be as well.
func (p *pairing) room(f int) bool {
	for _, k := range p.fits[f] {
		if p.seen[k] {
			continue
		}
		p.seen[k] = true
		if p.claims[k] < 0 || p.room(p.claims[k]) {
			p.found[f], p.claims[k] = k, f
			return true
		}
	}
	return false
}

// doubts counts what was not found and may be one of those that nobody claims.
func (p *pairing) doubts(fresh, known []int) (n int) {
	free := map[date.Date]int{}
	for _, k := range known {
		if p.claims[k] < 0 {
			free[p.known[k].BookedOn]++
		}
	}
	for _, f := range fresh {
		if day := p.fresh[f].BookedOn; p.found[f] < 0 && free[day] > 0 {
			free[day]--
			n++
		}
	}
	return n
}

// What a sign that two tell of one payment weighs. A name alone, or a word of the
// text, proves nothing.
const (
	weighsBankRef   = 16
	weighsEndToEnd  = 16
	weighsReference = 8
	weighsIBAN      = 4
	weighsText      = 2
	weighsName      = 1
)

// alike weighs the signs that two tell of one payment, and says whether they are
// enough. What contradicts outweighs all that agrees.
func (t *Told) alike(o *Told, within int) (weight int, sure bool) {
	if t.Amount != o.Amount {
		return 0, false
	}
	for _, sign := range []struct {
		weight int
		says   agreement
	}{
		{weighsEndToEnd, agree(t.EndToEnd, o.EndToEnd)}, {weighsReference, agree(t.Reference, o.Reference)}, {weighsIBAN, agreeAccounts(t.IBAN, o.IBAN)},
	} {
		switch sign.says {
		case contradicts:
			return 0, false
		case agrees:
			weight += sign.weight
		}
	}
	if names(t.BankRef) && agree(t.BankRef, o.BankRef) == agrees {
		weight += weighsBankRef
	}
	if overlap(letters(t.Text), letters(o.Text), fewestLetters) {
		weight += weighsText
	}
	if overlap(letters(t.Name), letters(o.Name), 1) {
		weight += weighsName
	}
	if t.BookedOn == o.BookedOn || t.ValueOn != date.None && t.ValueOn == o.ValueOn {
		return weight, weight > weighsName
	}
	return weight, apart(t.BookedOn, o.BookedOn) <= within && weight >= weighsIBAN+weighsText
}

// agreement is what two files say of one thing.
type agreement int

const (
	silent agreement = iota // one of them says nothing
	agrees
	contradicts
)

// agree compares identifiers. Some formats have room for the beginning of one only.
func agree(a, b string) agreement {
	a, b = letters(a), letters(b)
	switch {
	case a == "" || b == "":
		return silent
	case a == b, min(len(a), len(b)) >= fewestLetters && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)):
		return agrees
	}
	return contradicts
}

// agreeAccounts compares accounts. A number that is no IBAN contradicts nothing: it
// may be the same account as the country writes it.
func agreeAccounts(a, b string) agreement {
	_, wrongA := ParseIBAN(a)
	_, wrongB := ParseIBAN(b)
	a, b = letters(a), letters(b)
	switch {
	case a == "" || b == "":
		return silent
	case a == b, overlap(a, b, fewestLetters):
		return agrees
	case wrongA == nil && wrongB == nil:
		return contradicts
	}
	return silent
}

// names reports whether a bank's reference names anything: it may be missing or zero,
// or say that it names nothing.
func names(ref string) bool {
	return strings.Trim(ref, "0 ") != "" && !strings.EqualFold(ref, "NONREF")
}

// fewestLetters is how long a text must be to prove anything by standing in another.
const fewestLetters = 8

// overlap reports whether one of two texts is a part of the other, which formats with
// less room cut off.
func overlap(a, b string, fewest int) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= fewest && strings.Contains(b, a)
}

// letters are the letters and digits of a text, in small letters: what stands between
// them is where formats differ.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// apart is how many days lie between two.
func apart(a, b date.Date) int { return max(int(a-b), int(b-a)) }
