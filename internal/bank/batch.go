package bank

import (
	"slices"
	"strings"

	"acquit/internal/date"
)

// Batch is what a bank calls payments that it books as one sum. The zero value names
// nothing.
type Batch struct {
	Ref     string `json:"bank_reference,omitempty"` // the bank's own
	Payment string `json:"payment,omitempty"`        // of the order or collection that they were a part of: PmtInfId
	Message string `json:"message,omitempty"`        // of the message that brought the order, which may hold others: MsgId
}

// String writes a batch as ParseBatch reads it: a line for each name.
func (b Batch) String() string {
	return strings.TrimRight(strings.Join([]string{oneLine(b.Ref), oneLine(b.Payment), oneLine(b.Message)}, "\n"), "\n")
}

// ParseBatch reads what String wrote.
func ParseBatch(s string) Batch {
	names := append(strings.SplitN(s, "\n", 3), "", "")
	return Batch{names[0], names[1], names[2]}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Or is b, with the names that it lacks taken from another.
func (b Batch) Or(other Batch) Batch {
	for _, name := range []struct{ to, from *string }{{&b.Ref, &other.Ref}, {&b.Payment, &other.Payment}, {&b.Message, &other.Message}} {
		if *name.to == "" {
			*name.to = *name.from
		}
	}
	return b
}

// Parts finds for each of parts, which a bank announced one by one, the one of sums that
// books it together with others: its place in sums, or -1. They lie at most so many days
// apart.
//
// A name proves it: parts and sum have one of the batch in common. The parts come to the
// sum exactly, those of its own day or all of them. Where the name is the bank's reference
// or that of the order, they may also come to less, since others may not have been told;
// but no other sum may have the name. What comes to more is none of it.
func Parts(sums, parts []Told, within int) []int {
	of := make([]int, len(parts))
	for n := range of {
		of[n] = -1
	}
	named := byName(parts)
	for s := range sums {
		strong, any := candidates(&sums[s], parts, named, of, within)
		taken, whole := sums[s].wholeOf(parts, strong, any)
		if !whole {
			taken = sums[s].someOf(parts, strong)
			if sharesName(sums, s, parts, taken) {
				taken = nil
			}
		}
		for _, n := range taken {
			of[n] = s
		}
	}
	return of
}

// byName are the places of parts by each name of their batch.
func byName(parts []Told) map[string][]int {
	named := map[string][]int{}
	for n := range parts {
		of := parts[n].PartOf
		for _, name := range []string{letters(of.Ref), letters(of.Payment), letters(of.Message)} {
			if all := named[name]; name != "" && (len(all) == 0 || all[len(all)-1] != n) {
				named[name] = append(all, n)
			}
		}
	}
	return named
}

// candidates are the parts that no other sum has and that have a name in common with this
// one: those that are surely of its batch, and these and the others.
func candidates(sum *Told, parts []Told, named map[string][]int, of []int, within int) (strong, any []int) {
	var some []int
	for _, name := range []string{sum.BankRef, sum.EndToEnd, sum.SumOf.Payment, sum.SumOf.Message} {
		some = append(some, named[letters(name)]...)
	}
	slices.Sort(some)
	for _, n := range slices.Compact(some) {
		p := &parts[n]
		if of[n] >= 0 || p.Amount.Currency != sum.Amount.Currency || p.Amount.Minor > 0 != (sum.Amount.Minor > 0) || apart(p.BookedOn, sum.BookedOn) > within {
			continue
		}
		switch sum.comprises(p) {
		case surely:
			strong, any = append(strong, n), append(any, n)
		case perhaps:
			any = append(any, n)
		}
	}
	return strong, any
}

// comprising is what names say of whether a sum comprises a part.
type comprising int

const (
	notAtAll comprising = iota
	perhaps             // if the amounts are right
	surely
)

// comprises compares the names of batches. Formats that have no place for the name of an
// order write it where that of a payment stands.
func (t *Told) comprises(part *Told) comprising {
	of, names := t.SumOf, part.PartOf
	switch {
	case same(names.Payment, of.Payment), same(names.Payment, t.EndToEnd):
		return surely
	case names.Payment != "" && of.Payment != "":
		return notAtAll
	case same(names.Ref, t.BankRef):
		return surely
	case same(names.Message, of.Message), same(names.Message, t.EndToEnd), same(names.Payment, t.BankRef), same(names.Message, t.BankRef):
		return perhaps
	}
	return notAtAll
}

// same reports whether two names are one. Here no beginning of one suffices.
func same(a, b string) bool { return names(a) && letters(a) != "" && letters(a) == letters(b) }

// wholeOf is the first choice of parts that comes to the sum.
func (t *Told) wholeOf(parts []Told, choices ...[]int) (taken []int, found bool) {
	for _, choice := range choices {
		for _, some := range [][]int{t.ofItsDay(parts, choice), choice} {
			if sum, ok := sumOf(parts, some); ok && len(some) > 0 && sum == t.Amount.Minor {
				return some, true
			}
		}
	}
	return nil, false
}

// someOf are the parts as far as they come to less than the sum.
func (t *Told) someOf(parts []Told, strong []int) []int {
	for _, some := range [][]int{strong, t.ofItsDay(parts, strong)} {
		if sum, ok := sumOf(parts, some); ok && max(sum, -sum) < max(t.Amount.Minor, -t.Amount.Minor) {
			return some
		}
	}
	return nil
}

// ofItsDay are those that have the sum's booking day or value day.
func (t *Told) ofItsDay(parts []Told, some []int) (those []int) {
	for _, n := range some {
		if p := &parts[n]; p.BookedOn == t.BookedOn || p.ValueOn != date.None && p.ValueOn == t.ValueOn {
			those = append(those, n)
		}
	}
	return those
}

// sumOf adds parts, all of one sign and each small enough to be money on an account.
func sumOf(parts []Told, some []int) (sum int64, ok bool) {
	const most = 1 << 61
	for _, n := range some {
		if sum += parts[n].Amount.Minor; sum > most || sum < -most {
			return 0, false
		}
	}
	return sum, true
}

// sharesName reports whether some parts may as well be of another sum than the s-th.
func sharesName(sums []Told, s int, parts []Told, some []int) bool {
	for n := range sums {
		if n != s && slices.ContainsFunc(some, func(p int) bool { return sums[n].comprises(&parts[p]) == surely }) {
			return true
		}
	}
	return false
}

// Retold finds for each of fresh, told by one message, the one of known, told by others
// of its kind, that is the same payment in other words: its place in known, or -1. The
// bank's reference or the end-to-end identifier proves it, with the amount, the value day
// and an account that does not differ. Each of known is found once at most, so that twins
// in one message stay two.
func Retold(fresh, known []Told) []int {
	found, taken := make([]int, len(fresh)), make([]bool, len(known))
	byAmount := map[int64][]int{}
	for k := range known {
		byAmount[known[k].Amount.Minor] = append(byAmount[known[k].Amount.Minor], k)
	}
	for n := range fresh {
		found[n] = -1
		for _, k := range byAmount[fresh[n].Amount.Minor] {
			if !taken[k] && fresh[n].retells(&known[k]) {
				found[n], taken[k] = k, true
				break
			}
		}
	}
	return found
}

// retells reports whether two messages of a kind tell of one payment. A bank that gives
// two references speaks of two.
func (t *Told) retells(o *Told) bool {
	if t.ValueOn != o.ValueOn || t.ValueOn == date.None && t.BookedOn != o.BookedOn {
		return false
	}
	if weight, _ := t.alike(o, 0); weight == 0 {
		return false
	}
	mine, other := t.ownRef(), o.ownRef()
	if names(mine) && names(other) {
		return same(mine, other)
	}
	return same(t.EndToEnd, o.EndToEnd)
}

// ownRef is the bank's reference as far as it is this payment's, and not that of the
// batch that it is a part of.
func (t *Told) ownRef() string {
	if same(t.BankRef, t.PartOf.Ref) && (t.PartOf.Payment != "" || t.PartOf.Message != "") {
		return ""
	}
	return t.BankRef
}
