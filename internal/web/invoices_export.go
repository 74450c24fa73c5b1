package web

import (
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/render"
	"acquit/internal/store"
)

// invoicesSheet is the list of invoices and credit notes as a file.
func invoicesSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, err := v.invoicesAsked()
	if err != nil {
		return nil, err
	}
	w := v.Words
	heads := []string{w.Cap("word.invoice_number"), w.T("web.filter.kind"), w.T("list.customer_number"), w.Cap("word.customer"), w.T("web.column.issued"),
		w.Cap("word.due_date"), w.T("web.column.state"), w.Cap("word.days_late"), w.Cap("word.amount"), w.Cap("word.open_amount"), w.T("web.filter.currency"),
		w.Cap("word.reference"), w.T("web.invoice.order"), w.T("web.column.next_step"), w.T("standing.on"), w.T("why.reason")}
	return &sheet{Name: w.T("web.nav.invoices"), Heads: heads, Rows: func(r *render.Sheet) error {
		return everyBatch(func(at store.Cursor) (store.Paged[store.InvoiceRow], error) {
			return tx.ListInvoices(d.filter, at, sheetBatch)
		}, func(rows []store.InvoiceRow) error {
			if err := learnOf(v, tx, rows, versionOfRow); err != nil {
				return err
			}
			owners, err := customersOf(tx, rows, func(i *store.InvoiceRow) id.ID { return i.Customer })
			for n := 0; err == nil && n < len(rows); n++ {
				err = v.invoiceLine(r, &rows[n], owners[rows[n].Customer].Number)
			}
			return err
		})
	}}, nil
}

func (v *visit) invoiceLine(r *render.Sheet, i *store.InvoiceRow, customer string) error {
	w := v.Words
	kind, state, late := w.T("word.invoice"), w.T("word.not_due"), 0
	switch {
	case i.Kind == invoice.CreditNote:
		kind, state = w.T("word.credit_note"), ""
	case i.Open.IsZero():
		state = w.T("word.status.paid")
	case i.DueOn < v.Today:
		state, late = w.T("word.overdue"), int(v.Today-i.DueOn)
	}
	r.Text(i.Number, kind, customer, i.Name)
	r.Day(i.IssuedOn)
	r.Day(i.DueOn)
	r.Text(state)
	r.Count(late)
	r.Money(i.Owed.Currency, i.Owed, i.Open)
	r.Text(formatReference(i.Reference), i.OrderReference)
	v.standingCells(r, i)
	return r.End()
}
