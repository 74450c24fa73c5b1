package bank

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Link is a statement in the chain of its account, of which both balances are known.
type Link struct {
	Statement id.ID
	Family    string // of its format; a chain is followed within one
	Number    string
	Sequence  string
	OpeningOn date.Date // None when the file names no day
	Opening   money.Amount
	ClosingOn date.Date
	Closing   money.Amount
}

// rank is a statement's place among those of its account, 0 where its number counts
// nothing.
func (l *Link) rank() int {
	for _, s := range []string{l.Sequence, l.Number} {
		if n, err := strconv.Atoi(s); err == nil && n > 0 {
			return n
		}
	}
	return 0
}

// Name is what a person calls the statement: its number, or its day.
func (l *Link) Name() fault.Text {
	if n := l.rank(); n > 0 {
		return fault.Verbatim(strconv.Itoa(n))
	}
	return fault.Say("of %s", l.ClosingOn)
}

// Break is a place where the statements of an account do not follow each other.
type Break struct {
	Before, After Link      // the statements around it
	From, To      date.Date // the working days that no statement speaks for; None when the days are all there
	Ranks         [2]int    // the first and the last number that is missing although the balances fit; 0 for none
}

// Difference is what the balances differ by: what was booked in between.
func (b *Break) Difference() money.Amount { return b.After.Opening.Sub(b.Before.Closing) }

// Text says it to a person.
func (b *Break) Text() fault.Text {
	switch {
	case b.Ranks[0] > 0 && b.Ranks[0] == b.Ranks[1]:
		return fault.Say("statement %d did not come, though the balances fit", b.Ranks[0])
	case b.Ranks[0] > 0:
		return fault.Say("statements %d to %d did not come, though the balances fit", b.Ranks[0], b.Ranks[1])
	case b.From == date.None:
		return fault.Say("the balance differs by %s between statement %s and statement %s", b.Difference().Text(), b.Before.Name(), b.After.Name())
	case b.From == b.To:
		return fault.Say("%s is missing: the balance differs by %s", b.From, b.Difference().Text())
	}
	return fault.Say("%s to %s are missing: the balance differs by %s", b.From, b.To, b.Difference().Text())
}

// Breaks finds where the statements of one account do not follow each other: by their
// balances, and by their numbers where these count one by one. Statements of each
// format are followed by themselves, since banks cut them differently; what those of
// one format leave out and those of another one tell is no break.
func Breaks(links []Link) []Break {
	families := map[string][]Link{}
	for _, l := range links {
		families[l.Family] = append(families[l.Family], l)
	}
	var all []Break
	for _, family := range slices.Sorted(maps.Keys(families)) {
		for _, b := range breaks(inChain(families[family])) {
			if !b.bridged(links) {
				all = append(all, b)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Break) int {
		return cmp.Or(cmp.Compare(a.Before.ClosingOn, b.Before.ClosingOn), cmp.Compare(a.After.ClosingOn, b.After.ClosingOn))
	})
	return slices.CompactFunc(all, func(a, b Break) bool {
		return a.Before.Family != b.Before.Family && a.After.ClosingOn > b.Before.ClosingOn
	})
}

// inChain puts the statements of one format in order: by day, by number, and among
// those of one day, which nothing else may tell apart, each behind the one that ends
// where it begins. One that came twice under two numbers stands there once.
func inChain(links []Link) []Link {
	slices.SortStableFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.ClosingOn, b.ClosingOn), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Statement, b.Statement))
	})
	links = slices.CompactFunc(links, func(a, b Link) bool {
		return a.ClosingOn == b.ClosingOn && a.OpeningOn == b.OpeningOn && a.Opening == b.Opening && a.Closing == b.Closing
	})
	for n := range links {
		day := links[n:]
		if end := slices.IndexFunc(day, func(l Link) bool { return l.ClosingOn != links[n].ClosingOn }); end > 0 {
			day = day[:end]
		}
		k := slices.IndexFunc(day, func(l Link) bool {
			if n > 0 {
				return l.Opening == links[n-1].Closing
			}
			return !slices.ContainsFunc(day, func(o Link) bool { return o.Closing == l.Opening })
		})
		if k > 0 {
			next := day[k]
			copy(day[1:k+1], day[:k])
			day[0] = next
		}
	}
	return links
}

