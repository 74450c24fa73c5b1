// Package bank has the words of a bank statement: accounts, entries and the
// references that payments carry. It knows no file format; the packages under
// format build these records from files, and intake stores them.
package bank

import (
	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Statement is one bank statement as its file says it, for one account. Amounts
// keep the decimals of the file, so that nothing is lost before it is stored.
//
// The JSON form of Statement is the contract of `acquit parse statement`.
type Statement struct {
	Format   string       `json:"format"` // "coda", "camt.053.001.08", …
	Account  Account      `json:"account"`
	Number   string       `json:"number"`   // the bank's name for this statement
	Sequence string       `json:"sequence"` // its rank for this account, usually within the year
	Opening  *Balance     `json:"opening"`  // nil when the file has none
	Closing  *Balance     `json:"closing"`  // nil when the file has none
	Entries  []Entry      `json:"entries"`
	Warnings []fault.Note `json:"warnings"` // what is odd but was read all the same
}

// Account is the account a statement is about, ours.
type Account struct {
	IBAN     string `json:"iban,omitempty"`
	Other    string `json:"other,omitempty"` // a number that is no IBAN
	Currency string `json:"currency,omitempty"`
	Owner    string `json:"owner,omitempty"`
}

// Key is what tells one account from another: its IBAN or other number, and its
// currency, since one number may stand for several currency accounts.
func (a Account) Key() string {
	if a.IBAN != "" {
		return a.IBAN + " " + a.Currency
	}
	return a.Other + " " + a.Currency
}

// Balance is what stood on an account at the end of a day.
type Balance struct {
	Date   date.Date       `json:"date"`
	Amount decimal.Decimal `json:"amount"`
}

// Status says how final an entry is.
type Status string

// The states of an entry. Only booked entries move a balance.
const (
	Booked      Status = "booked"
	Pending     Status = "pending"
	Information Status = "information"
)

// Entry is one line of a statement. An entry that the bank booked as one sum of
// many carries the many as Details.
type Entry struct {
	BookedOn     date.Date       `json:"booking_date"`
	ValueOn      date.Date       `json:"value_date"`
	Amount       decimal.Decimal `json:"amount"` // positive when the money comes to us
	Currency     string          `json:"currency"`
	Status       Status          `json:"status"`
	Reversal     bool            `json:"reversal"`                // the bank corrects an entry of its own
	ReturnReason string          `json:"return_reason,omitempty"` // ISO code when the other side sent it back: AC04, MD01, …
	BankRef      string          `json:"bank_reference"`
	EndToEndID   string          `json:"end_to_end_id"` // never "NOTPROVIDED"
	Counterparty Counterparty    `json:"counterparty"`
	Reference    string          `json:"structured_reference"` // normalised as by ParseReference, or as found
	Text         string          `json:"text"`                 // everything the payer and the bank wrote, unchanged
	Code         string          `json:"code"`                 // the bank's transaction code
	Batch        Batch           `json:"batch,omitzero"`       // that the entry books as one sum, or that it is a part of
	Original     *Sum            `json:"original,omitempty"`   // what the other side paid, where it is not what was booked
	Charges      *Sum            `json:"charges,omitempty"`    // what the banks kept of it, positive
	MandateID    string          `json:"mandate_id,omitempty"` // of a direct debit
	Details      []Entry         `json:"details"`              // the payments a batch is made of; nil for one payment
	Place        string          `json:"place,omitempty"`      // where in the file: a fault.Place, "line 12: Ntry 3"
}

// Sum is an amount in a currency of its own.
type Sum struct {
	Amount   decimal.Decimal `json:"amount"`
	Currency string          `json:"currency"`
}

// Counterparty is who stands at the other side of an entry.
type Counterparty struct {
	Name string `json:"name"`
	IBAN string `json:"iban"` // or a number that is no IBAN, as found
	BIC  string `json:"bic"`
}

// Leaves returns the payments that e stands for: its details when they add up to
// it exactly, else e itself. A batch that does not add up stays whole, because
// half of it would be a wrong amount of money.
func (e Entry) Leaves() []Entry {
	if len(e.Details) == 0 {
		return []Entry{e}
	}
	var total Total
	for _, d := range e.Details {
		total.Add(d.Amount)
		total.Unsure = total.Unsure || d.Currency != e.Currency
	}
	if total.Unsure || !total.Sum.Equal(e.Amount) {
		return []Entry{e}
	}
	return e.Details
}

// Decimal trims zeros beyond the currency's own decimals, so that the three
// decimals of a CODA file read as the two of its currency.
func Decimal(d decimal.Decimal, currency string) decimal.Decimal {
	digits := 2
	if c, err := money.ParseCurrency(currency); err == nil {
		digits = c.Digits()
	}
	return d.Trim(digits)
}
