package matching

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Line is a bank line with what it has in common with one that takes it back.
type Line struct {
	Entry   // Amount of either sign
	BankRef string
	Mandate string // of a direct debit
}

// Received is a bank line that may be taken back: one that was booked, with what stands
// of it, or that still waits for a person.
type Received struct {
	Line
	Parts []Part // none when it is not booked
	Told  []Line // what else tells of it, or of a part of it

	gone bool // all of it was taken back
}

// Part is what a bank line brought for one customer.
type Part struct {
	Customer id.ID
	Amount   money.Amount
}

// Return says that a bank line takes another one back, or one customer's part of it.
type Return struct {
	Of       id.ID        // the bank line that is taken back
	Customer id.ID        // whose part; zero for those of several, and for what was not booked
	Amount   money.Amount // that is taken back, as it was booked
	Fee      money.Amount // what the bank took for it, positive; zero for nothing
	Evidence []Evidence

	proof int
	told  bool // the bank itself tells of the fee, if there is one
}

// ReturnResult is what a bank line certainly takes back; nil for nothing. ReturnsOf says
// what else it may be.
type ReturnResult struct {
	Entry   id.ID
	Certain *Return
}

// returnDays is how long after a payment its return is taken for one without any
// identifier: a debtor may have a direct debit paid back within eight weeks, and the
// banks take some days more.
const returnDays = 70

// Returns finds what bank lines take back. What is certain rests on an identifier that
// both lines have, or on the account and an amount that is there once; of two payments
// that fit alike neither is taken. Each part is taken back once; who was booked first
// goes first.
func Returns(lines []Line, received []Received) []ReturnResult {
	order := make([]int, len(lines))
	for n := range order {
		order[n] = n
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(lines[x].BookedOn, lines[y].BookedOn), cmp.Compare(lines[x].ID, lines[y].ID))
	})
	left := slices.Clone(received)
	at := marked(left)
	results := make([]ReturnResult, len(lines))
	for _, n := range order {
		var places []int
		for _, mark := range lines[n].marks() {
			places = append(places, at[mark]...)
		}
		slices.Sort(places)
		var may []Received
		for _, place := range slices.Compact(places) {
			may = append(may, left[place])
		}
		results[n].Entry = lines[n].ID
		if all := ReturnsOf(&lines[n], may); stands(all) {
			results[n].Certain = &all[0]
			for _, place := range places {
				left[place].lose(&all[0])
			}
		}
	}
	return results
}

// marks are what a line may have in common with one that takes it back, but names and
// amounts, which prove nothing.
func (l *Line) marks() (all []string) {
	for kind, mark := range []string{l.EndToEnd, l.Mandate, l.Reference, l.IBAN, strings.Trim(l.BankRef, "0 ")} {
		if mark != "" {
			all = append(all, string(rune('0'+kind))+strings.ToUpper(mark))
		}
	}
	return all
}

// marked are the places of lines by their marks.
func marked(all []Received) map[string][]int {
	at := map[string][]int{}
	for n := range all {
		for _, mark := range all[n].marks() {
			at[mark] = append(at[mark], n)
		}
		for t := range all[n].Told {
			for _, mark := range all[n].Told[t].marks() {
				at[mark] = append(at[mark], n)
			}
		}
	}
	return at
}

// stands reports whether the first of what may be taken back is certain, and no other is
// as much so.
func stands(all []Return) bool {
	if len(all) == 0 || all[0].proof < proofAccount || !all[0].told {
		return false
	}
	return len(all) == 1 || all[1].proof < all[0].proof || !all[1].told
}

// Likely reports whether more than the amount points to it.
func (r *Return) Likely() bool { return r.proof > proofAmount }

// lose takes off a line what a return takes back of it.
func (r *Received) lose(taken *Return) {
	if r.ID != taken.Of {
		return
	}
	r.Parts = slices.DeleteFunc(slices.Clone(r.Parts), func(p Part) bool { return taken.Customer == 0 || p.Customer == taken.Customer })
	r.gone = len(r.Parts) == 0
}

// How strongly something shows that a line takes back another one.
const (
	proofAmount     = iota // nothing but the amount
	proofName              // the same name
	proofAccount           // the same account, not long after
	proofIdentifier        // the same reference or mandate
)

