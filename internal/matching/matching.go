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
	Original  money.Amount // what the other side paid, in another currency; zero where that is not known
	Reference string       // structured, normalised; "" for none
	Text      string       // everything that was written with it
	EndToEnd  string
	Name      string
	IBAN      string
	Charges   money.Amount // what the bank kept of it; zero for nothing or where it does not say
	Account   id.ID        // of the company, on which it came in
	Payer     id.ID        // the customer whose money it certainly is; 0 where that is to be found out
}

// Item is an invoice that an entry may pay. A settled invoice has nothing open; it
// stays a candidate so that a second payment finds its customer.
type Item struct {
	Invoice   id.ID
	Customer  id.ID
	Number    string
	NumberKey string // invoice.NumberKey of Number
	OrderKey  string // the same of the customer's order; "" for none
	Reference string
	IssuedOn  date.Date // None where nobody says
	DueOn     date.Date
	Open      money.Amount // negative for a credit note
	Claimed   money.Amount // was asked for beside it for being late, and is not paid; zero for nothing
	Discounts []Discount   // those that its terms grant
}

// Discount is what may be left out by who pays an invoice early.
type Discount struct {
	Until  date.Date    // the last day
	Of     money.Amount // what must be open, since it is granted for all of it
	Amount money.Amount
}

// Tolerance is how small an amount is that is let go when it is missing: at most Most of
// its currency, in minor units, or at most so much of what is open, in hundredths of a
// percent. The zero value lets nothing go.
type Tolerance struct {
	Most  map[money.Currency]int64
	Share int
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

	Named    []Named  // by what they are called
	Learned  []Taught // by the name of a payer that a person said is theirs
	Numbered []Named  // by their number
	Rules    Rulebook
	Told     []Told

	Tolerance Tolerance
	Country   string // of the company: its law says what payers withhold
}

// Named says that Key points to a customer: a name, folded by customer.NameKey, or a
// customer number in small letters.
type Named struct {
	Key      string
	Customer id.ID
}

// Taught says that a person pointed to a customer.
type Taught struct {
	Named
	By     string
	On     date.Date
	Shared bool // payments under it are others' as well, as a payment provider's are
}

// Share is how much of an entry goes to an item; less than nothing for a credit note
// that is used up beside it.
type Share struct {
	Customer id.ID        `json:"customer"`
	Invoice  id.ID        `json:"invoice"`
	Number   string       `json:"number"`
	Amount   money.Amount `json:"amount"`
}

// Difference is what is missing of an item and let go.
type Difference struct {
	Share
	Reason Fact `json:"reason"`
}

// Proposal is one way to use an entry. Its shares may be several customers', where one
// pays for a group; nothing stays on account then.
type Proposal struct {
	Customer  id.ID        `json:"customer"` // whose the rest is; zero when not even the payer is known
	Shares    []Share      `json:"shares"`
	OnAccount money.Amount `json:"on_account,omitzero"` // what is left of the entry after the shares
	Evidence  []Evidence   `json:"evidence"`

	Differences []Difference `json:"differences,omitempty"`

	// Paid is what the entry is in the currency of the items, where that is not the
	// account's: as the bank tells it, or as a person is asked to. Zero otherwise.
	Paid money.Amount `json:"paid,omitzero"`
}

// Result is what is proposed for one entry: at most one Certain proposal, which
// may be booked without asking, or any number to choose from. NotOurs says that it is no
// customer's, and that nothing but an account or a name says otherwise.
type Result struct {
	Entry   id.ID
	Certain *Proposal
	Ask     []Proposal
	Refused Fact     // why nothing is certain; "" when something is
	NotOurs []Ruling // the rules that say so
}

// Fact is a kind of evidence. The catalogues hold a sentence for each, under
// "evidence.".
type Fact string

