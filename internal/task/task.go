// Package task is something for a person to do.
package task

import (
	"time"

	"acquit/internal/date"
	"acquit/internal/id"
)

// Kind says what is to be done.
type Kind string

// The kinds of task.
const (
	NoAddress         Kind = "no_address"         // a message has nobody to go to
	MessageFailed     Kind = "message_failed"     // the mail server refused for good
	MessageUncertain  Kind = "message_uncertain"  // the connection broke before the server's answer
	LadderFinished    Kind = "ladder_finished"    // the last step was taken: a person decides
	ReviewFailed      Kind = "review_failed"      // the decision for a customer could not be made
	PaymentReturned   Kind = "payment_returned"   // the bank took a payment back
	ArrivalFailed     Kind = "arrival_failed"     // a file or mail that came by itself was refused
	TableWaits        Kind = "table_waits"        // a table came by itself whose columns nobody has explained yet
	DocumentWaits     Kind = "document_waits"     // a document came of which nobody knows where it belongs
	MailboxFailed     Kind = "mailbox_failed"     // the company's mailbox cannot be read
	OutletFailed      Kind = "outlet_failed"      // a mail server takes no mails of the company
	LimitationNears   Kind = "limitation_nears"   // a claim is soon lost by lapse of time
	MessageLacks      Kind = "message_lacks"      // a message cannot say what the law asks it to
	ProviderShut      Kind = "provider_shut"      // messages wait because a provider cannot be used as it is set
	ClaimLeft         Kind = "claim_left"         // what was claimed for being late is left when the principal is paid
	PromiseBroken     Kind = "promise_broken"     // what was promised did not come
	Call              Kind = "call"               // a customer is to be called
	WrongNumber       Kind = "wrong_number"       // a customer's telephone number is wrong
	CallBack          Kind = "call_back"          // a customer wants to be called, or was to be called again
	PlanAsked         Kind = "plan_asked"         // a customer wants to pay in parts, or later
	PlanWaits         Kind = "plan_waits"         // a customer asked for a plan beyond what it may agree on by itself
	PlanBroken        Kind = "plan_broken"        // an instalment of a plan did not come
	SignatureDeclined Kind = "signature_declined" // a customer does not want to sign something
	NotPaidOut        Kind = "not_paid_out"       // what was paid online has not come to the bank
	Contested         Kind = "contested"          // a customer contests an invoice: a person looks into it
	OpinionCame       Kind = "opinion_came"       // a colleague has said what he knows of a dispute
	CreditDue         Kind = "credit_due"         // a credit note is to be made for what a customer rightly contests
	SendCopy          Kind = "send_copy"          // a customer asked on the telephone for a copy of invoices
	OtherPerson       Kind = "other_person"       // somebody else is in charge at the customer's
	SupplyStop        Kind = "supply_stop"        // a step proposes to deliver no more on credit
	HandOver          Kind = "hand_over"          // a step proposes to hand the case to a partner
	LodgeClaim        Kind = "lodge_claim"        // what an insolvent customer owes is to be lodged
	HardshipEnds      Kind = "hardship_ends"      // the time of a customer in hardship is over: a person looks again
	WriteOff          Kind = "write_off"          // a debt is to be written off in the books
	WarnFailed        Kind = "warn_failed"        // an account manager could not be told what is going to leave
	ReplyWaits        Kind = "reply_waits"        // somebody wrote, and waits for an answer
	SendInvoice       Kind = "send_invoice"       // a person is to send an invoice
	InvoiceLacks      Kind = "invoice_lacks"      // an invoice that is to be sent has no PDF here
	InvoiceUnreached  Kind = "invoice_unreached"  // nobody is known to whom an invoice could go
	InvoiceReturned   Kind = "invoice_returned"   // the mail with an invoice came back
	LetterReturned    Kind = "letter_returned"    // a letter came back: a person finds the customer's address
	ReceiptMissing    Kind = "receipt_missing"    // the post's receipt for a registered letter is not kept here
	RateMissing       Kind = "rate_missing"       // no rate of late payment is known for a half-year
)

// Task waits for a person until it is done.
type Task struct {
	ID        id.ID
	Kind      Kind
	Customer  id.ID  // zero when it is about none
	Subject   id.ID  // the entry, message or invoice it is about; zero for none
	Once      string // one open task for each value
	Data      string // JSON with what the sentence needs
	DueOn     date.Date
	CreatedAt time.Time
	DoneBy    string
	DoneAt    time.Time
	AgainOn   date.Date // somebody put it off until then; None: nobody did
	PutOffBy  string
	Owner     string // mail address of who is to do it; "" for nobody yet
	Given     string // why it is the owner's: JSON of a duty.Why; "" where a person said so, or nobody did
}

// ReceiptOnce is the Once of the task to keep the post's receipt for a letter.
func ReceiptOnce(letter id.ID) string { return "receipt " + letter.String() }
