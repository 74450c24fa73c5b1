package company

import (
	"fmt"
	"regexp"
	"slices"

	"acquit/internal/fault"
)

// Portal is the page of its own to which the link in each message leads a customer.
type Portal struct {
	// Proof is what a reader shows beside the link.
	Proof Proof `json:"proof,omitempty"`
	// LinkDays is for how many days a link works; 0 for the usual number.
	LinkDays int `json:"link_days,omitempty"`
	// Colour is that of the company, "#1d5c4a"; "" for the program's.
	Colour string `json:"colour,omitempty"`
	// Logo is the hash of the company's logo among its documents; "" for none.
	Logo string `json:"logo,omitempty"`
	// Greeting is a sentence of the company's own above what is due, by language.
	Greeting map[string]string `json:"greeting,omitempty"`
	// Closed are what its customers cannot say on the page.
	Closed []Say `json:"closed,omitempty"`
	// PaidDays is for how many bank days reminders wait for a payment that a customer says
	// was made.
	PaidDays int `json:"paid_days,omitempty"`
	// PromiseDays is how many calendar days ahead a customer may promise by itself; 0 for
	// what holds for everybody.
	PromiseDays int `json:"promise_days,omitempty"`
}

// Proof is what a reader shows, beside having the link, before the page tells anything.
type Proof string

// The proofs, from the easiest to the surest.
const (
	ByLink     Proof = ""         // the link is enough
	ByPostcode Proof = "postcode" // of the customer's address
	ByInvoice  Proof = "invoice"  // the number and the amount of one of its invoices
	ByCode     Proof = "code"     // a code mailed to an address of the customer
	ByAccount  Proof = "account"  // the password that one of the customer's contacts has chosen
)

// Proofs are all proofs, from the easiest to the surest.
func Proofs() []Proof { return []Proof{ByLink, ByPostcode, ByInvoice, ByCode, ByAccount} }

// Covers reports whether who has shown p need not show what is asked for: it is the same, or easier.
func (p Proof) Covers(asked Proof) bool {
	shown := slices.Index(Proofs(), p)
	return shown >= 0 && shown >= slices.Index(Proofs(), asked)
}

// Say is something that a customer can say on the page.
type Say string

// What can be said.
const (
	SayPaid    Say = "paid"    // it is paid already
	SayPromise Say = "promise" // it will be, by a day
	SayPlan    Say = "plan"    // in instalments
	SayContest Say = "contest" // something is wrong with an invoice
	SayPerson  Say = "person"  // somebody else is in charge
	SayDetails Say = "details" // other details of the customer
	SayAsk     Say = "ask"     // for a document, or anything else
	SayCall    Say = "call"    // the customer wants to be called
)

// Says are all that can be said, in the order in which a page offers it.
func Says() []Say {
	return []Say{SayPaid, SayPromise, SayPlan, SayContest, SayCall, SayAsk, SayPerson, SayDetails}
}

// Hears reports whether customers can say something on the page.
func (p *Portal) Hears(s Say) bool { return !slices.Contains(p.Closed, s) }

const (
	usualLinkDays = 90  // as long as people come back to an old mail
	mostLinkDays  = 366 // a link is no account
	usualPaidDays = 4
	mostPaidDays  = 20
	mostGreeting  = 400
)

// StandardPortal is the page that a new company starts with.
func StandardPortal() *Portal {
	return &Portal{LinkDays: usualLinkDays, PaidDays: usualPaidDays, PromiseDays: 14}
}

// LinkLife is for how many days the links in the company's messages work.
func (p *Policy) LinkLife() int {
	if p.Portal == nil || p.Portal.LinkDays == 0 {
		return usualLinkDays
	}
	return p.Portal.LinkDays
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// check refuses a page that could not be shown.
func (p *Portal) check() error {
	if p == nil {
		return nil
	}
	switch {
	case !slices.Contains(Proofs(), p.Proof):
		return fault.At(0, "proof", "%q is no proof", string(p.Proof))
	case p.LinkDays < 0 || p.LinkDays > mostLinkDays:
		return fault.At(0, "link_days", "links work for 1 to %d days", mostLinkDays)
	case p.PaidDays < 0 || p.PaidDays > mostPaidDays:
		return fault.At(0, "paid_days", "reminders wait for 0 to %d days", mostPaidDays)
	case p.PromiseDays < 0 || p.PromiseDays > mostLinkDays:
		return fault.At(0, "promise_days", "promises reach 0 to %d days ahead", mostLinkDays)
	}
	if p.Colour != "" && !colour.MatchString(p.Colour) {
		return fault.At(0, "colour", "a colour is written as #1d5c4a")
	}
	for language, text := range p.Greeting {
		if len([]rune(text)) > mostGreeting {
			return fault.At(0, fmt.Sprintf("greeting/%s", language), "a greeting has at most %d characters", mostGreeting)
		}
	}
	for _, s := range p.Closed {
		if !slices.Contains(Says(), s) {
			return fault.At(0, "closed", "%q is nothing that customers say", string(s))
		}
	}
	return nil
}
