// Package plan is what was agreed with a customer about paying in instalments.
package plan

import (
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// State is how far a plan has come.
type State string

// The states. The first waits for a person; while a plan runs, its instalments are followed up
// in place of its invoices; the others end it.
const (
	Asked   State = "asked"
	Running State = "running"
	Kept    State = "kept"    // all of it was paid
	Broken  State = "broken"  // an instalment did not come in time
	Refused State = "refused" // the company does not want it
	Ended   State = "ended"   // somebody ended it
)

// Every is how far instalments lie apart.
type Every string

// The intervals.
const (
	Week      Every = "week"
	Fortnight Every = "fortnight"
	Month     Every = "month"
)

// Intervals are all intervals.
func Intervals() []Every { return []Every{Month, Fortnight, Week} }

// Part is one instalment.
type Part struct {
	Number int          `json:"number"` // from 1
	DueOn  date.Date    `json:"due_on"`
	Amount money.Amount `json:"amount"`
}

// Share is an invoice of a plan, with what was open of it when the plan was made.
type Share struct {
	Invoice id.ID
	Amount  money.Amount
}

// Plan is an agreement to pay some invoices in instalments, or the wish for one.
type Plan struct {
	ID       id.ID
	Customer id.ID
	Number   int // the customer's first plan is 1
	State    State
	Every    Every
	Parts    []Part  // their amounts add up to Total
	Shares   []Share // so do theirs
	Total    money.Amount
	// Beside is what was claimed beside the invoices when the plan was made, for being late.
	// WithBeside says that it is paid with them, and part of Total; otherwise nobody asks for it
	// while the plan runs, and it is let go once the plan is kept.
	Beside     money.Amount
	WithBeside bool
	Text       string // what the customer says
	Grounds    string // why it was refused, or ended
	AskedOn    date.Date
	AskedBy    string
	AgreedOn   date.Date // None while it was not
	AgreedBy   string
	MissedOn   date.Date // of a broken one: the day of the first instalment that did not come
	ClosedOn   date.Date // None while it waits or runs
	ClosedBy   string
	Once       string // names the act that made it: what is sent twice is made once; "" for none
	MadeAt     time.Time
}

// Lasts reports whether it waits for a person, or runs.
func (p *Plan) Lasts() bool { return p.State == Asked || p.State == Running }

// Agree lets a plan run that was asked for.
//
// Errors: Conflict where somebody has decided already.
func (p *Plan) Agree(today date.Date, by string) error {
	if p.State != Asked {
		return decided()
	}
	p.State, p.AgreedOn, p.AgreedBy = Running, today, by
	return nil
}

// Refuse ends a plan that was asked for.
//
// Errors: Conflict where somebody has decided already.
func (p *Plan) Refuse(grounds string, today date.Date, by string) error {
	if p.State != Asked {
		return decided()
	}
	p.Grounds = grounds
	p.End(Refused, today, by)
	return nil
}

func decided() error { return fault.New(fault.Conflict, "somebody has decided about the plan already") }

// Stop ends a plan that runs or waits, because somebody wants it so.
//
// Errors: Conflict for one that is over.
func (p *Plan) Stop(grounds string, today date.Date, by string) error {
	if !p.Lasts() {
		return fault.New(fault.Conflict, "the plan is over already")
	}
	p.Grounds = grounds
	p.End(Ended, today, by)
	return nil
}

// End is how a plan ends.
func (p *Plan) End(as State, today date.Date, by string) {
	p.State, p.ClosedOn, p.ClosedBy = as, today, by
}

// Bounds of any plan.
const (
	LeastParts = 2
	MostParts  = 60
)

// Schedule divides a total into instalments, the first on a day and the others by the interval
// after it. They differ by one minor unit at most, and add up to the total: the first ones are the
// larger, so that no rest is left at the end. Months keep the day of the month, or take the last
// one where there is none such. payDay moves a day to one on which banks work; nil leaves it.
//
// Errors: Invalid for what cannot be divided so.
func Schedule(total money.Amount, parts int, every Every, first date.Date, payDay func(date.Date) date.Date) ([]Part, error) {
	switch {
	case parts < LeastParts || parts > MostParts:
		return nil, fault.At(0, "parts", "a plan has %d to %d instalments", LeastParts, MostParts)
	case total.Minor < int64(parts):
		return nil, fault.At(0, "parts", "%s cannot be paid in %d instalments", total.Text(), parts)
	case !slices.Contains(Intervals(), every):
		return nil, fault.At(0, "every", "%q is no interval between instalments", string(every))
	}
	all := make([]Part, parts)
	each, rest := total.Minor/int64(parts), total.Minor%int64(parts)
	for n := range all {
		minor, on := each, every.after(first, n)
		if int64(n) < rest {
			minor++
		}
		if payDay != nil {
			on = payDay(on)
		}
		all[n] = Part{Number: n + 1, DueOn: on, Amount: money.Of(minor, total.Currency)}
	}
	return all, nil
}

// after is the day so many intervals after a day.
func (e Every) after(first date.Date, n int) date.Date {
	switch e {
	case Week:
		return first.AddDays(7 * n)
	case Fortnight:
		return first.AddDays(14 * n)
	}
	return first.AddMonths(n)
}

// Left are the instalments of which something is left when so much of the plan's invoices is open.
// What was paid of any of them pays the first instalments first.
func Left(parts []Part, total, open money.Amount) []Part {
	paid := total.Sub(open.Min(total))
	var left []Part
	for _, p := range parts {
		took := p.Amount.Min(paid)
		paid = paid.Sub(took)
		if took != p.Amount {
			p.Amount = p.Amount.Sub(took)
			left = append(left, p)
		}
	}
	return left
}

// LeftByNumber is what is left of each instalment, nothing of those that are paid.
func LeftByNumber(parts []Part, total, open money.Amount) map[int]money.Amount {
	by := map[int]money.Amount{}
	for _, p := range parts {
		by[p.Number] = money.Of(0, total.Currency)
	}
	for _, p := range Left(parts, total, open) {
		by[p.Number] = p.Amount
	}
	return by
}

// Laid is the share of an instalment in one of several debts, by its place among them.
type Laid struct {
	Debt int
	Part Part // Amount is the share; Number 0 for what is open beside the plan
}

// Lay lays what is open of a plan's debts over the instalments of which something is left: both in
// their order. What is open beyond those, as after a payment that the bank took back, stands
// beside the plan.
func Lay(parts []Part, total money.Amount, open []money.Amount) (all []Laid) {
	sum := money.Of(0, total.Currency)
	for _, o := range open {
		sum = sum.Add(o)
	}
	left := Left(parts, total, sum)
	for n, o := range open {
		for len(left) > 0 && o.Sign() > 0 {
			one := left[0]
			one.Amount = o.Min(one.Amount)
			all = append(all, Laid{n, one})
			o, left[0].Amount = o.Sub(one.Amount), left[0].Amount.Sub(one.Amount)
			if left[0].Amount.IsZero() {
				left = left[1:]
			}
		}
		if o.Sign() > 0 {
			all = append(all, Laid{n, Part{Amount: o}})
		}
	}
	return all
}

// Numbers of instalments of plans begin behind those of any invoice's own.
const numbers = 1000

// Item is the number by which the n-th instalment of a customer's plan is told from the
// instalments of an invoice itself.
func Item(plan, n int) int { return plan*numbers + n }

// ItemOf says which instalment of which of a customer's plans a number means; false for one of an
// invoice itself.
func ItemOf(item int) (plan, n int, ok bool) { return item / numbers, item % numbers, item >= numbers }
