package web

import (
	"strings"

	"acquit/internal/id"
	"acquit/internal/render"
	"acquit/internal/store"
)

// messagesSheet is the list of messages as a file.
func messagesSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, w := v.messagesAsked(), v.Words
	heads := []string{w.T("list.customer_number"), w.Cap("word.customer"), w.T("message.state"), w.T("message.decided"), w.T("list.sent_on"), w.Cap("word.step"),
		w.T("message.recipients"), w.T("list.subject"), w.Cap("word.amount"), w.T("web.filter.currency")}
	return &sheet{Name: w.T("web.nav.messages"), Heads: heads, Rows: func(r *render.Sheet) error {
		f := d.filter()
		for f.Limit = sheetBatch; ; {
			rows, err := tx.Messages(f)
			if err == nil {
				err = v.messageLines(tx, r, rows)
			}
			if err != nil || len(rows) < sheetBatch {
				return err
			}
			f.Before = rows[len(rows)-1].ID
		}
	}}, nil
}

func (v *visit) messageLines(tx *store.Tx, r *render.Sheet, rows []store.ListedMessage) error {
	if err := learnOf(v, tx, rows, versionOfListed); err != nil {
		return err
	}
	owners, err := customersOf(tx, rows, func(m *store.ListedMessage) id.ID { return m.Customer })
	for n := 0; err == nil && n < len(rows); n++ {
		m := &rows[n]
		r.Text(owners[m.Customer].Number, m.CustomerName, messageWord(v.Words, m.State))
		r.Day(m.QueuedOn)
		r.Day(m.SentOn)
		r.Text(v.stepName(m.Scenario, m.Step), strings.Join(m.Recipients, ", "), m.Subject)
		r.Money(m.Currency, m.Amount)
		err = r.End()
	}
	return err
}
