// Package message is what a company says to a customer.
package message

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/money"
)

// State is where a message is on its way.
type State string

// The states. Only Sent has left the house.
const (
	Proposed  State = "proposed"  // prepared, waiting for a person's approval
	Queued    State = "queued"    // decided, waiting for its window
	Ready     State = "ready"     // written, waiting for a person to post it or to make the call
	Sending   State = "sending"   // rendered and handed to the channel; outcome not known yet
	Sent      State = "sent"      // accepted by the recipient's first server
	Failed    State = "failed"    // refused for good
	Withdrawn State = "withdrawn" // overtaken by facts before it left
	Uncertain State = "uncertain" // the connection broke before the server's answer: never sent again by itself
)

// Channel is a way in which a message goes.
type Channel string

// The channels. What goes by post or by telephone leaves the house when a person says so.
const (
	Mail       Channel = "mail"
	Letter     Channel = "letter"
	Registered Channel = "registered" // a letter of which the post proves that it was handed over
	SMS        Channel = "sms"
	Call       Channel = "call"
)

// Channels are all channels.
func Channels() []Channel { return []Channel{Mail, Letter, Registered, SMS, Call} }

// ByHand reports whether a person takes the message out of the house.
func (c Channel) ByHand() bool { return c == Letter || c == Registered || c == Call }

// OnPaper reports whether the message is printed.
func (c Channel) OnPaper() bool { return c == Letter || c == Registered }

// Message is one message to one customer in one currency, whatever it is about.
type Message struct {
	ID         id.ID
	Customer   id.ID
	Currency   money.Currency
	Scenario   id.ID  // the version by which it was decided
	Step       string // the key of the step that sets the tone
	Channel    Channel
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
	WrittenAt  time.Time // when it was written last, while it is on its way or waits for a person; else zero
	NotBefore  time.Time // it waits until then at least; zero for no wait
	Approved   []string  // who approved it, in order
	Edited     *Edited   // what a person wrote instead of the template; nil for nothing
	Warned     bool      // the account manager was told that it is going to leave
	Answers    id.ID     // the reply that a person answers with it; zero for none
	Enclosed   []Enclosed
}

// Personal is the step of what a person writes: it is no step of a ladder.
const Personal = "personal"

// Enclosed is a file that a person sends with a message.
type Enclosed struct {
	Name string `json:"name"`
	MIME string `json:"mime"`
	Hash string `json:"hash"` // of the evidence
}

// Edited is what a person wrote instead of what the template says.
type Edited struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
	By      string `json:"by"`
}

// HasApproval reports whether a message has been approved, and enough people stand for what it
// says: those who approved it, and who wrote it.
func (m *Message) HasApproval(people int) bool {
	standing := len(m.Approved)
	if m.Edited != nil && !slices.Contains(m.Approved, m.Edited.By) {
		standing++
	}
	return people == 0 || len(m.Approved) > 0 && standing >= people
}

// Item is something a message lists.
type Item struct {
	Invoice id.ID
	Part    int
	Step    string // the step the item takes with this message; "" when only listed
	Open    money.Amount
	Claims  allocation.Claim // what it asks beside the principal, more than was asked before
}

// LinkPath begins the path of the page to which the link in a message leads; its token follows.
const LinkPath = "/p/"

// MailID is the Message-ID header of a message. It is derived, so that a message
// that is handed over twice is recognised as one.
func MailID(company, message id.ID, domain string) string {
	return fmt.Sprintf("<%s.%s@%s>", message, company, domain)
}

// Tagged is an address with the number of a message behind a plus (RFC 5233): what comes to it
// answers the message, or is a bounce of it.
func Tagged(address string, message id.ID) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	return address[:at] + "+" + message.String() + address[at:]
}

// ParseTag is the message whose number stands in an address, and whether one does.
func ParseTag(address string) (message id.ID, found bool) {
	local, _, _ := strings.Cut(address, "@")
	_, tag, _ := strings.Cut(local, "+")
	message, err := id.Parse(tag)
	return message, err == nil
}

// ParseMailID reads what MailID made, with its brackets or without.
func ParseMailID(text string) (company, message id.ID, err error) {
	local, _, found := strings.Cut(strings.Trim(text, " <>"), "@")
	first, second, parted := strings.Cut(local, ".")
	if !found || !parted {
		return 0, 0, fault.New(fault.Invalid, "%q is no Message-ID that was made here", text)
	}
	if message, err = id.Parse(first); err != nil {
		return 0, 0, err
	}
	company, err = id.Parse(second)
	return company, message, err
}
