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

// Invoice is what goes with an invoice, or a credit note, that is sent: the document itself is a
// file beside it.
type Invoice struct {
	Company  *company.Company
	Customer *customer.Customer
	On       date.Date     // the day of the message
	Item     Item          // Total and Open are positive, also of a credit note
	Credit   bool          // it is a credit note
	Copy     bool          // it was sent before
	Electric bool          // the electronic invoice is enclosed without a document for people to read
	Text     *dunning.Text // in the company's own words; nil for the program's
	Contact  string        // who is written to; "" for nobody by name
	Linked   *Linked       // what its mail had no room for; nil for nothing
}

// Mail writes it as a mail for the readers of w.
//
// Errors: Invalid for a Text that CheckInvoice refuses.
func (i *Invoice) Mail(w *locale.Words) (Mail, error) {
	p, err := i.page(w)
	if err != nil {
		return Mail{}, err
	}
	return p.mail(i.Company)
}

// Letter prints it for the readers of w, as the page that lies before the invoice in an envelope
// with a window.
func (i *Invoice) Letter(w *locale.Words) ([]byte, error) {
	page, err := i.page(w)
	if err != nil {
		return nil, err
	}
	s := press{w, i.Company, i.Customer, i.On}
	p := s.letter(strings.TrimSuffix(page.Subject, " – "+plain(i.Company.Name)), page.Addressee[1:])
	if err := page.print(&s, p); err != nil {
		return nil, err
	}
	return p.Bytes()
}

func (i *Invoice) page(w *locale.Words) (*page, error) {
	if i.Item.Total.Sign() <= 0 {
		return nil, fault.New(fault.Invalid, "%s asks for nothing", i.Item.Number)
	}
	b := i.builder(w)
	p, err := b.page()
	if err == nil {
		p.mention(i.Linked)
	}
	return p, err
}

// builder says it as a notice of what falls due, of which the invoice is all.
func (i *Invoice) builder(w *locale.Words) *builder {
	r := &Reminder{Company: i.Company, Customer: i.Customer, Tone: dunning.Friendly, On: i.On, Deadline: i.Item.DueOn, Items: []Item{i.Item}, Text: i.ownText(), Contact: i.Contact}
	return &builder{Words: w, tone: dunning.Friendly, bill: i, reminder: r, sums: r.Sums()}
}

// ownText is the company's text, which is written for invoices that are to be paid.
func (i *Invoice) ownText() *dunning.Text {
	if i.Credit || i.Item.Open.IsZero() || i.Copy {
		return nil
	}
	return i.Text
}

// StandardInvoice is the text of the mail that brings an invoice in the program's own words, to
// start from.
func StandardInvoice(w *locale.Words, c *company.Company) dunning.Text {
	one := money.Must("1.00", money.EUR)
	b := (&Invoice{Company: c, Customer: &customer.Customer{}, Item: Item{Total: one, Open: one}}).builder(w)
	return b.standard()
}

// standardInvoice is the text of what is sent: where nothing is left to pay it asks for nothing.
func (b *builder) standardInvoice() dunning.Text {
	about, key := b.bill, "delivery.mail.intro"
	switch {
	case about.Copy && about.Credit:
		key = "delivery.mail.copy_credit"
	case about.Copy:
		key = "delivery.mail.copy"
	case about.Credit:
		key = "delivery.mail.credit"
	case about.Electric:
		key = "delivery.mail.electronic"
	}
	subject := "delivery.mail.subject"
	if about.Credit {
		subject = "delivery.mail.subject_credit"
	}
	if about.Copy {
		subject += "_copy"
	}
	parts := []string{"{{greeting}}", b.T(key, "Number", "{{numbers}}", "Amount", "{{total}}")}
	switch {
	case about.Credit:
	case about.Item.Open.IsZero():
		parts = append(parts, b.T("delivery.mail.paid"))
	default:
		parts = append(parts, "{{items}}", b.T("delivery.mail.ask", "Day", "{{deadline}}"), "{{pay}}")
		if b.reminder.Company.IBAN != "" {
			parts = append(parts, "{{qr}}")
		}
		if b.reminder.Company.Policy.PayPage != "" {
			parts = append(parts, "{{button}}")
		}
	}
	parts = append(parts, either("phone", b.T("mail.contact_phone", "Phone", "{{phone}}"), b.T("mail.contact")))
	return dunning.Text{Subject: b.T(subject, "Number", "{{numbers}}", "Company", "{{company}}"), Body: strings.Join(parts, "\n\n")}
}

// amount is what the document comes to, and what is left to pay of it where that is something.
func (i *Invoice) amount() money.Amount {
	if i.Credit || i.Item.Open.IsZero() {
		return i.Item.Total
	}
	return i.Item.Open
}
