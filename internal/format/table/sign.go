package table

import (
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
)

// Sum is an amount of the row with its sign by the table's rule: positive is what
// comes to us in a bank's table, and what is owed to us in the others. Field is
// Amount, Total or OpenAmount; without a column of its own it is what the debit and
// credit columns say. It is false where the row has none.
func (r *Record) Sum(f Field) (d decimal.Decimal, given bool, err error) {
	sign := r.use.mapping.Sign
	switch sign.Rule {
	case Credited, Debited:
		if !r.use.mapping.has(f) {
			return r.between(sign)
		}
	}
	s := r.sums[f]
	switch {
	case !s.given:
		return decimal.Zero, false, nil
	case s.side != "":
		return r.sided(s.value, s.side), true, nil
	case sign.Rule == Inverse:
		return s.value.Neg(), true, nil
	case sign.Rule != Marked || s.value.IsZero():
		return s.value, true, nil
	}
	word := sideWord(r.texts[Side])
	if !debitWords[word] && !creditWords[word] {
		return decimal.Zero, true, r.wrong(r.use.mapping.Column(Side), "%q says neither debit nor credit", r.texts[Side])
	}
	return r.sided(s.value, word), true, nil
}

// between is what the debit and credit columns make of the row.
func (r *Record) between(sign Sign) (d decimal.Decimal, given bool, err error) {
	debit, credit := r.sums[Debit], r.sums[Credit]
	if !debit.given && !credit.given {
		return decimal.Zero, false, nil
	}
	if sign.Absolute {
		debit.value, credit.value = debit.value.Abs(), credit.value.Abs()
	}
	if sign.Rule == Debited {
		debit, credit = credit, debit
	}
	d, err = credit.value.Sub(debit.value)
	if err != nil {
		return decimal.Zero, true, fault.At(r.Line, "", "%s is too large for an amount", credit.value)
	}
	return d, true, nil
}

// sided gives an amount the sign of the side it stands on, whatever sign it has
// itself.
func (r *Record) sided(d decimal.Decimal, word string) decimal.Decimal {
	d = d.Abs()
	debit := debitWords[sideWord(word)]
	if debit == (r.use.mapping.Kind == Entries) {
		return d.Neg()
	}
	return d
}

// sideWord is a word for a side as the lists have it.
func sideWord(text string) string {
	if word := Fold(text); word != "" {
		return word
	}
	return strings.TrimSpace(text)
}

// sign decides the rule for the signs of amounts: by the columns that there are, and
// in a bank's table by the balances that stand beside the amounts.
func (g *guess) sign() {
	m := g.mapping
	split := m.has(Debit, Credit)
	if split && (m.has(Amount, Total) || m.Kind == Balances && m.has(OpenAmount)) {
		g.drop(Debit, Credit) // they say the same again
		split = false
	}
	switch {
	case split && m.Kind == Entries:
		g.signOfColumns()
	case split:
		m.Sign.Rule = Debited
	case m.has(Side) && !g.negativeIn(Amount, Total, OpenAmount):
		m.Sign.Rule = Marked
	default:
		m.Sign.Rule = Signed
	}
	switch {
	case m.Kind != Entries || split:
	case m.has(Side):
		g.prove(Sign{Rule: Signed}, Sign{Rule: Marked})
	default:
		g.prove(Sign{Rule: Signed}, Sign{Rule: Inverse})
	}
}

// signOfColumns decides what debit and credit mean in a bank's table. Some banks
// write debits with a minus, and some tables mean the account as the bookkeeper
// keeps it, in which money that comes is a debit.
func (g *guess) signOfColumns() {
	g.mapping.Sign = Sign{Credited, g.negativeIn(Debit, Credit)}
	proven := g.prove(Sign{Credited, true}, Sign{Credited, false}, Sign{Debited, true})
	if !proven && g.mixed(Debit, Credit) {
		g.say(true, fault.Say("the columns of debits and credits hold positive and negative amounts: say which of them come in"))
	}
}

// drop takes columns out of the mapping.
func (g *guess) drop(fs ...Field) {
	g.mapping.Columns = slices.DeleteFunc(g.mapping.Columns, func(c Column) bool { return slices.Contains(fs, c.Field) })
}

// negativeIn reports whether one of the columns has negative amounts.
func (g *guess) negativeIn(fs ...Field) bool {
	for _, f := range fs {
		if c := g.mapping.Column(f); c != nil && g.table.profiles[c.At].negative > 0 {
			return true
		}
	}
	return false
}

// mixed reports whether one of the columns has negative amounts and positive ones.
func (g *guess) mixed(fs ...Field) bool {
	for _, f := range fs {
		if c := g.mapping.Column(f); c != nil && g.table.profiles[c.At].negative > 0 && g.table.profiles[c.At].positive > 0 {
			return true
		}
	}
	return false
}

// prove takes that one of the rules by which the amounts lead from each balance to
// the next, in more rows than by any other. It is false where the table has no
// balances, or they prove nothing.
func (g *guess) prove(rules ...Sign) bool {
	if !g.mapping.has(Balance, BalanceBefore) {
		return false
	}
	usual, best, most := g.mapping.Sign, g.mapping.Sign, 0
	for _, rule := range rules {
		g.mapping.Sign = rule
		agree, pairs := g.table.agreeing(g.mapping)
		if agree*2 >= pairs && (agree > most || agree == most && rule == usual) {
			best, most = rule, agree
		}
	}
	g.mapping.Sign = best
	return most > 0
}

// agreeing counts the rows of the sample whose amount leads from one balance to the
// next, and the pairs of rows looked at. Tables begin with the oldest entry or with
// the newest one.
func (t *Table) agreeing(m *Mapping) (agree, pairs int) {
	var up, down int
	last := map[string]Standing{}
	u, r := newUsage(m), &Record{}
	for n := range t.rows() {
		row := &t.rows()[n]
		if u.apply(row, r) != nil {
			continue
		}
		now, ok := r.Standing()
		if !ok {
			continue
		}
		key := r.texts[Account] + " " + r.Currency()
		if before, known := last[key]; known {
			pairs++
			if now.Follows(before.After) {
				up++
			}
			if before.Follows(now.After) {
				down++
			}
		}
		last[key] = now
	}
	return max(up, down), pairs
}

// Standing is an entry's amount, and what stood on the account behind it.
type Standing struct{ Amount, After decimal.Decimal }

// Follows reports whether the amount makes After of what stood there before.
func (s Standing) Follows(before decimal.Decimal) bool {
	sum, err := before.Add(s.Amount)
	return err == nil && sum.Equal(s.After)
}

// Standing is the amount and the balance of a row in a bank's table, false where it
// lacks one of them.
func (r *Record) Standing() (s Standing, ok bool) {
	amount, given, err := r.Sum(Amount)
	if err != nil || !given {
		return Standing{}, false
	}
	if after, ok := r.Amount(Balance); ok {
		return Standing{amount, after}, true
	}
	before, ok := r.Amount(BalanceBefore)
	if !ok {
		return Standing{}, false
	}
	after, err := before.Add(amount)
	return Standing{amount, after}, err == nil
}
