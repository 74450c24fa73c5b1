// Package term says what the law makes of the days of an invoice: whether it may be due as
// late as it says, until when the customer may contest it, and until when it can be
// claimed. It is pure.
package term

import (
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/law"
)

// Rules are what governs the invoices of one customer. What was not looked up is nil.
type Rules struct {
	Country    string // whose law it is
	Buyer      law.Buyer
	Term       *law.Term
	Limitation *law.Limitation
	Interest   *law.InterestLimitation
	Protest    *law.Protest
	Advances   []law.Advance
	// Supplies is what the company said that it sells.
	Supplies law.Supply
	warning  int
}

// For are the rules that govern what a customer owes a company.
func For(of *company.Company, who *customer.Customer) Rules {
	b := law.Buyer(who.Kind)
	r := Rules{Country: b.Land(of.Country, who.Country), Buyer: b, Supplies: of.Policy.Supplies, warning: of.Policy.LimitationDays}
	if t, found := law.TermOf(r.Country, b, who.Large); found {
		r.Term = &t
	}
	if l, found := law.LimitationOf(r.Country, b, r.Supplies); found {
		r.Limitation = &l
	}
	if l, found := law.InterestLimitationOf(r.Country); found {
		r.Interest = &l
	}
	if p, found := law.ProtestOf(r.Country, b); found {
		r.Protest = &p
	}
	r.Advances = law.AdvancesOf(r.Country, b)
	return r
}

// TooLong reports whether a term of so many days is beyond what the law allows without
// more.
func (r *Rules) TooLong(days int) bool { return r.Term != nil && r.Term.TooLong(days) }

// Excess says how an invoice is due later than the law allows. Instalments are an
// agreement of another kind, and are not looked at; nor is a credit note.
func (r *Rules) Excess(i *invoice.Invoice) (law.Excess, bool) {
	if r.Term == nil || i.Kind != invoice.Bill || len(i.Parts) > 0 {
		return law.Excess{}, false
	}
	return r.Term.Exceeds(i.IssuedOn, date.None, i.DueOn)
}

// LapsesOn is the last day on which what is open of an invoice can be claimed before a
// court; date.None where nothing is, or the law was not looked up. Of instalments it is
// that of the earliest that is open. paid are the days, in order, on which the customer
// paid a part of it.
func (r *Rules) LapsesOn(i *invoice.Invoice, paid ...date.Date) date.Date {
	if r.Limitation == nil || i.Kind != invoice.Bill || i.Open.Sign() <= 0 {
		return date.None
	}
	return r.Limitation.LastDay(i.IssuedOn, i.DueOn, paid...)
}

// Warns reports whether somebody is to be told on a day of what lapses on another, or
// lapsed.
func (r *Rules) Warns(lapses, today date.Date) bool {
	return lapses != date.None && r.warning > 0 && lapses <= today.AddDays(r.warning)
}

// ContestableUntil is the last day on which the customer may still contest an invoice;
// whoever said nothing by then is taken to accept it. date.None where silence is no
// acceptance, or the law was not looked up. The day of the invoice stands for that of its
// receipt.
func (r *Rules) ContestableUntil(i *invoice.Invoice) date.Date {
	if r.Protest == nil || i.Kind != invoice.Bill {
		return date.None
	}
	return r.Protest.Until(i.IssuedOn)
}
