// Package matching says who paid what: certain, or ask. It is pure and explains
// itself; what it may book by itself rests on evidence that names an item, or on
// an exact amount of which there is one, from a payer who is known.
package matching

import (
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Entry is money that came in on a bank account.
type Entry struct {
	ID        id.ID
	BookedOn  date.Date
	Amount    money.Amount // positive
	Reference string       // structured, normalised; "" for none
	Text      string       // everything that was written with it
	EndToEnd  string
	Name      string
	IBAN      string
}

// Item is an invoice that an entry may pay. A settled invoice has nothing open; it
// stays a candidate so that a second payment finds its customer.
type Item struct {
	Invoice   id.ID
	Customer  id.ID
	Number    string
	NumberKey string // invoice.NumberKey of Number
	Reference string
	DueOn     date.Date
	Open      money.Amount
}

// Payer says that a customer was seen to pay from an account.
type Payer struct {
	IBAN     string
	Customer id.ID
}

// Candidates is all that entries may match: the store finds it with Keys, so that
// a book of a million invoices need not be read for a hundred entries. It holds
// every item that a reference or number names, and every open item of a customer
// that an account or a name points to.
type Candidates struct {
	Items  []Item
	Payers []Payer
	Named  []Named
}

// Named says that a customer's name folds to Key.
type Named struct {
	Key      string // customer.NameKey
	Customer id.ID
}

// Share is how much of an entry goes to an item.
type Share struct {
	Invoice id.ID        `json:"invoice"`
	Number  string       `json:"number"`
	Amount  money.Amount `json:"amount"`
}

// Proposal is one way to use an entry.
type Proposal struct {
	Customer  id.ID        `json:"customer"` // zero when not even the payer is known
	Shares    []Share      `json:"shares"`
	OnAccount money.Amount `json:"on_account,omitzero"` // what is left of the entry after the shares
	Evidence  []Evidence   `json:"evidence"`
}

// Result is what is proposed for one entry: at most one Certain proposal, which
// may be booked without asking, or any number to choose from.
type Result struct {
	Entry   id.ID
	Certain *Proposal
	Ask     []Proposal
	Refused Fact // why nothing is certain; "" when something is
}

// Fact is a kind of evidence. The catalogues hold a sentence for each, under
// "evidence.".
type Fact string

// The facts.
const (
	ReferenceNames  Fact = "reference_names"  // the structured reference is Number's
	ReferenceShared Fact = "reference_shared" // the structured reference is that of several open items
	NumberNamed     Fact = "number_named"     // the text names Number
	AmountExact     Fact = "amount_exact"     // the amount is what is open
	AmountSum       Fact = "amount_sum"       // the amount is the sum of all that is open
	PartPaid        Fact = "part_paid"        // less than what is open
	PaidMore        Fact = "paid_more"        // more than what is open; the rest goes on account
	AlreadySettled  Fact = "already_settled"  // Number has nothing open
	PayerKnown      Fact = "payer_known"      // the account is known to be the customer's
	NameSame        Fact = "name_same"        // the payer is called as the customer is
	PayerOther      Fact = "payer_other"      // the account is known to be another customer's
	OnlyFit         Fact = "only_fit"         // no other open item has this amount
	SeveralFit      Fact = "several_fit"      // other items fit as well
	NoneFits        Fact = "none_fits"        // no single open item has this amount
	NameOnly        Fact = "name_only"        // nothing but the payer's name points to the customer
	NumberShort     Fact = "number_short"     // the named number may stand for something else
	NothingNamed    Fact = "nothing_named"    // neither reference, number nor payer
	SeveralPayers   Fact = "several_payers"   // what is named, or the account, is several customers'
	CreditNames     Fact = "credit_names"     // the credit note says that it is about Number
	BooksSay        Fact = "books_say"        // the company's own list of open items no longer has it
	PersonSays      Fact = "person_says"      // a person confirmed it
)

// Evidence is one fact that speaks for a proposal, or against it.
type Evidence struct {
	Fact   Fact   `json:"fact"`
	Number string `json:"number,omitempty"`
	// Start and End are the bytes that say so, of the entry's Text or, with
	// InEndToEnd, of its EndToEnd. Both are 0 where no text says it.
	Start      int  `json:"start,omitempty"`
	End        int  `json:"end,omitempty"`
	InEndToEnd bool `json:"in_end_to_end,omitempty"`
}
