// Package payment is money that came in, and which invoice it settles.
package payment

import (
	"time"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Payment is money received from one customer. What is not allocated yet is on
// account.
type Payment struct {
	ID         id.ID
	Customer   id.ID
	Source     Source
	ExternalID string // what another program calls it, unique, also when it was taken back; "" when none did
	Entry      id.ID  // the bank line it came on; zero when it came another way
	ReceivedOn date.Date
	Amount     money.Amount
	OnAccount  money.Amount
	Booked     money.Amount // what the bank made of it on the account, in the account's currency; zero where that is Amount
	Text       string       // what the payer wrote, where no bank line says it
	Reference  string       // the structured reference in Text, normalised; "" for none
	BookedBy   string
	Import     id.ID // the file that brought it, only when it is added; zero for none
	CreatedAt  time.Time
	ReversedAt time.Time // zero while it stands
}

// Source says where the money of a payment was seen.
type Source string

// The sources.
const (
	Bank       Source = "bank"       // on a bank line that is kept here
	Outside    Source = "outside"    // in the company's own books: their open items say less than ours did
	Difference Source = "difference" // nowhere: what was missing of a bank line and was let go
	API        Source = "api"        // by another program, which told of it through the API
)

// Allocation says that a payment or a credit note settles so much of an invoice.
// An allocation is never changed; another one with the opposite amount undoes it.
type Allocation struct {
	ID        id.ID
	Payment   id.ID // zero when a credit note settles
	Credit    id.ID // zero when a payment settles
	Beside    id.ID // the payment beside which a credit note settles, and with which it is undone; zero for none
	Invoice   id.ID
	On        date.Date // the bank's day, or the day of the credit
	Amount    money.Amount
	Part      allocation.Part // of the claim that it settles; "" stands for the principal
	Evidence  string          // JSON: the matching.Evidence it rests on, as it was booked
	BookedBy  string
	Reverses  id.ID // the allocation that this one undoes, or zero
	Import    id.ID // the file that says so, zero for none
	CreatedAt time.Time
}

// OfPrincipal reports whether the allocation settles the invoice itself, and not what was
// claimed beside it.
func (a *Allocation) OfPrincipal() bool { return a.Part == "" || a.Part == allocation.Principal }
