package dunning

import (
	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/money"
)

// Code names a reason. The catalogues hold a sentence for each, under "reason.".
type Code string

// The reasons.
const (
	NothingOpen   Code = "nothing_open"
	StepDue       Code = "step_due"       // Step is due for Amount of Invoice, Days after its due day
	StepLater     Code = "step_later"     // Step falls due on Day for Invoice
	DeadlineRuns  Code = "deadline_runs"  // the time that the last step gave for Invoice runs through the day before Day; then comes Step
	EntersLater   Code = "enters_later"   // Invoice is an old debt, and comes onto the ladder on Day
	LadderDone    Code = "ladder_done"    // Step, the last, was taken on Day for Invoice; no Step: all lapsed
	CustomerHeld  Code = "customer_held"  // until Day, or without end, because of Text; Hold says what holds
	InvoiceHeld   Code = "invoice_held"   // Invoice, until Day, or without end, because of Text; Hold says what holds
	AnswerRuns    Code = "answer_runs"    // the time that the answer to a dispute about Invoice gave to pay runs through Day
	InvoiceUnsent Code = "invoice_unsent" // Invoice is to be sent from here from Day on, and has not left
	BankStale     Code = "bank_stale"     // statements reach to Day, Days ago; no Day: one account has none
	MoneyWaits    Code = "money_waits"    // Amount on account or in credit notes covers Invoice
	LikelyPayment Code = "likely_payment" // Amount arrived on Day and may pay Invoice
	Announced     Code = "announced"      // the bank announced Amount for Day, which may pay Invoice and is not booked yet
	BelowFloor    Code = "below_floor"    // Amount of Invoice is less than Limit, and is left alone
	OnItsWay      Code = "on_its_way"     // a message was handed over and its outcome is not known
	NoRecipient   Code = "no_recipient"   // by none of the step's channels; Text names them
	LetterBack    Code = "letter_back"    // a letter came back on Day, for the reason Text, a message.Back: none goes to that address
	BelowMinimum  Code = "below_minimum"  // Amount is less than Limit
	NoneCarries   Code = "none_carries"   // no item that takes a step comes to Limit; the largest is Amount
	TooSoon       Code = "too_soon"       // less than Days since the last message; free on Day
	TooOften      Code = "too_often"      // Days messages within a week already; free on Day
	NoSendDay     Code = "no_send_day"    // a day of the week without messages; next is Day, if known
	SendHoliday   Code = "holiday"        // Holiday, on either side; next is Day, if known
	SendClosed    Code = "closed"         // the company is closed because of Text; next is Day, if known
	WasRefused    Code = "was_refused"    // the recipient's server refused this very message
	PromiseBroken Code = "promise_broken" // Amount was promised for Day and did not come: Step is due
	AboveCeiling  Code = "above_ceiling"  // Amount is more than Limit: a person decides
	StepAfter     Code = "step_after"     // for Invoice the step behind Step comes on Day at the earliest
	StepLapsed    Code = "step_lapsed"    // Step announces the due day of Invoice, Day, which is over
	StepLeftOut   Code = "step_left_out"  // Invoice came onto the ladder above Step
	AsksApproval  Code = "asks_approval"  // Step asks for approval
	Insolvent     Code = "insolvent"      // Invoice is from before the judgment of Day: it is lodged, not asked for
	InHardship    Code = "in_hardship"    // the customer is in hardship since Day: a person decides about Step
	IsLoyal       Code = "is_loyal"       // a customer since Day, who has paid Amount: a person decides about Step
)

// Reason is one fact that decided, with the values its sentence speaks of. Values
// that a code does not use are zero.
type Reason struct {
	Code    Code             `json:"code"`
	Step    string           `json:"step,omitempty"`
	Day     date.Date        `json:"day,omitzero"`
	Days    int              `json:"days,omitempty"`
	Invoice string           `json:"invoice,omitempty"`
	Amount  money.Amount     `json:"amount,omitzero"`
	Limit   money.Amount     `json:"limit,omitzero"`
	Text    string           `json:"text,omitempty"`
	Holiday calendar.Holiday `json:"holiday,omitempty"`
	Hold    string           `json:"hold,omitempty"` // the cause of a hold
	// Promised is the day by which payment was promised, of a hold for a promise.
	Promised date.Date `json:"promised,omitzero"`
}

// Verdict is what a code means for an item that is open: whether it takes a step, only waits
// for a day, or waits for a person or a fact.
func (c Code) Verdict() Verdict {
	switch c {
	case StepDue, PromiseBroken:
		return Act
	case StepLater, DeadlineRuns, EntersLater, TooSoon, TooOften, NoSendDay, SendHoliday, SendClosed:
		return Wait
	case LadderDone:
		return Finished
	case NothingOpen:
		return Close
	}
	return Hold
}

// ItemCodes are the codes that may stand about an open item.
func ItemCodes() []Code {
	return []Code{StepDue, PromiseBroken, StepLater, DeadlineRuns, EntersLater, LadderDone, Insolvent, CustomerHeld, InvoiceHeld, AnswerRuns, InvoiceUnsent, BankStale, MoneyWaits,
		LikelyPayment, Announced, BelowFloor, OnItsWay, NoRecipient, LetterBack, WasRefused, BelowMinimum, NoneCarries, TooSoon, TooOften, NoSendDay, SendHoliday, SendClosed}
}

// noDay reports whether the reason is that today is no day to send.
func (r Reason) noDay() bool {
	return r.Code == NoSendDay || r.Code == SendHoliday || r.Code == SendClosed
}
