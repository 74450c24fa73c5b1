package collect

import (
	"slices"

	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
)

// material is what reminders are written from beside their cases. It is loaded for all that are
// written together, each kind of fact by one query.
type material struct {
	open      map[id.ID][]invoice.Invoice // by customer
	onAccount map[id.ID][]payment.Payment // by customer
	supplied  map[id.ID]string            // what an invoice is for; a consumer must be told
	claims    map[account][]store.Claim   // behind the items of a case, and of all else beside which something was claimed
	papers    map[id.ID]store.LinkedFile  // by invoice: its PDF, where the step of a mail sends it
	before    map[id.ID][]id.ID           // by message: the mails that left about the same invoices, the oldest first
}

// account is what one case is about.
type account struct {
	customer id.ID
	currency money.Currency
}

func accountOf(c *store.Case) account { return account{c.Customer.ID, c.Snapshot.Currency} }

// gather loads what reminders to the customers of some cases are written from. mails are those
// that go into the conversation of others; none where nothing is written as a mail.
func (s *setting) gather(tx *store.Tx, cases []*store.Case, mails ...*message.Message) error {
	m := &material{open: map[id.ID][]invoice.Invoice{}, onAccount: map[id.ID][]payment.Payment{}, supplied: map[id.ID]string{}, claims: map[account][]store.Claim{}, papers: map[id.ID]store.LinkedFile{}}
	s.material = m
	if len(cases) == 0 {
		return nil
	}
	customers := make([]id.ID, len(cases))
	for n, c := range cases {
		customers[n] = c.Customer.ID
	}
	for _, load := range []func() error{
		func() error { return m.loadOpen(tx, customers) },
		func() error { return m.loadOnAccount(tx, customers) },
		func() error { return m.loadSupplied(tx, cases) },
		func() error { return m.loadClaims(tx, cases, customers) },
		func() error { return s.loadPapers(tx, mails) },
		func() (err error) { m.before, err = tx.MailsAbout(mails...); return err },
	} {
		if err := load(); err != nil {
			return err
		}
	}
	return nil
}

func (m *material) loadOpen(tx *store.Tx, customers []id.ID) error {
	open, err := tx.OpenInvoicesOf(customers)
	for _, i := range open {
		m.open[i.Customer] = append(m.open[i.Customer], i)
	}
	return err
}

func (m *material) loadOnAccount(tx *store.Tx, customers []id.ID) error {
	payments, err := tx.OnAccount(customers...)
	for _, p := range payments {
		m.onAccount[p.Customer] = append(m.onAccount[p.Customer], p)
	}
	return err
}

// loadSupplied says what the invoices of consumers are for, in the words of their first line.
func (m *material) loadSupplied(tx *store.Tx, cases []*store.Case) error {
	var invoices []id.ID
	for _, c := range cases {
		if c.Customer.Kind == customer.Consumer {
			for n := range m.open[c.Customer.ID] {
				invoices = append(invoices, m.open[c.Customer.ID][n].ID)
			}
		}
	}
	if len(invoices) == 0 {
		return nil
	}
	details, err := tx.InvoiceDetails(invoices)
	for i, d := range details {
		if len(d.Lines) > 0 {
			m.supplied[i] = d.Lines[0].Text
		}
	}
	return err
}

func (m *material) loadClaims(tx *store.Tx, cases []*store.Case, customers []id.ID) error {
	invoices, err := tx.ClaimedOf(customers)
	if err != nil {
		return err
	}
	for _, c := range cases {
		for n := range c.Snapshot.Items {
			invoices = append(invoices, c.Snapshot.Items[n].Invoice)
		}
	}
	slices.Sort(invoices)
	claims, err := tx.Claims(slices.Compact(invoices))
	for _, c := range claims {
		of := account{c.Invoice.Customer, c.Invoice.Owed.Currency}
		m.claims[of] = append(m.claims[of], c)
	}
	return err
}

// broughtTo are the messages that brought the invoices of a decision, where its step says so: a
// formal one, which may have to be proven.
func (m *material) broughtTo(of account, step *dunning.Step) map[id.ID]*store.Brought {
	brought := map[id.ID]*store.Brought{}
	if step.Tone == dunning.Formal {
		for n := range m.claims[of] {
			c := &m.claims[of][n]
			brought[c.Invoice.ID] = c.Sent
		}
	}
	return brought
}

// gatherFor loads what the reminders among messages are written from that are still queued.
func (s *setting) gatherFor(tx *store.Tx, all []message.Message, caseOf func(*message.Message) (*store.Case, error)) error {
	var cases []*store.Case
	var mails []*message.Message
	for n := range all {
		m := &all[n]
		if m.State != message.Queued || m.Step == message.Personal || m.Step == thanksStep || m.BringsInvoice() {
			continue
		}
		c, err := caseOf(m)
		if err != nil {
			return err
		}
		if cases = append(cases, c); m.Channel == message.Mail {
			mails = append(mails, m)
		}
	}
	return s.gather(tx, cases, mails...)
}

// keep stores messages that were written together, what they list, and their exact content.
func keep(tx *store.Tx, all []lookedAt) error {
	var written []*message.Message
	var contents []evidence.Document
	var links []store.MessageLink
	for n := range all {
		if state := all[n].state; state != message.Sending && state != message.Ready {
			continue
		}
		l := &all[n].letter
		if written = append(written, &l.message); l.content.Hash != "" {
			contents = append(contents, l.content)
		}
		if l.offer != nil {
			contents, links = append(contents, l.offer.files...), append(links, l.offer.link)
		}
	}
	if len(written) == 0 {
		return nil
	}
	if err := tx.Keep(contents...); err != nil {
		return err
	}
	if err := tx.SetMessageItems(written...); err != nil {
		return err
	}
	if err := tx.SaveLinks(links); err != nil {
		return err
	}
	return tx.SaveMessages(tx.Now(), written...)
}