// The facts.
const (
	ReferenceNames  Fact = "reference_names"  // the structured reference is Number's
	ReferenceShared Fact = "reference_shared" // the structured reference is that of several open items
	NumberNamed     Fact = "number_named"     // the text names Number
	OrderNamed      Fact = "order_named"      // the text names the order that Number is for
	NumberNear      Fact = "number_near"      // the text has a number that is nearly Number, or its order
	AmountExact     Fact = "amount_exact"     // the amount is what is open
	AmountSum       Fact = "amount_sum"       // the amount is the sum of all that is open
	SumOverdue      Fact = "sum_overdue"      // the amount is the sum of all that was due
	SumOfMonth      Fact = "sum_of_month"     // the amount is the sum of all of one month
	SumOfSome       Fact = "sum_of_some"      // the amount is the sum of these
	OnlySum         Fact = "only_sum"         // no other choice of what is open has this sum
	SeveralSums     Fact = "several_sums"     // other choices have it as well
	SomeLookedAt    Fact = "some_looked_at"   // no other choice of the oldest items has it; not all were looked at
	PartPaid        Fact = "part_paid"        // less than what is open
	ClaimsPaid      Fact = "claims_paid"      // all that was claimed for being late as well
	ClaimsPartPaid  Fact = "claims_part_paid" // a part of what was claimed for being late as well
	PaidMore        Fact = "paid_more"        // more than what is open; the rest goes on account
	SmallDifference Fact = "small_difference" // less than what is open, by as little as is let go
	DiscountTaken   Fact = "discount_taken"   // less than what is open, by the discount for paying early
	BankCharge      Fact = "bank_charge"      // less than what is open, by what the bank kept
	AlreadySettled  Fact = "already_settled"  // Number has nothing open
	PayerKnown      Fact = "payer_known"      // the account is known to be the customer's
	PayerLearned    Fact = "payer_learned"    // By said On that the customer pays under this name
	RulePoints      Fact = "rule_points"      // the rule on Words, which By made On, says that it is this customer's
	RuleOther       Fact = "rule_other"       // the same, another customer's
	RuleIgnores     Fact = "rule_ignores"     // the same, no customer's
	CustomerNumber  Fact = "customer_number"  // the text has the customer's number
	NameSame        Fact = "name_same"        // the payer is called as the customer is
	PayerOther      Fact = "payer_other"      // the account is known to be another customer's
	OnlyFit         Fact = "only_fit"         // no other open item has this amount
	SeveralFit      Fact = "several_fit"      // other items fit as well
	NoneFits        Fact = "none_fits"        // no single open item has this amount
	NameOnly        Fact = "name_only"        // nothing but the payer's name points to the customer
	NumberShort     Fact = "number_short"     // the named number may stand for something else
	ToldPaid        Fact = "told_paid"        // the customer said that it paid this on On
	ToldOnly        Fact = "told_only"        // nothing but what a customer said points to it
	NothingNamed    Fact = "nothing_named"    // neither reference, number nor payer
	GroupPays       Fact = "group_pays"       // what is named is several customers', and together it is the amount
	SeveralPayers   Fact = "several_payers"   // what is named, or the account, is several customers'
	CreditNames     Fact = "credit_names"     // the credit note says that it is about Number
	OriginalPaid    Fact = "original_paid"    // Paid was sent, and Booked is what the bank made of it
	CurrencyOther   Fact = "currency_other"   // what is named is Paid, in another currency than Booked
	AmountAlone     Fact = "amount_alone"     // nothing but the amount points to it, which Count open items of the book have
	NameAlike       Fact = "name_alike"       // the payer's name and the customer's have Words in common
	Withheld        Fact = "withheld"         // less than what is open by the Percent that Words has payers withhold
	AccountUsed     Fact = "account_used"     // the customer had the money on account
	BooksSay        Fact = "books_say"        // the company's own list of open items no longer has it
	PersonSays      Fact = "person_says"      // a person confirmed it
	PaidOnline      Fact = "paid_online"      // the customer paid it on the page of the provider in Words

	SameEndToEnd      Fact = "same_end_to_end"     // a return has the end-to-end reference of what it takes back
	SameMandate       Fact = "same_mandate"        // the mandate
	SameReference     Fact = "same_reference"      // the structured reference
	SameBankReference Fact = "same_bank_reference" // the bank's own reference
	SameAccount       Fact = "same_account"        // the account at the other side
	SameName          Fact = "same_name"           // the name at the other side
	ReturnExact       Fact = "return_exact"        // exactly the amount that was booked
	TakenBack         Fact = "taken_back"          // the bank took it back
	ReturnFee         Fact = "return_fee"          // the amount that was booked, and a fee of the bank

	CreditNamed    Fact = "credit_named"     // the text of money that left names the credit note Number
	CreditExact    Fact = "credit_exact"     // the amount that left is what the credit notes are worth
	OnAccountExact Fact = "on_account_exact" // the amount that left is what the customer has on account

	ProviderFee Fact = "provider_fee" // less than what is open, by what a payment provider may keep
	FeeTold     Fact = "fee_told"     // the text tells of a fee of that amount
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
	// By is the person who taught it or made the rule, On the day, Words the rule's or
	// the name that was taught.
	By    string    `json:"by,omitempty"`
	On    date.Date `json:"on,omitzero"`
	Words string    `json:"words,omitempty"`
	// Paid and Booked are two amounts that a fact compares: what the other side paid or is
	// to pay, and what was booked on the account.
	Paid   money.Amount `json:"paid,omitzero"`
	Booked money.Amount `json:"booked,omitzero"`
	// Count is how many items a fact speaks of, Percent the share that it does.
	Count   int `json:"count,omitempty"`
	Percent int `json:"percent,omitempty"`
}