// breaks compares each statement of a chain with the one before it.
func breaks(chain []Link) (all []Break) {
	counting := count(chain)
	for n := 1; n < len(chain); n++ {
		before, after := chain[n-1], chain[n]
		b := Break{Before: before, After: after}
		switch missing := after.rank() - before.rank() - 1; {
		case before.Closing == after.Opening && counting && missing > 0 && missing < manyRanks && sameYear(&before, &after):
			b.Ranks = [2]int{before.rank() + 1, after.rank() - 1}
		case before.Closing == after.Opening, overlaps(chain[:n], &after):
			continue
		case !counting || missing != 0 || !sameYear(&before, &after):
			b.From, b.To = between(&before, &after)
		}
		all = append(all, b)
	}
	return all
}

// manyRanks is beyond what can be missing between two statements that fit: the bank
// has begun to count otherwise.
const manyRanks = 100

// fewestSteps is how often numbers must rise by one before they are believed to count.
const fewestSteps = 3

// count reports whether the numbers of a chain count its statements: those that
// follow each other by their balances are mostly one apart. Numbers that name the day
// of the year, or count the statements of all accounts, jump.
func count(chain []Link) bool {
	ones, jumps := 0, 0
	for n := 1; n < len(chain); n++ {
		before, after := &chain[n-1], &chain[n]
		switch step := after.rank() - before.rank(); {
		case before.Closing != after.Opening || !sameYear(before, after):
		case before.rank() == 0 || after.rank() == 0:
			return false
		case step == 1:
			ones++
		default:
			jumps++
		}
	}
	return ones >= fewestSteps && ones > 4*jumps
}

func sameYear(a, b *Link) bool {
	x, _, _ := a.ClosingOn.Civil()
	y, _, _ := b.ClosingOn.Civil()
	return x == y
}

// overlaps reports whether a statement begins before the one before it ends, as what
// a person exports from any day to any day may, and where an earlier one ends.
func overlaps(earlier []Link, l *Link) bool {
	if l.OpeningOn == date.None || l.OpeningOn > earlier[len(earlier)-1].ClosingOn {
		return false
	}
	return slices.ContainsFunc(earlier, func(e Link) bool {
		return e.Closing == l.Opening && e.ClosingOn <= l.OpeningOn || e.Opening == l.Opening && e.OpeningOn == l.OpeningOn
	})
}

// between are the working days between two statements that neither speaks for; None
// when there are none. A statement speaks for its closing day, and for the days since
// its opening, which some banks call by the day before.
func between(before, after *Link) (from, to date.Date) {
	from, to = before.ClosingOn.AddDays(1), after.ClosingOn.AddDays(-1)
	if after.OpeningOn != date.None {
		to = min(to, after.OpeningOn)
	}
	for from <= to && weekend(from) {
		from = from.AddDays(1)
	}
	for to >= from && weekend(to) {
		to = to.AddDays(-1)
	}
	if from > to {
		return date.None, date.None
	}
	return from, to
}

func weekend(d date.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// bridged reports whether statements of other formats tell what is missing: followed
// back from the statement behind the break by their balances, they reach the one
// before it, or begin no later than it ends.
func (b *Break) bridged(links []Link) bool {
	if b.Ranks[0] > 0 {
		return slices.ContainsFunc(links, func(l Link) bool { return l.Family != b.Before.Family && b.spans(&l) })
	}
	reached := map[money.Amount]bool{b.After.Opening: true}
	for grown := true; grown; {
		grown = false
		for n := range links {
			l := &links[n]
			if !b.spans(l) || !reached[l.Closing] || l.Family == b.Before.Family {
				continue
			}
			if l.Opening == b.Before.Closing || l.OpeningOn != date.None && l.OpeningOn <= b.Before.ClosingOn.AddDays(1) {
				return true
			}
			if !reached[l.Opening] {
				reached[l.Opening], grown = true, true
			}
		}
	}
	return false
}

// spans reports whether a statement ends within the break.
func (b *Break) spans(l *Link) bool {
	return l.ClosingOn >= b.Before.ClosingOn && l.ClosingOn <= b.After.ClosingOn
}

// Family is the kind of a format without its version: "camt.053" of
// "camt.053.001.08".
func Family(format string) string {
	const kind = len("camt.053")
	if strings.HasPrefix(format, "camt.") && len(format) > kind {
		return format[:kind]
	}
	return format
}
