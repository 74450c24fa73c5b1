package table

import (
	"slices"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
)

// Entry is a row of a bank's table.
type Entry struct {
	bank.Entry
	Account string `json:"account,omitempty"` // ours, as found; "" where the row does not say
	Owner   string `json:"owner,omitempty"`
	Refused bool   `json:"refused,omitempty"` // the bank did not carry it out
}

// Entry reads the row as an entry of our account at a bank.
func (r *Record) Entry() (Entry, error) {
	m := r.use.mapping
	amount, given, err := r.Sum(Amount)
	switch {
	case err != nil:
		return Entry{}, err
	case !given:
		return Entry{}, r.wrong(m.Column(Amount), "the row has no amount")
	}
	e := Entry{Account: r.Text(Account), Owner: r.Text(Owner)}
	if e.Account == "" {
		e.Account = m.Account
	}
	e.BookedOn, e.ValueOn = r.Day(BookedOn), r.Day(ValueOn)
	if e.BookedOn == date.None {
		e.BookedOn = e.ValueOn
	}
	if e.ValueOn == date.None {
		e.ValueOn = e.BookedOn
	}
	if e.BookedOn == date.None {
		return e, r.wrong(m.Column(BookedOn), "the row has no day")
	}
	e.Currency = r.Currency()
	e.Amount = bank.Decimal(amount, e.Currency)
	e.Status, e.Refused = r.status()
	e.Place = fault.Place{Line: r.Line}.String()
	e.BankRef, e.EndToEndID, e.MandateID, e.Code = r.Text(BankRef), stated(r.Text(EndToEnd)), stated(r.Text(Mandate)), r.Text(Code)
	r.otherSide(&e.Entry)
	r.said(&e.Entry)
	r.exchanged(&e.Entry)
	return e, nil
}

// status says how far the entry is, and whether the bank refused it.
func (r *Record) status() (s bank.Status, refused bool) {
	switch word := statusWord(r.Text(Status)); {
	case pendingWords[word]:
		return bank.Pending, false
	case refusedWords[word]:
		return bank.Information, true
	}
	return bank.Booked, false
}

// otherSide fills the counterparty in: the payer of money that comes, the payee of
// money that goes, where the table has a column for each.
func (r *Record) otherSide(e *bank.Entry) {
	c := bank.Counterparty{Name: r.Text(Name), IBAN: accountOf(r.Text(IBAN)), BIC: Squeeze(r.Text(BIC))}
	name, iban, bic := PayerName, PayerIBAN, PayerBIC
	if e.Amount.IsNeg() {
		name, iban, bic = PayeeName, PayeeIBAN, PayeeBIC
	}
	if c.Name == "" {
		c.Name = r.Text(name)
	}
	if c.IBAN == "" {
		c.IBAN = accountOf(r.Text(iban))
	}
	if c.BIC == "" {
		c.BIC = Squeeze(r.Text(bic))
	}
	e.Counterparty = c
}

// accountOf is an account's IBAN, or its number as found.
func accountOf(s string) string {
	if iban, err := bank.ParseIBAN(s); err == nil {
		return iban
	}
	return s
}

// said gathers what the payer and the bank wrote.
func (r *Record) said(e *bank.Entry) {
	var lines []string
	for _, v := range r.many {
		if v.field == Text && !slices.Contains(lines, v.text) {
			lines = append(lines, v.text)
		}
	}
	if reference := r.Text(Reference); reference != "" {
		parsed, ok := bank.ParseReference(reference)
		switch {
		case ok:
			e.Reference = parsed.Digits
		default:
			e.Reference = reference
		}
		if !slices.Contains(lines, reference) {
			lines = append(lines, reference)
		}
	}
	e.Text = strings.Join(lines, "\n")
}

// stated is an identification, "" for the words by which banks fill a field that
// must not be empty.
func stated(id string) string {
	switch strings.ToUpper(id) {
	case "NOTPROVIDED", "NOT PROVIDED", "NONREF", "-":
		return ""
	}
	return id
}

// exchanged fills in what the other side paid in another currency, and what the bank
// kept.
func (r *Record) exchanged(e *bank.Entry) {
	currency := currencyOf(r.Text(OriginalCurrency))
	if d, given := r.Amount(OriginalAmount); given && !d.IsZero() && currency != "" && currency != e.Currency {
		e.Original = &bank.Sum{Amount: d.CopySign(e.Amount), Currency: currency}
	}
	if fee, given := r.Amount(Fee); given && !fee.IsZero() {
		e.Charges = &bank.Sum{Amount: fee.Abs(), Currency: e.Currency}
	}
}
