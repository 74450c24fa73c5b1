// Package company is the creditor: who sends the invoices, and the limits it
// sets to what is done in its name.
package company

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/money"
)

// Company is a creditor. One installation holds many; nothing reads across them.
type Company struct {
	ID               id.ID
	Name             string
	Country          string // ISO 3166-1 alpha-2
	Language         string // of its people: fr, nl, de, en
	Currency         money.Currency
	TimeZone         string // IANA name: "Europe/Brussels"
	EnterpriseNumber string
	VATID            string
	Email            string // what customers see and answer to
	Phone            string
	Street           string
	Postcode         string
	City             string
	IBAN             string // where it wants to be paid
	BIC              string
	Policy           Policy
	CreatedAt        time.Time
}

// Policy holds a company's own limits. The zero value of each field is its
// meaning "no limit", so that a policy stored before a limit existed stays true;
// Standard has the values a new company starts with.
type Policy struct {
	// BankMaxAgeDays is how old the newest bank statement may be before reminders
	// wait, in calendar days. A company that never imported a statement is not
	// held: its payments arrive some other way.
	BankMaxAgeDays int `json:"bank_max_age_days"`
	// MinimumGapDays lie at least between two messages to one customer.
	MinimumGapDays int `json:"minimum_gap_days"`
	// MinimumDue, by currency, is the overdue sum below which nothing is sent, in
	// minor units.
	MinimumDue map[string]int64 `json:"minimum_due,omitempty"`
	// ToleratedMost, by currency in minor units, and ToleratedShare, in hundredths of a
	// percent of what is open, are how much may be missing of a payment and is let go.
	// Whichever is more counts.
	ToleratedMost  map[string]int64 `json:"tolerated_most,omitempty"`
	ToleratedShare int              `json:"tolerated_share,omitempty"`
	// DifferenceAccount is the account of the books on which what is let go is written
	// off; "" for none.
	DifferenceAccount string `json:"difference_account,omitempty"`
	// Late is what it asks of who pays late.
	Late Late `json:"late,omitzero"`
	// PayPage is the address of the page on which customers pay, over https; {reference},
	// {amount}, {currency} and {invoice} in it are filled in. "" for none.
	PayPage string `json:"pay_page,omitempty"`
	// TermsDays is the term of a customer who has none of his own, when the invoice
	// does not say when it is due.
	TermsDays int `json:"terms_days"`
	// Supplies is what the company mostly sells: how long it may claim depends on it.
	Supplies law.Supply `json:"supplies,omitempty"`
	// LimitationDays is how long before a claim is lost by lapse of time a person is told.
	LimitationDays int `json:"limitation_days,omitempty"`
	// Window is when messages may leave, in the company's local time.
	Window calendar.Window `json:"window"`
	// Closed are the periods in which the company writes to nobody.
	Closed []calendar.Period `json:"closed,omitempty"`
	// Region is the part of its country whose holidays the company keeps ("DE-BY"); "" keeps
	// those of the whole country.
	Region calendar.Place `json:"region,omitempty"`
	// SpreadMinutes is over how many minutes after the window opens the messages that waited
	// for it leave, so that not all come at once.
	SpreadMinutes int `json:"spread_minutes,omitempty"`
	// Entry is how old debts are taken on; nil as any other.
	Entry *Entry `json:"entry,omitempty"`
	// Guard says which customers are not lost lightly: a person decides about each severe step
	// towards them. nil: nobody is.
	Guard *Guard `json:"guard,omitempty"`
	// FourEyes lets no notice of default leave before two people have approved it.
	FourEyes bool `json:"four_eyes,omitempty"`
	// WarnHours is how long before a message leaves the account manager of a customer is told,
	// where the step wants that.
	WarnHours int `json:"warn_hours,omitempty"`
	// Senders are the people and desks in whose names steps may write.
	Senders []Sender `json:"senders,omitempty"`
	// AnswerTo is the address that answers to mails come to; "" for the company's.
	AnswerTo string `json:"answer_to,omitempty"`
	// Tagged puts the number of the message into that address, behind a plus: whatever the
	// mail program of who answers leaves out, the answer is known by it, and so is a bounce.
	// The mail server must deliver such addresses.
	Tagged bool `json:"tagged,omitempty"`
	// GeneralTerms are the company's general terms by language, which steps may send with their
	// mails.
	GeneralTerms map[string]GeneralTerms `json:"general_terms,omitempty"`
	// MailMB is how large a mail may be with its files, in megabytes as it is sent; 0 for as
	// much as nearly every server takes.
	MailMB int `json:"mail_mb,omitempty"`
	// AnswersHere: the program takes the mails to that address itself, as a mail server.
	AnswersHere bool `json:"answers_here,omitempty"`
	// SalesHoldDays is for how many calendar days sales may hold reminders; 0: for any time.
	SalesHoldDays int `json:"sales_hold_days,omitempty"`
	// PromiseDays is how many calendar days ahead a promise to pay may lie; 0: any number.
	PromiseDays int `json:"promise_days,omitempty"`
	// Delivery is how its invoices are sent from here; nil: they are not.
	Delivery *Delivery `json:"delivery,omitempty"`
	// Portal is the page to which the link in each message leads; nil: messages bring none.
	Portal *Portal `json:"portal,omitempty"`
	// Disputes is how the company deals with what customers contest.
	Disputes Disputes `json:"disputes,omitzero"`
	// Plans is what customers may agree with themselves about paying in instalments.
	Plans Plans `json:"plans,omitzero"`
	// NightHour is the local hour at which the night is run.
	NightHour int `json:"night_hour"`
}

