// Package render puts into words what a company says to a customer: from facts to
// the subject, the plain text and the HTML of a mail.
package render

import (
	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render/paper"
)

// Reminder is one message about the open items of one customer in one currency.
type Reminder struct {
	Company  *company.Company
	Customer *customer.Customer
	Tone     dunning.Tone
	On       date.Date // the day of the message; lateness counts up to it
	Deadline date.Date // the new day by which to pay; None when the step sets none
	Items    []Item    // every open item, in the order in which they are listed
	Credits  []Credit  // open credit notes and money on account
	Document law.Document
	ByPost   bool // it goes as a letter: the time that the law gives begins later
	// CostsVAT is the VAT that Dutch costs of collection are raised by, where the company
	// cannot deduct it; else nothing.
	CostsVAT law.Percent
	// Claimed is what is asked for being late, beside the principal, and Announced what will
	// be asked when the deadline has passed; nil for nothing.
	Claimed   *allocation.Claim
	Linked    *Linked // what its mail had no room for; nil for nothing
	Enclosed  bool    // an annex goes with it that shows how Claimed was reckoned
	Announced *allocation.Claim
	// Text is what the company says in its own words; nil for those of the tone.
	Text *dunning.Text
	// Informal speaks to the reader as to a friend (tu, je, du); a notice of default does not.
	Informal   bool
	Contact    string          // who is written to at the customer's; "" for nobody by name
	Sender     *company.Sender // in whose name it goes; nil for the company's
	Step       string          // what the step is called, for the reader; "" for nothing
	EndService bool            // it announces that the company will stop serving
}

// Item is an invoice that is payable at once, or one instalment.
type Item struct {
	Number     string
	IssuedOn   date.Date
	DueOn      date.Date
	Part       int          // the instalment's place, from 1; 0 when payable at once
	PlanOn     date.Date    // the day of the plan that it is an instalment of; None for one of the invoice's own
	Parts      int          // how many instalments the invoice has
	Total      money.Amount // of the invoice, or of the instalment
	Open       money.Amount // what is left of Total, without what is contested
	Contested  money.Amount // by the customer, and not asked for; zero for nothing
	Reference  string       // structured reference, normalised; "" for none
	Supplied   string       // what the invoice is for, in its own words; "" where it does not say
	Sent       Sent         // how the invoice got there, where it was sent from here; a notice of default says so
	RemindedOn date.Date    // the last day on which a message about it left the house
}

// late reports whether the item is past its due day on a day.
func (i *Item) late(on date.Date) bool { return i.DueOn < on }

// Credit is what counts in the customer's favour but is not yet set against an
// invoice.
type Credit struct {
	Number string       // of the credit note; "" for a payment on account
	On     date.Date    // when the credit note was issued, or the payment came
	Amount money.Amount // what is left of it, positive
}

// Mail is a message in words.
type Mail struct {
	Subject string
	Text    string // lines end in \n
	HTML    string // a whole document
	// Code is the picture of a QR code that the HTML shows by the address cid:CodeID; nil for
	// none.
	Code []byte
}

// CodeID is the content identifier of Mail.Code (RFC 2392).
const CodeID = "code@acquit"

// Sums are the figures that a reminder states.
type Sums struct {
	Open    money.Amount // of all items
	Late    money.Amount // of the items past their due day
	Ahead   money.Amount // of the others
	Credits money.Amount // what counts against it
	Balance money.Amount // Open less Credits
	Asked   money.Amount // Late less Credits, and never less than nothing
	Claimed money.Amount // for being late, beside Asked; nothing where nothing is asked that is late
	Total   money.Amount // Asked and Claimed
}

// Sums adds up.
func (r *Reminder) Sums() Sums {
	var currency money.Currency
	if len(r.Items) > 0 {
		currency = r.Items[0].Open.Currency
	}
	nothing := money.Of(0, currency)
	s := Sums{Late: nothing, Ahead: nothing, Credits: nothing}
	for _, item := range r.Items {
		if item.late(r.On) {
			s.Late = s.Late.Add(item.Open)
		} else {
			s.Ahead = s.Ahead.Add(item.Open)
		}
	}
	for _, credit := range r.Credits {
		s.Credits = s.Credits.Add(credit.Amount)
	}
	s.Open = s.Late.Add(s.Ahead)
	s.Balance = s.Open.Sub(s.Credits)
	s.Asked, s.Claimed = s.Late.Sub(s.Credits.Min(s.Late)), nothing
	if r.Claimed != nil && !s.Asked.IsZero() {
		s.Claimed = r.Claimed.Late()
	}
	s.Total = s.Asked.Add(s.Claimed)
	return s
}

// Mail writes the reminder for the readers of w.
//
// Errors: Invalid for what cannot be said, or for a Text that CheckText refuses; Unlawful for
// what the law asks for and is not known.
func (r *Reminder) Mail(w *locale.Words) (Mail, error) {
	p, err := r.page(w)
	if err != nil {
		return Mail{}, err
	}
	return p.mail(r.Company)
}

// mail writes the page of a company as a mail.
func (p *page) mail(c *company.Company) (m Mail, err error) {
	m = Mail{Subject: p.Subject, Text: p.text()}
	if p.has(code) {
		if m.Code, err = p.draw(c); err != nil {
			return Mail{}, err
		}
	}
	m.HTML, err = p.html(m.Code != nil)
	return m, err
}

// draw draws the code that asks for what the page asks; nil where none can: for another
// currency than the euro, and without an account.
func (p *page) draw(c *company.Company) ([]byte, error) {
	s := press{Words: p.words, company: c}
	payload, err := s.order(p.Due, p.With).Payload()
	if err != nil {
		return nil, nil
	}
	return paper.Picture(payload)
}

// page is what the reminder says, by mail or on paper.
func (r *Reminder) page(w *locale.Words) (*page, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	tone, err := r.tone()
	if err != nil {
		return nil, err
	}
	b := builder{Words: w, reminder: r, sums: r.Sums(), tone: tone}
	p, err := b.page()
	if err == nil {
		p.mention(r.Linked)
	}
	return p, err
}

func (r *Reminder) check() error {
	switch r.Tone {
	case dunning.Friendly, dunning.Polite, dunning.Firm, dunning.Final, dunning.Formal:
	default:
		return fault.New(fault.Invalid, "there are no texts in the tone %q", r.Tone)
	}
	if len(r.Items) == 0 {
		return fault.New(fault.Invalid, "a reminder to %s lists nothing", r.Customer.Name)
	}
	if r.Deadline != date.None && r.Deadline <= r.On {
		return fault.New(fault.Invalid, "a reminder of %s cannot ask for payment by %s", r.On, r.Deadline)
	}
	for _, item := range r.Items {
		if item.Open.Sign() <= 0 {
			return fault.New(fault.Invalid, "invoice %s has nothing left to pay", item.Number)
		}
	}
	return r.lawful()
}

// tone is the tone in which the reminder can speak. Only a friendly notice speaks
// of what falls due later; every other one asks for what is late, and must not be
// sent about debts that are not, whatever a scenario says.
func (r *Reminder) tone() (dunning.Tone, error) {
	s := r.Sums()
	switch {
	case s.Asked.IsZero() && s.Ahead.IsZero():
		return "", fault.New(fault.Invalid, "a reminder to %s has nothing to ask for: credit notes and payments cover it", r.Customer.Name)
	case s.Asked.IsZero():
		return dunning.Friendly, nil
	case s.Ahead.IsZero() && r.Tone == dunning.Friendly:
		return dunning.Polite, nil
	}
	return r.Tone, nil
}
