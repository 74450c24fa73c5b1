package render

import (
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// Thanks says thank you when all that a customer was reminded of has been paid.
type Thanks struct {
	Company  *company.Company
	Customer *customer.Customer
	On       date.Date     // the day of the message
	Items    []Item        // what was settled: Total is what was paid; Open does not count
	Credits  []Credit      // what counts in the customer's favour all the same
	Text     *dunning.Text // in the company's own words; nil for the program's
	Informal bool
	Contact  string // who is written to; "" for nobody by name
}

// Mail writes the thanks for the readers of w.
//
// Errors: Invalid where nothing was settled, or for a Text that CheckThanks refuses.
func (t *Thanks) Mail(w *locale.Words) (Mail, error) {
	if len(t.Items) == 0 {
		return Mail{}, fault.New(fault.Invalid, "thanks to %s name nothing that was paid", t.Customer.Name)
	}
	b := builder{Words: w, settled: true, reminder: &Reminder{Company: t.Company, Customer: t.Customer, On: t.On,
		Items: t.Items, Credits: t.Credits, Text: t.Text, Informal: t.Informal, Contact: t.Contact}}
	p, err := b.page()
	if err != nil {
		return Mail{}, err
	}
	return p.mail(t.Company)
}

// StandardThanks are the thanks in the program's own words, to start from.
func StandardThanks(w *locale.Words, informal bool) dunning.Text {
	b := builder{Words: w, settled: true, reminder: &Reminder{Informal: informal}}
	return b.standard()
}

func (b *builder) standardThanks() dunning.Text {
	return dunning.Text{
		Subject: b.T("mail.subject.thanks", "About", b.standardAbout(), "Company", "{{company}}"),
		Body:    strings.Join([]string{"{{greeting}}", b.counted("mail.intro.thanks", "Amount", "{{total}}"), "{{items}}", b.T("mail.thanks")}, "\n\n"),
	}
}

// paid is what was settled together.
func (b *builder) paid() money.Amount {
	sum := money.Of(0, b.reminder.Items[0].Total.Currency)
	for n := range b.reminder.Items {
		sum = sum.Add(b.reminder.Items[n].Total)
	}
	return sum
}
