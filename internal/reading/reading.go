// Package reading suggests what a reply says: that it was paid, that it will be, that it is
// contested. It knows no more than tables of phrases in four languages, quotes the words it
// goes by, and says nothing where it is not sure. A person decides.
package reading

import (
	"strings"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// Kind is something that a reply may say.
type Kind string

// The kinds.
const (
	Paid         Kind = "paid"          // it was paid
	Promise      Kind = "promise"       // it will be paid
	Contest      Kind = "contest"       // something is wrong with what is asked; Why says what
	Plan         Kind = "plan"          // the writer wants to pay in parts, or later
	Elsewhere    Kind = "elsewhere"     // somebody else is to be written to, or at another address
	WantDocument Kind = "want_document" // a copy of an invoice, a statement; Why says which
	WantCall     Kind = "want_call"     // the writer wants to be called
	Insolvent    Kind = "insolvent"     // proceedings were opened over what the writer owns
	Thanks       Kind = "thanks"        // nothing but thanks
)

// Why says more of a kind.
type Why string

// What more there is to say.
const (
	Generally      Why = ""
	WrongAmount    Why = "amount"          // of a contest: the price, the quantity, the total
	WrongGoods     Why = "goods"           // what came is damaged, wrong, incomplete
	NotDelivered   Why = "not_delivered"   // nothing came
	NotOrdered     Why = "not_ordered"     // nobody ordered it
	Credited       Why = "credited"        // a credit note was given, or is due
	Twice          Why = "twice"           // it was invoiced before
	CopyOfInvoice  Why = "copy_of_invoice" // of a document
	StatementOfAll Why = "statement"       // of a document: of the whole account
	ProofOf        Why = "proof"           // of a document: what was ordered or delivered
	NewAddress     Why = "new_address"     // of elsewhere: the reader moved
	NotInCharge    Why = "not_in_charge"   // of elsewhere: somebody else deals with it
	NotTheDebtor   Why = "not_the_debtor"  // of elsewhere: another business owes it
	UnknownReader  Why = "unknown_reader"  // of elsewhere: the person left
	LaterPlease    Why = "later"           // of a plan: more time, in one sum
	InstalmentsOf  Why = "instalments"     // of a plan: in parts
	HalfOf         Why = "part"            // of what was paid: not all of it
)

// Said is one thing that a text says, with the words that say so.
type Said struct {
	Kind   Kind
	Why    Why
	Quote  string // exact, in one piece of the text
	At     int    // where the quote begins, in bytes
	Day    date.Date
	Money  string       // the amount as it stands there; "" for none
	Amount money.Amount // what that comes to; zero when it can be read in two ways
}

// longest is how much of a text is read, in bytes: whoever has something to say does so
// before.
const longest = 20_000

// Read suggests what a text says that somebody wrote on a day. The language is a hint for
// texts too short to tell their own. Without a day, no day that is told by its distance is
// reckoned.
func Read(text string, hint locale.Language, on date.Date) []Said {
	f := fold(text, longest)
	var best []Said
	for _, s := range languagesOf(f.text, hint) {
		r := reader{speech: s, folded: f, original: text, on: on}
		if said := r.all(); len(said) > len(best) {
			best = said
		}
	}
	return best
}

// reader reads a text in one language.
type reader struct {
	*speech
	folded
	original string
	on       date.Date
}

// all is what the text says, in its order, each thing once.
func (r *reader) all() []Said {
	var all []Said
	for _, s := range sentences(r.text) {
		for _, said := range r.sentence(s) {
			if !repeated(all, said) {
				all = append(all, said)
			}
		}
	}
	if len(all) == 0 {
		if said, ok := r.thanks(); ok {
			all = append(all, said)
		}
	}
	return all
}

// repeated reports whether the same was said before.
func repeated(all []Said, s Said) bool {
	for _, a := range all {
		if a.Kind == s.Kind && a.Why == s.Why && a.Day == s.Day && a.Money == s.Money {
			return true
		}
	}
	return false
}

// sentence is what a sentence says: of each of its clauses the first rule that fits.
func (r *reader) sentence(s span) []Said {
	var all []Said
	parts := r.clauses(s)
	for n, c := range parts {
		for i := range r.rules {
			rule := &r.rules[i]
			if at := rule.find(r.text[c.from:c.to]); at != nil && r.stands(rule, s, parts, n, at) {
				said := r.said(rule, s, c)
				all = append(all, said)
				break
			}
		}
	}
	return all
}

// said quotes a clause, with the day and the amount that stand in it, or else in its
// sentence.
func (r *reader) said(rule *compiled, s, c span) Said {
	said := Said{Kind: rule.kind, Why: rule.why}
	quote := c
	if rule.kind == Paid || rule.kind == Promise {
		said.Day, quote = r.dayOf(rule.kind, s, c, quote)
		said.Money, said.Amount, quote = r.amountOf(s, c, quote)
	}
	from, to := r.at[quote.from], r.at[quote.to]
	whole := r.original[from:to]
	said.Quote = strings.TrimSpace(whole)
	said.At = from + strings.Index(whole, said.Quote)
	return said
}

// dayOf is the only day of a clause, or else of its sentence. Two days are none: it is not
// known which is meant.
func (r *reader) dayOf(kind Kind, s, c, quote span) (date.Date, span) {
	tense := past
	if kind == Promise {
		tense = future
	}
	for _, in := range []span{c, s} {
		found := r.daysIn(in, tense)
		if len(found) == 1 {
			return found[0].day, quote.with(span{in.from + found[0].from, in.from + found[0].to})
		} else if len(found) > 1 {
			return date.None, quote
		}
	}
	return date.None, quote
}

// daysIn are the days of a piece of the text, beside its amounts.
func (r *reader) daysIn(in span, t tense) []found {
	text := []byte(r.text[in.from:in.to])
	for _, a := range r.amounts(in) {
		for n := a.from - in.from; n < a.to-in.from; n++ {
			text[n] = '#'
		}
	}
	return r.days(string(text), r.on, t)
}

// amountOf is the only amount of a clause, or else of its sentence.
func (r *reader) amountOf(s, c, quote span) (string, money.Amount, span) {
	for _, in := range []span{c, s} {
		found := r.amounts(in)
		if len(found) == 1 {
			return r.original[r.at[found[0].from]:r.at[found[0].to]], found[0].amount, quote.with(found[0].span)
		} else if len(found) > 1 {
			return "", money.Amount{}, quote
		}
	}
	return "", money.Amount{}, quote
}

// stands reports whether nothing around a phrase takes back what it says.
func (r *reader) stands(rule *compiled, s span, parts []span, n int, at []int) bool {
	clause := r.allowed(r.text[parts[n].from:parts[n].to])
	before := clause[:at[0]]
	whole := r.allowed(r.text[s.from:s.to])
	if len(strings.Fields(clause)) == 1 && r.no.MatchString(whole) {
		return false // the end of what another clause denies
	}
	question := strings.HasPrefix(r.text[s.to:], "?")
	switch {
	case rule.how&ownDenial == 0 && r.no.MatchString(clause):
		return false
	case rule.how&asked != 0:
		return true
	case question:
		return false
	case rule.how&dated != 0 && len(r.daysIn(parts[n], future)) == 0:
		return false
	}
	switch rule.kind {
	case Paid:
		return !r.comes(parts[n]) && !r.unless.MatchString(clause) && !r.later.MatchString(clause) && r.affirmed(parts, n, before) && !r.doubted(parts, n, before)
	case Promise, Insolvent:
		return !r.unless.MatchString(whole) && !r.doubted(parts, n, before) && r.affirmed(parts, n, before)
	}
	return !r.unless.MatchString(before) && !r.doubted(parts, n, before)
}

// comes reports whether a clause names a day that is still to come, and none that is past.
func (r *reader) comes(c span) bool {
	return len(r.daysIn(c, past)) == 0 && len(r.daysIn(c, future)) > 0
}

// fewWords is how long a clause is that only introduces the next, in bytes.
const fewWords = 30

// doubted reports whether others say so, or the writer only thinks so.
func (r *reader) doubted(parts []span, n int, before string) bool {
	if n > 0 && parts[n-1].to-parts[n-1].from <= fewWords && r.text[parts[n-1].to] == ',' {
		before = r.text[parts[n-1].from:parts[n-1].to] + " " + before
	}
	return r.hearsay.MatchString(before)
}

// affirmed reports whether a clause stands by itself, or hangs on one that affirms it. What
// hangs on another may be doubted or denied there.
func (r *reader) affirmed(parts []span, n int, before string) bool {
	if !r.hanging.MatchString(before) {
		return true
	}
	if n > 0 {
		before = r.text[parts[n-1].from:parts[n-1].to] + " " + before
	}
	return r.affirms.MatchString(before) && !r.no.MatchString(r.allowed(before))
}

// allowed is a text without the phrases in which a word of denial denies nothing.
func (r *reader) allowed(s string) string {
	return r.harmless.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat(" ", len(m)) })
}
