package collect

import (
	"fmt"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
)

// enclosures go with a mail: a formal document as the letter that it is, and how what it
// asks for being late was reckoned.
func enclosures(r *render.Reminder, asks *demand, w *locale.Words) (all []deliver.Attachment, err error) {
	enclose := func(name string, body []byte) {
		all = append(all, deliver.Attachment{Name: filename.Clean(w.T("mail.file."+name, "Day", r.On.String())) + ".pdf", MIME: "application/pdf", Body: body})
	}
	if r.Document == law.FormalNotice || r.Document == law.FourteenDays {
		body, err := r.Letter(w)
		if err != nil {
			return nil, err
		}
		enclose(string(r.Document), body)
	}
	if len(asks.annex) > 0 {
		annex := render.Annex{Company: r.Company, Customer: r.Customer, Invoices: asks.annex}
		body, err := annex.PDF(w)
		if err != nil {
			return nil, err
		}
		enclose("annex", body)
	}
	return all, nil
}

// enclosed are the files that a step sends with a mail, behind those that go with it anyway.
// Those that come first have the right of way: left are kept files, not even read, with which
// all would have more than MostEnclosed.
func (s *setting) enclosed(tx *store.Tx, c *store.Case, a *dunning.Assessment, all []deliver.Attachment, w *locale.Words, today date.Date) (files []deliver.Attachment, left []store.LinkedFile, err error) {
	if a.Step.Sends(dunning.EncloseStatement) {
		statement, err := s.statement(tx, c, w, today)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, statement)
	}
	room := int64(MostEnclosed)
	for n := range all {
		room -= int64(len(all[n].Body))
	}
	for _, f := range s.sends(c, a) {
		if f.Size > room {
			left = append(left, f)
			continue
		}
		file, err := enclosure(tx, message.Enclosed{Name: f.Name, MIME: f.MIME, Hash: f.Hash})
		if err != nil {
			return nil, nil, err
		}
		room, all = room-f.Size, append(all, file)
	}
	return all, left, nil
}

// statement is the customer's account of the last year, as of a day.
func (s *setting) statement(tx *store.Tx, c *store.Case, w *locale.Words, today date.Date) (deliver.Attachment, error) {
	account, err := tx.Account(c.Customer.ID, c.Snapshot.Currency, today.AddDays(-365), today)
	if err != nil {
		return deliver.Attachment{}, err
	}
	printed := render.Account{Company: &s.company, Customer: &c.Customer, On: today, Account: account}
	body, err := printed.PDF(w)
	return deliver.Attachment{Name: filename.Clean(w.T("paper.account.file", "Number", c.Customer.Number)) + ".pdf", MIME: mimePDF, Body: body}, err
}

// sends are the kept files that go with a mail of a decision: the invoices that it lists, each
// once whatever instalments it has, and the general terms.
func (s *setting) sends(c *store.Case, a *dunning.Assessment) (all []store.LinkedFile) {
	had := map[id.ID]bool{}
	for _, d := range a.Items {
		f, kept := s.material.papers[d.Item.Invoice]
		if !a.Step.Sends(dunning.EncloseInvoices) || !d.Listed || !kept || had[d.Item.Invoice] {
			continue
		}
		had[d.Item.Invoice] = true
		all = append(all, f)
	}
	if terms, found := s.company.TermsIn(c.Customer.Language); found && a.Step.Sends(dunning.EncloseTerms) {
		all = append(all, store.LinkedFile{Name: terms.Name, MIME: mimePDF, Size: terms.Size, Hash: terms.Hash})
	}
	return all
}

// loadPapers finds the PDFs of what the customers owe to whom mails go whose steps send them. One
// that is not kept any more is left out: a reminder does not wait for it.
func (s *setting) loadPapers(tx *store.Tx, mails []*message.Message) error {
	var all []*ship
	var invoices []id.ID
	seen := map[id.ID]bool{}
	for _, m := range mails {
		if step := s.stepOf(m); !step.Sends(dunning.EncloseInvoices) || seen[m.Customer] {
			continue
		}
		seen[m.Customer] = true
		open := s.material.open[m.Customer]
		for n := range open {
			all, invoices = append(all, &ship{invoice: &open[n]}), append(invoices, open[n].ID)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if err := pack(tx, invoices, all); err != nil {
		return err
	}
	var hashes []string
	for _, p := range all {
		if p.pdf != nil {
			hashes = append(hashes, p.pdf.Hash)
		}
	}
	kept, err := tx.DocumentsByHash(hashes)
	for _, p := range all {
		if p.pdf == nil {
			continue
		}
		if doc, found := kept[p.pdf.Hash]; found {
			s.material.papers[p.invoice.ID] = store.LinkedFile{Name: p.pdf.Name, MIME: p.pdf.MIME, Size: doc.Size, Hash: p.pdf.Hash}
		}
	}
	return err
}

// numberOf names an invoice, or one of its instalments.
func numberOf(c *store.Claim) string {
	if c.Item == 0 {
		return c.Invoice.Number
	}
	return fmt.Sprintf("%s/%d", c.Invoice.Number, c.Item)
}
