// Package timeline is what happened to a customer, for good: rows are appended,
// never changed, and each one's hash covers the hash before it.
package timeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Kind says what happened. A face turns it, with the event's data, into a sentence
// in the reader's language.
type Kind string

// The kinds of event.
const (
	CustomerCreated    Kind = "customer_created"
	CustomerUpdated    Kind = "customer_updated"
	InvoicesArrived    Kind = "invoices_arrived"
	InvoiceUpdated     Kind = "invoice_updated"
	InvoiceEdited      Kind = "invoice_edited"
	PaymentBooked      Kind = "payment_booked"
	PaymentUndone      Kind = "payment_undone"
	PaymentReturned    Kind = "payment_returned" // the bank took a payment back, for Code, and Fee beside it
	ReturnUndone       Kind = "return_undone"    // a person said that it did not
	Refunded           Kind = "refunded"         // money was paid back
	CreditBooked       Kind = "credit_booked"
	AccountUsed        Kind = "account_used"  // money on account was used for invoices
	AccountFreed       Kind = "account_freed" // that was undone
	SettledOutside     Kind = "settled_outside"
	Reopened           Kind = "reopened" // the company's books took back what they said was settled; held until Day
	Doubtful           Kind = "doubtful" // the company's books doubt that the customer pays
	ImportUndone       Kind = "import_undone"
	MessageQueued      Kind = "message_queued"
	MessageWithdrawn   Kind = "message_withdrawn"
	MessageSent        Kind = "message_sent"
	MessageFailed      Kind = "message_failed"
	MessageUncertain   Kind = "message_uncertain"
	MessageApproved    Kind = "message_approved" // a person let it leave
	ApprovalUndone     Kind = "approval_undone"  // and took that back
	MessageEdited      Kind = "message_edited"   // a person wrote other words
	CallMissed         Kind = "call_missed"      // nobody was reached, for the Count-th time; Code says why no more is tried
	TextDelivered      Kind = "text_delivered"   // the telephone has the text message
	LetterPosted       Kind = "letter_posted"    // who prints letters posted it on Day, registered as Text, for Amount
	LetterReturned     Kind = "letter_returned"  // the post brought it back on Day, for the reason Code, a message.Back, as Text says
	AddressRight       Kind = "address_right"    // a person said that letters reach the address after all
	ItemNumbered       Kind = "item_numbered"    // the post gave the registered letter the number Text
	FileFetched        Kind = "file_fetched"     // whoever has the link in it fetched the file Text
	PageOpened         Kind = "page_opened"      // whoever has the link in it opened the customer's page
	LinkEnded          Kind = "link_ended"       // a person ended the link in it
	CallMade           Kind = "call_made"        // somebody spoke with To, or tried, with the outcome Code; Cause is "incoming" where the customer called
	ManagerWarned      Kind = "manager_warned"   // the account manager, To, was told that it leaves from At on
	PhaseEntered       Kind = "phase_entered"    // the case is in the phase Code
	CollectionBegan    Kind = "collection_began" // the company collects itself, because of Text or since Step left
	CollectionEnded    Kind = "collection_ended" // it does no longer, because of Text, or as Code, a phase.Ending
	TroubleNoted       Kind = "trouble_noted"    // the customer is in the trouble Code since Day, as Text says
	TroubleEnded       Kind = "trouble_ended"    // that is over
	ClaimLodged        Kind = "claim_lodged"     // what was owed was lodged with who looks after the insolvency, on Day
	ReplyCame          Kind = "reply_came"       // To wrote about Text, of the kind Code; a program says that somebody is back on Day
	ReplyDismissed     Kind = "reply_dismissed"  // a person said that it needs no answer
	ReplyPlaced        Kind = "reply_placed"     // a person said that it is not this customer's
	HoldPlaced         Kind = "hold_placed"
	HoldLifted         Kind = "hold_lifted"
	PromiseKept        Kind = "promise_kept"        // Amount, or all of it, was paid by Promised
	PromiseBroken      Kind = "promise_broken"      // it was not
	DisputeReviewed    Kind = "dispute_reviewed"    // somebody looks into what is contested, for the reason Code
	OpinionGiven       Kind = "opinion_given"       // the colleague To said Text of what is contested of Numbers, Code is who he thinks is right
	DisputeAccepted    Kind = "dispute_accepted"    // Amount is to be credited, on the grounds Text; the rest is paid by Day
	DisputeRejected    Kind = "dispute_rejected"    // on the grounds Text; all is paid by Day
	DisputeWithdrawn   Kind = "dispute_withdrawn"   // it is contested no more
	PlanAsked          Kind = "plan_asked"          // for Amount in Count instalments, the first on Day
	PlanAgreed         Kind = "plan_agreed"         // it runs
	PlanRefused        Kind = "plan_refused"        // on the grounds Text
	PlanEnded          Kind = "plan_ended"          // a person ended it, because of Text
	PlanKept           Kind = "plan_kept"           // all of it was paid
	PlanBroken         Kind = "plan_broken"         // the instalment of Promised did not come; Amount is missing
	SignatureAsked     Kind = "signature_asked"     // of the document Text, of the kind Code, about Amount
	SignatureGiven     Kind = "signature_given"     // by the name and the address To
	SignatureDeclined  Kind = "signature_declined"  // the customer does not want to
	SignatureWithdrawn Kind = "signature_withdrawn" // the company does not want it any more
	CaseClosed         Kind = "case_closed"
	LadderFinished     Kind = "ladder_finished"
	NextDecided        Kind = "next_decided"      // what a person decided at the end of the ladder, Code; asked again on Day
	CustomerMerged     Kind = "customer_merged"   // another customer, Subject, is this one from then on
	MergedInto         Kind = "merged_into"       // this customer is another one, Subject, from then on
	MergeUndone        Kind = "merge_undone"      // Subject is another customer again
	DocumentAttached   Kind = "document_attached" // Subject is the invoice, if it is about one
	DocumentRemoved    Kind = "document_removed"
	PayerTaught        Kind = "payer_taught"    // a person said who pays for the customer: the name Text, or Account
	PayerForgotten     Kind = "payer_forgotten" // that is no longer known
	RuleMade           Kind = "rule_made"       // a text rule, Subject, points to the customer; its words are Text
	RuleChanged        Kind = "rule_changed"    // Changes says what it was
	RuleSwitchedOn     Kind = "rule_switched_on"
	RuleSwitchedOff    Kind = "rule_switched_off"
	RuleForgotten      Kind = "rule_forgotten" // it points to the customer no more
	Claimed            Kind = "claimed"        // Amount was asked for the delay of Numbers
	Waived             Kind = "waived"         // Amount of that was let go
	ScenarioGiven      Kind = "scenario_given" // a person gave the customer the scenario Text by hand
	ScenarioFreed      Kind = "scenario_freed" // the rules say again which one it follows
	ScenarioMoved      Kind = "scenario_moved" // a running case follows version Count of the scenario Text from then on
	NoteWritten        Kind = "note_written"   // a person wrote Text, about the invoice of Numbers if any; Subject is the note, To are colleagues who were told
	NotePinned         Kind = "note_pinned"    // the note Subject always stands on top
	NoteUnpinned       Kind = "note_unpinned"  // it does no longer

	InvoiceSentOtherwise Kind = "invoice_sent_otherwise" // a person said that Numbers got there without us, on Day
	InvoiceLeftOut       Kind = "invoice_left_out"       // a person said that Numbers is not to be sent from here
	InvoiceToBeSent      Kind = "invoice_to_be_sent"     // a person said that it is
	InvoiceWayChosen     Kind = "invoice_way_chosen"     // a person said that invoices go by Code; "" the usual way
)

