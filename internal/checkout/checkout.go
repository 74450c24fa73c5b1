// Package checkout takes payments through a provider of payments: the customer pays on the
// provider's own page, by card or from the bank, and the provider sends what came in to the
// company's account some days later, less its fee. What a provider says of a payment is always
// asked of the provider itself; a notice only says that there is something to ask about.
package checkout

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/money"
)

// Provider is one who takes payments for a company.
//
// Errors of all verbs: Invalid for what the provider will go on refusing, such as a key that it
// does not know or an amount that it does not take; NotFound for a payment that it does not know;
// Unavailable for what may work later.
type Provider interface {
	// Check asks whether the provider knows the key, and what it takes payments by.
	Check(context.Context) (ways []string, err error)
	// Start begins a payment. Begun twice with the same Once it is one payment.
	Start(context.Context, Order) (Started, error)
	// Look asks how far a payment came.
	Look(ctx context.Context, ref string) (State, error)
	// Told is what a notice of the provider's is about: the name of a payment, as Started.Ref or
	// State.Alias; "" for what is no concern of ours. A notice that cannot be the provider's is
	// Denied.
	Told(h http.Header, body []byte) (name string, err error)
	// Payouts are what the provider has sent to the company's account since a day; none where it
	// cannot be asked.
	Payouts(ctx context.Context, since date.Date) ([]Payout, error)
}

// Order is what is to be paid.
type Order struct {
	Once        string // names the order; the same one is never begun twice
	Amount      money.Amount
	Description string // for the payer's statement and the provider's own pages
	Return      string // where the customer comes back to, whatever became of it
	Hook        string // where the provider tells that something changed; "" where it cannot reach us
	Language    string // as in BCP 47: fr, nl-BE
}

// Started is a payment that was begun.
type Started struct {
	Ref  string // the provider's name for it
	Page string // where the customer pays
}

// Status is how far a payment came.
type Status string

// The stages of a payment.
const (
	Starting  Status = "starting"  // the provider was not heard yet
	Open      Status = "open"      // the customer may pay
	Pending   Status = "pending"   // the customer has done its part, and the money is on its way
	Paid      Status = "paid"      // the provider has the money
	Failed    Status = "failed"    // it was refused
	Cancelled Status = "cancelled" // the customer did not want to
	Expired   Status = "expired"   // the customer did not come
)

// Waits reports whether more is to come of the payment by itself.
func (s Status) Waits() bool { return s == Starting || s == Open || s == Pending }

// State is what a provider says of a payment.
type State struct {
	Status   Status
	Alias    string       // another name by which the provider speaks of it; "" for none
	Amount   money.Amount // paid by the customer, before any fee; zero until it is
	PaidAt   time.Time    // zero until it is
	Refunded money.Amount // of Amount, by the company
	Taken    money.Amount // of Amount, by the payer's bank
	Way      string       // the provider's word for how it was paid: ideal, card
	Name     string       // of the payer, where the provider tells it
	IBAN     string       // of the payer, where the provider tells it
	Payout   string       // the name of the payout that it is part of; "" while it is not known
}

// Payout is what a provider sent to the company's account at one time.
type Payout struct {
	Ref      string
	Amount   money.Amount // as it stands on the bank's statement, fees and refunds taken off
	On       date.Date    // when it arrives, or was sent
	Text     string       // what stands beside it on the bank's statement; "" where that is not known
	Payments []string     // those in it, each by Started.Ref or State.Alias
}

// Name says which provider.
type Name string

// The providers.
const (
	Mollie Name = "mollie"
	Stripe Name = "stripe"
)

// Names are all providers.
func Names() []Name { return []Name{Mollie, Stripe} }

// Known reports whether there is such a provider.
func (n Name) Known() bool { return slices.Contains(Names(), n) }

// Label is how the provider writes its name.
func (n Name) Label() string {
	switch n {
	case Mollie:
		return "Mollie"
	case Stripe:
		return "Stripe"
	}
	return string(n)
}

// Secrets are what a provider knows a company by.
type Secrets struct {
	Key  string `json:"key"`            // with which payments are begun and asked about
	Hook string `json:"hook,omitempty"` // with which notices are signed, where they are
	Org  string `json:"org,omitempty"`  // with which payouts are asked about, where Key does not do
}

// Test reports whether the key is one with which nobody really pays.
func (s Secrets) Test() bool { return strings.Contains(s.Key[:min(len(s.Key), 8)], "test_") }
