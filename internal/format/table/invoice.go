package table

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Invoice is a row of a table of invoices.
type Invoice struct {
	Place          fault.Place     `json:"-"`
	Number         string          `json:"number"`
	Customer       Party           `json:"customer"`
	Emails         []string        `json:"emails,omitempty"`
	Phone          string          `json:"phone,omitempty"`
	Contact        string          `json:"contact,omitempty"`
	Credit         bool            `json:"credit_note"`
	IssuedOn       date.Date       `json:"issue_date"`
	DueOn          date.Date       `json:"due_date"`
	Total          decimal.Decimal `json:"total"` // negative for a credit note
	Open           decimal.Decimal `json:"open"`  // what is left of it; the total where the table does not say
	Stated         Stated          `json:"stated"`
	Currency       string          `json:"currency,omitempty"`
	Reference      string          `json:"reference,omitempty"` // structured, or as the table has it
	OrderReference string          `json:"order_reference,omitempty"`
	DeliveredOn    date.Date       `json:"delivery_date,omitzero"`
	Text           string          `json:"text,omitempty"`
	TermsDays      *int            `json:"terms_days,omitempty"`
}

// Stated says which of an invoice's amounts the table has; the other one follows.
type Stated string

// What a table may state.
const (
	TotalAlone Stated = "total"
	OpenAlone  Stated = "open"
	Both       Stated = "both"
)

// Invoice reads the row as an invoice or a credit note.
func (r *Record) Invoice() (Invoice, error) {
	m := r.use.mapping
	i := Invoice{
		Place: fault.Place{Line: r.Line}, Number: r.Text(Number), Customer: r.party(),
		Emails: emails(r.Text(Email)), Phone: first(r.Text(Phone)), Contact: first(r.Text(Contact)),
		IssuedOn: r.Day(IssuedOn), DueOn: r.Day(DueOn), Currency: r.Currency(),
		Reference: r.Text(Reference), OrderReference: r.Text(OrderReference), DeliveredOn: r.Day(DeliveredOn), Text: r.Text(Text), TermsDays: r.terms(),
	}
	switch {
	case i.Number == "":
		return i, r.wrong(m.Column(Number), "the row has no invoice number")
	case !i.Customer.named():
		return i, r.wrong(m.Column(CustomerNumber), "the row does not say which customer it is about")
	case i.IssuedOn == date.None && i.DueOn == date.None:
		return i, r.wrong(m.Column(IssuedOn), "the invoice has no date")
	}
	if err := r.amountsOf(&i); err != nil {
		return i, err
	}
	r.doubt(&i)
	return i, nil
}

// amountsOf reads what an invoice was made for and what is left of it.
func (r *Record) amountsOf(i *Invoice) error {
	total, hasTotal, err := r.Sum(Total)
	if err != nil {
		return err
	}
	open, hasOpen, err := decimal.Zero, false, error(nil)
	if r.use.mapping.has(OpenAmount) {
		if open, hasOpen, err = r.Sum(OpenAmount); err != nil {
			return err
		}
	}
	if !hasTotal && !hasOpen {
		return r.wrong(nil, "the row has no amount")
	}
	paid, hasPaid := r.Amount(Paid)
	i.Stated = Both
	switch {
	case !hasTotal:
		total, i.Stated = open, OpenAlone
	case !hasOpen && hasPaid:
		left, err := total.Abs().Sub(paid.Abs())
		if err != nil {
			return r.wrong(r.use.mapping.Column(Paid), "%s is too large for an amount", paid)
		}
		open = left.CopySign(total)
	case !hasOpen:
		open, i.Stated = total, TotalAlone
	}
	if isCreditNote(r.Text(Type)) {
		total, open = total.Abs().Neg(), open.Abs().Neg()
	}
	i.Total, i.Open, i.Credit = total, open, total.IsNeg() || total.IsZero() && open.IsNeg()
	return nil
}

// creditNotes are the words by which programs mark credit notes.
var creditNotes = wordSet("credit creditnote creditnota creditfactuur avoir avoirs nc notecredit gutschrift rechnungskorrektur stornorechnung storno cn cr crn rg outrefund refund av ncr 381")

// isCreditNote reports whether a type of document is a credit note.
func isCreditNote(text string) bool {
	if text == "" {
		return false
	}
	words := Fold(text)
	if creditNotes[strings.ReplaceAll(words, " ", "")] {
		return true
	}
	for word := range strings.SplitSeq(words, " ") {
		if len(word) > 2 && creditNotes[word] {
			return true
		}
	}
	return false
}

// doubt notes what is odd about an invoice whose row could be read.
func (r *Record) doubt(i *Invoice) {
	m := r.use.mapping
	if i.DueOn != date.None && i.DueOn < i.IssuedOn {
		r.note(m.Column(DueOn), "the due date %s lies before the issue date %s", i.DueOn, i.IssuedOn)
	}
	switch {
	case i.Stated != Both:
	case i.Open.Sign()*i.Total.Sign() < 0:
		r.note(m.Column(OpenAmount), "%s is open of a total of %s", i.Open, i.Total)
	case i.Open.Abs().Cmp(i.Total.Abs()) > 0:
		r.note(m.Column(OpenAmount), "more is open, %s, than the total of %s", i.Open, i.Total)
	}
}

// terms is the number of days to pay in, nil where the row does not say one.
func (r *Record) terms() *int {
	text := r.Text(TermsDays)
	if text == "" {
		return nil
	}
	days, ok := termsDays(text)
	if !ok {
		r.note(r.use.mapping.Column(TermsDays), "%q is no number of days from 0 to 365", text)
		return nil
	}
	return &days
}

// first is the first line of a text.
func first(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// Owing is a row of a table of what customers owe.
type Owing struct {
	Place    fault.Place     `json:"-"`
	Customer Party           `json:"customer"`
	Emails   []string        `json:"emails,omitempty"`
	Open     decimal.Decimal `json:"open"` // negative where we owe the customer
	Currency string          `json:"currency,omitempty"`
}

// Owing reads the row as what a customer owes.
func (r *Record) Owing() (Owing, error) {
	o := Owing{Place: fault.Place{Line: r.Line}, Customer: r.party(), Emails: emails(r.Text(Email)), Currency: r.Currency()}
	if !o.Customer.named() {
		return o, r.wrong(r.use.mapping.Column(CustomerNumber), "the row does not say which customer it is about")
	}
	open, given, err := r.Sum(OpenAmount)
	if err != nil {
		return o, err
	}
	if !given {
		return o, r.wrong(r.use.mapping.Column(OpenAmount), "the row has no amount")
	}
	o.Open = open
	return o, nil
}
