package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Rule is what a person said of all entries that look so: whose payments they are, or
// that they are no customer's. It acts on an entry that every filter lets through.
type Rule struct {
	ID       id.ID
	Words    string       // every one stands in the text or the name, whole, in any case and order
	Account  id.ID        // of the company; 0 for any
	Flow     Flow         // the zero value for both
	Least    money.Amount // at least so much came in, or left; the zero value for no bound
	Most     money.Amount // at most so much, likewise
	Customer id.ID        // 0: no customer's
	By       string       // who made it
	On       date.Date    // and when
}

// Flow is the way that money went.
type Flow string

// The flows.
const (
	FlowIn  Flow = "in"
	FlowOut Flow = "out"
)

// leastWord is how many letters and digits the longest word of a rule has at least: a
// shorter one stands in every other text.
const leastWord = 3

// Check refuses a rule that could not act, or on nearly everything.
func (r *Rule) Check() error {
	switch words := ruleWords(r.Words); {
	case len(words) == 0 || len(longest(words)) < leastWord:
		return fault.New(fault.Invalid, "a rule needs a word of at least three letters or digits")
	case r.Least.Sign() < 0 || r.Most.Sign() < 0:
		return fault.New(fault.Invalid, "a rule’s amounts are written without a sign; which way the money goes is said apart")
	case !r.Least.IsZero() && !r.Most.IsZero() && (r.Least.Currency != r.Most.Currency || r.Least.Cmp(r.Most) > 0):
		return fault.New(fault.Invalid, "at least %s and at most %s is no amount", r.Least.Text(), r.Most.Text())
	case r.Customer != 0 && r.Flow == FlowOut:
		return fault.New(fault.Invalid, "money that left is no customer’s payment")
	}
	return nil
}

// lets reports whether the filters beside the words let an entry through.
func (r *Rule) lets(e *Entry) bool {
	amount := e.Amount
	switch sign := amount.Sign(); {
	case r.Account != 0 && r.Account != e.Account:
		return false
	case r.Flow == FlowIn && sign < 0, r.Flow == FlowOut && sign > 0, r.Customer != 0 && sign < 0:
		return false
	case sign < 0:
		amount = amount.Neg()
	}
	return within(r.Least, amount, 1) && within(r.Most, amount, -1)
}

// within reports whether an amount lies on the side of a bound that sign tells.
func within(bound, amount money.Amount, sign int) bool {
	return bound.IsZero() || bound.Currency == amount.Currency && amount.Cmp(bound)*sign >= 0
}

// fact is what a rule says of an entry.
func (r *Rule) fact() Fact {
	if r.Customer == 0 {
		return RuleIgnores
	}
	return RulePoints
}

// Rulebook is rules by the words that find them. The zero value has none.
type Rulebook struct{ byWord map[string][]bound }

// bound is a rule with its words, folded.
type bound struct {
	Rule
	words []string
}

// NewRulebook binds rules that Check lets through; one that it refuses acts on nothing.
func NewRulebook(rules []Rule) Rulebook {
	b := Rulebook{make(map[string][]bound, len(rules))}
	for _, r := range rules {
		if r.Check() != nil {
			continue
		}
		words := ruleWords(r.Words)
		key := longest(words)
		b.byWord[key] = append(b.byWord[key], bound{r, words})
	}
	return b
}

// Ruling is a rule that acts on an entry.
type Ruling struct {
	Rule     Rule
	Evidence Evidence
}

// On are the rules that act on an entry, in the order of their making. Money that left
// has an amount below zero.
func (b Rulebook) On(e *Entry) []Ruling {
	if len(b.byWord) == 0 {
		return nil
	}
	words := foldedWords(foldedWords(make([]saidWord, 0, 32), e.Text, true), e.Name, false)
	var found []Ruling
	for _, w := range words {
		for n := range b.byWord[w.folded] {
			r := &b.byWord[w.folded][n]
			before := slices.ContainsFunc(found, func(f Ruling) bool { return f.Rule.ID == r.ID })
			if !before && r.lets(e) && r.standsIn(words) {
				found = append(found, Ruling{r.Rule, r.evidence(words)})
			}
		}
	}
	slices.SortFunc(found, func(x, y Ruling) int { return cmp.Compare(x.Rule.ID, y.Rule.ID) })
	return found
}

// Owners are the customers to whom rules point for some entries, each once.
func (b Rulebook) Owners(entries []Reading) []id.ID {
	var all []id.ID
	for n := range entries {
		for _, r := range b.On(&entries[n].Entry) {
			if r.Rule.Customer != 0 {
				all = append(all, r.Rule.Customer)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// saidWord is a word of an entry.
type saidWord struct {
	folded string
	piece
	inText bool // in the name otherwise
}

func (r *bound) standsIn(words []saidWord) bool {
	for _, w := range r.words {
		if !slices.ContainsFunc(words, func(o saidWord) bool { return o.folded == w }) {
			return false
		}
	}
	return true
}

// evidence says what a rule rests on; it marks the first of its words in the text.
func (r *bound) evidence(words []saidWord) Evidence {
	by := Evidence{Fact: r.fact(), By: r.By, On: r.On, Words: r.Words}
	n := slices.IndexFunc(words, func(w saidWord) bool { return w.inText && slices.Contains(r.words, w.folded) })
	if n >= 0 {
		by.Start, by.End = words[n].start, words[n].end
	}
	return by
}

// ruleWords are the words of a rule, folded as those of a text.
func ruleWords(s string) (words []string) {
	for _, w := range foldedWords(nil, s, true) {
		words = append(words, w.folded)
	}
	return words
}

// foldedWords adds the words of a text to others.
func foldedWords(all []saidWord, text string, inText bool) []saidWord {
	for _, p := range piecesOf(text) {
		all = append(all, saidWord{foldedWord(text[p.start:p.end]), p, inText})
	}
	return all
}

// foldedWord is customer.NameKey for a word alone, of which nearly all need no more than
// small letters.
func foldedWord(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return customer.NameKey(s)
	}
	return strings.ToLower(s)
}

func longest(words []string) string {
	return slices.MaxFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
}
