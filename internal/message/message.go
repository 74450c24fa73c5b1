// Package message is what a company says to a customer.
package message

import (
	"fmt"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/money"
)

// State is where a message is on its way.
type State string

// The states. Only Sent has left the house.
const (
	Queued    State = "queued"    // decided, waiting for its window
	Sending   State = "sending"   // rendered and handed to the channel; outcome not known yet
	Sent      State = "sent"      // accepted by the recipient's first server
	Failed    State = "failed"    // refused for good
	Withdrawn State = "withdrawn" // overtaken by facts before it left
	Uncertain State = "uncertain" // the connection broke before the server's answer: never sent again by itself
)

// Message is one message to one customer in one currency, whatever it is about.
type Message struct {
	ID         id.ID
	Customer   id.ID
	Currency   money.Currency
	Scenario   id.ID
	Step       string // the key of the step that sets the tone
	Channel    string // "mail"
	Language   string
	State      State
	Once       string // unique among a customer's messages that are not withdrawn
	QueuedOn   date.Date
	SentOn     date.Date
	Recipients []string
	Subject    string
	Content    string // hash of the evidence: the exact bytes that were handed over
	Amount     money.Amount
	Attempts   int
	NextTryAt  time.Time
	Outcome    string // the server's answer, or why it was withdrawn
	Items      []Item
	Document   law.Document // what it is in the eyes of the law
	CreatedAt  time.Time
}

// Item is something a message lists.
type Item struct {
	Invoice id.ID
	Part    int
	Step    string // the step the item takes with this message; "" when only listed
	Open    money.Amount
	Claims  allocation.Claim // what it asks beside the principal, more than was asked before
}

// MailID is the Message-ID header of a message. It is derived, so that a message
// that is handed over twice is recognised as one.
func MailID(company, message id.ID, domain string) string {
	return fmt.Sprintf("<%s.%s@%s>", message, company, domain)
}