// Entry says how debts are taken on that were due before the company was followed up here:
// gently, and not all at once.
type Entry struct {
	Before date.Date `json:"before"` // debts due before this day are old
	From   date.Date `json:"from"`   // the first day on which one of them may take a step
	// Days over which customers are spread, so that so many begin each day; 0 and 1: all at once.
	Days int `json:"days,omitempty"`
	// ByAge lets a debt begin with the step that its age calls for, at most in this tone; "" at
	// the first step.
	ByAge string `json:"by_age,omitempty"`
}

// Sender is somebody in whose name messages go. They leave from the company's own address,
// unless the sender writes from his; answers go to the sender's.
type Sender struct {
	Key       string `json:"key"` // by which steps name it
	Name      string `json:"name"`
	Email     string `json:"email,omitempty"`     // "" for the company's
	Phone     string `json:"phone,omitempty"`     // "" for the company's
	Signature string `json:"signature,omitempty"` // a line below the name: what the sender does
	Own       bool   `json:"own,omitempty"`       // mails leave from the sender's own address
}

// Speaking is the company as the sender speaks for it: with the own address and telephone.
func (s *Sender) Speaking(c *Company) *Company {
	spoken := *c
	spoken.Email, spoken.Phone = cmp.Or(s.Email, c.Email), cmp.Or(s.Phone, c.Phone)
	return &spoken
}

// Late is what the terms of sale say of late payment, and how the company makes use of the
// law.
type Late struct {
	// ConsumerClause: the terms that its consumers accept have a clause on late payment,
	// within the limits of the law.
	ConsumerClause bool `json:"consumer_clause,omitempty"`
	// Mention: its invoices say what late payment costs.
	Mention bool `json:"mention,omitempty"`
	// SmallCreditor: it is a small or medium enterprise that lets the interest of Belgian
	// consumers run from the day after the reminder.
	SmallCreditor bool `json:"small_creditor,omitempty"`
	// MailsAsLetters gives consumers the time that the law gives after a letter, after mails
	// too: the sources on Belgium disagree.
	MailsAsLetters bool `json:"mails_as_letters,omitempty"`
	// CostsVAT is the VAT by which costs of collection are raised in the Netherlands, where
	// the company cannot deduct it; 0 where it can.
	CostsVAT law.Percent `json:"costs_vat,omitempty"`
	// Recurring: what its consumers owe recurs, such as the terms of a subscription; the
	// Netherlands cap the costs of collecting small ones.
	Recurring bool `json:"recurring,omitempty"`
	// PaymentDayFree: no interest for the day on which a payment came in.
	PaymentDayFree bool `json:"payment_day_free,omitempty"`
	// CostsLast: payments settle costs last, where the law leaves room for that.
	CostsLast bool `json:"costs_last,omitempty"`
	// Insist: a payment of exactly what is open of invoices settles what the law puts first
	// all the same. Otherwise the company consents to what the payer plainly meant.
	Insist bool `json:"insist,omitempty"`
	// WaiveRest: what was claimed beside an invoice is let go when that is paid.
	WaiveRest bool `json:"waive_rest,omitempty"`
}

