package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Due is an open debt: an invoice that is payable at once, or one instalment.
type Due struct {
	Customer id.ID
	DueOn    date.Date
	Open     money.Amount
}

// OpenDues calls see with each open debt of some customers, in no order.
func (tx *Tx) OpenDues(customers []id.ID, see func(Due)) error {
	list := db.JSON(ints(customers))
	err := tx.Rows(func(rows *sql.Rows) error {
		var d Due
		var currency string
		err := rows.Scan(&d.Customer, &currency, &d.DueOn, &d.Open.Minor)
		if err != nil {
			return err
		}
		if d.Open.Currency, err = money.ParseCurrency(currency); err != nil {
			return err
		}
		see(d)
		return nil
	}, `SELECT customer_id, currency, due_on, open_minor FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 AND open_minor > 0 AND parts = 0`, tx.Company, list)
	if err != nil {
		return err
	}
	split, err := tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 AND open_minor > 0 AND parts > 0`, tx.Company, list)
	for n := range split {
		for _, p := range split[n].OpenParts() {
			see(Due{split[n].Customer, p.DueOn, p.Amount})
		}
	}
	return err
}