// Event is one row. Data is JSON text, kept byte for byte because the hash covers
// it.
type Event struct {
	Customer id.ID
	Seq      int // 1, 2, 3, … without gaps for each customer
	Kind     Kind
	On       date.Date // the civil day it belongs to
	At       time.Time // when it was written, to the microsecond
	Actor    string    // who or what did it: a person's e-mail, "matching", "night", …
	Subject  id.ID     // the invoice, message, payment or hold it is about; zero for none
	Data     string
	Hash     string
}

// Data is what an event's sentence speaks of, in the JSON of Event.Data. Fields
// that a kind does not use are empty.
type Data struct {
	Numbers  []string     `json:"numbers,omitempty"` // of invoices, a few of them when there are many
	Count    int          `json:"count,omitempty"`   // of invoices
	Amount   money.Amount `json:"amount,omitzero"`
	Booked   money.Amount `json:"booked,omitzero"` // what the bank made of Amount, in its account's currency; zero where that is Amount
	Day      date.Date    `json:"day,omitzero"`
	Step     string       `json:"step,omitempty"`
	To       []string     `json:"to,omitempty"`      // addresses
	Text     string       `json:"text,omitempty"`    // a person's words, or a server's
	Reason   string       `json:"reason,omitempty"`  // JSON of a dunning.Reason
	Code     string       `json:"code,omitempty"`    // why a bank took money back, of ISO 20022
	Fee      money.Amount `json:"fee,omitzero"`      // what it took for that, positive
	Head     string       `json:"head,omitempty"`    // hash of the last row of another timeline
	Account  string       `json:"account,omitempty"` // of a payer, without its middle: what is for good need not hold all of it
	Changes  []Change     `json:"changes,omitempty"`
	Cause    string       `json:"cause,omitempty"`   // what brought a hold about; "" for a person
	Promised date.Date    `json:"promised,omitzero"` // the day by which payment was promised
	File     id.ID        `json:"file,omitzero"`     // the attached document
}

// Change is a field that a person changed: what it said, and what it says.
type Change struct {
	Field string `json:"field"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

// JSON is d as Event.Data.
func (d Data) JSON() string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // every field can be written
	}
	return string(b)
}

// Read is the data of an event.
func (e *Event) Read() (Data, error) {
	var d Data
	return d, json.Unmarshal([]byte(e.Data), &d)
}

// Chain returns the hash of e behind the row whose hash is before; the first row
// of a customer stands behind "".
func Chain(before string, e Event) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n%d\n%s\n%s\n%d\n%q\n%d\n%s",
		before, e.Customer, e.Seq, e.Kind, e.On, e.At.UnixMicro(), e.Actor, e.Subject, e.Data)
	return hex.EncodeToString(h.Sum(nil))
}

// Verify returns the Seq of the first row that does not follow from the ones
// before it, or 0 when all do. Rows are given in order from the first.
func Verify(events []Event) int {
	before := ""
	for n, e := range events {
		if e.Seq != n+1 || e.Hash != Chain(before, e) {
			return n + 1
		}
		before = e.Hash
	}
	return 0
}