// ReturnsOf are all that a bank line may take back, the likeliest and then the last
// first.
func ReturnsOf(e *Line, received []Received) (all []Return) {
	for n := range received {
		r := &received[n]
		if r.gone || r.ID == e.ID || r.BookedOn > e.BookedOn || r.Amount.Currency != e.Amount.Currency || r.Amount.Sign() == e.Amount.Sign() {
			continue
		}
		for _, found := range r.choices() {
			found.proof, found.Evidence = proofOf(e, &r.Line)
			for n := range r.Told {
				told := &r.Told[n]
				if proof, evidence := proofOf(e, told); told.Amount == found.Amount && proof > found.proof {
					found.proof, found.Evidence = proof, evidence
				}
			}
			if found.fits(e) {
				all = append(all, found)
			}
		}
	}
	days := map[id.ID]int{}
	for n := range received {
		days[received[n].ID] = int(received[n].BookedOn)
	}
	slices.SortStableFunc(all, func(x, y Return) int {
		if x.proof == y.proof && x.told != y.told {
			return map[bool]int{true: -1, false: 1}[x.told]
		}
		return cmp.Or(cmp.Compare(y.proof, x.proof), cmp.Compare(x.Fee.Minor, y.Fee.Minor), cmp.Compare(days[y.Of], days[x.Of]), cmp.Compare(y.Of, x.Of), cmp.Compare(x.Customer, y.Customer))
	})
	return all
}

// choices are what of a line may be taken back: what each of its customers paid, and
// all that stands of several.
func (r *Received) choices() (all []Return) {
	sum := money.Of(0, r.Amount.Currency)
	for _, p := range r.Parts {
		sum = sum.Add(p.Amount)
		all = append(all, Return{Of: r.ID, Customer: p.Customer, Amount: p.Amount})
	}
	switch len(r.Parts) {
	case 0:
		return []Return{{Of: r.ID, Amount: r.Amount}}
	case 1:
		return all
	}
	return append(all, Return{Of: r.ID, Amount: sum})
}

// fits reports whether a line's amount takes back what was booked, and notes what the
// bank took for it. An amount that differs is a fee only where an identifier says that
// this is the payment, and never more than was paid.
func (r *Return) fits(e *Line) bool {
	fee := e.Amount.Add(r.Amount).Neg()
	switch fee.Sign() {
	case -1:
		return false
	case 0:
		fee = e.Charges
	case 1:
		paid := r.Amount
		if paid.Sign() < 0 {
			paid = paid.Neg()
		}
		if fee != e.Charges && (r.proof < proofIdentifier || fee.Cmp(paid) > 0) {
			return false
		}
	}
	r.Fee, r.told = fee, fee.IsZero() || fee == e.Charges
	if fee.Sign() > 0 {
		r.Evidence = append(slices.Clone(r.Evidence), Evidence{Fact: ReturnFee})
	} else {
		r.Evidence = append(slices.Clone(r.Evidence), Evidence{Fact: ReturnExact})
	}
	return true
}

// proofOf says what two lines have in common. Two end-to-end references that differ
// contradict all but the bank's own reference.
func proofOf(e, r *Line) (proof int, evidence []Evidence) {
	same := func(fact Fact, worth int, is bool) {
		if is {
			proof, evidence = max(proof, worth), append(evidence, Evidence{Fact: fact})
		}
	}
	equal := func(x, y string) bool { return x != "" && strings.EqualFold(x, y) }
	near := e.BookedOn <= r.BookedOn.AddDays(returnDays)
	differs := e.EndToEnd != "" && r.EndToEnd != "" && !equal(e.EndToEnd, r.EndToEnd)
	same(SameEndToEnd, proofIdentifier, equal(e.EndToEnd, r.EndToEnd))
	same(SameMandate, proofIdentifier, equal(e.Mandate, r.Mandate) && near)
	same(SameReference, proofIdentifier, equal(e.Reference, r.Reference) && near)
	same(SameAccount, proofAccount, equal(e.IBAN, r.IBAN) && near)
	// Names are folded only beside another sign: a batch compares a million of them.
	same(SameName, proofName, equal(e.Name, r.Name) || proof > proofAmount && equal(customer.NameKey(e.Name), customer.NameKey(r.Name)))
	if differs {
		proof = min(proof, proofName)
	}
	same(SameBankReference, proofIdentifier, equal(strings.Trim(e.BankRef, "0 "), strings.Trim(r.BankRef, "0 ")))
	return proof, evidence
}
