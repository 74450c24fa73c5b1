package render

import (
	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render/paper"
)

// Transfer is what a payer needs to pay some invoices of a company by transfer.
type Transfer struct {
	Amount money.Amount
	Name   string // of who is paid
	IBAN   string // in groups of four; "" where the company's account is not known
	BIC    string // "" for none
	With   string // what to write with it: a structured reference as people write it, or numbers
	Exact  bool   // With is the one reference that tells what is paid

	company *company.Company
	words   *locale.Words
}

// TransferOf is how an amount is paid for some items of one currency.
func TransferOf(w *locale.Words, c *company.Company, all []Item, amount money.Amount) Transfer {
	// Whether an item is late makes no difference to how it is paid: all are what is spoken of.
	b := builder{Words: w, settled: true, reminder: &Reminder{Company: c, Items: all}}
	t := Transfer{Amount: amount, Name: plain(c.Name), BIC: plain(c.BIC), With: b.fewNumbers(), company: c, words: w}
	if c.IBAN != "" {
		t.IBAN = bank.FormatIBAN(c.IBAN)
	}
	if text, exact := b.reference(); exact {
		t.With, t.Exact = text, true
	}
	return t
}

// Code is a picture, PNG, of the QR code that asks a bank's app for the transfer; nil where none
// can: for another currency than the euro, and without an account.
func (t *Transfer) Code() ([]byte, error) {
	payload, ok := t.payload()
	if !ok {
		return nil, nil
	}
	return paper.Picture(payload)
}

// HasCode reports whether a QR code can ask for the transfer.
func (t *Transfer) HasCode() bool {
	_, ok := t.payload()
	return ok
}

func (t *Transfer) payload() (string, bool) {
	s := press{Words: t.words, company: t.company}
	payload, err := s.order(t.Amount, t.With).Payload()
	return payload, err == nil
}
