package dunning

import (
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
	LadderDone    Code = "ladder_done"    // Step, the last, was taken on Day for Invoice; no Step: all lapsed
	CustomerHeld  Code = "customer_held"  // until Day, or without end, because of Text
	InvoiceHeld   Code = "invoice_held"   // Invoice, until Day, or without end, because of Text
	BankStale     Code = "bank_stale"     // statements reach to Day, Days ago; no Day: one account has none
	MoneyWaits    Code = "money_waits"    // Amount on account or in credit notes covers Invoice
	LikelyPayment Code = "likely_payment" // Amount arrived on Day and may pay Invoice
	Announced     Code = "announced"      // the bank announced Amount for Day, which may pay Invoice and is not booked yet
	OnItsWay      Code = "on_its_way"     // a message was handed over and its outcome is not known
	NoRecipient   Code = "no_recipient"
	BelowMinimum  Code = "below_minimum" // Amount is less than Limit
	TooSoon       Code = "too_soon"      // less than Days since the last message; free on Day
	NoSendDay     Code = "no_send_day"   // a Sunday or a holiday; next is Day, if known
	WasRefused    Code = "was_refused"   // the recipient's server refused this very message
)

// Reason is one fact that decided, with the values its sentence speaks of. Values
// that a code does not use are zero.
type Reason struct {
	Code    Code         `json:"code"`
	Step    string       `json:"step,omitempty"`
	Day     date.Date    `json:"day,omitzero"`
	Days    int          `json:"days,omitempty"`
	Invoice string       `json:"invoice,omitempty"`
	Amount  money.Amount `json:"amount,omitzero"`
	Limit   money.Amount `json:"limit,omitzero"`
	Text    string       `json:"text,omitempty"`
}

// verdict tells what only takes time from what takes a person or a fact.
func (r Reason) verdict() Verdict {
	if r.Code == TooSoon || r.Code == NoSendDay {
		return Wait
	}
	return Hold
}
