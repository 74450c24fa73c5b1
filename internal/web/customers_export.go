package web

import (
	"strconv"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
)

// customersSheet is the list of customers as a file.
func customersSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, w := v.customersAsked(), v.Words
	heads := []string{w.T("web.field.number"), w.T("web.field.name"), w.T("web.field.kind"), w.T("profile.payer"), w.T("web.field.language"), w.T("web.field.street"),
		w.T("web.field.postcode"), w.T("web.field.city"), w.T("web.field.country"), w.T("web.field.vat_id"), w.T("web.field.enterprise_number"),
		w.T("list.terms_days"), w.Cap("word.labels"), w.Cap("word.account_manager"), w.T("web.column.state"), w.T("web.column.oldest"), w.Cap("word.open_items"), w.Cap("word.outstanding"), w.T("web.on_account"),
		w.T("web.filter.currency")}
	return &sheet{Name: w.T("web.nav.customers"), Heads: heads, Rows: func(r *render.Sheet) error {
		return everyBatch(func(at store.Cursor) (store.Paged[store.CustomerRow], error) {
			return tx.ListCustomers(d.filter, at, sheetBatch)
		}, func(rows []store.CustomerRow) error {
			for n := range rows {
				if err := v.customerLines(r, &rows[n]); err != nil {
					return err
				}
			}
			return nil
		})
	}}, nil
}

// customerLines are the rows of a customer: one for each currency that anything
// stands open in, and one for a customer who owes nothing.
func (v *visit) customerLines(r *render.Sheet, c *store.CustomerRow) error {
	lines := 0
	for n := range c.Balances {
		b := &c.Balances[n]
		if b.Items == 0 && b.Open == 0 && b.OnAccount == 0 {
			continue
		}
		lines++
		if err := v.customerLine(r, c, b, amountOf(b, 0).Currency); err != nil {
			return err
		}
	}
	if lines > 0 {
		return nil
	}
	return v.customerLine(r, c, &store.Balance{}, v.Company.Currency)
}

func (v *visit) customerLine(r *render.Sheet, c *store.CustomerRow, b *store.Balance, currency money.Currency) error {
	terms := ""
	if c.TermsDays != nil {
		terms = strconv.Itoa(*c.TermsDays)
	}
	r.Text(c.Number, c.Name, string(c.Kind), string(c.Profile.Kind), c.Language, c.Street, c.Postcode, c.City, c.Country, c.VATID, c.EnterpriseNumber, terms,
		customer.LabelText(c.Labels), c.Manager, v.owingWords(c, b))
	r.Day(b.OldestOn)
	r.Count(b.Items)
	r.Money(currency, money.Of(b.Open, currency), money.Of(b.OnAccount, currency))
	return r.End()
}

// owingWords says where a customer's debt stands, as the chip of the list does.
func (v *visit) owingWords(c *store.CustomerRow, b *store.Balance) string {
	w := v.Words
	switch {
	case c.Held:
		return w.T("word.status.held")
	case b.Items == 0:
		return w.T("web.customer.nothing_open")
	case b.OldestOn == date.None:
		return w.T("word.credit_note")
	case b.OldestOn < v.Today:
		return w.T("word.overdue")
	}
	return w.T("word.not_due")
}
