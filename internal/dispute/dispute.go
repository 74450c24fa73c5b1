// Package dispute is what a customer contests of an invoice, who looks into it, and what the
// company answers.
package dispute

import (
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// State is how far a dispute has come.
type State string

// The states. The first three wait for the company; the others end the dispute.
const (
	Open      State = "open"      // nobody has begun to look into it
	InReview  State = "review"    // somebody looks into it
	Accepted  State = "accepted"  // the customer is right: a credit note is due, and it ends with that
	Rejected  State = "rejected"  // the company has said why it is not, and by when is paid
	Withdrawn State = "withdrawn" // the customer, or the company, contests no more
	Settled   State = "settled"   // what was contested was paid or credited before anybody answered
)

// States are all states.
func States() []State { return []State{Open, InReview, Accepted, Rejected, Withdrawn, Settled} }

// Dispute is what is contested of an invoice. There is at most one at a time about each; while it
// lasts, its hold keeps that part from being asked for.
type Dispute struct {
	ID       id.ID
	Customer id.ID
	Invoice  id.ID
	Hold     id.ID
	Reason   Reason
	Amount   money.Amount // contested; zero for all that is open
	Lines    []Line       // that are contested; none where the customer named none
	Text     string       // what the customer says
	State    State
	Owner    string // mail address of who looks into it; "" for nobody yet
	Given    string // why it is the owner's, as task.Task.Given
	OpenedOn date.Date
	OpenedBy string
	// AnswerBy is the day by which the company wants to have answered.
	AnswerBy date.Date
	// ProtestBy is the last day on which the terms of sale let the customer protest; None where
	// they do not say. A protest that comes later is looked into all the same.
	ProtestBy date.Date
	Agreed    money.Amount // of an accepted one: what is to be credited
	Grounds   string       // what the customer was answered
	DecidedOn date.Date    // on which it was accepted or rejected; None for neither
	DecidedBy string
	// PayBy is the last day of the time that the answer gave to pay what is not, or no longer,
	// contested; None where it gave none. Nothing is asked before it is over.
	PayBy    date.Date
	ClosedOn date.Date // None while it lasts
	ClosedBy string
	MadeAt   time.Time
}

// Line is a line of the invoice that is contested, as it stood.
type Line struct {
	Place  int          `json:"place"` // in the invoice, 1 for its first
	Text   string       `json:"text"`
	Amount money.Amount `json:"amount"` // with VAT
}

// Lasts reports whether it keeps something from being asked for.
func (d *Dispute) Lasts() bool { return d.ClosedOn == date.None }

// Waits reports whether the company has to answer yet.
func (d *Dispute) Waits() bool { return d.Lasts() && d.State != Accepted }

// LateOn reports whether an answer is overdue on a day.
func (d *Dispute) LateOn(today date.Date) bool { return d.Waits() && today > d.AnswerBy }

// TooLate reports whether the customer protested after the time that the terms of sale give.
func (d *Dispute) TooLate() bool { return d.ProtestBy != date.None && d.OpenedOn > d.ProtestBy }

// Days is for how many calendar days it has lasted, up to a day for one that lasts.
func (d *Dispute) Days(today date.Date) int {
	if !d.Lasts() {
		today = d.ClosedOn
	}
	return int(today - d.OpenedOn)
}

// Review notes that somebody looks into it.
//
// Errors: Conflict where somebody does already, or the dispute is over.
func (d *Dispute) Review() error {
	if d.State != Open || !d.Lasts() {
		return d.over()
	}
	d.State = InReview
	return nil
}

// Accept says that the customer is right about an amount of what is contested of the open ones,
// and by when the rest is paid; payBy is None where nothing is left to pay. The dispute lasts
// until as much is credited.
//
// Errors: Conflict where it was answered already, Invalid for an amount that is not contested, or
// for a day that is over.
func (d *Dispute) Accept(of, contested money.Amount, grounds string, payBy, today date.Date, by string) error {
	switch {
	case !d.Waits():
		return d.over()
	case of.Currency != contested.Currency || of.Sign() <= 0 || of.Cmp(contested) > 0:
		return fault.At(0, "amount", "%s is no part of the %s that are contested", of.Text(), contested.Text())
	case payBy != date.None && payBy < today:
		return tooEarly(payBy)
	}
	d.State, d.Agreed, d.Grounds, d.PayBy = Accepted, of, grounds, payBy
	d.DecidedOn, d.DecidedBy = today, by
	return nil
}

// Reject ends it: the customer was told why, and pays by a day.
//
// Errors: Conflict where it was answered already, Invalid without grounds, or for a day that is
// over.
func (d *Dispute) Reject(grounds string, payBy, today date.Date, by string) error {
	switch {
	case !d.Waits():
		return d.over()
	case grounds == "":
		return fault.At(0, "grounds", "say on what grounds it is rejected")
	case payBy < today:
		return tooEarly(payBy)
	}
	d.State, d.Grounds, d.PayBy = Rejected, grounds, payBy
	d.DecidedOn, d.DecidedBy, d.ClosedOn, d.ClosedBy = today, by, today, by
	return nil
}

// Again is what the customer says of it in place of what it said before. An answer that was
// given meanwhile no longer counts.
func (d *Dispute) Again(reason Reason, amount money.Amount, lines []Line, text string) {
	if d.State == Accepted {
		d.State, d.Agreed, d.Grounds, d.PayBy, d.DecidedOn, d.DecidedBy = Open, money.Amount{}, "", date.None, date.None, ""
	}
	if reason != Other {
		d.Reason = reason
	}
	d.Amount, d.Lines, d.Text = amount, lines, text
}

// End is how a dispute ends about which nobody decides any more: an accepted one stays so.
func (d *Dispute) End(as State, today date.Date, by string) {
	if d.State != Accepted {
		d.State = as
	}
	d.ClosedOn, d.ClosedBy = today, by
}

func tooEarly(payBy date.Date) error {
	return fault.At(0, "pay_by", "the customer cannot pay by %s, which is over", payBy)
}

func (d *Dispute) over() error {
	return fault.New(fault.Conflict, "somebody has dealt with the dispute already")
}

// Reason is what is wrong with an invoice, by the customer.
type Reason string

// The reasons.
const (
	Price       Reason = "price"       // another price was agreed
	Quantity    Reason = "quantity"    // less was delivered than is invoiced
	Quality     Reason = "quality"     // it is broken, or not as ordered
	Undelivered Reason = "undelivered" // it never came, or not all of it
	Order       Reason = "order"       // the order's number is missing or wrong
	Double      Reason = "double"      // it was invoiced before
	Paid        Reason = "paid"        // it is paid
	Addressee   Reason = "addressee"   // it is somebody else's
	VAT         Reason = "vat"         // the tax or the total is wrong
	Other       Reason = "other"
)

// Reasons are all reasons, in the order in which people are offered them.
func Reasons() []Reason {
	return []Reason{Price, Quantity, Quality, Undelivered, Order, Double, Paid, Addressee, VAT, Other}
}

// Known reports whether it is a reason.
func (r Reason) Known() bool { return slices.Contains(Reasons(), r) }

// Codes are what other programs call a reason.
type Codes struct {
	Peppol string // of the code list OPStatusReason, of Peppol BIS Invoice Response 3
	French string // a reason of the state 207 "en litige", of the life cycle of XP Z12-012
}

// codes are the nearest of each list. Peppol has none for a double or a paid invoice.
var codes = map[Reason]Codes{
	Price: {"PRI", "PU_ERR"}, Quantity: {"QTY", "QTE_ERR"}, Quality: {"QUA", "QUALITE_ERR"}, Undelivered: {"DEL", "LIVR_INCOMP"},
	Order: {"REF", "CMD_ERR"}, Double: {"OTH", "DOUBLE_FACT"}, Paid: {"OTH", "AUTRE"}, Addressee: {"REC", "DEST_ERR"},
	VAT: {"LEG", "TX_TVA_ERR"}, Other: {"OTH", "AUTRE"},
}

// Codes are what other programs call it.
func (r Reason) Codes() Codes { return codes[r] }
