package collect

import (
	"fmt"

	"acquit/internal/deliver"
	"acquit/internal/filename"
	"acquit/internal/law"
	"acquit/internal/locale"
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

// numberOf names an invoice, or one of its instalments.
func numberOf(c *store.Claim) string {
	if c.Item == 0 {
		return c.Invoice.Number
	}
	return fmt.Sprintf("%s/%d", c.Invoice.Number, c.Item)
}
