// Package sign is what a customer is asked to sign on its page, and what it signed: a payment
// plan, that it owes, or terms of payment. Whoever signs is known by a name, by a code that came to
// his address, and by what his browser says; the document by its hash. It is a simple electronic
// signature (Regulation (EU) 910/2014, art. 3 no. 10 and 25 § 1), and no qualified one.
package sign

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Kind is what is signed.
type Kind string

// The kinds.
const (
	Debt  Kind = "debt"  // that the customer owes the invoices of the document
	Plan  Kind = "plan"  // the instalments of a payment plan
	Terms Kind = "terms" // terms of payment in words of the company
)

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{Debt, Plan, Terms} }

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// State is what became of a request.
type State string

// The states.
const (
	Asked     State = "asked"
	Signed    State = "signed"
	Declined  State = "declined"  // the customer does not want to
	Withdrawn State = "withdrawn" // the company does not want it any more
)

// Share is an invoice that the document is about, with what was open of it.
type Share struct {
	Invoice id.ID        `json:"invoice"`
	Number  string       `json:"number"`
	Amount  money.Amount `json:"amount"`
}

// Request is something that a customer is asked to sign.
type Request struct {
	ID       id.ID
	Customer id.ID
	Message  id.ID // the mail that asks
	Kind     Kind
	State    State
	Plan     id.ID   // of Plan; zero otherwise
	Shares   []Share // none of Terms
	Total    money.Amount
	Language string // of the document, as in BCP 47
	Title    string // of the document
	Text     string // of Terms: what is agreed, in the company's words
	Document string // the hash of the document as it was asked to be signed
	Signed   string // of the document with the certificate behind it; "" before
	AskedOn  date.Date
	AskedBy  string
	Signature
	Grounds  string // why it was declined
	ClosedOn date.Date
	ClosedBy string
}

// Signature is who signed, and how that is known.
type Signature struct {
	Name    string    // as typed
	Role    string    // as typed: director, accountant
	Address string    // at which a code was received
	From    string    // the network address
	Agent   string    // what the browser calls itself
	At      time.Time // zero while it is not signed
}

const (
	mostName  = 100
	mostAgent = 300
	// MostText is how long terms may be.
	MostText = 20_000
	// MostGrounds is how long the grounds may be on which a customer declines.
	MostGrounds = 1000
)

// Sign keeps who signed.
//
// Errors: Conflict for what was signed, declined or withdrawn; Invalid without a name, a role or an
// address.
func (r *Request) Sign(s Signature, today date.Date) error {
	s.Name, s.Role = strings.Join(strings.Fields(s.Name), " "), strings.Join(strings.Fields(s.Role), " ")
	if err := r.waits(); err != nil {
		return err
	}
	for _, one := range []struct{ place, text string }{{"name", s.Name}, {"role", s.Role}} {
		switch n := len([]rune(one.text)); {
		case n < 2:
			return fault.At(0, one.place, "say who signs, and as what")
		case n > mostName:
			return fault.At(0, one.place, "this has at most %d characters", mostName)
		}
	}
	if s.Address == "" || s.At.IsZero() {
		return fault.New(fault.Denied, "who signs shows first that he reads the mails of an address")
	}
	if len(s.Agent) > mostAgent {
		s.Agent = strings.ToValidUTF8(s.Agent[:mostAgent], "")
	}
	r.Signature = s
	r.close(Signed, today, s.Address)
	return nil
}

// Decline keeps that the customer does not want to sign.
//
// Errors: Conflict for what was signed, declined or withdrawn.
func (r *Request) Decline(grounds string, today date.Date, by string) error {
	if err := r.waits(); err != nil {
		return err
	}
	if r.Grounds = strings.TrimSpace(grounds); len([]rune(r.Grounds)) > MostGrounds {
		return fault.At(0, "grounds", "this has at most %d characters", MostGrounds)
	}
	r.close(Declined, today, by)
	return nil
}

// Withdraw ends a request that the company does not want signed any more.
//
// Errors: Conflict for what was signed, declined or withdrawn.
func (r *Request) Withdraw(today date.Date, by string) error {
	if err := r.waits(); err != nil {
		return err
	}
	r.close(Withdrawn, today, by)
	return nil
}

func (r *Request) close(as State, today date.Date, by string) {
	r.State, r.ClosedOn, r.ClosedBy = as, today, by
}

func (r *Request) waits() error {
	switch r.State {
	case Asked:
		return nil
	case Signed:
		return fault.New(fault.Conflict, "it is signed already")
	}
	return fault.New(fault.Conflict, "this is not asked for any more")
}
