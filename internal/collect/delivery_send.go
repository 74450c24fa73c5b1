package collect

import (
	"slices"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/format/pdf"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// InvoiceChanged is why the message that was to bring an invoice is withdrawn: it is not to be
// sent any more, or another way, to others, or with other files. It stands beside the reasons of
// decisions.
const InvoiceChanged dunning.Code = "invoice_changed"

// claimInvoice takes the last look at a message that brings an invoice. Holds of reminders do not
// keep it back, nor does a dispute: it is no reminder. It leaves on the days on which messages
// leave, but for a copy, which a person sends now.
func (d *Desk) claimInvoice(tx *store.Tx, set *setting, m *message.Message, today date.Date) (letter, message.State, error) {
	all, err := ships(tx, invoicesOf(m))
	if err != nil || len(all) != 1 {
		return letter{message: *m}, "", err
	}
	s := all[0]
	if m.Step == message.Invoice {
		if !s.stillGoes(set.company.Policy.Delivery, m) {
			state, err := d.unless(tx, m, message.Withdrawn, today, func() error {
				return d.withdraw(tx, m, dunning.Reason{Code: InvoiceChanged, Invoice: s.invoice.Number}, today)
			})
			return letter{message: *m}, state, err
		}
		if _, closed := set.sendDay(s.customer.Country)(today); closed {
			return letter{message: *m}, postponed, nil
		}
	}
	l, err := d.composeInvoice(tx, set, s, m, today)
	return d.composed(tx, m, &l, err, today)
}

// stillGoes reports whether an invoice is still to leave as it was prepared.
func (s *ship) stillGoes(policy *company.Delivery, m *message.Message) bool {
	if policy == nil || s.delivery.State != message.DeliveryPrepared || s.delivery.Message != m.ID {
		return false
	}
	channel, to := s.reach()
	return channel == m.Channel && slices.Equal(to, m.Recipients) && slices.Equal(s.enclosed(channel, policy.XMLAlone), m.Enclosed)
}

// invoicesOf are the invoices that a message lists.
func invoicesOf(m *message.Message) []id.ID {
	all := make([]id.ID, len(m.Items))
	for n := range m.Items {
		all[n] = m.Items[n].Invoice
	}
	return all
}

// composeInvoice writes the message that brings an invoice, and claims it.
func (d *Desk) composeInvoice(tx *store.Tx, set *setting, s *ship, m *message.Message, today date.Date) (letter, error) {
	says := s.says(&set.company, m, today)
	m.Amount, m.Items[0].Open = s.invoice.Owed, s.invoice.Open
	if !m.Channel.OnPaper() {
		mail, more, err := d.invoiceMail(tx, set, s, m, &says)
		if err != nil {
			return letter{}, err
		}
		l, err := set.mailer.leaves(m, &mail, nil)
		l.offer = more
		return l, err
	}
	kept, err := d.envelope(tx, set.company.Policy.Delivery, s, m, &says)
	if err != nil {
		return letter{}, err
	}
	m.State, m.Attempts = message.Ready, m.Attempts+1
	return letter{message: *m, content: kept}, nil
}

// says is what is written beside the invoice.
func (s *ship) says(c *company.Company, m *message.Message, today date.Date) render.Invoice {
	i := s.invoice
	r := render.Invoice{Company: c, Customer: s.customer, On: today, Credit: i.Owed.Sign() < 0, Copy: m.Step == message.InvoiceCopy,
		Electric: s.pdf == nil, Item: render.Item{Number: i.Number, IssuedOn: i.IssuedOn, DueOn: i.DueOn, Total: positive(i.Owed), Open: positive(i.Open), Reference: i.Reference}}
	if p := c.Policy.Delivery; p != nil {
		if text, own := p.Texts[s.customer.Language]; own {
			r.Text = &dunning.Text{Subject: text.Subject, Body: text.Body}
		}
	}
	if len(m.Recipients) == 1 {
		for _, contact := range s.contacts {
			if contact.Email == m.Recipients[0] {
				r.Contact = contact.Name
			}
		}
	}
	return r
}

func positive(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// invoiceMail writes the mail with its files. Where they have no room together what people read
// comes first, and the other is offered by a link.
func (d *Desk) invoiceMail(tx *store.Tx, set *setting, s *ship, m *message.Message, says *render.Invoice) (mail deliver.Mail, more *offer, err error) {
	words := d.in(s.customer)
	o := d.offer(tx, set, m, id.NewToken())
	says.Linked = o.linked()
	written, err := says.Mail(words)
	if err != nil {
		return mail, nil, err
	}
	mail = set.envelope(tx, m, &written, string(words.Tag))
	mail.To = m.Recipients
	for _, e := range m.Enclosed {
		file, err := enclosure(tx, e)
		if err != nil {
			return mail, nil, err
		}
		mail.Attachments = append(mail.Attachments, file)
	}
	err = o.fit(&mail, set.company.Policy.MostInMail(deliver.Limit), nil, func() (render.Mail, error) {
		says.Linked = o.linked()
		return says.Mail(words)
	})
	return mail, o.made(), err
}

// envelope prints what goes into one envelope: the page with the address, and the invoice.
func (d *Desk) envelope(tx *store.Tx, policy *company.Delivery, s *ship, m *message.Message, says *render.Invoice) (kept evidence.Document, err error) {
	words := d.in(s.customer)
	file, found, err := tx.Document(s.pdf.Hash)
	if err != nil {
		return kept, err
	}
	if !found {
		return kept, fault.New(fault.Invalid, "the file %s is not kept any more", s.pdf.Name)
	}
	pages, err := plainPDF(file.Body)
	if err != nil {
		return kept, err
	}
	all := [][]byte{pages}
	written, err := says.Mail(words)
	if err != nil {
		return kept, err
	}
	if !policy.Bare {
		cover, err := says.Letter(words)
		if err != nil {
			return kept, err
		}
		all = [][]byte{cover, pages}
	}
	body, err := render.Bound(all)
	if err != nil {
		return kept, err
	}
	doc := evidence.New(filename.Clean(s.invoice.Number)+".pdf", mimePDF, body)
	m.Subject, m.Content, m.Recipients = written.Subject, doc.Hash, nil
	return doc, nil
}

// broughtBy notes that the invoices have left that some messages brought, and returns their
// numbers by message.
func broughtBy(tx *store.Tx, gone []message.Message, on date.Date) (map[id.ID][]string, error) {
	var bring, all []id.ID
	for n := range gone {
		if gone[n].BringsInvoice() {
			all = append(all, gone[n].ID)
		}
		if gone[n].Step == message.Invoice {
			bring = append(bring, gone[n].ID)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	if err := tx.NoteDelivered(bring, on); err != nil {
		return nil, err
	}
	return tx.NumbersIn(all)
}

// invoiceRefused gives up a mail with an invoice that was refused, or came back: a person is
// told. Where the invoice can go by letter that takes its place.
func (d *Desk) invoiceRefused(tx *store.Tx, m *message.Message, why string, today date.Date) error {
	all, err := ships(tx, invoicesOf(m))
	if err != nil {
		return err
	}
	if err := d.give(tx, m, message.Failed, why, today); err != nil || m.Step != message.Invoice || len(all) != 1 {
		return err
	}
	s := all[0]
	s.delivery.State, s.delivery.Message = message.DeliveryPrepared, m.ID
	if before := s.delivery.MailFails; m.Channel == message.Mail && !before && s.pdf != nil {
		s.delivery.MailFails = true
		if channel, _ := s.reach(); channel == message.Letter {
			s.delivery.State, s.delivery.Message, s.delivery.On = message.DeliveryWaits, 0, today
		} else {
			s.delivery.MailFails = false
		}
	}
	return tx.SaveDelivery(&s.delivery)
}

// invoiceReturned takes back a mail with an invoice that came back. The review has it sent to
// another address, or by letter; a person is told.
func (d *Desk) invoiceReturned(tx *store.Tx, m *message.Message, why string, hard bool, today date.Date) error {
	if !hard || m.Step != message.Invoice {
		return d.invoiceRefused(tx, m, why, today)
	}
	m.State, m.Outcome = message.Withdrawn, db.JSON(dunning.Reason{Code: NotArrived, Step: m.Step, Text: why})
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	data := timeline.Data{Step: m.Step, Text: why, To: m.Recipients}.JSON()
	err := tx.AddTasks([]task.Task{{Kind: task.InvoiceReturned, Customer: m.Customer, Subject: m.ID, Once: "returned " + m.ID.String(), Data: data, DueOn: today}})
	if err != nil {
		return err
	}
	return resolved(tx, m, timeline.Event{Kind: timeline.MessageFailed, On: today, Actor: Actor, Data: data})
}

// mostSheets is how many pages an invoice has at most that goes by post.
const mostSheets = 40

// plainPDF is the PDF of an invoice as it can be bound with the page before it.
func plainPDF(body []byte) ([]byte, error) { return pdf.Plain(body, mostSheets) }

// proofOf is how an invoice got there, as papers say it; b is nil where it was not sent from here.
func proofOf(b *store.Brought) render.Sent {
	if b == nil {
		return render.Sent{}
	}
	return render.Sent{On: b.On, To: b.To}
}
