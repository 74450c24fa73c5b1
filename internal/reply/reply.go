// Package reply is what others write to the company: answers to its messages, and what comes
// without being asked for.
package reply

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
)

// Kind says who wrote: a person, or a program.
type Kind string

// The kinds. Only what a person wrote waits for an answer.
const (
	Written   Kind = "written"
	Automatic Kind = "automatic" // a program says that the mail came
	Absence   Kind = "absence"   // a program says that nobody is there
	Returned  Kind = "returned"  // a mail server says that a message did not arrive
)

// State is what became of a reply.
type State string

// The states.
const (
	Open      State = "open"      // it waits for a person
	Answered  State = "answered"  // somebody wrote back
	Dismissed State = "dismissed" // somebody said that it needs no answer
	Noted     State = "noted"     // it never waited for anybody
)

// Sign is by what a reply was known to be a customer's, the surest first.
type Sign string

// The signs.
const (
	ByMessage Sign = "message" // it answers a message of ours
	ByTag     Sign = "tag"     // the address it came to has the number of a message of ours
	ByContact Sign = "contact" // one customer alone has the sender's address
	ByNumber  Sign = "number"  // it names an invoice, and no other customer's
	ByPerson  Sign = "person"  // somebody said so
	ByPage    Sign = "page"    // it was said on the customer's own page
	ByNothing Sign = ""        // it is not known whose it is
)

// Reply is one mail that came in. What it says stands in the mail itself, which is kept as it
// came.
type Reply struct {
	ID         id.ID
	Customer   id.ID // zero while it is not known whose it is
	Sign       Sign
	Answers    id.ID // the message of ours that it answers, or that was returned; zero for none
	Kind       Kind
	State      State
	From       string // the sender's address; "" when the mail says none
	FromName   string
	Subject    string
	Excerpt    string // the first of the sender's own words, in one line
	MailID     string // the Message-ID, without angle brackets; "" for none
	Content    string // hash of the evidence: the exact bytes that came
	Files      int    // how many files came with it
	BackOn     date.Date
	Owner      string    // who is to answer it; "" for nobody yet
	Given      string    // why it is the owner's, as task.Task.Given
	AgainOn    date.Date // it was put off until then; None: nobody did
	SentAt     time.Time // as the mail says; zero when it does not
	ReceivedAt time.Time
	ClosedBy   string
	ClosedAt   time.Time // zero while it is open
}

// Waits reports whether a person has to look at it.
func (r *Reply) Waits() bool { return r.State == Open }