// Standard is the policy that a new company starts with.
func Standard() Policy {
	return Policy{
		BankMaxAgeDays: 5, // a long weekend and a day
		MinimumGapDays: 7,
		TermsDays:      30,
		LimitationDays: 90,
		Window:         calendar.OfficeHours(),
		SpreadMinutes:  90,
		SalesHoldDays:  14,
		PromiseDays:    30,
		Portal:         StandardPortal(),
		NightHour:      3,
	}
}

// mostVAT is 100 per cent.
const mostVAT law.Percent = 100_0000

// mostSpread is half a day, and so half of the longest window.
const mostSpread = 12 * 60

// Check refuses a company that could not work.
func (c *Company) Check() error {
	if c.Name == "" {
		return fault.New(fault.Invalid, "a company needs a name")
	}
	if len(c.Country) != 2 {
		return fault.New(fault.Invalid, "%q is not a country code of two letters", c.Country)
	}
	if c.Currency == (money.Currency{}) {
		return fault.New(fault.Invalid, "a company needs a currency")
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return fault.Wrap(fault.Invalid, err, "%q is not a time zone", c.TimeZone)
	}
	if vat := c.Policy.Late.CostsVAT; vat < 0 || vat > mostVAT {
		return fault.At(0, "costs_vat", "the VAT on costs lies between 0 and 100 per cent")
	}
	if parts := calendar.Parts(c.Country); c.Policy.Region != "" && !slices.Contains(parts, c.Policy.Region) {
		return fault.At(0, "region", "%q is no part of %s with holidays of its own", string(c.Policy.Region), c.Country)
	}
	if s := c.Policy.SpreadMinutes; s < 0 || s > mostSpread {
		return fault.At(0, "spread", "messages leave spread over 0 to %d minutes", mostSpread)
	}
	if err := checkPayPage(c.Policy.PayPage); err != nil {
		return err
	}
	if err := c.Policy.checkSending(); err != nil {
		return err
	}
	if err := c.Policy.Delivery.check(); err != nil {
		return err
	}
	if err := c.Policy.Portal.check(); err != nil {
		return err
	}
	if err := c.Policy.Disputes.check(); err != nil {
		return err
	}
	if err := c.Policy.Plans.check(); err != nil {
		return err
	}
	return c.Policy.Window.Check()
}

// Place is where the company keeps its holidays.
func (c *Company) Place() calendar.Place { return cmp.Or(c.Policy.Region, calendar.Place(c.Country)) }

// Domain is where the company's mails come from: what stands behind the @ of its address.
func (c *Company) Domain() string {
	_, domain, _ := strings.Cut(c.Email, "@")
	return domain
}

// MostInMail is how large a mail may be, in bytes as it is sent; usual where the company says
// nothing of it.
func (p *Policy) MostInMail(usual int) int {
	if p.MailMB == 0 {
		return usual
	}
	return p.MailMB * 1_000_000
}

// Answers is the address that answers to the company's mails come to.
func (c *Company) Answers() string { return cmp.Or(c.Policy.AnswerTo, c.Email) }

// Location is the company's time zone; Check has seen that it exists.
func (c *Company) Location() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}
