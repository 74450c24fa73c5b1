// Package account is a customer's account with the company over some days: what was open
// before, what each day added or took away, and what was open then, by age. It is pure.
package account

import (
	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/money"
)

// Kind says what moved an account.
type Kind string

// The kinds.
const (
	Invoice    Kind = "invoice"
	CreditNote Kind = "credit_note"
	Payment    Kind = "payment"
	Outside    Kind = "outside"    // settled in the company's own books
	Difference Kind = "difference" // was missing of a payment, and let go
	Returned   Kind = "returned"   // a payment that was taken back
	Refund     Kind = "refund"     // the company paid back what was too much
	Claimed    Kind = "claimed"    // asked for being late, beside an invoice
	Waived     Kind = "waived"     // of that, what was let go
)

// Movement is what one fact did to an account.
type Movement struct {
	Kind   Kind
	On     date.Date
	Number string          // of the document; of the invoice where something was claimed beside it
	Part   allocation.Part // what was claimed or let go
	DueOn  date.Date       // of an invoice
	Amount money.Amount    // what it adds to the debt; less than nothing where it takes away
}

// Account is what became of a customer's account in one currency, From and Until included.
type Account struct {
	From, Until date.Date
	Opening     money.Amount // at the beginning of the first day
	Movements   []Movement   // by day
	// What the closing balance is made of.
	Debts     [Ages]money.Amount // what is left of invoices, by age
	Claimed   money.Amount       // for being late, and neither paid nor let go
	Credits   money.Amount       // credit notes that settle nothing yet; nothing or less
	OnAccount money.Amount       // money that settles nothing yet; nothing or less
}

// Closing is the balance at the end of the last day: more than nothing is owed by the
// customer.
func (a *Account) Closing() money.Amount {
	sum := a.Opening
	for n := range a.Movements {
		sum = sum.Add(a.Movements[n].Amount)
	}
	return sum
}

// Open is what is owed by the customer for invoices, at the end of the last day.
func (a *Account) Open() money.Amount {
	sum := money.Of(0, a.Opening.Currency)
	for _, debt := range a.Debts {
		sum = sum.Add(debt)
	}
	return sum
}
